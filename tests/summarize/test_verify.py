from pathlib import Path

import msgspec
import pytest

from pipeline.schema import Record
from pipeline.summarize.digest import write_digest
from pipeline.summarize.verify import verify_digest


@pytest.fixture
def written(tmp_path: Path, record: Record) -> str:
    path, *_ = write_digest([record], tmp_path, night="2025-06-10", report=None)
    return path.read_text(encoding="utf-8")


def test_verify_finds_nothing_wrong_with_a_digest_as_written(written: str, record: Record) -> None:
    assert verify_digest(written, [record]) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("ba ca liên tục", "hai ca liên tục", "is not what stands there"),
        ("Kè dài 4,2 km", "Kè dài 4,3 km", "is not what stands there"),
        ("Đỗ Quang Vịnh", "Đỗ Quang Vinh", "is not what stands there"),
        ('"Kiểm tra tiến độ', '"Kiểm tra tiến Độ', "is not what stands there"),
        ('"2025-06-20"', '"2025-06-21"', "is not as the record has it"),
        ('"orders": 2', '"orders": 3', "figures"),
        ('"overdue": false', '"overdue": true', "due"),
        ('"province": "Lam Giang"', '"province": "Đông Hải"', "are not those of the record"),
        ("baolamgiang.example", "xau.example", "does not lead to"),
        ('"polarity": "do"', '"polarity": "avoid"', "is not as the record has it"),
        ('"record": "a1"', '"record": "a2"', "there is no such record"),
        ('"night"', '"nights"', "not a digest"),
    ],
)
def test_verify_finds_what_was_changed(written: str, record: Record, old: str, new: str, problem: str) -> None:
    assert old in written
    assert problem in "\n".join(verify_digest(written.replace(old, new), [record]))


def test_verify_finds_an_article_that_is_missing(written: str, record: Record) -> None:
    other = msgspec.structs.replace(record, id="a9", directives=[], people=[])
    assert any(problem.startswith("articles:") for problem in verify_digest(written, [record, other]))


def test_verify_finds_a_restated_order_that_is_shown(written: str, record: Record) -> None:
    first, second = record.directives
    restated = msgspec.structs.replace(second, restates=first.id)
    changed = msgspec.structs.replace(record, directives=[first, restated])
    problems = verify_digest(written, [changed])
    assert any("the orders are not those of the record" in problem for problem in problems)
