"""The tables that records are queried as: their columns, derived from the types in `pipeline.schema`.

An object within an object becomes columns (`issuer.name` -> `issuer_name`), a list of objects a table of its own where
`TABLES` says so, and a column of lists otherwise. Every table begins with what says which article a row is of.
"""

from collections.abc import Iterator

import pyarrow as pa
from msgspec import Struct, inspect

from pipeline.schema import Record

_DAYS = frozenset({"first_day", "last_day"})


class Column(Struct, frozen=True):
    """One column: `path` leads to its value from the struct that a row is of, `owner` is the struct it is declared in.

    `owner` is None for what is not a field of any struct: see `pipeline/query/fields.toml`.
    """

    name: str
    type: pa.DataType
    path: str
    owner: str | None = None

    @property
    def field(self) -> str:
        """The name of its field in `owner`."""
        return self.path.rpartition(".")[2]


class Table(Struct, frozen=True):
    """A table of the copy: the lists that lead from a record to its rows, and the columns."""

    name: str
    path: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, column.type) for column in self.columns])


_ARTICLE = (
    Column("article_id", pa.string(), "article.id", "Record"),
    Column("published", pa.date32(), "article.published"),
    Column("source", pa.string(), "article.source", "Record"),
    Column("province", pa.string(), "article.province", "Record"),
)
_PLACE = (
    Column("published", pa.date32(), "article.published"),
    Column("file", pa.string(), "article.file"),
    Column("file_offset", pa.int64(), "article.offset"),
    Column("file_length", pa.int64(), "article.length"),
)
_HOLDER = (
    Column("holder", pa.string(), "holding.holder"),
    Column("holder_first", pa.bool_(), "holding.first"),
    Column("holder_apart", pa.bool_(), "holding.apart"),
    Column("holder_doubtful", pa.bool_(), "holding.doubtful"),
)
# The words of the names in a row, with diacritics and without, to look for what people type.
_SAID = (
    Column("said_exact", pa.string(), "said.exact"),
    Column("said_plain", pa.string(), "said.plain"),
)
# What a list of orders shows, so that it can be made without joining other tables.
_SHOWN = (
    Column("told", pa.list_(pa.string()), "told.names"),
    Column("told_exact", pa.string(), "told.exact"),
    Column("told_plain", pa.string(), "told.plain"),
    Column("article_title", pa.string(), "article.title"),
    Column("article_url", pa.string(), "article.url"),
)
_POSITION = Column("position", pa.int64(), "position")
# Columns of the copy that the view of that name leaves out: the view `holders` and the named queries need them.
HIDDEN = frozenset(column.name for column in (*_HOLDER[1:], *_SAID, *_SHOWN))


def kind_of(info: inspect.Type) -> inspect.Type:
    """The type without `| None`."""
    if isinstance(info, inspect.UnionType):
        (info,) = (each for each in info.types if not isinstance(each, inspect.NoneType))
    return info


def _arrow(info: inspect.Type, name: str) -> pa.DataType:
    info = kind_of(info)
    match info:
        case inspect.ListType():
            return pa.list_(_arrow(info.item_type, ""))
        case inspect.DictType():
            return pa.map_(_arrow(info.key_type, ""), _arrow(info.value_type, ""))
        case inspect.StructType():
            return pa.struct([(field.name, _arrow(field.type, "")) for field in info.fields])
        case inspect.BoolType():
            return pa.bool_()
        case inspect.IntType():
            return pa.int64()
        case inspect.FloatType():
            return pa.float64()
        case inspect.StrType() | inspect.LiteralType():
            return pa.date32() if name in _DAYS else pa.string()
    raise TypeError(f"no column type for {info}")


def _columns(info: inspect.StructType, tables: frozenset[str], path: str = "row", prefix: str = "") -> Iterator[Column]:
    for field in info.fields:
        kind = kind_of(field.type)
        if isinstance(kind, inspect.StructType):
            yield from _columns(kind, frozenset(), f"{path}.{field.name}", f"{prefix}{field.name}_")
        elif field.name not in tables:
            type_ = _arrow(kind, field.name)
            yield Column(prefix + field.name, type_, f"{path}.{field.name}", info.cls.__name__)


def _struct(path: tuple[str, ...]) -> inspect.StructType:
    """The struct that the lists of `path` hold."""
    info = inspect.type_info(Record)
    for name in path:
        assert isinstance(info, inspect.StructType)  # noqa: S101
        (field,) = (field for field in info.fields if field.name == name)
        kind = kind_of(field.type)
        assert isinstance(kind, inspect.ListType)  # noqa: S101
        info = kind.item_type
    assert isinstance(info, inspect.StructType)  # noqa: S101
    return info


def _table(
    name: str,
    *path: str,
    inner: tuple[str, ...] = (),
    parent: tuple[Column, ...] = (),
    more: tuple[Column, ...] = (),
) -> Table:
    """The table of what the lists of `path` hold. `inner` lists have tables of their own, `more` columns come last."""
    own = tuple(_columns(_struct(path), frozenset(inner)))
    start = (*_ARTICLE, *parent, _POSITION) if path else ()
    return Table(name, path, (*start, *own, *more))


def _of(struct: str, *names: str) -> tuple[Column, ...]:
    """Columns that a row of an inner list takes over from the object that holds the list."""
    return tuple(Column(f"{struct.lower()}_{name}", pa.string(), f"parent.{name}", struct) for name in names)


TABLES = {
    table.name: table
    for table in (
        _table("articles", inner=("people", "dates", "documents", "directives"), more=_PLACE),
        _table("people", "people", inner=("roles",), more=_SAID),
        _table("roles", "people", "roles", parent=_of("Person", "id", "name"), more=_HOLDER),
        _table("dates", "dates"),
        _table("documents", "documents"),
        _table("directives", "directives", inner=("addressees",), more=_SAID + _SHOWN),
        _table("addressees", "directives", "addressees", parent=_of("Directive", "id", "kind", "restates"), more=_SAID),
    )
}
