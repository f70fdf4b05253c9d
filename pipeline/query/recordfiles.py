"""The record files as queries read them: line by line, whatever state they are in, and nothing passed over silently."""

import os
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import ContractError, InputError
from pipeline.schema import SCHEMA_VERSION, Record
from pipeline.store.lines import decode_line
from pipeline.store.records import check_record


class LeftOut(Struct, frozen=True):
    """A line that is in no answer, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class Line(Struct, frozen=True):
    """A record, the day it was published on, and the bytes of its file that hold it."""

    record: Record
    published: date | None
    offset: int
    length: int


class RecordFile(Struct, frozen=True):
    """A file of records in the state in which it was seen."""

    path: Path
    size: int
    modified: int
    inode: int

    @property
    def name(self) -> str:
        return self.path.name

    def state(self, layout: str) -> str:
        """A name for this state, read by a program that lays its rows out as `layout` says."""
        seen = f"{layout}:{self.size}:{self.modified}:{self.inode}"
        return blake2b(seen.encode(), digest_size=8).hexdigest()


class _Version(Struct):
    schema_version: str | int | None = None
    id: str | None = None


def record_files(folder: Path) -> list[RecordFile]:
    """The JSONL files of a folder by name; none where there is no folder."""
    try:
        entries = [entry for entry in os.scandir(folder) if entry.name.endswith(".jsonl") and entry.is_file()]
    except FileNotFoundError:
        return []
    found = []
    for entry in sorted(entries, key=lambda entry: entry.name):
        status = entry.stat()
        found.append(RecordFile(Path(entry.path), status.st_size, status.st_mtime_ns, status.st_ino))
    return found


def read_lines_of(file: RecordFile) -> Iterator[Line | LeftOut]:
    """One outcome for each line up to the size at which the file was seen; lines that came later wait their turn."""
    decoder = msgspec.json.Decoder(Record)
    seen: dict[str, int] = {}
    offset = 0
    with file.path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            line = line[: file.size - offset]
            if not line:
                return
            if line.strip():
                yield _read(decoder, file.name, number, line, offset, seen)
            offset += len(line)


def read_record_at(path: Path, offset: int, length: int, article_id: str) -> Record | None:
    """The record at a place that was noted before, or None where it is there no longer."""
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            record = decode_line(msgspec.json.Decoder(Record), stream.read(length))
    except (FileNotFoundError, InputError):
        return None
    return record if record.id == article_id else None


def _read(
    decoder: msgspec.json.Decoder[Record], name: str, number: int, line: bytes, offset: int, seen: dict[str, int]
) -> Line | LeftOut:
    try:
        record = decode_line(decoder, line)
        check_record(record)
        published = _check_days(record)
    except (InputError, ContractError) as error:
        return LeftOut(name, number, _reason(line, error))
    if record.id in seen:
        return LeftOut(name, number, f"the article {record.id} stands in line {seen[record.id]} already")
    seen[record.id] = number
    return Line(record, published, offset, len(line))


def _check_days(record: Record) -> date | None:
    """The day of publication. Raises ContractError if any day of the record is none of the calendar."""
    dues = [due for item in record.directives for due in (*item.deadlines, item.deadline, item.starts) if due]
    days = [(each.first_day, each.last_day) for each in record.dates]
    days += [(due.first_day, due.last_day) for due in dues]
    for day in chain.from_iterable(days):
        _day(record, day)
    return _day(record, record.published_at[:10] if record.published_at else None)


def _day(record: Record, day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        raise ContractError(f"{record.id}: no day of the calendar: {day!r}") from None


def _reason(line: bytes, error: Exception) -> str:
    """Why a line is no record: the older version of it, that its end is missing, or what the decoder says."""
    try:
        version = msgspec.json.decode(line, type=_Version).schema_version
    except (msgspec.DecodeError, RecursionError):
        if not line.endswith(b"\n"):
            return "its end is missing: it is being written, or its writer was stopped"
        return str(error)
    if str(version) != SCHEMA_VERSION:
        return (
            f"a record of schema version {version or 'none'}, this program reads {SCHEMA_VERSION}: "
            "annotate its article again"
        )
    return str(error)
