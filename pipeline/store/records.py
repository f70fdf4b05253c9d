"""Records: made from annotated docs, checked, written to and read from JSONL."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

import jsonlines
import msgspec
from spacy.tokens import Doc

from pipeline.errors import ContractError, InputError
from pipeline.schema import SCHEMA_VERSION, Article, Extractor, Record, Summary
from pipeline.store.files import atomic_writer
from pipeline.store.lines import decode_line, read_lines

_UNDATED = "undated"


def make_record(doc: Doc, summary: Summary, extractor: Extractor) -> Record:
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
        documents=[],
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
    """`<folder>/<day of publication>.jsonl`, one record an article, sorted by id: same records, same bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def day_file(self, published_at: str | None) -> Path:
        return self.folder / f"{published_at[:10] if published_at else _UNDATED}.jsonl"

    def files_since(self, day: date) -> list[Path]:
        """The files that were written on or after the day (local time)."""
        earliest = datetime(day.year, day.month, day.day).timestamp()
        return [path for path in sorted(self.folder.glob("*.jsonl")) if path.stat().st_mtime >= earliest]

    def put(self, records: Iterable[Record]) -> dict[Path, ContractError]:
        """Add the records, each in place of an older one with its id; each day's file changes in one step.

        A file that breaks the contract is left as it is, for somebody to mend; the others are written.
        Returns those that were not, each with what is wrong in it.
        """
        refused: dict[Path, ContractError] = {}
        by_file: dict[Path, dict[str, Record]] = {}
        for record in records:
            by_file.setdefault(self.day_file(record.published_at), {})[record.id] = record
        for path, new in sorted(by_file.items()):
            try:
                old = {record.id: record for record in read_records(path)} if path.exists() else {}
            except ContractError as error:
                refused[path] = error
                continue
            with atomic_writer(path) as file:
                write_records(file, (record for _, record in sorted((old | new).items())))
        return refused
