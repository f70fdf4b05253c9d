"""What other programs open: the same rows, in their own form."""

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.query.export import VIEWS, Form, export
from pipeline.query.records import Records


@pytest.fixture
def expected(records: Records) -> dict[str, int]:
    return {view: records.sql(f"FROM {view}").num_rows for view in VIEWS}


def test_sqlite_file_has_all_rows_and_keys_that_hold(
    records: Records, tmp_path: Path, expected: dict[str, int]
) -> None:
    target = tmp_path / "records.sqlite"
    assert export(records, target, "sqlite") == expected
    with closing(sqlite3.connect(target)) as connection:
        for view, rows in expected.items():
            assert connection.execute(f"SELECT count(*) FROM {view}").fetchone() == (rows,)  # noqa: S608
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ((mentions,),) = connection.execute("SELECT mentions FROM people WHERE article_id = 'a2'").fetchall()
        assert json.loads(mentions)[0]["text"] == "Lê Thị Dương"
        published = connection.execute("SELECT published FROM articles ORDER BY id").fetchall()
        assert published[:2] == [("2025-06-10",), ("2025-06-11",)]


def test_sqlite_file_finds_words_where_datasette_looks_for_them(records: Records, tmp_path: Path) -> None:
    export(records, tmp_path / "records.sqlite", "sqlite", ["articles", "directives"])
    with closing(sqlite3.connect(tmp_path / "records.sqlite")) as connection:
        for view, typed, expected in (
            ("articles", "ho so", ["a1", "a3"]),
            ("articles", '"hồ sơ đất"', ["a1", "a3"]),
            ("directives", "SỬA", ["a2"]),
        ):
            article = "id" if view == "articles" else "article_id"
            rows = connection.execute(
                f"SELECT {article} FROM {view} WHERE rowid IN "  # noqa: S608
                f"(SELECT rowid FROM {view}_fts WHERE {view}_fts MATCH ?) ORDER BY 1",
                (typed,),
            )
            assert [row[0] for row in rows] == expected


def test_duckdb_file_has_all_rows_and_types(records: Records, tmp_path: Path, expected: dict[str, int]) -> None:
    target = tmp_path / "records.duckdb"
    assert export(records, target, "duckdb") == expected
    with duckdb.connect(target, read_only=True) as connection:
        types = dict(connection.execute("SELECT column_name, column_type FROM (DESCRIBE directives)").fetchall())
        assert types["published"] == "DATE"
        assert types["rules"] == "VARCHAR[]"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_folder_has_a_file_for_each_view(
    records: Records, tmp_path: Path, expected: dict[str, int], form: Form
) -> None:
    assert export(records, tmp_path / "out", form) == expected
    for view, rows in expected.items():
        path = tmp_path / "out" / f"{view}.{form}"
        if form == "parquet":
            assert pq.read_metadata(path).num_rows == rows
        else:
            with path.open(encoding="utf-8", newline="") as file:
                assert len(list(csv.reader(file))) == rows + 1


def test_chosen_views_only(records: Records, tmp_path: Path) -> None:
    export(records, tmp_path, "csv", ["directives"])
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["directives.csv"]


def test_older_file_is_replaced_in_one_step(records: Records, tmp_path: Path) -> None:
    target = tmp_path / "records.sqlite"
    export(records, target, "sqlite", ["runs"])
    export(records, target, "sqlite", ["provinces"])
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("provinces",)]
    assert not list(tmp_path.glob(".*.tmp"))
