from datetime import date
from typing import Any

import pytest

from pipeline.crawl import ListCheck, SourceCheck
from pipeline.runners.advice import inspect, verified_table
from pipeline.schema import RawPage
from pipeline.sources import Layout, Source

LIST = ListCheck(method="sections", url="http://bao.example/tin/", links=9)
TEXT = "<p>Ngày {}/6, đồng chí Lường Văn Đoan, Chủ tịch UBND huyện Phú Khê kiểm tra công tác phòng, chống lụt bão.</p>"


def source(**fields: Any) -> Source:
    values: dict[str, Any] = {
        "key": "bao",
        "name": "Báo",
        "kind": "newspaper",
        "homepage": "http://bao.example/",
        "article_url": "post",
        "sections": [LIST.url],
    }
    return Source(**(values | fields))


def visit(paragraphs: int = 9, *, head: str = "<h1 class=title>Huyện Phú Khê chống lụt bão</h1>") -> SourceCheck:
    text = "".join(TEXT.format(day) for day in range(10, 10 + paragraphs))
    body = f"<html><body>{head}<div class=than-bai>{text}</div></body></html>"
    page = RawPage(url="http://bao.example/lut-bao-post1.html", body=body.encode(), fetched_at="2026-11-23T15:00:00Z")
    return SourceCheck(delay=2, lists=[LIST], article=page)


def test_what_an_article_lacks_is_no_obstacle() -> None:
    found = inspect(source(), visit(3, head=""))
    assert [advice.wrong for advice in found.advice] == [
        "the article has no title",
        "the article has no date of publication",
        f"the article's text has only {len(found.reading.article.text)} characters",  # type: ignore[union-attr]
    ]
    assert not any(advice.fatal for advice in found.advice)
    assert found.worked == ["homepage", "article_url", "sections"]


def test_a_layout_that_gave_the_text_has_worked() -> None:
    dated = "<h1>Huyện Phú Khê chống lụt bão</h1><time class=ngay>10/6/2026 08:30</time>"
    layout = Layout(title="h1", body=".than-bai", published=".ngay")
    found = inspect(source(layouts=[layout]), visit(head=dated))
    assert found.advice == []
    assert verified_table(found, date(2026, 11, 24)) == (
        '[verified]\non = 2026-11-24\nwhat = ["homepage", "article_url", "sections", "layouts"]'
    )


@pytest.mark.parametrize(
    ("listed", "remedy"),
    [
        (ListCheck(method="feeds", url="http://bao.example/rss", problem="404"), "take it out of `feeds`"),
        (
            ListCheck(
                method="sections", url="http://bao.example/", links=2, others=["http://bao.example/a"], problem="p"
            ),
            "Other links here: http://bao.example/a",
        ),
        (ListCheck(method="sections", url="http://bao.example/", links=2, problem="p"), "has the site moved"),
    ],
)
def test_a_list_without_articles_is_fatal_only_where_it_is_the_last(listed: ListCheck, remedy: str) -> None:
    problem = "no list leads to an article"
    [alone] = inspect(source(), SourceCheck(delay=2, lists=[listed], problems=[problem])).advice
    assert alone.fatal
    assert remedy in alone.remedy
    beside = inspect(source(), SourceCheck(delay=2, lists=[listed, LIST], article=visit().article)).advice
    assert not any(advice.fatal for advice in beside)


def test_a_site_that_can_not_be_visited_is_fatal() -> None:
    [advice] = inspect(source(), SourceCheck(delay=2, problems=["robots.txt: tls"])).advice
    assert (advice.wrong, advice.fatal) == ("robots.txt: tls", True)
