"""A server on loopback with any number of virtual hosts, on which every answer can be prepared."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive import Archive
from pipeline.crawl import Counts, Crawl, CrawlSettings
from pipeline.schema import Issue, RawPage
from pipeline.sources import Source

Answer = Callable[[BaseHTTPRequestHandler], None]
QUICK = CrawlSettings(
    contact="https://chidao.example/",
    connect_timeout=2,
    read_timeout=0.3,
    fetch_timeout=0.5,
    retries=1,
    backoff=0,
    retry_wait=1,
    article_size=100_000,
)


class Seen:
    """A request that the server got."""

    def __init__(self, host: str, path: str, headers: dict[str, str]) -> None:
        self.host = host
        self.path = path
        self.headers = headers
        self.at = time.monotonic()


class Web(ThreadingHTTPServer):
    """Virtual hosts: `answers[host, path]`; what is not prepared is 404. `seen` has every request."""

    daemon_threads = True

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Answer] = {}
        self.seen: list[Seen] = []
        self.finished = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.server_port)

    def answer(self, url: str, answer: Answer) -> None:
        host, _, path = url.removeprefix("http://").partition("/")
        self.answers[host, f"/{path}"] = answer

    def put(self, url: str, body: str | bytes = "<p>Tin</p>", status: int = 200, **headers: str) -> None:
        """Prepare a page; header names are given with `_` for `-`. With an etag it can be 304."""
        content = body.encode() if isinstance(body, str) else body
        named = {
            "content-type": "text/html",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }

        def answer(request: BaseHTTPRequestHandler) -> None:
            if named.get("etag", "") == request.headers.get("If-None-Match", None):
                request.send_response(304)
                request.end_headers()
                return
            request.send_response(status)
            for name, value in named.items():
                request.send_header(name, value)
            request.send_header("content-length", str(len(content)))
            request.end_headers()
            request.wfile.write(content)

        self.answer(url, answer)

    def put_links(self, url: str, *links: str, **headers: str) -> None:
        self.put(url, "".join(f'<p><a href="{link}">tin</a></p>' for link in links), 200, **headers)

    def put_feed(self, url: str, *links: str, dated: str = "Mon, 23 Nov 2026 20:00:00 +0700", **headers: str) -> None:
        items = "".join(f"<item><link>{link}</link><pubDate>{dated}</pubDate></item>" for link in links)
        self.put(url, f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>', 200, **headers)

    def put_articles(self, host: str, *numbers: int) -> list[str]:
        """A home page with links to articles, and the articles; gives their addresses."""
        urls = [f"http://{host}/tin-post{number}.html" for number in numbers]
        self.put_links(f"http://{host}/", *urls)
        for number, url in zip(numbers, urls, strict=True):
            self.put(url, f"<p>Bản tin số {number}</p>", etag=f'"{number}"')
        return urls

    def paths(self, host: str) -> list[str]:
        return [seen.path for seen in self.seen if seen.host == host]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle of an answer is what many of these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Web

    def do_GET(self) -> None:
        host = self.headers["Host"]
        self.server.seen.append(Seen(host, self.path, {key.lower(): value for key, value in self.headers.items()}))
        answer = self.server.answers.get((host, self.path))
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.finished.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def dead_address() -> Iterator[tuple[str, int]]:
    """A port that nobody listens at for as long as the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield ("127.0.0.1", taken.getsockname()[1])


class Night:
    """Runs crawls of some sources against a `Web`, night after night, and collects what comes of them."""

    def __init__(self, folder: Path, web: Web) -> None:
        self.folder = folder
        self.web = web
        self.archive = Archive(folder)
        self.settings = QUICK
        self.connect_to: dict[str, tuple[str, int]] = {}
        self.clock = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
        self.counts: dict[str, Counts] = {}

    def source(self, key: str = "bao", **fields: Any) -> Source:
        """A source on the host `<key>.example` with articles `…-post<n>.html`, without a delay."""
        values: dict[str, Any] = {
            "key": key,
            "name": f"Báo {key}",
            "kind": "newspaper",
            "homepage": f"http://{key}.example/",
            "article_url": r"-post\d+\.html$",
            "delay": 0,
            "allow_private": True,
        }
        return Source(**{**values, **fields})

    def crawl(self, *sources: Source, **options: Any) -> Crawl:
        hosts = {source.host: self.web.address for source in sources}
        return Crawl(
            sources,
            self.archive,
            data_folder=self.folder,
            settings=self.settings,
            connect_to={**hosts, **self.connect_to},
            now=lambda: self.clock,
            **options,
        )

    def run(self, *sources: Source, done: bool = True, **options: Any) -> tuple[list[RawPage], list[Issue]]:
        pages: list[RawPage] = []
        issues: list[Issue] = []
        with self.crawl(*sources, **options) as crawl:
            for outcome in crawl:
                if isinstance(outcome, RawPage):
                    pages.append(outcome)
                    if done:
                        crawl.mark_done(outcome.url)
                else:
                    issues.append(outcome)
        self.counts = crawl.counts
        return pages, issues

    def asides(self) -> list[tuple[str, str, str, bytes]]:
        """What was archived beside the pages: why, the status, the address, the body."""
        found = []
        for file in sorted(self.folder.rglob("*.warc.gz")):
            with file.open("rb") as stream:
                for record in ArchiveIterator(stream, check_digests="raise"):
                    fields, http = record.rec_headers, record.http_headers
                    why = fields.get_header("X-Chidao-Aside") or ("revisit" if record.rec_type == "revisit" else None)
                    if why:
                        url = fields.get_header("WARC-Target-URI")
                        found.append((why, http.get_statuscode(), url, record.content_stream().read()))
        return found

    def next_night(self) -> None:
        self.clock += timedelta(days=1)
        self.web.seen.clear()

    def set(self, **settings: Any) -> None:
        self.settings = structs.replace(self.settings, **settings)


@pytest.fixture
def night(tmp_path: Path, web: Web) -> Night:
    return Night(tmp_path, web)
