"""What unpacks to far more than it is: refused, or cut off where nothing takes it any more."""

import gzip
from pathlib import Path

import pytest

from pipeline.archive import Archive, read_warc
from pipeline.archive.warc import LARGEST_BODY, encode_page
from pipeline.crawl.failures import PageError
from pipeline.crawl.links import feed_links, page_links, sitemap_links
from pipeline.errors import InputError
from pipeline.parse import parse_page
from pipeline.schema import RawPage
from pipeline.store.lines import LONGEST_LINE, read_lines

HUGE = 1 << 27
ENDLESS = b"<item " + b"".join(b"a%d='x' " % number for number in range(100_000)) + b"/>"

ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{ENTITIES}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<rss><channel>" + b"<item></item>" * 400_000, "too_large"),
        (b"<rss><channel>" + ENDLESS, "not_a_feed"),
    ],
)
def test_feed_that_would_be_read_for_minutes_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(PageError) as caught:
        feed_links(RawPage(url="http://bao.example/rss", body=body))
    assert caught.value.kind == kind


def test_page_with_a_tag_without_end_is_refused_unread() -> None:
    page = RawPage(url="http://bao.example/1", body=b"<html><body><a href='/2'>x</a>" + ENDLESS)
    with pytest.raises(InputError, match="a tag without end"):
        parse_page(page)
    assert page_links(page) == []


def test_line_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl.gz"
    with gzip.open(path, "wb", 1) as file:
        for _ in range(HUGE // (1 << 20)):
            file.write(b" " * (1 << 20))
    with pytest.raises(InputError, match=f":1: a line of more than {LONGEST_LINE} bytes"):
        list(read_lines(path))


def test_page_of_an_archive_that_unpacks_without_end_is_cut_off_and_refused_as_too_large(tmp_path: Path) -> None:
    page = RawPage(url="http://bao.example/1", body=bytes(HUGE), source="bao", fetched_at="2025-06-11T00:00:00Z")
    small = RawPage(url="http://bao.example/2", body=b"<p>x</p>", source="bao", fetched_at="2025-06-11T00:00:00Z")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(encode_page(page) + encode_page(small))
    assert path.stat().st_size < 1 << 20
    large, last = read_warc(path)
    assert LARGEST_BODY < len(large.body) < LARGEST_BODY + (1 << 17)
    assert last.url == small.url
    with pytest.raises(InputError, match="bytes"):
        parse_page(large)
    assert Archive(tmp_path).append(small).archive is not None


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE], ids=["entities of entities", "entity of a file"])
def test_feed_and_sitemap_open_no_entities(head: str) -> None:
    feed = f"{head}<rss version='2.0'><channel><item><link>http://bao.example/&a11;</link></item></channel></rss>"
    sitemap = f"{head}<urlset><url><loc>http://bao.example/&a11;</loc></url></urlset>"
    for read, body in ((feed_links, feed), (lambda page: sitemap_links(page, size=1 << 20).pages, sitemap)):
        try:
            found = read(RawPage(url="http://bao.example/", body=body.encode()))
        except PageError:
            continue
        assert all("root:" not in link.url and len(link.url) < 1000 for link in found)
