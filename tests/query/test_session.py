"""A user's SQL reads the records and nothing else, and writes nothing, unless it is unsafe."""

from pathlib import Path

import pytest

from pipeline.orthography import fold, unaccent
from pipeline.query.records import Records
from pipeline.query.session import QueryError


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text("a\n1\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "sql",
    [
        "COPY articles TO '{out}'",
        "COPY (PIVOT articles ON source) TO '{copy}' (FORMAT parquet, USE_TMP_FILE false)",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{copy}' (FORMAT parquet, USE_TMP_FILE false)",
        "ATTACH '{out}' AS other",
        "ATTACH ':memory:' AS other",
        "EXPORT DATABASE '{out}'",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW directives",
        "INSERT INTO runs (source) VALUES ('x')",
        "DELETE FROM runs",
        "WITH gone AS (DELETE FROM runs RETURNING *) SELECT * FROM gone",
        "WITH new AS (INSERT INTO reprints VALUES ('a1') RETURNING *) SELECT * FROM new",
        "SELECT * FROM enable_logging(storage = 'file', storage_path = '{out}')",
        "SELECT * FROM enable_profiling(save_location = '{out}.json')",
        "SELECT * FROM duckdb_secrets()",
        "SELECT getenv('HOME')",
        "PRAGMA database_list",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "INSTALL httpfs",
        "SELECT 1; DROP VIEW directives",
        "SELECT * FROM '{secret}'",
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_blob('{secret}')",
        "SELECT * FROM read_parquet('{secret}')",
        "SELECT * FROM sniff_csv('{secret}')",
        "SELECT * FROM glob('{secret}')",
        "SELECT * FROM query('COPY articles TO ''{out}''')",
        "SELECT * FROM secret",
        "SELEC 1",
        "",
    ],
)
def test_sql_that_does_more_than_read_the_records_is_refused(records: Records, secret: Path, sql: str) -> None:
    out = secret.with_name("out")
    copy = records.copies[0].table("articles")
    before = copy.read_bytes()
    with pytest.raises(QueryError):
        records.sql(sql.format(out=out, secret=secret, copy=copy))
    assert not out.exists()
    assert copy.read_bytes() == before
    assert records.sql("SELECT count(*) FROM articles").column(0).to_pylist() == [5]
    assert records.sql("SELECT count(*) FROM runs").column(0).to_pylist() == [2]


def test_unsafe_sql_may_read_and_write_files(data: Path, secret: Path) -> None:
    with Records(data, unsafe=True) as records:
        assert records.sql(f"SELECT a FROM '{secret}'").column(0).to_pylist() == [1]  # noqa: S608
        records.sql(f"COPY (SELECT 1) TO '{secret.with_name('out')}'; SELECT 2")
    assert secret.with_name("out").exists()


@pytest.mark.parametrize(
    "sql", ["FROM articles", "WITH a AS (SELECT 1) FROM a", "DESCRIBE articles", "SHOW TABLES", "VALUES (1)"]
)
def test_sql_that_reads_is_answered(records: Records, sql: str) -> None:
    assert records.sql(sql).num_rows > 0


def test_parameters_of_sql_are_taken_from_the_call(records: Records) -> None:
    assert records.sql("SELECT id FROM articles WHERE id = $id", id="a1").column(0).to_pylist() == ["a1"]
    with pytest.raises(QueryError, match=r"\$id"):
        records.sql("SELECT id FROM articles WHERE id = $id")


def test_sums_are_whole_numbers_and_columns_have_names_of_their_own(records: Records) -> None:
    table = records.sql("SELECT sum(position) AS n, 1 AS n FROM people")
    assert table.schema.names == ["n", "n_2"]
    assert str(table.schema.field("n").type) == "int64"


@pytest.mark.parametrize("words", ["HOÀ BÌNH, Thuỷ", "Uỷ ban", "Đường 3/2", "khuya", "Kbang H'Mông", "TOẢ oè"])
def test_macros_are_the_functions_of_the_program(records: Records, words: str) -> None:
    row = records.sql("SELECT plain($words) AS plain, folded($words) AS folded", words=words).to_pylist()[0]
    assert row == {"plain": unaccent(words), "folded": fold(words)}


@pytest.mark.parametrize(
    ("said", "typed", "expected"),
    [
        ("Sở Y tế, tỉnh", "y te tinh", True),
        ("Uỷ ban", "Ủy ban", True),
        ("đường", "duong", True),
        ("dương", "đường", False),
        ("Thanh Hóa", "anh hoa", False),
    ],
)
def test_says_matches_whole_words(records: Records, said: str, typed: str, expected: bool) -> None:
    answer = records.sql("SELECT says($said, $typed)", said=said, typed=typed)
    assert answer.column(0).to_pylist() == [expected]
