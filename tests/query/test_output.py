"""Answers as files and on terminals."""

import csv
import io
import json

import msgspec
import pyarrow.parquet as pq
import pytest

from pipeline.query.named import NamedQuery
from pipeline.query.output import Format, write_answer
from pipeline.query.records import Records
from pipeline.query.session import QueryError
from pipeline.query.terminal import print_article, print_table, safe
from pipeline.schema import Record

SQL = (
    "SELECT 'một, \"hai\"' AS words, NULL AS nothing, [1, 2] AS list, {'a': 'đ'} AS object, "
    "DATE '2025-06-01' AS day, true AS yes"
)


def written(records: Records, form: Format, *, bom: bool = False, sql: str = SQL) -> bytes:
    file = io.BytesIO()
    write_answer(file, records.read(NamedQuery("", sql, "", {}), {}), form, bom=bom)
    return file.getvalue()


def test_csv_has_lists_and_objects_as_json(records: Records) -> None:
    header, row = csv.reader(io.StringIO(written(records, "csv").decode()))
    assert header == ["words", "nothing", "list", "object", "day", "yes"]
    assert row == ['một, "hai"', "", "[1, 2]", '{"a": "đ"}', "2025-06-01", "true"]


def test_bom_stands_once_before_csv_and_nowhere_else(records: Records) -> None:
    assert written(records, "csv", bom=True) == b"\xef\xbb\xbf" + written(records, "csv")
    assert written(records, "jsonl", bom=True) == written(records, "jsonl")


def test_jsonl_has_an_object_a_line(records: Records) -> None:
    assert json.loads(written(records, "jsonl")) == {
        "words": 'một, "hai"', "nothing": None, "list": [1, 2], "object": {"a": "đ"}, "day": "2025-06-01", "yes": True,
    }  # fmt: skip


def test_parquet_keeps_types(records: Records) -> None:
    table = pq.read_table(io.BytesIO(written(records, "parquet")))
    assert str(table.schema.field("day").type) == "date32[day]"
    assert table.to_pylist()[0]["list"] == [1, 2]


def test_answer_without_rows_has_its_header(records: Records) -> None:
    assert written(records, "csv", sql="SELECT 1 AS a, 2 AS b WHERE false") == b"a,b\n"


def test_many_rows_are_all_written(records: Records) -> None:
    lines = written(records, "csv", sql="SELECT range AS n FROM range(25000)").splitlines()
    assert len(lines) == 25_001


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_query_that_fails_midway_says_so(records: Records, form: Format) -> None:
    sql = "SELECT CASE WHEN range = 90000 THEN error('midway') ELSE range END AS n FROM range(100000)"
    with pytest.raises(QueryError, match="midway"):
        written(records, form, sql=sql)


def test_control_characters_are_shown_not_sent() -> None:
    assert safe("a\x1b[31mđỏ\x07\u202e\n") == "a\\x1b[31mđỏ\\x07\\x202e\n"


def test_table_shows_no_control_character(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    query = NamedQuery("", "SELECT chr(27) || ']0;x' || chr(7) AS \"a\x1b\"", "", {})
    print_table(records.read(query, {}), 10)
    assert capsys.readouterr().out.split() == ["a\\x1b", "\\x1b]0;x\\x07"]


def test_table_says_that_there_is_more(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(records.read(NamedQuery("", "FROM range(30)", "", {}), {}), 10)
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 11
    assert "the first 10 rows" in shown.err


def test_article_is_shown_with_what_was_found(made: list[Record], capsys: pytest.CaptureFixture[str]) -> None:
    print_article(made[0])
    shown = " ".join(capsys.readouterr().out.split())
    assert "p1 Trần Văn Mẫn" in shown
    assert "→ Sở Nội vụ: rà soát hồ sơ đất đai" in shown
    assert "[ngày 30/6: 2025-06-30]" in shown


def test_article_can_not_steer_the_terminal(made: list[Record], capsys: pytest.CaptureFixture[str]) -> None:
    evil = msgspec.structs.replace(made[0], title="\x1b]0;x\x07", section="\x1b", url="http://\x1b[2J")
    print_article(evil)
    assert "\x1b" not in capsys.readouterr().out
