from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.crawl import check_source

if TYPE_CHECKING:
    from tests.crawl.conftest import Night, Web

FEED = "http://bao.example/rss/thoi-su.rss"


def test_check_reports_robots_lists_and_one_article(night: Night, web: Web) -> None:
    first, second = web.put_articles("bao.example", 1, 2)
    web.put(
        "http://bao.example/",
        f'<link type="application/rss+xml" href="/rss/moi.rss"><a href="{first}">A</a><a href="/lien-he.html">B</a>',
    )
    web.put_feed(FEED, second)
    rules = "User-agent: *\nCrawl-delay: 0.01\nSitemap: http://bao.example/map.xml"
    web.put("http://bao.example/robots.txt", rules, content_type="text/plain")
    source = night.source(feeds=[FEED])

    found = check_source(source, settings=night.settings, connect_to={"bao.example": web.address})
    assert (found.delay, found.robots_sitemaps) == (0.01, ["http://bao.example/map.xml"])
    assert found.advertised_feeds == ["http://bao.example/rss/moi.rss"]
    assert [(each.method, each.url, each.links, len(each.articles)) for each in found.lists] == [
        ("feeds", FEED, 1, 1),
        ("sitemaps", "http://bao.example/map.xml", 0, 0),
        ("sections", "http://bao.example/", 2, 1),
    ]
    assert [each.problem for each in found.lists] == [None, "the server answers 404", None]
    assert found.article is not None
    assert found.article.url == second
    assert found.problems == []
    assert list(night.folder.iterdir()) == []


def test_check_says_that_the_pattern_fits_no_link(night: Night, web: Web) -> None:
    web.put_links("http://bao.example/", "/moi/1.html", "/moi/2.html")
    found = check_source(night.source(), settings=night.settings, connect_to={"bao.example": web.address})
    assert [(each.links, each.problem) for each in found.lists] == [(2, "no link is an article by article_url")]
    assert found.problems == ["no list leads to an article"]
    assert found.lists[0].others == ["http://bao.example/moi/1.html", "http://bao.example/moi/2.html"]


def test_check_reads_the_article_that_it_is_asked_for(night: Night, web: Web) -> None:
    second = web.put_articles("bao.example", 1, 2)[1]
    where = {"bao.example": web.address}
    found = check_source(night.source(), article=second, settings=night.settings, connect_to=where)
    assert found.article is not None
    assert found.article.url == second


def test_check_says_what_is_wrong_with_a_site(night: Night, web: Web, dead_address: tuple[str, int]) -> None:
    found = check_source(night.source(), settings=night.settings, connect_to={"bao.example": dead_address})
    assert len(found.problems) == 1
    assert found.problems[0].startswith("robots.txt: ")
    [url] = web.put_articles("bao.example", 1)
    web.put(url, status=500)
    found = check_source(night.source(), settings=night.settings, connect_to={"bao.example": web.address})
    assert found.problems == [f"{url}: the server answers 500"]
