from pathlib import Path

import pytest
from msgspec import structs

from pipeline.errors import InputError
from pipeline.review.sheet import Row, read_sheet, row_of, write_sheet
from pipeline.schema import Record

ROW = Row(article="a", directive="d", action="rà soát; “hồ sơ”, từng cái", note="dòng một", verdict="right")
LOST = Row(
    verdict="đúng", article="a1", directive="d1", issuer=None, addressees=None, deadline=None, kind=None, polarity=None
)


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.CSV", "sheet.jsonl"])
def test_rows_come_back_as_they_were_written(tmp_path: Path, record: Record, name: str) -> None:
    rows = [ROW, *(row_of(record, directive, "no issuer") for directive in record.directives)]
    write_sheet(tmp_path / name, rows)
    assert [row for _, row in read_sheet(tmp_path / name)] == rows


def test_row_shows_the_slots_as_they_are_typed(record: Record) -> None:
    row = row_of(record, record.directives[0], "")
    assert (row.addressees, row.deadline, row.kind) == ("Sở Nội vụ", "ngày 30/6 = 2025-06-30", "order")


def test_sheet_saved_with_semicolons_and_a_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes('\ufeffverdict;action;article;directive;khác\r\nđúng;"a; b";a1;d1;x\r\n;;;;\r\n'.encode())
    assert list(read_sheet(path)) == [(2, structs.replace(LOST, action="a; b"))]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "article,directive,action\na1,d1,\n"),
        ("a.jsonl", '{"article": "a1", "directive": "d1", "action": "", "issuer": null}\n'),
    ],
)
def test_column_that_is_lost_says_nothing_and_an_empty_cell_does(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    [(_, row)] = read_sheet(tmp_path / name)
    assert (row.action, row.issuer, row.deadline) == ("", None, None)


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "'quoted", "\tx"])
def test_cell_is_never_a_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sheet.csv"
    write_sheet(path, [structs.replace(ROW, title=text)])
    assert f"'{text.replace(chr(34), chr(34) * 2)}" in path.read_text(encoding="utf-8-sig")
    assert [row.title for _, row in read_sheet(path)] == [text.strip()]


@pytest.mark.parametrize("key", ["1234567890123456", "12345678e9012345", "00000000000000e0"])
def test_id_that_looks_like_a_number_is_text(tmp_path: Path, key: str) -> None:
    path = tmp_path / "sheet.csv"
    write_sheet(path, [structs.replace(ROW, directive=key, article="12ab567890123456")])
    assert f",12ab567890123456,'{key}," in path.read_text(encoding="utf-8-sig")
    assert [row.directive for _, row in read_sheet(path)] == [key]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"verdict,action\nright,x\n", "a.csv:2: no `article`"),
        ("a.csv", b"article,directive\n\xff,d\n", "not a CSV file in UTF-8"),
        ("a.csv", b'article,directive\n"a,d\n', "not a CSV file"),
        ("a.jsonl", b"[1]\n", "a.jsonl:1: "),
        ("a.jsonl", b'{"article": "a", "directive": 3}\n', "a.jsonl:1: "),
        ("a.jsonl", b"\0\0", "binary"),
        ("missing.csv", None, "missing.csv"),
    ],
)
def test_what_is_no_sheet_is_told(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        list(read_sheet(tmp_path / name))
