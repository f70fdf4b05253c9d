"""On this machine, in one process or several: chunks of items, each process with its own models.

A process that dies (killed, out of memory) costs only the chunk it was at: that is cut in two and given to others,
until an article that kills whatever works on it stands alone, and is reported.
"""

import logging
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from pipeline.errors import ChidaoError
from pipeline.flow import Annotator
from pipeline.runners.outcomes import Item, Outcome, Parsed, SourcedPage, article_of, outcome_of
from pipeline.schema import Article, Issue, Record

_CHUNK = 16
_CHUNKS_IN_FLIGHT = 3  # for each worker: enough to keep it busy, few enough to bound memory
# So often an item alone may end the process that works on it before it is to blame for that.
_LIVES = 2
_FAILED_STARTS = 3

_SPAWN = get_context("spawn")

Done = TypeVar("Done", bound=Record | Article)


def default_workers() -> int:
    """As many as there are processors for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def annotate_articles(items: Iterable[Item], *, workers: int | None = None) -> Generator[Outcome, None, None]:
    """One outcome for each item, in order, whatever the number of workers.

    A single chunk isn't worth another process and is done in this one, and so is everything with one worker.
    Raises ChidaoError if no worker process can be started.
    """
    return _run(_ANNOTATION, items, workers or default_workers())


def annotate_guarded(items: Iterable[Item], *, workers: int) -> Generator[Outcome, None, None]:
    """As `annotate_articles`, always in other processes: no item can end this one."""
    return _run_guarded(_ANNOTATION, iter(items), workers)


def parse_pages(items: Iterable[Item], *, workers: int | None = None) -> Generator[Parsed, None, None]:
    """The articles of pages; otherwise as `annotate_articles`."""
    return _run(_PARSING, items, workers or default_workers())


class _Work(NamedTuple, Generic[Done]):
    """What is done to items: `prepare` loads what it takes in a process, and gives the function that does it."""

    prepare: Callable[[], Callable[[Item], Done | Issue]]
    gives: type[Done]


def _prepare_annotation() -> Callable[[Item], Outcome]:
    return partial(outcome_of, annotator=Annotator())


def _prepare_parsing() -> Callable[[Item], Parsed]:
    return article_of


_ANNOTATION = _Work(_prepare_annotation, Record)
_PARSING = _Work(_prepare_parsing, Article)


def _run(work: _Work[Done], items: Iterable[Item], workers: int) -> Generator[Done | Issue, None, None]:
    items = iter(items)
    first = list(islice(items, _CHUNK))
    everything = chain(first, items)
    if workers > 1 and len(first) == _CHUNK:
        yield from _run_guarded(work, everything, workers)
    else:
        do = work.prepare()
        yield from map(do, everything)


def _run_guarded(work: _Work[Done], items: Iterator[Item], workers: int) -> Generator[Done | Issue, None, None]:
    pool = _Pool(work, items, workers)
    try:
        yield from pool.outcomes()
    finally:
        pool.end()


class _Chunk(msgspec.Struct):
    """Items from number `start` of the input on, and how many processes died of them."""

    start: int
    items: list[Item]
    deaths: int = 0


class _Worker:
    """A process, and the chunk it is at. It says None once its models are loaded, then the outcomes of each chunk."""

    def __init__(self, work: _Work[Any]) -> None:
        self.connection, inner = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_live, args=(inner, work), daemon=True)
        self.chunk: _Chunk | None = None
        self.loaded = False
        # Only the parent takes Ctrl-C: processes inherit that it is held back.
        held_back = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held_back)
        inner.close()

    def end(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


class _Pool(Generic[Done]):
    def __init__(self, work: _Work[Done], items: Iterator[Item], workers: int) -> None:
        self.work = work
        self.decoder = msgspec.json.Decoder(work.gives)
        self.items = items
        self.size = workers
        self.workers: list[_Worker] = []
        self.waiting: deque[_Chunk] = deque()
        self.done: dict[int, list[Done | Issue]] = {}
        self.taken = self.given = 0
        self.failed_starts = 0

    def outcomes(self) -> Iterator[Done | Issue]:
        self._fill()
        while self.waiting or any(worker.chunk for worker in self.workers):
            while len(self.workers) < min(self.size, self._open_chunks()):
                self.workers.append(_Worker(self.work))
            self._hand_out()
            self._collect()
            while outcomes := self.done.pop(self.given, None):
                self.given += len(outcomes)
                yield from outcomes
            self._fill()

    def end(self) -> None:
        for worker in self.workers:
            worker.end()

    def _open_chunks(self) -> int:
        return len(self.waiting) + sum(worker.chunk is not None for worker in self.workers)

    def _fill(self) -> None:
        """Read as far ahead of what was given out as keeps all workers busy, and no further."""
        while self.taken - self.given < self.size * _CHUNKS_IN_FLIGHT * _CHUNK:
            chunk = _Chunk(self.taken, list(islice(self.items, _CHUNK)))
            if not chunk.items:
                return
            self.taken += len(chunk.items)
            self.waiting.append(chunk)

    def _hand_out(self) -> None:
        for worker in list(self.workers):
            if self.waiting and worker.loaded and worker.chunk is None:
                worker.chunk = self.waiting.popleft()
                try:
                    worker.connection.send(worker.chunk.items)
                except OSError:
                    self._bury(worker)

    def _collect(self) -> None:
        """Wait until at least one worker says something or dies."""
        by_connection = {worker.connection: worker for worker in self.workers}
        for ready in wait(list(by_connection)):
            worker = by_connection[ready]  # type: ignore[index]
            try:
                said = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if worker.chunk:
                self.done[worker.chunk.start] = [
                    one if isinstance(one, Issue) else self.decoder.decode(one) for one in said
                ]
                worker.chunk = None
            else:
                worker.loaded, self.failed_starts = True, 0

    def _bury(self, worker: _Worker) -> None:
        """A worker died: its chunk goes on in halves, at once, for its outcomes come next."""
        self.workers.remove(worker)
        worker.end()
        if not worker.loaded:
            self.failed_starts += 1
            if self.failed_starts == _FAILED_STARTS:
                raise ChidaoError("worker processes die while they start (out of memory?); try again with --workers 1")
        if chunk := worker.chunk:
            self._retry(chunk, worker.process.exitcode)

    def _retry(self, chunk: _Chunk, exit_code: int | None) -> None:
        if (half := len(chunk.items) // 2) > 0:
            self.waiting.appendleft(_Chunk(chunk.start + half, chunk.items[half:]))
            self.waiting.appendleft(_Chunk(chunk.start, chunk.items[:half]))
        elif chunk.deaths + 1 < _LIVES:
            self.waiting.appendleft(_Chunk(chunk.start, chunk.items, chunk.deaths + 1))
        else:
            self.done[chunk.start] = [_fatal(chunk.items[0], exit_code)]


def _fatal(item: Item, exit_code: int | None) -> Issue:
    what = item.page if isinstance(item, SourcedPage) else item
    name = getattr(item, "id", None) or what.url or "?"
    message = f"{name}: ends every process that works on it (exit code {exit_code}; -9: killed or out of memory)"
    return Issue(stage="annotate", kind="worker_died", message=message, source=what.source, url=what.url or None)


def _live(connection: Connection, work: _Work[Any]) -> None:
    """A worker's life: until there is nothing more to come, or nobody to tell.

    Outcomes go as JSON: a record is many objects, and slow to pickle.
    """
    logging.disable()  # what libraries warn of is in the outcomes
    do = work.prepare()
    try:
        connection.send(None)
        while True:
            outcomes = map(do, connection.recv())
            connection.send([one if isinstance(one, Issue) else msgspec.json.encode(one) for one in outcomes])
    except (EOFError, OSError):
        return
