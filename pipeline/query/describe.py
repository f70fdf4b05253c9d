"""docs/records.md, made from the types of records: `python -m pipeline.query.describe docs/records.md`."""

import sys
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pyarrow as pa
from msgspec import inspect

from pipeline.query.columns import HIDDEN, TABLES, Column, kind_of
from pipeline.schema import Record
from pipeline.store.files import write_atomically

_OF_ALL = "*"
_COLUMNS = "columns"
_SQL = {"string": "VARCHAR", "int64": "BIGINT", "bool": "BOOLEAN", "double": "DOUBLE", "date32[day]": "DATE"}


def describe() -> str:
    """The page as Markdown. Raises KeyError for a field or column whose meaning `fields.toml` does not say."""
    template = resources.files(__package__).joinpath("records.md.in").read_text(encoding="utf-8")
    fields = "\n\n".join("\n".join(_object(info)) for info in structs())
    tables = "\n\n".join("\n".join(_view(name)) for name in TABLES)
    return template.replace("{{fields}}", fields).replace("{{views}}", tables)


def meanings() -> dict[str, dict[str, str]]:
    """What `fields.toml` says, by struct and field."""
    return tomllib.loads(resources.files(__package__).joinpath("fields.toml").read_text(encoding="utf-8"))


def structs() -> list[inspect.StructType]:
    """The struct of a record and all within it, outer ones first."""
    found: dict[str, inspect.StructType] = {}
    waiting: list[inspect.Type] = [inspect.type_info(Record)]
    while waiting:
        info = kind_of(waiting.pop(0))
        if isinstance(info, inspect.ListType):
            waiting.append(info.item_type)
        elif isinstance(info, inspect.StructType) and info.cls.__name__ not in found:
            found[info.cls.__name__] = info
            waiting += [field.type for field in info.fields]
    return list(found.values())


def meaning(struct: str, field: str) -> str:
    said = meanings()
    own = said.get(struct, {})
    return own[field] if field in own else said[_OF_ALL][field]


def _object(info: inspect.StructType) -> Iterator[str]:
    name = info.cls.__name__
    yield from (f"### {name}", "", "| field | type | meaning |", "|---|---|---|")
    for field in info.fields:
        yield f"| `{field.name}` | {_type(field.type)} | {_cell(meaning(name, field.name))} |"


def _type(info: inspect.Type) -> str:
    kind = kind_of(info)
    absent = " or null" if kind is not info else ""
    match kind:
        case inspect.ListType():
            return f"list of {_type(kind.item_type)}{absent}"
        case inspect.StructType():
            name = kind.cls.__name__
            return f"[{name}](#{name.lower()}){absent}"
        case inspect.LiteralType():
            return " \\| ".join(f'"{value}"' for value in kind.values) + absent
        case inspect.DictType():
            return f"object of {_type(kind.value_type)}{absent}"
    names = {inspect.StrType: "string", inspect.IntType: "integer", inspect.BoolType: "boolean"}
    return names.get(type(kind), "number") + absent


def _view(name: str) -> Iterator[str]:
    yield from (f"### {name}", "", "| column | type | meaning |", "|---|---|---|")
    for column in TABLES[name].columns:
        if column.name not in HIDDEN:
            yield f"| `{column.name}` | {_cell(sql_type(column.type))} | {_cell(_column_meaning(column))} |"


def _column_meaning(column: Column) -> str:
    own = meanings()[_COLUMNS]
    if column.owner is None or (column.name in own and not column.path.startswith("row.")):
        return own[column.name]
    parts = column.path.removeprefix("row.").replace(".", ": ")
    said = meaning(column.owner, column.field)
    return f"{parts.split(': ')[0]}: {said}" if ": " in parts else said


def sql_type(kind: pa.DataType) -> str:
    """A column's type as DuckDB calls it."""
    if pa.types.is_list(kind):
        return f"{sql_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        return f"STRUCT({', '.join(f'{field.name} {sql_type(field.type)}' for field in kind)})"
    if pa.types.is_map(kind):
        return f"MAP({sql_type(kind.key_type)}, {sql_type(kind.item_type)})"
    return _SQL[str(kind)]


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    write_atomically(Path(sys.argv[1]), describe().encode())
