import pytest

from pipeline.crawl.failures import PageError
from pipeline.crawl.robots import Robots
from pipeline.schema import RawPage

HOME = "https://bao.example/"
RULES = """\ufeffUser-agent: *
Disallow: /
Crawl-delay: 9

User-agent: chidao
Disallow: /rieng/
Disallow: /*?in=
Crawl-delay: 2.5
Sitemap: https://bao.example/map.xml
"""


def robots(answer: str | PageError) -> tuple[Robots, list[str]]:
    asked: list[str] = []

    def fetch(url: str) -> RawPage:
        asked.append(url)
        if isinstance(answer, PageError):
            raise answer
        return RawPage(url=url, body=answer.encode())

    return Robots(fetch), asked


def test_rules_for_us_go_before_rules_for_all() -> None:
    rules, asked = robots(RULES)
    assert rules.allowed("https://bao.example/tin-post1.html")
    assert not rules.allowed("https://bao.example/rieng/tin-post1.html")
    assert not rules.allowed("https://bao.example/tin-post1.html?in=1")
    assert (rules.delay(HOME), rules.sitemaps(HOME)) == (2.5, ["https://bao.example/map.xml"])
    assert asked == ["https://bao.example/robots.txt"]


def test_each_host_and_scheme_has_its_own_rules() -> None:
    rules, asked = robots("")
    for url in (HOME, "http://bao.example/", "https://rss.bao.example:8443/x"):
        assert rules.allowed(url)
    assert asked == [
        f"{origin}/robots.txt" for origin in (HOME[:-1], "http://bao.example", "https://rss.bao.example:8443")
    ]


@pytest.mark.parametrize("body", ["", "<html>Trang chủ</html>", "\x00\x01", "Disallow: /"])
def test_a_file_without_rules_forbids_nothing(body: str) -> None:
    rules, _ = robots(body)
    assert rules.allowed(HOME)
    assert rules.delay(HOME) == 0


@pytest.mark.parametrize("kind", ["http_404", "http_403", "http_410"])
def test_no_file_forbids_nothing(kind: str) -> None:
    assert robots(PageError(kind, "none"))[0].allowed(HOME)


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("http_500", "robots_error"),
        ("too_large", "robots_error"),
        ("timeout", "timeout"),
        ("http_429", "http_429"),
    ],
)
def test_a_file_that_cannot_be_had_allows_nothing(kind: str, raised: str) -> None:
    with pytest.raises(PageError) as caught:
        robots(PageError(kind, "no"))[0].allowed(HOME)
    assert caught.value.kind == raised
