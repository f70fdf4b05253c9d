"""One source's night: take up what was left, discover, fetch what is new, look again at what is recent."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Literal, Protocol

from msgspec import Struct

from pipeline.crawl.dial import Address
from pipeline.crawl.discovery import Discoverer, Discovery
from pipeline.crawl.failures import PageError
from pipeline.crawl.pace import Pace
from pipeline.crawl.robots import ROBOTS_SIZE, Robots
from pipeline.crawl.session import PAGE_TYPES, Aside, Fetcher
from pipeline.crawl.settings import CrawlSettings
from pipeline.crawl.state import Known, State, digest_of
from pipeline.errors import InputError
from pipeline.schema import ArchivePlace, Issue, RawPage
from pipeline.sources import Source
from pipeline.urls import url_key

Outcome = RawPage | Issue


class PageArchive(Protocol):
    """What the crawl needs of `pipeline.archive.Archive`."""

    def append(self, page: RawPage) -> RawPage: ...
    def append_aside(self, page: RawPage, why: Aside, *, truncated: bool) -> None: ...
    def append_revisit(self, page: RawPage, why: Literal["not-modified", "same-payload"]) -> None: ...
    def fetch(self, place: ArchivePlace) -> RawPage: ...
    def pages_after(self, source: str, place: ArchivePlace | None) -> Iterator[RawPage]: ...


class Counts(Struct, kw_only=True):
    """What became of a source's URLs in one run.

    Every URL that was due is counted in exactly one of `fetched`, `changed`, `unchanged` (also: another address
    of a known page), `failed`, `skipped_by_robots` and `left` (beyond the limit, or the host was not reached).
    Beside them: `found`, the articles on tonight's lists (none on one that is unchanged), `new`, those of them
    never seen before, `resumed`, pages of an earlier run that were not yet processed, and `method`, the way of
    discovery that worked: a source where it is None has failed.
    """

    found: int = 0
    new: int = 0
    fetched: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    skipped_by_robots: int = 0
    left: int = 0
    resumed: int = 0
    method: str | None = None


class CrawlContext(Struct, frozen=True, kw_only=True):
    """What all sources of one crawl share; with `anew`, lists are read even if they have not changed."""

    settings: CrawlSettings
    state: State
    archive: PageArchive
    pace: Pace
    connect_to: Mapping[str, Address]
    now: Callable[[], datetime]
    since: date
    anew: bool
    limit: int | None
    dry_run: bool


class SourceNight:
    """Runs one source and hands every outcome to `emit`, which may block; counts are in `counts`."""

    def __init__(self, source: Source, context: CrawlContext, emit: Callable[[Outcome], None]) -> None:
        self.source = source
        self.counts = Counts()
        self._context = context
        self._settings = context.settings
        self._state = context.state
        self._emit = emit
        self._fetcher = Fetcher(
            source, context.settings, context.pace, context.now, context.connect_to, refused=self._set_aside
        )
        self._robots = Robots(self._fetch_robots)
        self._failures_in_a_row = 0
        self._end = 0.0

    def run(self) -> None:
        """The whole night. Raises StoppedError; anything the site does ends in outcomes."""
        self._end = time.monotonic() + self._settings.lane_time
        try:
            if not self._context.dry_run:
                self._resume()
            self._visit()
        except PageError as error:
            self._complain(error.kind, f"nothing can be fetched from {self.source.host}: {error}")
            self.counts.left = len(self._state.due(self.source.key, self._context.now()))
        finally:
            self._fetcher.close()

    # --- an earlier run --------------------------------------------------------------------------------

    def _resume(self) -> None:
        """Offer again what is in the archive and was not processed before the program was ended."""
        key = self.source.key
        for page in self._context.archive.pages_after(key, self._state.last_place(key)):
            self._state.fetched(url_key(page.url), page, self._context.now())
        for url, place in self._state.unprocessed(key):
            try:
                page = self._context.archive.fetch(place)
            except InputError as error:
                self._state.lost(url)
                self._complain("archive", f"an archived page is lost and will be fetched again: {error}")
                continue
            self.counts.resumed += 1
            self._emit(page)

    # --- discovery -------------------------------------------------------------------------------------

    def _visit(self) -> None:
        self._fetcher.delay = max(self.source.delay, self._robots.delay(self.source.homepage))
        discovery = self._discover()
        new = self._state.new_keys(discovery.links)
        self.counts.found, self.counts.new = len(discovery.links), len(new)
        self.counts.method = discovery.method
        if self._context.dry_run:
            return
        now = self._context.now()
        if discovery.method is not None:
            self._state.discovered(self.source.key, discovery.links, discovery.lists, discovery.method, now)
        recent = now - timedelta(days=self._settings.revisit_days)
        revisits = self._state.to_revisit(self.source.key, now, recent)
        self._fetch_all(self._state.due(self.source.key, now), revisits)

    def _discover(self) -> Discovery:
        discoverer = Discoverer(self.source, self._settings, self._robots, self._fetch_list)
        learned = self._state.method(self.source.key, self._context.now())
        discovery = discoverer.discover(self._context.since, first=learned)
        for url, error in discovery.failures:
            self._complain(error.kind, f"a list of articles can't be read: {error}", url)
        if discovery.method is None:
            self._complain("no_links", "no list leads to an article: has the site been redesigned?")
        return discovery

    def _fetch_list(self, url: str) -> RawPage:
        validators = None if self._context.anew else self._state.list_validators(self.source.key, url)
        size = self._settings.list_size
        page = self._fetcher.get(url, size=size, validators=validators, allowed=self._robots.allowed)
        self._set_aside(page, "list")
        return page

    def _fetch_robots(self, url: str) -> RawPage:
        page = self._fetcher.get(url, size=ROBOTS_SIZE)
        self._set_aside(page, "robots")
        return page

    # --- articles --------------------------------------------------------------------------------------

    def _fetch_all(self, due: list[Known], revisits: list[Known]) -> None:
        limit = self._settings.articles_a_night if self._context.limit is None else self._context.limit
        self.counts.left = len(due[limit:])
        todo = [(known, False) for known in due[:limit]] + [(known, True) for known in revisits]
        for position, (known, again) in enumerate(todo):
            if self._failures_in_a_row >= self._settings.dead_after:
                self._leave(todo[position:], "host_down", "not asked for: the host does not answer tonight")
                break
            if time.monotonic() > self._end:
                self._leave(todo[position:], "out_of_time", "not asked for: the host's time is over")
                break
            self._fetch(known, again=again)

    def _leave(self, todo: Iterable[tuple[Known, bool]], kind: str, message: str) -> None:
        for known, _ in todo:
            self.counts.failed += 1
            self._complain(kind, message, known.url)

    def _fetch(self, known: Known, *, again: bool) -> None:
        """Fetch one article, whatever comes of it."""
        try:
            page = self._fetcher.get(
                known.url,
                size=self._settings.article_size,
                types=PAGE_TYPES,
                validators=known.validators if again else None,
                allowed=self._robots.allowed,
            )
            if self._state.is_forgotten(page.url):
                raise PageError("forgotten", f"redirected to {page.url}, which is to be kept out")
            if not self.source.owns(page.url):
                self._set_aside(page, "strange")
                raise PageError("left_site", f"redirected to {page.url}")
            self._failures_in_a_row = 0
            self._keep(known, page, again=again)
        except PageError as error:
            self._failures_in_a_row = self._failures_in_a_row + 1 if error.host_is_down else 0
            self._fail(known, error, again=again)
        except OSError as error:
            self._fail(known, PageError("archive", f"can't be archived: {error}"), again=again)

    def _keep(self, known: Known, page: RawPage, *, again: bool) -> None:
        now = self._context.now()
        if again and (page.status == 304 or digest_of(page) == known.digest):
            self._context.archive.append_revisit(page, "not-modified" if page.status == 304 else "same-payload")
            self._state.unchanged(known.key, now)
            self.counts.unchanged += 1
        elif not again and self._state.is_known_page(known.key, page.url):
            self._set_aside(page, "double")
            self._state.over(known.key, f"the same page as {page.url}")
            self.counts.unchanged += 1
        else:
            page = self._context.archive.append(page)
            self._state.fetched(known.key, page, now)
            if again:
                self.counts.changed += 1
            else:
                self.counts.fetched += 1
            self._emit(page)

    def _fail(self, known: Known, error: PageError, *, again: bool) -> None:
        if error.kind == "robots":
            self.counts.skipped_by_robots += 1
        else:
            self.counts.failed += 1
        now = self._context.now()
        if again:
            self._state.unchanged(known.key, now)
        else:
            tries = known.tries + 1
            final = error.is_final or tries >= self._settings.tries
            self._state.failed(known.key, error.kind, now, tries=tries, final=final)
        message = f"has vanished: {error}" if again and error.is_final else str(error)
        self._complain(error.kind, message, known.url)

    def _set_aside(self, page: RawPage, why: Aside, *, truncated: bool = False) -> None:
        """Archive what is no article. Raises PageError where it can't be."""
        if self._context.dry_run:
            return
        try:
            if page.status == HTTPStatus.NOT_MODIFIED:
                self._context.archive.append_revisit(page, "not-modified")
            else:
                self._context.archive.append_aside(page, why, truncated=truncated)
        except OSError as error:
            raise PageError("archive", f"can't be archived: {error}") from error

    def _complain(self, kind: str, message: str, url: str | None = None) -> None:
        self._emit(Issue(stage="crawl", kind=kind, message=message, source=self.source.key, url=url))
