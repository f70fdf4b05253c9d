"""A night on which nearly every site is broken in its own way, and one is sound."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from pipeline.schema import RawPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler

    from pipeline.schema import Issue
    from tests.crawl.conftest import Night, Web

BOMB = gzip.compress(bytes(200_000_000), compresslevel=1)


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    for _ in range(50_000):
        request.wfile.write(b"x" * 100_000)


def huge(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(5 * 10**9))
    request.end_headers()


def prepare(web: Web) -> dict[str, tuple[Callable[[str], None], list[str]]]:
    """For each source what breaks its site, given its address, and the kinds of issues that have to come of it."""

    def silent(_: BaseHTTPRequestHandler) -> None:
        web.finished.wait(5)

    plain = {"content_type": "text/plain"}
    return {
        "hangs": (lambda url: web.answer(url, silent), ["timeout"]),
        "endless": (lambda url: web.answer(url, endless), ["too_large", "no_links"]),
        "huge": (lambda url: web.answer(url, huge), ["too_large", "no_links"]),
        "circle": (lambda url: web.put(url, status=302, location=url), ["redirects", "no_links"]),
        "busy": (lambda url: web.put(url, status=429, retry_after="3600"), ["retry_later"]),
        "down": (lambda url: web.put(url, status=503), ["http_503"]),
        "faulty": (lambda url: web.put(url, status=500), ["http_500", "no_links"]),
        "bomb": (lambda url: web.put(url, BOMB, content_encoding="gzip"), ["too_large", "no_links"]),
        "empty": (lambda url: web.put(url, b"\x00\xff" * 99), ["no_links"]),
        "forbidden": (
            lambda url: web.put(f"{url}robots.txt", "User-agent: *\nDisallow: /", 200, **plain),
            ["robots", "no_links"],
        ),
        "norobots": (lambda url: web.put(f"{url}robots.txt", status=500), ["robots_error"]),
    }


def kinds_by_source(issues: list[Issue]) -> dict[str | None, list[str]]:
    kinds: dict[str | None, list[str]] = {}
    for issue in issues:
        kinds.setdefault(issue.source, []).append(issue.kind)
    return kinds


def test_each_broken_site_has_its_outcome_and_the_sound_one_is_unharmed(night: Night, web: Web) -> None:
    night.set(list_size=1_000_000)
    faults = prepare(web)
    for key, (break_it, _) in faults.items():
        web.put_articles(f"{key}.example", 1, 2)
        break_it(f"http://{key}.example/")
    web.put("http://feed.example/rss", "<p>đây không phải RSS", 200)
    feed = web.put_articles("feed.example", 1)
    sound = web.put_articles("sound.example", *range(1, 21))
    sources = [night.source(key) for key in (*faults, "sound")]
    sources.append(night.source("feed", feeds=["http://feed.example/rss"]))

    pages, issues = night.run(*sources)
    assert {page.url for page in pages if isinstance(page, RawPage)} == {*sound, *feed}
    expected = {key: kinds for key, (_, kinds) in faults.items()} | {"feed": ["not_a_feed"]}
    assert kinds_by_source(issues) == expected
    assert {key for key, counts in night.counts.items() if counts.method is None} == set(faults)

    night.next_night()
    for key in ("norobots", "forbidden"):
        web.put(f"http://{key}.example/robots.txt", status=404)
    for key in faults:
        web.put_articles(f"{key}.example", 1, 2)
    pages, issues = night.run(*sources)
    assert len(pages) == 2 * len(faults)
    assert issues == []
