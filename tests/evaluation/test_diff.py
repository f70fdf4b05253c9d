from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import structs

from pipeline.errors import ContractError, InputError
from pipeline.evaluation.diff import Difference, compare, differences
from pipeline.flow import Annotator
from pipeline.schema import Article, Record
from pipeline.store import write_records

TEXT = (
    "Ngày 10/6, ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát hồ sơ trước ngày 30/6.\n"
    "Ông Mẫn giao Sở Tài chính bố trí kinh phí trong tháng 7."
)


@pytest.fixture(scope="module")
def record(annotator: Annotator) -> Record:
    made = annotator(Article(id="a", text=TEXT, title="Họp", published_at="2025-06-10"))
    assert isinstance(made, Record)
    assert len(made.directives) == 2
    assert len(made.people) == 1
    return made


def told(old: Record, new: Record) -> list[tuple[str, str, list[str]]]:
    return [(one.kind, one.event, one.rules) for one in differences(old, new)]


def edit(record: Record, change: Callable[[Any], None]) -> Record:
    raw = msgspec.to_builtins(record)
    change(raw)
    return msgspec.convert(raw, Record)


def test_same_records_have_no_differences(record: Record) -> None:
    assert told(record, record) == []


def test_what_came_and_went_names_its_rules(record: Record) -> None:
    fewer = structs.replace(record, directives=record.directives[:1], people=[], dates=record.dates[1:])
    went = [
        ("person", "went", sorted({mention.kind for mention in record.people[0].mentions})),
        ("date", "went", [record.dates[0].role]),
        ("directive", "went", record.directives[1].rules),
    ]
    assert told(record, fewer) == went
    assert told(fewer, record) == [(kind, "came", rules) for kind, _, rules in went]


def test_what_changed_names_its_fields_and_shows_both(record: Record) -> None:
    def change(raw: Any) -> None:
        raw["dates"][0]["value"] = "2025-06-11"
        raw["directives"][0]["deadline"] = None
        raw["directives"][0]["confidence"] = 0.1
        raw["people"][0]["roles"] = []

    new = edit(record, change)
    assert told(record, new) == [
        ("person", "changed", ["roles"]),
        ("date", "changed", ["value"]),
        ("directive", "changed", ["deadline", "confidence"]),
    ]
    *_, last = differences(record, new)
    assert last.before is not None
    assert last.after is not None
    assert (last.before["deadline"]["value"], last.after["deadline"]) == ("2025-06-30", None)


def test_directive_with_other_bounds_is_changed_and_not_gone_and_come(record: Record) -> None:
    def change(raw: Any) -> None:
        raw["directives"][0]["id"] = "0" * 16
        raw["directives"][0]["action"] |= {"text": "rà soát hồ sơ", "end": raw["directives"][0]["action"]["start"] + 13}

    assert told(record, edit(record, change)) == [("directive", "changed", ["action"])]


def test_places_and_ids_that_only_moved_with_the_text_are_no_differences(record: Record, annotator: Annotator) -> None:
    moved = annotator(Article(id="a", text=f"Trời nắng.\n{TEXT}", title="Họp", published_at="2025-06-10"))
    assert isinstance(moved, Record)
    assert told(record, moved) == [("article", "changed", ["text"])]


def test_two_alike_are_paired_one_to_one(record: Record) -> None:
    double = structs.replace(record, dates=[record.dates[0], record.dates[0], *record.dates[1:]])
    assert told(record, double) == [("date", "came", [record.dates[0].role])]


def test_records_that_came_and_went_are_told_from_files_and_folders(tmp_path: Path, record: Record) -> None:
    (tmp_path / "old").mkdir()
    with (tmp_path / "old" / "1.jsonl").open("wb") as file:
        write_records(file, [structs.replace(record, id="b"), structs.replace(record, id="c")])
    with (tmp_path / "new.jsonl").open("wb") as file:
        write_records(file, [structs.replace(record, id="d", source="bao"), structs.replace(record, id="c")])
    found = list(compare(tmp_path / "old", tmp_path / "new.jsonl"))
    assert [(one.article, one.event, one.rules) for one in found] == [
        ("d", "came", ["bao"]),
        ("b", "went", ["no source"]),
    ]
    assert all(isinstance(one, Difference) and one.kind == "article" for one in found)


def test_what_cannot_be_compared_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(ContractError, match="broken"):
        list(compare(tmp_path / "broken.jsonl", tmp_path / "broken.jsonl"))
    with pytest.raises(InputError, match="no such file or folder"):
        list(compare(tmp_path / "none", tmp_path / "none"))
