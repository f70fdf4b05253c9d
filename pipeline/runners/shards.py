"""Annotation in tasks that can be done anywhere and done again: each leaves one shard of records and a manifest.

Inputs and the output folder are URLs of any store that fsspec knows (`s3://`, `gs://`, `hdfs://`), or local paths.
In the output folder:

    plan.json            the inputs and the tasks that were made of them
    tasks/00000.jsonl    the articles of a task; a task that reads WARC files has none
    part-00000.jsonl     its records: all parts one after the other are what a single process writes
    part-00000.json      its manifest, written last: a task that has one is done

Every file is written under another name and renamed.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import IO, Literal, NamedTuple
from uuid import uuid4

import msgspec
from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from msgspec import Struct

from pipeline import __version__
from pipeline.errors import ConfigError, InputError
from pipeline.runners.bulk import is_warc, pages_of_sources, source_finder
from pipeline.runners.outcomes import Item, Outcome
from pipeline.runners.statistics import Row, Statistics
from pipeline.schema import Article, Issue
from pipeline.sources import Source
from pipeline.store.articles import read_articles
from pipeline.store.duplicates import mark_duplicates

ARTICLES_PER_TASK = 1_000
_WARC_BYTES_PER_TASK = 256 << 20
_ARTICLE_SUFFIXES = (".jsonl", ".jsonl.gz")

Annotate = Callable[[Iterator[Item]], Iterable[Outcome]]


class StoredFile(NamedTuple):
    """A file in a store, under the name that the user gave it."""

    name: str
    size: int

    def open(self, mode: Literal["rb"], /) -> IO[bytes]:
        """Raises OSError."""
        store, path = url_to_fs(self.name)
        stream: IO[bytes] = store.open(path, mode)
        return stream

    def __str__(self) -> str:
        return self.name


class Task(Struct, frozen=True):
    """WARC files to read, or else the staged articles of this number."""

    number: int
    warcs: list[StoredFile] = []


class Plan(Struct, frozen=True):
    version: str
    inputs: list[StoredFile]
    tasks: list[Task]


class Manifest(Struct, frozen=True):
    """What a task gave; `size` and `sha256` are those of its shard."""

    number: int
    records: int
    size: int
    sha256: str
    issues: list[Issue]
    statistics: list[Row]


class _Staged(Struct, frozen=True, array_like=True):
    article: Article | None = None
    issue: Issue | None = None


class ShardFolder:
    """The output folder of a job. Raises OSError, or what the store's client raises, where it can't be used."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._store: AbstractFileSystem
        self._store, self._root = url_to_fs(url.rstrip("/"))
        self._store.makedirs(f"{self._root}/tasks", exist_ok=True)

    def plan(self, inputs: Sequence[str], *, articles_per_task: int = ARTICLES_PER_TASK) -> Plan:
        """The folder's plan; made, and its articles staged, if there is none yet.

        Raises ConfigError where an input is missing, where the folder's plan is one for other inputs, and for
        articles and WARC files together.
        """
        files = list(chain.from_iterable(map(_files_of, inputs)))
        if self._store.exists(f"{self._root}/plan.json"):
            plan = msgspec.json.decode(self._read("plan.json"), type=Plan)
            if (plan.version, plan.inputs) != (__version__, files):
                raise ConfigError(f"{self.url} holds the work on other inputs, or by another version: choose another")
            return plan
        warcs = [file for file in files if is_warc(file.name)]
        if warcs and len(warcs) < len(files):
            raise ConfigError("articles and WARC files can't be read together: give them separately")
        tasks = _warc_tasks(warcs) if warcs else self._stage(files, articles_per_task)
        plan = Plan(__version__, files, list(tasks))
        with self._writer("plan.json") as file:
            file.write(msgspec.json.encode(plan))
        return plan

    def run(self, task: Task, annotate: Annotate, sources: Sequence[Source]) -> Manifest:
        """Do a task: write its shard, then its manifest."""
        items = pages_of_sources(task.warcs, source_finder(sources)) if task.warcs else self._staged(task)
        issues: list[Issue] = []
        statistics = Statistics()
        records = size = 0
        digest = hashlib.sha256()
        with self._writer(f"{_part(task)}.jsonl") as file:
            for outcome in statistics.count(annotate(items)):
                if isinstance(outcome, Issue):
                    issues.append(outcome)
                    continue
                line = msgspec.json.encode(outcome) + b"\n"
                file.write(line)
                digest.update(line)
                records += 1
                size += len(line)
        manifest = Manifest(task.number, records, size, digest.hexdigest(), issues, statistics.rows)
        with self._writer(f"{_part(task)}.json") as file:
            file.write(msgspec.json.encode(manifest))
        return manifest

    def manifest(self, task: Task) -> Manifest | None:
        """What the task gave, None if it is still to be done."""
        name = _part(task)
        if not self._store.exists(f"{self._root}/{name}.json"):
            return None
        manifest = msgspec.json.decode(self._read(f"{name}.json"), type=Manifest)
        shard = f"{self._root}/{name}.jsonl"
        return manifest if self._store.exists(shard) and self._store.size(shard) == manifest.size else None

    def tidy(self) -> None:
        """Remove what only unfinished work needs: staged articles, and what writers that were killed left."""
        staged = [f"{self._root}/tasks"] if self._store.exists(f"{self._root}/tasks") else []
        for path in [*staged, *self._store.glob(f"{self._root}/*.tmp")]:
            self._store.rm(path, recursive=True)

    def _stage(self, files: Iterable[StoredFile], articles_per_task: int) -> Iterator[Task]:
        items = mark_duplicates(chain.from_iterable(map(_read_items, files)))
        number = 0
        while batch := list(islice(items, articles_per_task)):
            with self._writer(_staged_name(number)) as file:
                for item in batch:
                    staged = _Staged(issue=item) if isinstance(item, Issue) else _Staged(article=item)
                    file.write(msgspec.json.encode(staged) + b"\n")
            yield Task(number)
            number += 1

    def _staged(self, task: Task) -> Iterator[Item]:
        decoder = msgspec.json.Decoder(_Staged)
        for line in self._read(_staged_name(task.number)).splitlines():
            staged = decoder.decode(line)
            if item := staged.article or staged.issue:
                yield item

    def _read(self, name: str) -> bytes:
        content: bytes = self._store.cat_file(f"{self._root}/{name}")
        return content

    @contextmanager
    def _writer(self, name: str) -> Iterator[IO[bytes]]:
        temporary = f"{self._root}/{uuid4().hex}.tmp"
        with self._store.open(temporary, "wb") as file:
            yield file
        self._store.mv(temporary, f"{self._root}/{name}")


def _part(task: Task) -> str:
    return f"part-{task.number:05}"


def _staged_name(number: int) -> str:
    return f"tasks/{number:05}.jsonl"


def _files_of(url: str) -> Iterator[StoredFile]:
    """A file, or the articles' and WARC files of a folder, in the order of their paths."""
    store, path = url_to_fs(url)
    if not store.exists(path):
        raise ConfigError(f"{url}: there is no such file or folder")
    if not store.isdir(path):
        yield StoredFile(url, store.size(path))
        return
    for found, details in sorted(store.find(path, detail=True).items()):
        if is_warc(found) or found.lower().endswith(_ARTICLE_SUFFIXES):
            yield StoredFile(f"{url.rstrip('/')}{found.removeprefix(path)}", details["size"])


def _read_items(file: StoredFile) -> Iterator[Article | Issue]:
    try:
        yield from read_articles(file)
    except InputError as error:
        yield Issue(stage="annotate", kind="bad_input", message=str(error))


def _warc_tasks(files: Iterable[StoredFile]) -> Iterator[Task]:
    number = 0
    batch: list[StoredFile] = []
    for file in files:
        batch.append(file)
        if sum(file.size for file in batch) >= _WARC_BYTES_PER_TASK:
            yield Task(number, batch)
            number, batch = number + 1, []
    if batch:
        yield Task(number, batch)
