from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pipeline.schema import Issue
    from tests.crawl.conftest import Night, Web

FEED = "http://bao.example/rss/thoi-su.rss"
MAP = "http://bao.example/sitemap.xml"
ARTICLE = "http://bao.example/tin-post1.html"


def run(night: Night, **fields: Any) -> tuple[list[str], list[tuple[str, str | None]], str | None]:
    """The articles fetched, the issues as pairs of kind and address, and the way that worked."""
    pages, issues = night.run(night.source(**fields))
    return [page.url for page in pages], _pairs(issues), night.counts["bao"].method


def _pairs(issues: list[Issue]) -> list[tuple[str, str | None]]:
    return [(issue.kind, issue.url) for issue in issues]


def put_sitemap(web: Web, url: str, *urls: str, dated: str = "2026-11-23", kind: str = "url") -> None:
    entries = "".join(f"<{kind}><loc>{each}</loc><lastmod>{dated}</lastmod></{kind}>" for each in urls)
    root = "urlset" if kind == "url" else "sitemapindex"
    web.put(url, f"<{root}>{entries}</{root}>", content_type="application/xml")


def test_feeds_come_first_and_only_own_articles_count(night: Night, web: Web) -> None:
    web.put(ARTICLE)
    web.put_feed(FEED, ARTICLE, "http://bao.example/lien-he.html", "http://other.example/tin-post2.html")
    put_sitemap(web, MAP, "http://bao.example/tin-post3.html")
    assert run(night, feeds=[FEED], sitemaps=[MAP]) == ([ARTICLE], [], "feeds")
    assert web.paths("bao.example") == ["/robots.txt", "/rss/thoi-su.rss", "/tin-post1.html"]


def test_all_feeds_are_read_and_an_article_in_two_is_fetched_once(night: Night, web: Web) -> None:
    [first, second] = web.put_articles("bao.example", 1, 2)
    web.put_feed(FEED, first)
    web.put_feed("http://bao.example/rss/kinh-te.rss", first.replace("http:", "http:"), second)
    articles, issues, _ = run(night, feeds=[FEED, "http://bao.example/rss/kinh-te.rss"])
    assert (articles, issues) == ([first, second], [])


@pytest.mark.parametrize(
    ("feed", "kind"),
    [("<html>not a feed</html>", "not_a_feed"), (None, "http_404"), (b"\x00\x01", "not_a_feed")],
)
def test_a_feed_that_does_not_work_is_an_issue_and_the_sitemap_takes_over(
    night: Night, web: Web, feed: str | bytes | None, kind: str
) -> None:
    web.put(ARTICLE)
    if feed is not None:
        web.put(FEED, feed)
    put_sitemap(web, MAP, ARTICLE)
    assert run(night, feeds=[FEED], sitemaps=[MAP]) == ([ARTICLE], [(kind, FEED)], "sitemaps")


def test_a_feed_without_an_own_article_does_not_work(night: Night, web: Web) -> None:
    web.put_articles("bao.example", 1)
    web.put_feed(FEED, "http://other.example/tin-post2.html", etag='"1"')
    assert run(night, feeds=[FEED]) == ([ARTICLE], [], "sections")
    night.next_night()
    web.put_articles("bao.example", 1, 2)
    assert run(night, feeds=[FEED]) == (["http://bao.example/tin-post2.html"], [], "sections")


def test_sitemaps_named_by_robots_txt_are_used_where_the_source_has_none(night: Night, web: Web) -> None:
    web.put(ARTICLE)
    web.put("http://bao.example/robots.txt", f"Sitemap: {MAP}", content_type="text/plain")
    put_sitemap(web, MAP, ARTICLE)
    assert run(night) == ([ARTICLE], [], "sitemaps")


def test_an_index_of_sitemaps_leads_to_the_recent_ones(night: Night, web: Web) -> None:
    web.put(ARTICLE)
    new, old = "http://bao.example/map-2026-11.xml", "http://bao.example/map-2020-01.xml"
    web.put(
        MAP,
        f"<sitemapindex><sitemap><loc>{old}</loc><lastmod>2020-01-31</lastmod></sitemap>"
        f"<sitemap><loc>{new}</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>",
    )
    put_sitemap(web, new, ARTICLE)
    assert run(night, sitemaps=[MAP]) == ([ARTICLE], [], "sitemaps")
    assert "/map-2020-01.xml" not in web.paths("bao.example")


def test_articles_listed_as_older_than_the_reach_are_not_taken(night: Night, web: Web) -> None:
    web.put(ARTICLE)
    web.put("http://bao.example/tin-post2.html")
    web.put(
        MAP,
        f"<urlset><url><loc>{ARTICLE}</loc><lastmod>2026-11-22</lastmod></url>"
        "<url><loc>http://bao.example/tin-post2.html</loc><lastmod>2026-10-01</lastmod></url></urlset>",
    )
    assert run(night, sitemaps=[MAP])[0] == [ARTICLE]
    pages, _ = night.run(night.source(sitemaps=[MAP]), since=night.clock.date().replace(month=9))
    assert [page.url for page in pages] == ["http://bao.example/tin-post2.html"]


def test_an_unchanged_feed_has_nothing_new_and_still_works(night: Night, web: Web) -> None:
    web.put(ARTICLE, etag='"a"')
    web.put_feed(FEED, ARTICLE, etag='"1"')
    run(night, feeds=[FEED])
    night.next_night()
    assert run(night, feeds=[FEED]) == ([], [], "feeds")
    assert [seen.headers.get("if-none-match") for seen in web.seen if seen.path.endswith(".rss")] == ['"1"']


def test_the_way_that_worked_is_tried_first_for_a_week(night: Night, web: Web) -> None:
    [article] = web.put_articles("bao.example", 1)
    assert run(night, feeds=[FEED])[1:] == ([("http_404", FEED)], "sections")
    web.put_feed(FEED, article)
    night.next_night()
    assert run(night, feeds=[FEED]) == ([], [], "sections")
    assert "/rss/thoi-su.rss" not in web.paths("bao.example")
    for _ in range(7):
        night.next_night()
    assert run(night, feeds=[FEED]) == ([], [], "feeds")


def test_section_pages_are_read_where_they_are_known(night: Night, web: Web) -> None:
    web.put(ARTICLE)
    web.put_links("http://bao.example/chinh-tri/", "../tin-post1.html")
    assert run(night, sections=["http://bao.example/chinh-tri/"]) == ([ARTICLE], [], "sections")
    assert "/" not in web.paths("bao.example")


def test_a_source_whose_lists_lead_nowhere_is_an_issue(night: Night, web: Web) -> None:
    web.put_links("http://bao.example/", "/moi/1.html")
    assert run(night) == ([], [("no_links", None)], None)


def test_a_list_that_robots_txt_forbids_is_not_read(night: Night, web: Web) -> None:
    web.put_articles("bao.example", 1)
    web.put_feed(FEED, ARTICLE)
    web.put("http://bao.example/robots.txt", "User-agent: *\nDisallow: /rss/", content_type="text/plain")
    assert run(night, feeds=[FEED]) == ([ARTICLE], [("robots", FEED)], "sections")
    assert "/rss/thoi-su.rss" not in web.paths("bao.example")
