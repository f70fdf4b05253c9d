"""Records as rows of the tables of `pipeline.query.columns`."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec
import pyarrow as pa
from msgspec import Struct, structs

from pipeline.query.columns import TABLES, Column
from pipeline.query.holders import Holding, holdings
from pipeline.query.recordfiles import Line
from pipeline.query.words import indexed
from pipeline.schema import Addressee, Directive, Person, Record

_NEVER_ABSENT = frozenset({"", "article", "row", "parent"})

Getter = Callable[["Row"], Any]


class Place(Struct, frozen=True):
    """An article as its rows see it: which one, what and when and where published, and where its line is."""

    id: str
    published: date | None
    source: str | None
    province: str | None
    title: str | None
    url: str | None
    file: str
    offset: int
    length: int


def place_of(line: Line, file: str) -> Place:
    record = line.record
    return Place(
        id=record.id,
        published=line.published,
        source=record.source,
        province=record.province,
        title=record.title,
        url=record.url,
        file=file,
        offset=line.offset,
        length=line.length,
    )


class Said(Struct, frozen=True):
    """Some names, and their words, each between spaces: as they are written, and without diacritics."""

    names: list[str]
    exact: str
    plain: str


class Row(Struct, frozen=True):
    """What the paths of columns start from."""

    article: Place
    parent: Any
    row: Any
    position: int
    holding: Holding | None = None

    @property
    def said(self) -> Said | None:
        """The names of the person, of the issuer with the office and the body, or of the addressee."""
        match self.row:
            case Person(name=name):
                return _said(name)
            case Directive(issuer=issuer) if issuer:
                return _said(issuer.name, issuer.role, issuer.resolved or issuer.organization)
            case Addressee():
                return _said(self.row.resolved or self.row.text)
        return None

    @property
    def told(self) -> Said | None:
        """The names of a directive's addressees."""
        return _said(*(each.resolved or each.text for each in self.row.addressees))


class Batch:
    """Records gathered row by row, to be written table by table."""

    def __init__(self) -> None:
        self.records = 0
        self._rows: dict[str, list[Row]] = {name: [] for name in TABLES}

    def add(self, record: Record, place: Place) -> None:
        for name, table in TABLES.items():
            rows = _rows(record, place, table.path)
            self._rows[name].extend(_with_holders(record, rows) if name == "roles" else rows)
        self.records += 1

    def tables(self) -> Iterator[tuple[str, pa.Table]]:
        """Every table with the batch's rows, be there any or none."""
        for name, table in TABLES.items():
            arrays = [_array(column, self._rows[name]) for column in table.columns]
            yield name, pa.Table.from_arrays(arrays, schema=table.schema)


@lru_cache(maxsize=1 << 16)
def _said(*names: str | None) -> Said | None:
    given = [name for name in names if name]
    exact, plain = indexed(*given)
    return Said(given, f" {exact} ", f" {plain} ") if given else None


def _rows(record: Record, place: Place, path: tuple[str, ...]) -> Iterator[Row]:
    found: list[tuple[Any, Any, int]] = [(None, record, 0)]
    for name in path:
        found = [
            (holder, item, position) for _, holder, _ in found for position, item in enumerate(getattr(holder, name))
        ]
    return (Row(place, parent, item, position) for parent, item, position in found)


def _with_holders(record: Record, rows: Iterable[Row]) -> Iterator[Row]:
    for row, holding in zip(rows, holdings(record), strict=True):
        yield structs.replace(row, holding=holding)


def _array(column: Column, rows: list[Row]) -> pa.Array:
    get, convert = _getter(column.path), _converter(column)
    values = [get(row) for row in rows]
    if convert is not None:
        values = [None if value is None else convert(value) for value in values]
    return pa.array(values, column.type)


def _getter(path: str) -> Getter:
    """Takes a value from a Row; None where an object on the way to it is absent."""
    outer, _, field = path.rpartition(".")
    if outer in _NEVER_ABSENT:
        return attrgetter(path)
    get, last = _getter(outer), attrgetter(field)
    return lambda row: None if (holder := get(row)) is None else last(holder)


def _converter(column: Column) -> Callable[[Any], Any] | None:
    if column.owner is not None and column.type == pa.date32():
        return date.fromisoformat
    if pa.types.is_map(column.type):
        return lambda value: list(value.items())
    if pa.types.is_list(column.type) and pa.types.is_struct(column.type.value_type):
        return msgspec.to_builtins
    return None
