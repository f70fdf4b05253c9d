"""Records: made from annotated docs, checked, written to and read from JSONL."""

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import jsonlines
import msgspec
from msgspec import structs

from pipeline.errors import ContractError, InputError
from pipeline.schema import SCHEMA_VERSION, Article, Extractor, Record, Summary
from pipeline.store.corrections import Corrections, correct
from pipeline.store.duplicates import Settled
from pipeline.store.files import atomic_writer
from pipeline.store.lines import decode_line, read_lines
from pipeline.store.places import Places

if TYPE_CHECKING:
    from spacy.tokens import Doc

_UNDATED = "undated"
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?![^T])")


def make_record(doc: "Doc", summary: Summary, extractor: Extractor) -> Record:
    """The record of an annotated doc. Raises ContractError if any span is not its text."""
    article: Article = doc._.article
    record = Record(
        schema_version=SCHEMA_VERSION,
        id=article.id,
        url=article.url,
        source=article.source,
        province=article.province,
        title=article.title,
        published_at=article.published_at,
        authors=article.authors,
        photographers=article.photographers,
        section=article.section,
        text=article.text,
        content_sha256=hashlib.sha256(article.text.encode()).hexdigest(),
        archive=article.archive,
        duplicate_of=article.duplicate_of,
        people=doc._.people or [],
        dates=doc._.dates or [],
        documents=doc._.documents or [],
        directives=doc._.directives or [],
        summary=summary,
        extractor=extractor,
    )
    check_record(record)
    return record


def check_record(record: Record) -> None:
    """Raises ContractError naming the field if a span lies outside the text or is not the text at its place."""
    for where, start, end, text in _spans(msgspec.to_builtins(record), ""):
        if not 0 <= start <= end <= len(record.text):
            raise ContractError(f"{record.id}: {where}: {start}..{end} is outside the text")
        if text is not None and record.text[start:end] != text:
            raise ContractError(f"{record.id}: {where}: the text at {start}..{end} is not {text!r}")


def _spans(value: Any, where: str) -> Iterator[tuple[str, int, int, str | None]]:
    if isinstance(value, dict):
        if "start" in value and "end" in value:
            yield where, value["start"], value["end"], value.get("text")
        for key, inner in value.items():
            yield from _spans(inner, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _spans(inner, f"{where}[{index}]")


def read_records(path: Path) -> Iterator[Record]:
    """Raises ContractError naming file, line and field at the first record that breaks the contract."""
    decoder = msgspec.json.Decoder(Record)
    for number, line in read_lines(path):
        try:
            record = decode_line(decoder, line)
            check_record(record)
        except (InputError, ContractError) as error:
            raise ContractError(f"{path}:{number}: {error}") from error
        yield record


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a JSONL file, with their line numbers. Raises InputError naming the line of a bad one."""
    decoder = msgspec.json.Decoder(dict[str, Any])
    for number, line in read_lines(path):
        try:
            yield number, decode_line(decoder, line)
        except InputError as error:
            raise InputError(f"{path}:{number}: {error}") from error


def write_records(file: BinaryIO, records: Iterable[Record]) -> int:
    """Write one record a line; returns how many."""
    # jsonlines takes a `dumps` that returns bytes, and says otherwise in its types.
    writer = jsonlines.Writer(file, dumps=cast(Any, msgspec.json.encode))
    return sum(1 for record in records if writer.write(record))


class RecordStore:
    """`<folder>/<day of publication>.jsonl`, one record an article, sorted by id: same records, same bytes.

    What people corrected (`corrections.jsonl` beside the folder) is laid on every record that is put.
    Every writing method raises PlacesError where the index of the files can't be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places = Places(folder)
        self.corrections = Corrections(folder.with_name("corrections.jsonl"))
        self._replaced = folder.with_name(f"{folder.name}.old")
        self._replacing = folder.with_name(f"{folder.name}.next")
        self._finish_replacing()

    def day_file(self, published_at: str | None) -> Path:
        """Raises ContractError where the day of publication is none."""
        if published_at and not _DAY.match(published_at):
            raise ContractError(f"`published_at` does not begin with a day: {published_at!r}")
        return self.folder / f"{published_at[:10] if published_at else _UNDATED}.jsonl"

    def files_since(self, day: date) -> list[Path]:
        """The files that were written on or after the day (local time)."""
        earliest = datetime(day.year, day.month, day.day).timestamp()
        return [path for path in sorted(self.folder.glob("*.jsonl")) if path.stat().st_mtime >= earliest]

    def put(self, records: Iterable[Record]) -> dict[Path, ContractError]:
        """Add the records, each in place of an older one with its id, on whatever day that was; each day's file
        changes in one step.

        A file that breaks the contract is left as it is, for somebody to mend; the others are written.
        Returns those that were not, each with what is wrong in it.
        """
        corrections = self.corrections.by_article()
        latest = {record.id: correct(record, corrections.get(record.id, [])).record for record in records}
        by_file: dict[Path, dict[str, Record]] = {}
        for key, record in latest.items():
            by_file.setdefault(self.day_file(record.published_at), {})[key] = record
        before = self.places.of(latest)
        refused: dict[Path, ContractError] = {}
        for path, new in sorted(by_file.items()):
            moved: dict[Path, set[str]] = {}
            for key in new:
                if before.get(key, path) != path:
                    moved.setdefault(before[key], set()).add(key)
            try:
                self._rewrite(path, put=new)
                for old, keys in sorted(moved.items()):
                    self._rewrite(old, drop=keys)
            except ContractError as error:
                refused[path] = error
                continue
            self.places.put((key, path) for key in new)
        return refused

    def get(self, ids: Iterable[str]) -> Iterator[Record]:
        """The records with these ids, those that there are. Raises ContractError at a broken file."""
        wanted = set(ids)
        for path in sorted(set(self.places.of(wanted).values())):
            if path.exists():
                yield from (record for record in read_records(path) if record.id in wanted)

    def remove(self, ids: Iterable[str]) -> int:
        """Take records out of their files; returns how many there were. Raises ContractError at a broken file."""
        by_file: dict[Path, set[str]] = {}
        for key, path in self.places.of(ids).items():
            by_file.setdefault(path, set()).add(key)
        for path, keys in sorted(by_file.items()):
            self._rewrite(path, drop=keys)
            self.places.drop(keys)
        return sum(map(len, by_file.values()))

    def replace_all(self, folder: Path) -> Path:
        """Put a folder of complete day files in the place of all records; returns where the old ones are now.

        Nobody else may write meanwhile. After a kill in the middle, opening the store finishes it.
        """
        for left in (self._replacing, self._replaced):
            shutil.rmtree(left, ignore_errors=True)
        self.places.discard()
        folder.rename(self._replacing)
        if self.folder.exists():
            self.folder.rename(self._replaced)
        self._finish_replacing()
        return self._replaced

    def _finish_replacing(self) -> None:
        if self._replacing.exists() and not self.folder.exists():
            self._replacing.rename(self.folder)

    def _rewrite(self, path: Path, *, put: Mapping[str, Record] = {}, drop: Set[str] = frozenset()) -> None:
        """Change a day's file in one step; without records it vanishes. Raises ContractError where it is broken."""
        old = {record.id: record for record in read_records(path)} if path.exists() else {}
        kept = {key: record for key, record in sorted({**old, **put}.items()) if key not in drop}
        if not kept:
            path.unlink(missing_ok=True)
            return
        with atomic_writer(path) as file:
            write_records(file, kept.values())

    def mark_duplicates(self, answers: Iterable[Settled]) -> dict[Path, ContractError]:
        """Write what is known of duplicates now into the records. Returns the files that are broken, as `put` does."""
        refused: dict[Path, ContractError] = {}
        by_file: dict[Path, dict[str, str | None]] = {}
        for answer in answers:
            by_file.setdefault(self.day_file(answer.published_at), {})[answer.id] = answer.duplicate_of
        for path, originals in sorted(by_file.items()):
            try:
                records = list(read_records(path)) if path.exists() else []
            except ContractError as error:
                refused[path] = error
                continue
            wrong = [
                record for record in records if record.duplicate_of != originals.get(record.id, record.duplicate_of)
            ]
            self.put(structs.replace(record, duplicate_of=originals[record.id]) for record in wrong)
        return refused
