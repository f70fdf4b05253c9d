"""The views that queries are put to, made in a DuckDB connection from copies of the records."""

import unicodedata
from collections.abc import Iterable
from importlib import resources
from itertools import product
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.orthography import fold
from pipeline.query.columns import TABLES
from pipeline.query.copies import Copy
from pipeline.query.provinces import changes, province_names, today
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
    superseded = _find_superseded(connection, copies)
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
        notes.append(f"{superseded} articles stand in more than one file: what the file written last says counts")
    return notes


def literal(paths: Iterable[Path]) -> str:
    """Paths as an SQL list of strings."""
    quoted = ("'" + str(path.absolute()).replace("'", "''") + "'" for path in paths)
    return f"[{', '.join(quoted)}]"


def _create_table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("made", table)
    connection.execute(f"CREATE TABLE {name} AS FROM made")
    connection.unregister("made")


def _find_superseded(connection: duckdb.DuckDBPyConnection, copies: list[Copy]) -> int:
    """Fills the table `superseded` with the articles of all files but the one written last; returns of how many."""
    by_name = {copy.file.name: copy for copy in copies}
    paths = literal(copy.table("articles") for copy in copies)
    twice = connection.execute(
        f"SELECT id, list(file) FROM read_parquet({paths}) GROUP BY id HAVING count(*) > 1"  # noqa: S608
    ).fetchall()
    rows = []
    for article, names in twice:
        *others, _ = sorted(names, key=lambda name: (by_name[name].file.modified, name))
        rows += [{"article": article, "folder": str(by_name[name].folder.absolute())} for name in others]
    if rows:
        _create_table(connection, "superseded", pa.Table.from_pylist(rows))
    return len(twice)


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
