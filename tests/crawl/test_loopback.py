from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from pipeline.crawl import LoopbackSites

HOST = "baosongdai.example"


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[LoopbackSites]:
    for name, content in {
        f"{HOST}/index.html": "<p>Báo Sông Dài</p>",
        f"{HOST}/rss/thoi-su.rss": "<rss/>",
        f"{HOST}/robots.txt": "User-agent: *",
        f"{HOST}/chính-trị/index.html": "<p>Chính trị</p>",
        "baosongngan.example/index.html": "<p>Báo Sông Ngắn</p>",
        "secret.txt": "not to be served",
    }.items():
        file = tmp_path / "sites" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    with LoopbackSites(tmp_path / "sites") as served:
        yield served


def ask(
    sites: LoopbackSites, path: str, host: str = HOST, method: str = "GET", **headers: str
) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(*sites.connect_to[HOST], timeout=5)
    connection.request(
        method,
        path,
        headers={"Host": host, **{key.replace("_", "-"): value for key, value in headers.items()}},
    )
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response, body


def test_each_folder_is_a_host_on_loopback(sites: LoopbackSites) -> None:
    assert set(sites.connect_to) == {HOST, "baosongngan.example"}
    assert {address for address, _ in sites.connect_to.values()} == {"127.0.0.1"}
    assert ask(sites, "/")[1] == "<p>Báo Sông Dài</p>"
    assert ask(sites, "/", "baosongngan.example")[1] == "<p>Báo Sông Ngắn</p>"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/rss/thoi-su.rss", "application/rss+xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_has_its_content_type(sites: LoopbackSites, path: str, kind: str) -> None:
    response, _ = ask(sites, path)
    assert (response.status, response.headers["content-type"]) == (200, kind)


def test_a_path_may_be_percent_encoded_and_have_a_query(sites: LoopbackSites) -> None:
    assert ask(sites, "/ch%C3%ADnh-tr%E1%BB%8B/?page=1")[1] == "<p>Chính trị</p>"


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/none.html", HOST),
        ("/rss/", HOST),
        ("/rss", HOST),
        ("/../secret.txt", HOST),
        ("/%2e%2e/secret.txt", HOST),
        ("/secret.txt", ""),
        ("/secret.txt", "."),
        ("/sites/secret.txt", ".."),
        ("/", "unknown.example"),
    ],
)
def test_all_else_is_not_found(sites: LoopbackSites, path: str, host: str) -> None:
    assert ask(sites, path, host)[0].status == 404


def test_what_has_not_changed_is_not_sent_again(sites: LoopbackSites, tmp_path: Path) -> None:
    first, _ = ask(sites, "/")
    etag = first.headers["etag"]
    again, body = ask(sites, "/", If_None_Match=etag)
    assert (again.status, body) == (304, "")
    assert again.headers["last-modified"] == first.headers["last-modified"]
    (tmp_path / "sites" / HOST / "index.html").write_text("<p>Mới</p>", encoding="utf-8")
    changed, body = ask(sites, "/", If_None_Match=etag)
    assert (changed.status, body) == (200, "<p>Mới</p>")


def test_head_sends_no_body(sites: LoopbackSites) -> None:
    response, body = ask(sites, "/", method="HEAD")
    assert (response.status, body) == (200, "")
    assert int(response.headers["content-length"]) > 0
