"""Which records are of a night, and those that a digest cites: read from the store one at a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import ContractError, InputError
from pipeline.orthography import fold
from pipeline.schema import ArchivePlace, Record
from pipeline.store import RecordStore, check_record, read_lines
from pipeline.store.lines import decode_line

OnBroken = Callable[[ContractError], None]


class _Head(Struct):
    """What tells of which night a record is; the rest of the line is not looked at."""

    id: str
    published_at: str | None
    archive: ArchivePlace | None


class _Name(Struct):
    name: str


class _People(Struct):
    people: list[_Name]


_PEOPLE = msgspec.json.Decoder(_People)
_HEAD = msgspec.json.Decoder(_Head)
_RECORD = msgspec.json.Decoder(Record)


def records_of_night(
    store: RecordStore, night: date, *, late: Collection[str] = (), on_broken: OnBroken
) -> Iterator[Record]:
    """The records of pages archived in the night, those in `late`, and those without a page published on that day.

    A file that breaks the contract ends there: `on_broken` is told, and the next file is read.
    """
    warc = f"/{night.isoformat()}.warc.gz"

    def is_of_night(head: _Head) -> bool:
        if head.id in late:
            return True
        return head.archive.file.endswith(warc) if head.archive else (head.published_at or "")[:10] == night.isoformat()

    yield from _read(store.files_since(night), lambda line: is_of_night(decode_line(_HEAD, line)), on_broken)


def records_by_id(store: RecordStore, days: Mapping[str, str | None], *, on_broken: OnBroken) -> Iterator[Record]:
    """The records with these ids, each published at the time given with it; those that are not there are left out."""
    by_file: dict[Path, list[str]] = defaultdict(list)
    for record, published_at in days.items():
        by_file[store.day_file(published_at)].append(record)
    for path, wanted in sorted(by_file.items()):
        if path.exists():
            yield from _read([path], partial(_is_one_of, frozenset(wanted)), on_broken)


def records_naming(
    store: RecordStore, names: Collection[str], *, first: date, before: date, on_broken: OnBroken
) -> Iterator[Record]:
    """The records published from `first` on and before a day that name one of these people (folded), oldest first."""
    days = (first.isoformat(), before.isoformat())
    files = [path for path in sorted(store.folder.glob("*.jsonl")) if days[0] <= path.stem < days[1]]

    def is_wanted(line: bytes) -> bool:
        return any(fold(person.name) in names for person in decode_line(_PEOPLE, line).people)

    yield from _read(files, is_wanted, on_broken)


def _is_one_of(wanted: Collection[str], line: bytes) -> bool:
    return decode_line(_HEAD, line).id in wanted


def _read(files: Iterable[Path], is_wanted: Callable[[bytes], bool], on_broken: OnBroken) -> Iterator[Record]:
    for path in files:
        try:
            yield from _wanted_of(path, is_wanted)
        except (InputError, ContractError) as error:
            on_broken(ContractError(str(error)))


def _wanted_of(path: Path, is_wanted: Callable[[bytes], bool]) -> Iterator[Record]:
    for number, line in read_lines(path):
        try:
            if not is_wanted(line):
                continue
            record = decode_line(_RECORD, line)
            check_record(record)
        except (InputError, ContractError) as error:
            raise ContractError(f"{path}:{number}: {error}") from error
        yield record
