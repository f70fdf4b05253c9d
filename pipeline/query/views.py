"""The views that queries are put to, made in a DuckDB connection from copies of the records."""

import unicodedata
from importlib import resources
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa

from pipeline.orthography import fold
from pipeline.query.columns import TABLES
from pipeline.query.copies import Copy
from pipeline.query.provinces import changes, province_names, today
from pipeline.query.repeats import find_repeats, literal
from pipeline.query.runs import read_runs


def create_views(
    connection: duckdb.DuckDBPyConnection, copies: list[Copy], runs: Path, *, with_restatements: bool
) -> list[str]:
    """Make the views of `views.sql` and what they stand on; returns what is to be told about the data."""
    runs_table, notes = read_runs(runs)
    _create_table(connection, "runs", runs_table)
    _create_table(connection, "provinces", _provinces())
    connection.execute(f"CREATE MACRO folded(words) AS {_folding('lower(words)')}")
    connection.execute(f"SET VARIABLE with_restatements = {with_restatements}")
    connection.execute(f"SET VARIABLE communes = {literal([communes_file()])}")
    repeats = find_repeats(connection, copies)
    reprints = [] if with_restatements else repeats.reprints
    _create_table(connection, "reprints", pa.table({"id": pa.array(reprints, pa.string())}))
    superseded = repeats.superseded
    if superseded:
        _create_table(connection, "superseded", pa.Table.from_pylist(msgspec.to_builtins(superseded)))
    connection.execute("CREATE SCHEMA stored")
    for name in TABLES:
        rows = f"read_parquet({literal(copy.table(name) for copy in copies)}, filename = {bool(superseded)})"
        if superseded:
            article = "id" if name == "articles" else "article_id"
            rows = (
                f"(SELECT * EXCLUDE filename FROM {rows} "  # noqa: S608
                f"WHERE ({article}, parse_dirpath(filename)) NOT IN (SELECT (article, folder) FROM superseded))"
            )
        connection.execute(f"CREATE VIEW stored.{name} AS FROM {rows}")
    connection.execute(resources.files(__package__).joinpath("views.sql").read_text(encoding="utf-8"))
    if superseded:
        twice = len({each.article for each in superseded})
        notes.append(f"{twice} articles stand in more than one file: what the file written last says counts")
    return notes


def communes_file() -> Path:
    """Where underthesea keeps what became of communes; found without importing underthesea, which takes long."""
    package = find_spec("underthesea")
    assert package is not None  # noqa: S101
    assert package.origin is not None  # noqa: S101
    return Path(package.origin).parent / "address" / "data" / "mapping.json"


def _create_table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("made", table)
    connection.execute(f"CREATE TABLE {name} AS FROM made")
    connection.unregister("made")


def _provinces() -> pa.Table:
    rows = [
        {"name": name, "until": changes()[name][0].until if name in changes() else None, "today": each}
        for name in sorted(set(province_names().values()))
        for each in sorted(today(name))
    ]
    return pa.Table.from_pylist(
        rows, pa.schema([("name", pa.string()), ("until", pa.string()), ("today", pa.string())])
    )


def _folding(expression: str) -> str:
    """SQL that moves the tone marks in a lower-case text as `fold` does."""
    for vowels, mark in product(("oa", "oe", "uy"), "\u0300\u0301\u0309\u0303\u0323"):
        old = unicodedata.normalize("NFC", vowels + mark)
        expression = f"replace({expression}, '{old}', '{fold(old)}')"
    return expression
