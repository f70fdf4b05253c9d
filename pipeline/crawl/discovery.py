"""Which articles a source has: by its feeds, else its sitemaps, else its section pages. The first that works."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from msgspec import Struct

from pipeline.crawl.failures import PageError
from pipeline.crawl.links import Link, feed_links, page_links, sitemap_links
from pipeline.crawl.robots import Robots
from pipeline.crawl.settings import CrawlSettings
from pipeline.schema import RawPage
from pipeline.sources import Source

Method = Literal["feeds", "sitemaps", "sections"]
METHODS: tuple[Method, ...] = ("feeds", "sitemaps", "sections")


class Discovery(Struct, kw_only=True):
    """What was found and how: `links` are the source's articles, each once.

    `method` is None where nothing worked. `lists` are those that had articles, `failures` pairs those that failed
    with the reason.
    """

    method: Method | None = None
    links: list[Link] = []
    lists: list[RawPage] = []
    failures: list[tuple[str, PageError]] = []


class Discoverer:
    """Looks for a source's articles. `fetch` gets a list (status 200 or 304) or raises PageError."""

    def __init__(
        self, source: Source, settings: CrawlSettings, robots: Robots, fetch: Callable[[str], RawPage]
    ) -> None:
        self._source = source
        self._settings = settings
        self._robots = robots
        self._fetch = fetch

    def discover(self, since: date, *, first: str | None = None) -> Discovery:
        """The articles that are dated `since` or later, or not dated.

        `first` is the way to be tried before the others. A way works where one of its lists has an article or
        has not changed since it was last read. Raises PageError where the whole host is down.
        """
        result = Discovery()
        for method in sorted(METHODS, key=lambda method: method != first):
            found, works = self._read_all(method, since, result)
            if works:
                result.method = method
                result.links = [link for link in found.values() if link.dated is None or link.dated >= since]
                break
        return result

    def _read_all(self, method: Method, since: date, result: Discovery) -> tuple[dict[str, Link], bool]:
        found: dict[str, Link] = {}
        works = False
        for url in self.lists(method):
            try:
                links, pages = self.read(method, url, since)
            except PageError as error:
                if error.host_is_down:
                    raise
                result.failures.append((url, error))
                continue
            own = [link for link in links if self._source.owns(link.url)]
            works = works or bool(own) or any(page.status == 304 for page in pages)
            if own:
                result.lists += [page for page in pages if page.status == 200]
            for link in own:
                found.setdefault(link.url, link)
        return found, works

    def lists(self, method: Method) -> list[str]:
        """The addresses of the lists for a way of discovery. Raises PageError without a robots.txt."""
        if method == "feeds":
            return self._source.feeds
        if method == "sitemaps":
            return self._source.sitemaps or self._robots.sitemaps(self._source.homepage)
        return self._source.sections or [self._source.homepage]

    def read(self, method: Method, url: str, since: date) -> tuple[list[Link], list[RawPage]]:
        """A list's links and the pages it consists of; one with status 304 has none that are new. Raises PageError."""
        page = self._fetch(url)
        if page.status == 304:
            return [], [page]
        if method == "feeds":
            return feed_links(page), [page]
        if method == "sections":
            return page_links(page), [page]
        sitemap = sitemap_links(page, size=self._settings.list_size)
        links, pages = sitemap.pages, [page]
        for child in self._newest(sitemap.sitemaps, since):
            pages.append(self._fetch(child.url))
            if pages[-1].status == 200:
                links = links + sitemap_links(pages[-1], size=self._settings.list_size).pages
        return links, pages

    def _newest(self, sitemaps: list[Link], since: date) -> list[Link]:
        """The sitemaps of an index that can have something new, at most as many as the settings say."""
        recent = [sitemap for sitemap in sitemaps if sitemap.dated is None or sitemap.dated >= since]
        recent.sort(key=lambda sitemap: sitemap.dated or date.min, reverse=True)
        return recent[: self._settings.sitemap_files]
