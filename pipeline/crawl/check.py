"""A visit to one source that changes nothing: what its robots.txt, its lists and one article look like."""

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from msgspec import Struct

from pipeline.crawl.dial import Address
from pipeline.crawl.discovery import METHODS, Discoverer, Method
from pipeline.crawl.failures import PageError
from pipeline.crawl.links import Link, advertised_feeds
from pipeline.crawl.pace import Pace
from pipeline.crawl.robots import ROBOTS_SIZE, Robots
from pipeline.crawl.session import PAGE_TYPES, Fetcher
from pipeline.crawl.settings import CrawlSettings
from pipeline.schema import RawPage
from pipeline.sources import Source, host_of

_OTHERS = 3


class ListCheck(Struct, frozen=True, kw_only=True):
    """One list: how many links it has, which of them are articles by `article_url`, or what is wrong with it.

    `others` are the longest of the links within the site that are no articles: what `article_url` may have missed.
    """

    method: Method
    url: str
    links: int = 0
    articles: list[Link] = []
    others: list[str] = []
    problem: str | None = None


class SourceCheck(Struct, frozen=True, kw_only=True):
    """What a visit found. `delay` is what the crawl will keep, `article` the one that was asked for, else the first
    of the first list.

    `problems` are those of the whole site (robots.txt, the home page, the article); each list has its own.
    `advertised_feeds` and `robots_sitemaps` are what the site itself names.
    """

    delay: float
    robots_sitemaps: list[str] = []
    advertised_feeds: list[str] = []
    lists: list[ListCheck] = []
    article: RawPage | None = None
    problems: list[str] = []


def check_source(
    source: Source,
    *,
    article: str | None = None,
    settings: CrawlSettings | None = None,
    connect_to: Mapping[str, Address] | None = None,
) -> SourceCheck:
    """Visit a source as the crawl does, but read every list and only one article, and keep nothing.

    `article` is the address of the article to read.
    """
    visit = _Visit(source, settings or CrawlSettings(), connect_to)
    try:
        return visit.check(article)
    finally:
        visit.fetcher.close()


class _Visit:
    def __init__(self, source: Source, settings: CrawlSettings, connect_to: Mapping[str, Address] | None) -> None:
        self.source = source
        self.settings = settings
        pace = Pace(threading.Event())
        self.fetcher = Fetcher(source, settings, pace, lambda: datetime.now(UTC), connect_to)
        self.robots = Robots(lambda url: self.fetcher.get(url, size=ROBOTS_SIZE))
        self.discoverer = Discoverer(source, settings, self.robots, self._fetch_list)
        self.problems: list[str] = []

    def check(self, article: str | None) -> SourceCheck:
        try:
            self.fetcher.delay = max(self.source.delay, self.robots.delay(self.source.homepage))
        except PageError as error:
            return SourceCheck(delay=self.source.delay, problems=[f"robots.txt: {error}"])
        feeds = self._advertised()
        lists = list(self._lists())
        return SourceCheck(
            delay=self.fetcher.delay,
            robots_sitemaps=self.robots.sitemaps(self.source.homepage),
            advertised_feeds=feeds,
            lists=lists,
            article=self._article(article or next((link.url for each in lists for link in each.articles), None)),
            problems=self.problems,
        )

    def _fetch_list(self, url: str) -> RawPage:
        return self.fetcher.get(url, size=self.settings.list_size, allowed=self.robots.allowed)

    def _advertised(self) -> list[str]:
        try:
            return advertised_feeds(self._fetch_list(self.source.homepage))
        except PageError as error:
            self.problems.append(f"{self.source.homepage}: {error}")
            return []

    def _lists(self) -> Iterator[ListCheck]:
        for method in METHODS:
            for url in self.discoverer.lists(method):
                try:
                    links, _ = self.discoverer.read(method, url, date.min)
                except PageError as error:
                    yield ListCheck(method=method, url=url, problem=str(error))
                    continue
                articles = [link for link in links if self.source.owns(link.url)]
                problem = None if articles else "no link is an article by article_url"
                yield ListCheck(
                    method=method,
                    url=url,
                    links=len(links),
                    articles=articles,
                    others=self._others(links),
                    problem=problem,
                )

    def _others(self, links: list[Link]) -> list[str]:
        within = {
            link.url for link in links if host_of(link.url) in self.source.hosts and not self.source.owns(link.url)
        }
        return sorted(within, key=lambda url: (-len(url), url))[:_OTHERS]

    def _article(self, url: str | None) -> RawPage | None:
        if url is None:
            self.problems.append("no list leads to an article")
            return None
        try:
            return self.fetcher.get(url, size=self.settings.article_size, types=PAGE_TYPES, allowed=self.robots.allowed)
        except PageError as error:
            self.problems.append(f"{url}: {error}")
            return None
