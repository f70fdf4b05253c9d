"""The night over all sources: threads across hosts, one thread to a host, outcomes as they come."""

import fcntl
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.crawl.dial import Address
from pipeline.crawl.night import Counts, CrawlContext, Outcome, PageArchive, SourceNight
from pipeline.crawl.pace import Pace, StoppedError
from pipeline.crawl.settings import CrawlSettings
from pipeline.crawl.state import State, StateError
from pipeline.errors import ChidaoError
from pipeline.forgotten import read_forgotten
from pipeline.schema import Issue
from pipeline.sources import Source

_WAITING_PAGES = 64
_POLL = 0.2


class AlreadyRunningError(ChidaoError):
    """Another crawl works on the same data folder."""


class Crawl:
    """One run over some sources: a context manager, and an iterator (once) over its outcomes.

    Every page that is yielded lies in the archive already. Call `mark_done(page.url)` once its record is stored:
    a page without that is yielded again by the next run, from the archive. What can't be fetched is yielded as
    an Issue. `counts` has each source's figures, complete when the iteration has ended.

    `connect_to` sends connections to a host elsewhere, as curl's --connect-to. `limit` is the most new articles
    that are fetched from one source, `settings.articles_a_night` without it. `since` is the first day from which
    listed articles are taken (undated ones always), and lists are then read even if they have not changed; without
    it, `settings.reach_days` before today. `dry_run` discovers and counts, and fetches no article. `now` is the clock.

    Raises AlreadyRunningError on entry; StateError (also from `mark_done`) where its memory can't be written.
    """

    def __init__(
        self,
        sources: Iterable[Source],
        archive: PageArchive,
        *,
        data_folder: Path,
        settings: CrawlSettings | None = None,
        connect_to: Mapping[str, Address] | None = None,
        limit: int | None = None,
        since: date | None = None,
        dry_run: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._sources = list(sources)
        self._archive = archive
        self._data_folder = data_folder
        self._settings = settings or CrawlSettings()
        self._connect_to = connect_to or {}
        self._limit = limit
        self._anew = since is not None
        self._since = since or (now() - timedelta(days=self._settings.reach_days)).date()
        self._dry_run = dry_run
        self._now = now
        self._stop = threading.Event()
        self._outcomes: queue.Queue[Outcome | None] = queue.Queue(_WAITING_PAGES)
        self._threads: list[threading.Thread] = []
        self.counts: dict[str, Counts] = {}

    def __enter__(self) -> Self:
        self._data_folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            stack.enter_context(sole_writer(self._data_folder))
            self._state = State(self._data_folder / "crawl.sqlite")
            stack.callback(self._state.close)
            self._state.forget((one.key for one in read_forgotten(self._data_folder)), self._now())
            self._ending = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._ending.close()

    def stop(self) -> None:
        """End the iteration at the next outcome; may be called by a signal handler. What is left is for another run."""
        self._stop.set()

    def mark_done(self, url: str) -> None:
        """The page that was yielded with this URL is processed for good."""
        self._state.done(url)

    def __iter__(self) -> Iterator[Outcome]:
        nights = self._nights()
        self.counts = {night.source.key: night.counts for lane in nights for night in lane}
        lanes: queue.SimpleQueue[list[SourceNight]] = queue.SimpleQueue()
        for lane in nights:
            lanes.put(lane)
        for _ in range(min(len(nights), self._settings.threads)):
            thread = threading.Thread(target=self._work, args=(lanes,), name="crawl", daemon=True)
            self._threads.append(thread)
            thread.start()
        running = len(self._threads)
        while running and not self._stop.is_set():
            try:
                outcome = self._outcomes.get(timeout=_POLL)
            except queue.Empty:
                continue
            if outcome is None:
                running -= 1
            else:
                yield outcome

    def _nights(self) -> list[list[SourceNight]]:
        """The sources' nights; those on one host make one lane, so that the host has one visitor at a time."""
        context = CrawlContext(
            settings=self._settings,
            state=self._state,
            archive=self._archive,
            pace=Pace(self._stop),
            connect_to=self._connect_to,
            now=self._now,
            since=self._since,
            anew=self._anew,
            limit=self._limit,
            dry_run=self._dry_run,
        )
        lanes: dict[str, list[SourceNight]] = {}
        for source in self._sources:
            lanes.setdefault(source.host, []).append(SourceNight(source, context, self._emit))
        return list(lanes.values())

    def _work(self, lanes: queue.SimpleQueue[list[SourceNight]]) -> None:
        """A thread: one lane after the other. An error of ours in a lane is an outcome, and ends only that lane."""
        try:
            while True:
                for night in lanes.get_nowait():
                    self._run(night)
        except (queue.Empty, StoppedError):
            pass
        finally:
            self._put(None)

    def _run(self, night: SourceNight) -> None:
        try:
            night.run()
        except StoppedError:
            raise
        except Exception as error:
            kind = "state" if isinstance(error, StateError) else "internal"
            message = f"the crawl of this source ended: {type(error).__name__}: {error}"
            self._emit(Issue(stage="crawl", kind=kind, message=message, source=night.source.key))

    def _emit(self, outcome: Outcome) -> None:
        if not self._put(outcome):
            raise StoppedError

    def _put(self, outcome: Outcome | None) -> bool:
        """Hand over to the iterator, waiting until it takes it; False where the crawl is being ended."""
        while not self._stop.is_set():
            try:
                self._outcomes.put(outcome, timeout=_POLL)
            except queue.Full:
                continue
            return True
        return False


@contextmanager
def sole_writer(data_folder: Path) -> Iterator[None]:
    """While nobody else changes the data folder. Raises AlreadyRunningError where somebody does."""
    file = data_folder / "crawl.lock"
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise AlreadyRunningError(
            f"another run is working on this folder (it holds {file}); wait for it to end"
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)
