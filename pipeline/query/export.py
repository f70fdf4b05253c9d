"""All views as files for other programs: CSV, Parquet, an SQLite file for Datasette, a DuckDB file."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal
from uuid import uuid4

import duckdb
import pyarrow as pa

from pipeline.query.output import as_json, write_answer
from pipeline.query.records import Records
from pipeline.store.files import atomic_writer

Form = Literal["csv", "parquet", "sqlite", "duckdb"]
VIEWS = (
    "articles",
    "people",
    "roles",
    "holders",
    "dates",
    "documents",
    "directives",
    "addressees",
    "runs",
    "provinces",
)
_KEYS = {"articles": "id", "directives": "id", "holders": "holder"}
_REFERENCES = {"article_id": "articles", "directive_id": "directives", "holder": "holders", "duplicate_of": "articles"}
# What Datasette gives a search field: words are found with any diacritics, but "d" and "đ" are two letters there.
_SEARCHED = {"articles": ("title", "text"), "directives": ("action_text", "issuer_text")}
_INDEXED = frozenset({*_REFERENCES, "published", "province", "source", "deadline_last_day", "person_name", "name"})


def export(
    records: Records, target: Path, form: Form, views: Iterable[str] = VIEWS, *, step: Callable[[], None] | None = None
) -> dict[str, int]:
    """Write the views to `target`, a folder for CSV and Parquet and a file for the others; returns the numbers of rows.

    A file takes an older one's place in one step. Lists and objects are JSON text but in Parquet and DuckDB.
    """
    writers = {"csv": _to_folder, "parquet": _to_folder, "sqlite": _to_sqlite, "duckdb": _to_duckdb}
    counts = {}
    for view, rows in writers[form](records, target, form, list(views)):
        counts[view] = rows
        if step is not None:
            step()
    return counts


def _to_folder(records: Records, target: Path, form: Form, views: list[str]) -> Iterator[tuple[str, int]]:
    for view in views:
        with atomic_writer(target / f"{view}.{form}") as file:
            yield view, write_answer(file, records.view(view), "csv" if form == "csv" else "parquet", bom=False)


def _to_duckdb(records: Records, target: Path, form: Form, views: list[str]) -> Iterator[tuple[str, int]]:  # noqa: ARG001
    with _in_one_step(target) as path, duckdb.connect(path) as connection:
        for view in views:
            connection.register("given", records.view(view).reader())
            connection.execute(f"CREATE TABLE {view} AS FROM given")
            connection.unregister("given")
            (rows,) = connection.execute(f"SELECT count(*) FROM {view}").fetchall()[0]  # noqa: S608
            yield view, rows


def _to_sqlite(records: Records, target: Path, form: Form, views: list[str]) -> Iterator[tuple[str, int]]:  # noqa: ARG001
    with _in_one_step(target) as path, closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        for view in views:
            answer = records.view(view)
            names = answer.schema.names
            connection.execute("BEGIN")
            connection.execute(f"CREATE TABLE {view} ({', '.join(_declared(view, answer.schema, views))})")
            insert = f"INSERT INTO {view} VALUES ({', '.join('?' * len(names))})"  # noqa: S608
            rows = 0
            for batch in answer:
                connection.executemany(insert, _sqlite_rows(batch))
                rows += batch.num_rows
            for name in sorted(_INDEXED.intersection(names) - {_KEYS.get(view)}):
                connection.execute(f'CREATE INDEX "{view}_{name}" ON {view} ("{name}")')
            if view in _SEARCHED:
                _make_searchable(connection, view)
            connection.execute("COMMIT")
            yield view, rows


def _make_searchable(connection: sqlite3.Connection, view: str) -> None:
    """Datasette finds the index by its `content="…"`, written exactly so."""
    index = f"{view}_fts"
    columns = ", ".join(_SEARCHED[view])
    connection.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5 "
        f"({columns}, content=\"{view}\", tokenize='unicode61 remove_diacritics 2')"
    )
    connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608


def _declared(view: str, schema: pa.Schema, views: list[str]) -> Iterator[str]:
    for field in schema:
        is_number = pa.types.is_integer(field.type) or pa.types.is_boolean(field.type)
        kind = "INTEGER" if is_number else "REAL" if pa.types.is_floating(field.type) else "TEXT"
        key = " PRIMARY KEY" if field.name == _KEYS.get(view) else ""
        yield f'"{field.name}" {kind}{key}'
    for name, other in _REFERENCES.items():
        if name in schema.names and other in views and name != _KEYS.get(view):
            yield f'FOREIGN KEY ("{name}") REFERENCES {other} ("{_KEYS[other]}")'


def _sqlite_rows(batch: pa.RecordBatch) -> Iterator[tuple[str | int | float | None, ...]]:
    columns = (map(_plain, column.to_pylist(maps_as_pydicts="strict")) for column in batch.columns)
    return zip(*columns, strict=True)


def _plain(value: object) -> str | int | float | None:
    if value is None or isinstance(value, str | int | float):
        return value
    return as_json(value) if isinstance(value, list | dict) else str(value)


@contextmanager
def _in_one_step(target: Path) -> Iterator[Path]:
    """A path beside `target` that takes its place when the block ends well, and vanishes when it does not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f".{uuid4().hex}.tmp"
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
