"""In several processes on this machine: chunks of articles, each process with its own models."""

import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from threading import Thread

from pipeline.errors import ChidaoError
from pipeline.flow import Annotator
from pipeline.runners.local import annotate_locally
from pipeline.schema import Article, Issue, Record

_CHUNK = 16
_CHUNKS_IN_FLIGHT = 3  # for each worker: enough to keep it busy, few enough to bound memory

Item = Article | Issue
Outcome = Record | Issue

_annotator: Annotator


def default_workers() -> int:
    """As many as there are processors for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def annotate_articles(items: Iterable[Item], *, workers: int | None = None) -> Generator[Outcome, None, None]:
    """One outcome for each item, in order, whatever the number of workers.

    A single chunk isn't worth another process and is done in this one.
    Raises ChidaoError if a worker process dies.
    """
    items = iter(items)
    workers = workers or default_workers()
    first = list(islice(items, _CHUNK))
    if workers == 1 or len(first) < _CHUNK:
        yield from annotate_locally(chain(first, items))
    else:
        yield from _in_processes(chain(first, items), workers)


def _in_processes(items: Iterator[Item], workers: int) -> Iterator[Outcome]:
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_load)
    waiting: deque[Future[list[Outcome]]] = deque()
    try:
        while chunk := list(islice(items, _CHUNK)):
            waiting.append(_submit(pool, chunk))
            if len(waiting) >= workers * _CHUNKS_IN_FLIGHT:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise ChidaoError("a worker process died (out of memory?); try again with --workers 1") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, chunk: list[Item]) -> Future[list[Outcome]]:
    """Submitting starts the processes: with Ctrl-C held back, which they inherit, so that only the parent takes it."""
    held_back = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_annotate_chunk, chunk)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held_back)


def _load() -> None:
    global _annotator
    Thread(target=_end_with_parent, daemon=True).start()
    _annotator = Annotator()


def _end_with_parent() -> None:
    """Without this a worker waits for work for ever once its parent was killed."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _annotate_chunk(chunk: list[Item]) -> list[Outcome]:
    return [item if isinstance(item, Issue) else _annotator(item) for item in chunk]
