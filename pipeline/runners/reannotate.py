"""New rules over what is there: the archive's pages, or the texts of the records.

The new records are made beside the old ones, which stay until all are there; then the folders change names. A run
that is ended at any moment is taken up by the next one, as long as the rules are the same.
"""

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import closing, nullcontext
from hashlib import file_digest
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

from pipeline.archive import ASIDE_SUFFIX, intact_length, read_warc
from pipeline.crawl import sole_writer
from pipeline.forgotten import is_forgotten, read_forgotten
from pipeline.runners.outcomes import Item, Outcome, SourcedPage
from pipeline.runners.processes import annotate_articles
from pipeline.runners.staging import RECORDS, Staging, unfinished_index
from pipeline.schema import NOT_AN_ARTICLE, ArchivePlace, Article, Issue, Record
from pipeline.settings import Folders
from pipeline.sources import Source
from pipeline.store import RecordStore, atomic_writer, read_records, write_records
from pipeline.store.corrections import Correction, correct
from pipeline.store.duplicates import DuplicateIndex, discard_index, replace_index
from pipeline.urls import article_id

Origin = Literal["records", "archive"]


class Reannotated(Struct):
    """What re-processing did: `records` there are now, `kept` of them as they were, for the new rules failed on them;
    `reopened` corrections no longer fit their text. `resumed` inputs were done by an earlier run.
    """

    records: int = 0
    kept: int = 0
    reopened: int = 0
    resumed: int = 0


class _Item(NamedTuple):
    """What is to be annotated, of which input, from where in the archive, and the record that it has now."""

    item: Item
    name: str
    place: str
    record: Record | None


class _End(NamedTuple):
    """Where an input begins (no digest) and where it ends."""

    name: str
    digest: str | None


class Input(NamedTuple):
    """A file that is re-processed in one piece."""

    path: Path
    name: str

    @property
    def digest(self) -> str:
        if self.path.suffix == ".gz":
            return str(intact_length(self.path))  # an archive only grows
        with self.path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()


class Reannotation:
    """One re-processing of a data folder. `note` is told every issue, `step` is called for every article.

    `origin` is what the texts are taken from. With "archive", pages are parsed again; articles whose page is not in
    the archive are taken from their records. With `into`, the new records go into that folder, and the old ones stay.
    """

    def __init__(
        self,
        folders: Folders,
        sources: Mapping[str, Source],
        *,
        origin: Origin,
        into: Path | None = None,
        workers: int | None = None,
        note: Callable[[Issue], None] = lambda _: None,
        step: Callable[[], None] = lambda: None,
    ) -> None:
        self.folders = folders
        self.sources = sources
        self.origin = origin
        self.into = into
        self.workers = workers
        self.note = note
        self.step = step
        self.store = RecordStore(folders.records)
        self.target = into or folders.records.with_name(f"{folders.records.name}.new")
        self.result = Reannotated()

    def run(self) -> Reannotated:
        """All of it. The nightly job may run meanwhile, up to the end: what it changed is then done again.

        Raises ContractError at a broken file of records, ChidaoError where somebody else re-processes the folder, and
        AlreadyRunningError where the nightly job runs at the end: another run finishes then.
        """
        with Staging(self.target.with_name(f"{self.target.name}.{self.origin}.sqlite")) as staging:
            self._work_off(staging)
            with nullcontext() if self.into else sole_writer(self.folders.data):
                if not self.into:
                    resumed = self.result.resumed
                    self._work_off(staging)
                    self.result.resumed = resumed
                forgotten = frozenset(one.key for one in read_forgotten(self.folders.data))
                self._find_duplicates(staging, forgotten)
                self._write(staging, forgotten)
                if not self.into:
                    self.store.replace_all(self.target)
                    replace_index(unfinished_index(self.folders), self.folders.duplicates)
            staging.discard()
        return self.result

    # --- making ------------------------------------------------------------------------------------------

    def _work_off(self, staging: Staging) -> None:
        archived = self._archived() if self.origin == "archive" else []
        stored = [Input(path, f"{RECORDS}{path.name}") for path in sorted(self.folders.records.glob("*.jsonl"))]
        staging.drop_inputs({each.name for each in (*archived, *stored)})
        self._annotate(staging, archived, self._pages_of)
        self._annotate(staging, stored, lambda each: self._articles_of(each, staging))

    def _archived(self) -> list[Input]:
        files = sorted(self.folders.raw.glob("*/*.warc.gz"))
        return [
            Input(file, file.relative_to(self.folders.data).as_posix())
            for file in files
            if not file.name.endswith(ASIDE_SUFFIX)
        ]

    def _annotate(self, staging: Staging, inputs: list[Input], items: Callable[[Input], Iterator[_Item]]) -> None:
        """Each input that is not done, in one stream, so that the workers load their models once."""
        under_way: deque[_Item | _End] = deque()

        def stream() -> Iterator[Item]:
            for each in inputs:
                digest = each.digest
                if staging.is_done(each.name, digest):
                    self.result.resumed += 1
                    continue
                under_way.append(_End(each.name, None))
                for one in items(each):
                    under_way.append(one)
                    yield one.item
                under_way.append(_End(each.name, digest))

        def settle() -> None:
            while under_way and isinstance(mark := under_way[0], _End):
                under_way.popleft()
                staging.begin(mark.name) if mark.digest is None else staging.finish(mark.name, mark.digest)

        with closing(annotate_articles(stream(), workers=self.workers)) as outcomes:
            for outcome in outcomes:
                settle()
                one = under_way.popleft()
                assert isinstance(one, _Item)  # noqa: S101
                self._save(staging, one, outcome)
                self.step()
        settle()

    def _pages_of(self, each: Input) -> Iterator[_Item]:
        for page in read_warc(each.path, name=each.name):
            source = self.sources.get(page.source or "")
            yield _Item(SourcedPage(page, source), each.name, _order(page.archive), None)

    def _articles_of(self, each: Input, staging: Staging) -> Iterator[_Item]:
        """The articles of the records, those that came from the archive already excepted."""
        for record in read_records(each.path):
            if staging.knows_from_archive(record.id):
                continue
            yield _Item(article_of_record(record), each.name, _order(record.archive), record)

    def _save(self, staging: Staging, one: _Item, outcome: Outcome) -> None:
        if isinstance(outcome, Record):
            file = self.store.day_file(outcome.published_at).name
            staging.put(outcome, name=one.name, place=one.place, file=file)
            return
        self.note(outcome)
        if one.record is not None:
            self.result.kept += 1
            file = self.store.day_file(one.record.published_at).name
            staging.put(one.record, name=one.name, place=one.place, file=file)
        elif outcome.kind == NOT_AN_ARTICLE and outcome.url:
            staging.refuse(article_id(outcome.url), name=one.name)

    # --- writing -----------------------------------------------------------------------------------------

    def _find_duplicates(self, staging: Staging, forgotten: Set[str]) -> None:
        """Which of the new records repeat others, as if their nights had come again: texts and rules have changed."""
        if self.folders.duplicates.exists():
            with DuplicateIndex(self.folders.duplicates) as before:
                staging.set_nights(before.nights())
        new = None if self.into else unfinished_index(self.folders)
        if new:
            discard_index(new)
        with DuplicateIndex(new) as index:
            for night, records in staging.nights():
                index.add((record, night) for record in _without(records, forgotten))
                staging.set_originals(index.settle())
                index.confirm()

    def _write(self, staging: Staging, forgotten: Set[str]) -> None:
        if self.target.exists():
            shutil.rmtree(self.target)
        self.target.mkdir(parents=True)
        corrections = self.store.corrections.by_article()
        for name, records in staging.files():
            with atomic_writer(self.target / name) as file:
                written = write_records(file, self._corrected(_without(records, forgotten), corrections))
            if not written:
                (self.target / name).unlink()
            self.result.records += written

    def _corrected(self, records: Iterable[Record], corrections: Mapping[str, list[Correction]]) -> Iterator[Record]:
        for record in records:
            corrected = correct(record, corrections.get(record.id, []))
            self.result.reopened += len(corrected.reopened)
            yield corrected.record


def _without(records: Iterable[Record], forgotten: Set[str]) -> Iterator[Record]:
    return (record for record in records if not is_forgotten(record.url or "", forgotten))


def article_of_record(record: Record) -> Article:
    """The article that a record was made from."""
    return Article(**{name: getattr(record, name) for name in Article.__struct_fields__})


def _order(place: ArchivePlace | None) -> str:
    """What sorts a source's pages as they were archived."""
    return f"{place.file}:{place.offset:020}" if place else ""
