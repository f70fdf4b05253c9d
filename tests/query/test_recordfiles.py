"""Whatever state a record file is in: the right answer, or how much was left out and why."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from pipeline.query.records import Records, left_out_notes

DayFile = Callable[[str], Path]


def count(data: Path) -> tuple[int, list[str]]:
    with Records(data) as records:
        articles = records.sql("SELECT count(*) FROM articles").column(0)[0].as_py()
        return articles, [line.reason for line in records.left_out]


def older(line: bytes) -> bytes:
    record = msgspec.json.decode(line)
    record["schema_version"] = "0"
    del record["people"]
    return bytes(msgspec.json.encode(record)) + b"\n"


def test_whole_files_leave_nothing_out(data: Path) -> None:
    assert count(data) == (5, [])


def test_truncated_last_line_is_left_out_and_counted(data: Path, day_file: DayFile) -> None:
    path = day_file("2025-06-12")
    path.write_bytes(path.read_bytes()[:-100])
    assert count(data) == (4, ["its end is missing: it is being written, or its writer was stopped"])


def test_file_that_is_being_written_is_taken_up_when_it_is_whole(data: Path, day_file: DayFile) -> None:
    path = day_file("2025-06-10")
    whole = path.read_bytes()
    path.write_bytes(whole[:500])
    assert count(data)[0] == 4
    path.write_bytes(whole)
    assert count(data) == (5, [])


def test_line_of_an_older_schema_version_says_so(data: Path, day_file: DayFile) -> None:
    path = day_file("2025-06-12")
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(older(first) + second)
    articles, reasons = count(data)
    assert articles == 4
    assert reasons == ["a record of schema version 0, this program reads 1: annotate its article again"]


@pytest.mark.parametrize("line", [b"{}\n", b"[]\n", b"nonsense\n", b"\xff\xfe\n", b'{"schema_version":"1"}\n'])
def test_line_that_is_no_record_is_left_out_and_the_others_count(data: Path, day_file: DayFile, line: bytes) -> None:
    path = day_file("2025-06-12")
    path.write_bytes(line + path.read_bytes())
    with Records(data) as records:
        assert records.sql("SELECT count(*) FROM articles").column(0).to_pylist() == [5]
        (left_out,) = records.left_out
        assert (left_out.file, left_out.line) == ("2025-06-12.jsonl", 1)


def test_offsets_that_are_not_those_of_the_text_are_left_out(data: Path, day_file: DayFile) -> None:
    path = day_file("2025-06-11")
    record = msgspec.json.decode(path.read_bytes())
    record["directives"][0]["action"]["start"] += 1
    path.write_bytes(msgspec.json.encode(record) + b"\n")
    articles, (reason,) = count(data)
    assert articles == 4
    assert "directives[0].action" in reason


def test_day_that_is_not_in_the_calendar_is_left_out(data: Path, day_file: DayFile) -> None:
    path = day_file("2025-06-11")
    record = msgspec.json.decode(path.read_bytes())
    record["published_at"] = "2025-06-31"
    path.write_bytes(msgspec.json.encode(record) + b"\n")
    assert count(data)[1] == ["a2: no day of the calendar: '2025-06-31'"]


def test_article_twice_in_a_file_counts_once_and_is_told(data: Path, day_file: DayFile) -> None:
    path = day_file("2025-06-11")
    path.write_bytes(path.read_bytes() * 2)
    assert count(data) == (5, ["the article a2 stands in line 1 already"])


def test_notes_say_how_much_of_how_many_files(data: Path, day_file: DayFile) -> None:
    day_file("2025-06-11").write_bytes(b"{}\n" * 8)
    with Records(data) as records:
        head, *lines = left_out_notes(records.left_out, shown=2)
    assert head == "left out: 8 lines of 1 record files can't be read"
    assert lines[0].startswith("2025-06-11.jsonl:1: ")
    assert lines[-1] == "… and 6 more"


def test_no_notes_where_nothing_is_left_out() -> None:
    assert left_out_notes([]) == []
