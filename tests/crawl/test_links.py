import gzip
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.failures import PageError
from pipeline.crawl.links import Link, advertised_feeds, clean_link, feed_links, page_links, sitemap_links
from pipeline.schema import RawPage

BASE = "http://bao.example/chinh-tri/"


def page(body: str | bytes) -> RawPage:
    return RawPage(url=BASE, body=body.encode() if isinstance(body, str) else body)


def urls(links: list[Link]) -> list[str]:
    return [link.url.removeprefix("http://bao.example") for link in links]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/tin-post1.html", "http://bao.example/tin-post1.html"),
        ("tin-post1.html#binh-luan", "http://bao.example/chinh-tri/tin-post1.html"),
        ("//bao.example/tin-post1.html?utm_source=rss", "http://bao.example/tin-post1.html"),
        (" HTTP://BAO.example/tin-post1.html\n", "http://bao.example/tin-post1.html"),
        ("mailto:toasoan@bao.example", None),
        ("javascript:void(0)", None),
        ("", None),
        ("tel:0123", None),
        ("http://[bao", None),
    ],
)
def test_clean_link_gives_one_spelling_or_none(href: str, url: str | None) -> None:
    assert clean_link(BASE, href) == url


def test_feed_links_reads_rss_with_dates() -> None:
    rss = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Thời sự</title>
      <item><title>Tỉnh họp &amp; bàn</title><link>/tin-post1.html</link>
        <pubDate>Mon, 23 Nov 2026 02:00:00 +0700</pubDate></item>
      <item><link><![CDATA[http://bao.example/tin-post2.html]]></link></item>
      <item><title>Không có liên kết</title></item></channel></rss>"""
    assert feed_links(page(rss)) == [
        Link("http://bao.example/tin-post1.html", date(2026, 11, 22)),
        Link("http://bao.example/tin-post2.html", None),
    ]


def test_feed_links_reads_atom_and_feeds_that_are_not_well_formed() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/tin-post1.html"/>'
        "<updated>2026-11-23T01:00:00Z</updated></entry></feed>"
    )
    assert feed_links(page(atom)) == [Link("http://bao.example/tin-post1.html", date(2026, 11, 23))]
    broken = "<rss version='2.0'><channel><item><title>A & B</title><link>/tin-post1.html</link></item></channel>"
    assert urls(feed_links(page(broken))) == ["/tin-post1.html"]


@pytest.mark.parametrize("body", ["", "<html><p>Trang lỗi</p></html>", b"\x00\x01\x02", "{}"])
def test_feed_links_refuses_what_is_no_feed(body: str | bytes) -> None:
    with pytest.raises(PageError) as caught:
        feed_links(page(body))
    assert caught.value.kind == "not_a_feed"


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc> http://bao.example/tin-post1.html </loc><lastmod>2026-11-23T08:00:00+07:00</lastmod></url>
  <url><loc>http://bao.example/tin-post2.html</loc>
    <image:image><image:loc>http://bao.example/anh.jpg</image:loc></image:image>
    <news:news><news:publication_date>2026-11-22</news:publication_date></news:news></url>
  <url><loc>http://bao.example/tin-post3.html</loc><lastmod>hôm qua</lastmod></url>
  <url></url>
</urlset>"""


@pytest.mark.parametrize("body", [SITEMAP.encode(), gzip.compress(SITEMAP.encode()), b"\n" + SITEMAP.encode()])
def test_sitemap_links_reads_pages_with_dates(body: bytes) -> None:
    sitemap = sitemap_links(page(body), size=10_000)
    assert urls(sitemap.pages) == ["/tin-post1.html", "/tin-post2.html", "/tin-post3.html"]
    assert [link.dated for link in sitemap.pages] == [date(2026, 11, 23), date(2026, 11, 22), None]
    assert sitemap.sitemaps == []


def test_sitemap_links_reads_an_index() -> None:
    index = "<sitemapindex><sitemap><loc>/map-1.xml</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"
    sitemap = sitemap_links(page(index), size=10_000)
    assert sitemap.sitemaps == [Link("http://bao.example/map-1.xml", date(2026, 11, 23))]
    assert sitemap.pages == []


def test_sitemap_links_does_not_open_entities() -> None:
    bomb = (
        '<!DOCTYPE urlset [<!ENTITY a "http://bao.example/tin-post1.html"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
        "<urlset><url><loc>&a;</loc></url><url><loc>http://bao.example/x&f;</loc></url></urlset>"
    )
    assert urls(sitemap_links(page(bomb), size=10_000).pages) == ["/x"]


@pytest.mark.parametrize("body", ["", "<html></html>", "text", gzip.compress(SITEMAP.encode())[:-20]])
def test_sitemap_links_refuses_what_is_no_sitemap(body: str | bytes) -> None:
    with pytest.raises(PageError) as caught:
        sitemap_links(page(body), size=10_000)
    assert caught.value.kind == "not_a_sitemap"


def test_sitemap_links_stops_unpacking_a_bomb() -> None:
    with pytest.raises(PageError) as caught:
        sitemap_links(page(gzip.compress(bytes(1_000_000))), size=10_000)
    assert caught.value.kind == "too_large"


def test_page_links_gives_each_link_once_whatever_the_html() -> None:
    html = '</html><html><body><a href="/tin-post1.html">A<a href=/tin-post1.html>B</a><a>C</a><a href="x.html#y">D'
    assert urls(page_links(page(html))) == ["/tin-post1.html", "/chinh-tri/x.html"]


def test_page_links_reads_on_where_a_page_is_closed_too_early() -> None:
    html = '<html><body><a href="/tin-post1.html">A</a></body></HTML ><div><a href="/tin-post2.html">B</a></div></html>'
    assert urls(page_links(page(html))) == ["/tin-post1.html", "/tin-post2.html"]


def test_page_links_minds_the_base_of_the_page() -> None:
    html = '<head><base href="/thoi-su/"></head><a href="tin-post1.html">A</a>'
    assert urls(page_links(page(html))) == ["/thoi-su/tin-post1.html"]


@pytest.mark.parametrize("body", ["", "   ", b"\x00\xff\xfe", "<!-- -->"])
def test_page_links_finds_nothing_in_nothing(body: str | bytes) -> None:
    assert page_links(page(body)) == []


def test_advertised_feeds_are_those_of_the_head() -> None:
    html = (
        '<link rel="alternate" type="application/rss+xml" href="/rss/home.rss">'
        '<link rel="stylesheet" type="text/css" href="/a.css">'
        '<link rel="alternate" type="application/atom+xml" href="a">'
    )
    assert advertised_feeds(page(html)) == [
        "http://bao.example/rss/home.rss",
        "http://bao.example/chinh-tri/a",
    ]


AWKWARD = st.one_of(
    st.binary(),
    st.lists(
        st.sampled_from(
            [
                *(
                    "<rss version='2.0'>",
                    "<channel>",
                    "<item>",
                    "<link>",
                    "</link>",
                    "</item>",
                    "<?xml version='1.0'?>",
                ),
                *(
                    "<urlset>",
                    "<sitemapindex>",
                    "<url>",
                    "<loc>",
                    "</loc>",
                    "<lastmod>9999-99-99</lastmod>",
                    "</url>",
                ),
                *(
                    "<a href='http://[x'>",
                    "<base href='http://['>",
                    "<pubDate>Mon, 99 Foo 0000</pubDate>",
                    "&x;",
                ),
                *(
                    "http://bao.example/a",
                    "<!DOCTYPE html>",
                    "<![CDATA[",
                    "]]>",
                    "\x00",
                    "<html>",
                    "</html>",
                    "\ufffe",
                ),
            ]
        )
    ).map(lambda parts: "".join(parts).encode()),
)


@given(AWKWARD)
def test_whatever_a_server_sends_there_are_links_or_a_page_error(body: bytes) -> None:
    for read in (feed_links, page_links, advertised_feeds):
        with suppress(PageError):
            read(page(body))
    with suppress(PageError):
        sitemap_links(page(body), size=10_000)
