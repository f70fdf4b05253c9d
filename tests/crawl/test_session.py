from __future__ import annotations

import gzip
import ssl
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.crawl.failures import PageError
from pipeline.crawl.pace import Pace, StoppedError
from pipeline.crawl.session import PAGE_TYPES, Fetcher, Validators

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

    from pipeline.schema import RawPage
    from tests.crawl.conftest import Night, Web

HOME = "http://bao.example/"


class Client:
    """A fetcher that goes to the test's server, whatever the host."""

    def __init__(self, night: Night, web: Web) -> None:
        self.night = night
        self.stop = threading.Event()
        self.connect_to = dict.fromkeys(("bao.example", "other.example"), web.address)
        self.fetcher = self.make()

    def make(self, **fields: Any) -> Fetcher:
        source = self.night.source(**fields)
        now = datetime(2026, 11, 23, 15, tzinfo=UTC)
        self.fetcher = Fetcher(source, self.night.settings, Pace(self.stop), lambda: now, self.connect_to)
        return self.fetcher

    def get(self, url: str = HOME, **options: Any) -> RawPage:
        return self.fetcher.get(url, **{"size": 10_000, **options})

    def failure(self, url: str = HOME, **options: Any) -> str:
        with pytest.raises(PageError) as caught:
            self.get(url, **options)
        return caught.value.kind


@pytest.fixture
def client(night: Night, web: Web) -> Iterator[Client]:
    client = Client(night, web)
    yield client
    client.fetcher.close()


def test_get_gives_the_page_and_keeps_url_and_host_header(client: Client, web: Web) -> None:
    web.put(HOME, "<p>Tin</p>", etag='"1"')
    page = client.get()
    assert (page.url, page.body, page.status, page.source) == (HOME, b"<p>Tin</p>", 200, "bao")
    assert (page.headers["etag"], page.fetched_at) == ('"1"', "2026-11-23T15:00:00Z")
    assert web.seen[0].host == "bao.example"
    assert web.seen[0].headers["user-agent"].startswith("chidao/")
    assert "https://chidao.example/" in web.seen[0].headers["user-agent"]


def test_get_asks_with_validators_and_passes_304_on(client: Client, web: Web) -> None:
    web.put(HOME, etag='"1"')
    page = client.get(validators=Validators('"1"', "Mon, 23 Nov 2026 00:00:00 GMT"))
    assert (page.status, page.body) == (304, b"")
    assert web.seen[0].headers["if-modified-since"] == "Mon, 23 Nov 2026 00:00:00 GMT"


def test_get_unpacks_a_body_and_keeps_no_header_that_is_untrue_then(client: Client, web: Web) -> None:
    web.put(HOME, gzip.compress(b"<p>Tin</p>"), content_encoding="gzip")
    page = client.get()
    assert page.body == b"<p>Tin</p>"
    assert not {"content-encoding", "content-length"} & set(page.headers)


@pytest.mark.parametrize("status", [403, 404, 410, 418, 500])
def test_get_names_the_status(client: Client, web: Web, status: int) -> None:
    web.put(HOME, status=status)
    assert client.failure() == f"http_{status}"


def test_get_tries_server_errors_again(client: Client, web: Web) -> None:
    def recover(request: BaseHTTPRequestHandler) -> None:
        web.put(HOME, "<p>Tin</p>")
        request.send_error(503)

    web.answer(HOME, recover)
    assert client.get().body == b"<p>Tin</p>"
    assert len(web.seen) == 2


def test_get_does_not_try_missing_pages_again(client: Client, web: Web) -> None:
    client.failure()
    assert len(web.seen) == 1


def test_get_waits_as_long_as_the_server_says(client: Client, web: Web) -> None:
    def recover(request: BaseHTTPRequestHandler) -> None:
        web.put(HOME)
        request.send_response(429)
        request.send_header("Retry-After", "1")
        request.send_header("Content-Length", "0")
        request.end_headers()

    web.answer(HOME, recover)
    client.get()
    assert web.seen[1].at - web.seen[0].at >= 1


def test_get_gives_up_where_the_server_wants_a_long_rest(client: Client, web: Web) -> None:
    web.put(HOME, status=429, retry_after="3600")
    assert client.failure() == "retry_later"
    assert len(web.seen) == 1


def test_get_rests_a_host_between_the_tries(client: Client, web: Web) -> None:
    client.make(delay=0.05)
    web.put(HOME, status=503)
    client.failure()
    assert web.seen[1].at - web.seen[0].at >= 0.05


def test_get_follows_redirects_and_asks_before_each(client: Client, web: Web) -> None:
    asked: list[str] = []

    def allowed(url: str) -> bool:
        asked.append(url)
        return True

    web.put(HOME, status=301, location="http://other.example/tin.html")
    web.put("http://other.example/tin.html")
    page = client.get(allowed=allowed)
    assert page.url == "http://other.example/tin.html"
    assert asked == [HOME, "http://other.example/tin.html"]


def test_get_does_not_follow_a_redirect_that_is_not_allowed(client: Client, web: Web) -> None:
    web.put(HOME, status=301, location="/kin.html")
    assert client.failure(allowed=lambda url: not url.endswith("kin.html")) == "robots"
    assert web.paths("bao.example") == ["/"]


def test_get_ends_a_loop_of_redirects(client: Client, web: Web) -> None:
    web.put(HOME, status=302, location="/")
    assert client.failure() == "redirects"
    assert len(web.seen) == client.night.settings.redirects + 1


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://bao.example/", "http://[bad", "javascript:void(0)"])
def test_get_follows_redirects_to_http_only(client: Client, web: Web, location: str) -> None:
    web.put(HOME, status=302, location=location)
    assert client.failure() == "bad_url"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://bao.example/", "tin.html", "http://", "http://[bad/"])
def test_get_refuses_what_is_not_http(client: Client, url: str) -> None:
    assert client.failure(url) == "bad_url"


def test_get_checks_the_content_type(client: Client, web: Web) -> None:
    web.put(HOME, content_type="application/pdf")
    assert client.failure(types=PAGE_TYPES) == "content_type"
    web.put(HOME, content_type="Text/HTML; charset=utf-8")
    assert client.get(types=PAGE_TYPES).status == 200


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    for _ in range(10_000):
        request.wfile.write(b"x" * 10_000)


def test_get_stops_reading_a_page_that_is_too_large(client: Client, web: Web) -> None:
    web.answer(HOME, endless)
    assert client.failure() == "too_large"
    web.put(HOME, "x" * 10_001)
    assert client.failure() == "too_large"
    web.put(HOME, "x" * 10_000)
    assert len(client.get().body) == 10_000


def test_get_stops_unpacking_a_bomb(client: Client, web: Web) -> None:
    web.put(HOME, gzip.compress(bytes(50_000_000)), content_encoding="gzip")
    assert client.failure(size=1_000_000) == "too_large"


def test_get_does_not_read_an_endless_answer_that_is_to_be_tried_again(client: Client, web: Web) -> None:
    def endless_error(request: BaseHTTPRequestHandler) -> None:
        request.send_response(503)
        request.end_headers()
        web.finished.wait(5)

    web.answer(HOME, endless_error)
    assert client.failure() == "http_503"


def test_get_ends_silence(client: Client, web: Web) -> None:
    def silent(_: BaseHTTPRequestHandler) -> None:
        web.finished.wait(5)

    web.answer(HOME, silent)
    assert client.failure() == "timeout"


def test_get_ends_a_trickle(client: Client, web: Web) -> None:
    def trickle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while not web.finished.wait(0.02):
            request.wfile.write(b"x")

    web.answer(HOME, trickle)
    assert client.failure() == "timeout"


def test_get_refuses_a_body_that_breaks_off(client: Client, web: Web) -> None:
    def broken(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b"<p>Tin")
        request.close_connection = True

    web.answer(HOME, broken)
    assert client.failure() == "broken"


def test_get_refuses_a_body_that_is_not_packed_as_it_says(client: Client, web: Web) -> None:
    web.put(HOME, "no gzip", content_encoding="gzip")
    assert client.failure() == "broken"


def test_get_says_that_nobody_answers(client: Client, dead_address: tuple[str, int]) -> None:
    client.connect_to["bao.example"] = dead_address
    client.connect_to["other.example"] = ("no host has so long a name as this one " * 3, 80)
    client.make()
    assert client.failure() == "unreachable"
    assert client.failure("http://other.example/") == "unreachable"


PRIVATE = [
    *("127.0.0.1", "localhost", "10.0.0.1", "100.64.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1"),  # noqa: S104
    *("2130706433", "0x7f.1", "0177.0.0.1", "127.1"),  # as the system reads addresses
    *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:53aa:64c::80ff:fffe"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_get_goes_to_no_private_address_by_whatever_name(client: Client, web: Web, address: str) -> None:
    client.connect_to["bao.example"] = (address, web.address[1])
    client.make(allow_private=False)
    assert client.failure() == "private_address"
    assert web.seen == []


@pytest.mark.parametrize("host", ["127.0.0.2", "2130706434", "169.254.169.254", "[::1]", "[::ffff:127.0.0.2]"])
def test_get_goes_to_no_private_address_by_a_redirect(
    client: Client, web: Web, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr("pipeline.crawl.dial._is_public", lambda address: address == web.address[0])
    client.make(allow_private=False)
    web.put(HOME, status=302, location=f"http://{host}:{web.address[1]}/")
    assert client.failure() == "private_address"
    assert [request.host for request in web.seen] == ["bao.example"]


def test_get_ends_when_the_crawl_is_stopped(client: Client, web: Web) -> None:
    client.make(delay=60)
    web.put(HOME)
    client.get()
    threading.Timer(0.05, client.stop.set).start()
    began = time.monotonic()
    with pytest.raises(StoppedError):
        client.get()
    assert time.monotonic() - began < 30


def test_get_reads_a_page_without_a_body(client: Client, web: Web) -> None:
    web.put(HOME, b"")
    assert client.get().body == b""


@pytest.fixture
def secure_web(web: Web) -> Web:
    """The server behind a certificate that ended in 2020."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("expired.pem"))
    web.socket = context.wrap_socket(web.socket, server_side=True)
    return web


def test_get_refuses_an_expired_certificate_unless_the_source_says_so(client: Client, secure_web: Web) -> None:
    secure_web.put(HOME, "<p>Tin</p>")
    assert client.failure("https://bao.example/") == "tls"
    client.fetcher.close()
    client.make(insecure_tls=True)
    assert client.get("https://bao.example/").body == b"<p>Tin</p>"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_get_ends_a_trickle_of_headers(request: pytest.FixtureRequest, client: Client, web: Web, scheme: str) -> None:
    def trickle(asked: BaseHTTPRequestHandler) -> None:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _ in range(200):
            asked.wfile.write(b"x")
            if web.finished.wait(0.02):
                break

    if scheme == "https":
        request.getfixturevalue("secure_web")
    client.night.set(retries=0, read_timeout=60)
    client.make(insecure_tls=True)
    web.answer(HOME, trickle)
    assert client.failure(f"{scheme}://bao.example/") == "timeout"
