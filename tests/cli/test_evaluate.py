"""`chidao evaluate`: the scores, the misses, and floors that hold and rise."""

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

TEXT = "Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát hồ sơ trước ngày 30/6."
GOLD = {
    "id": "a",
    "text": TEXT,
    "people": [
        {"name": "Trần Văn Mẫn", "roles": ["Chủ tịch UBND tỉnh"]},
        {"name": "Lê Thị Sen", "roles": []},
    ],
    "dates": [{"text": "ngày 30/6", "value": "2025-06-30", "role": "deadline"}],
    "directives": [
        {
            "action": "rà soát hồ sơ trước ngày 30/6",
            "issuer": "Trần Văn Mẫn",
            "addressees": ["Sở Nội vụ"],
            "deadline": "2025-06-30",
            "polarity": "do",
        }
    ],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write(tmp_path / "gold.jsonl", GOLD)


@pytest.fixture
def records(chidao: "Chidao", tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    articles = write(tmp_path / "articles.jsonl", {"id": "a", "text": TEXT, "published_at": "2025-06-10"})
    assert chidao("annotate", articles, "-o", path).returncode == 0
    return path


def write(path: Path, *objects: Any) -> Path:
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects), encoding="utf-8")
    return path


def test_evaluate_prints_a_table(chidao: "Chidao", gold: Path, records: Path) -> None:
    done = chidao("evaluate", gold, records)
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = done.stdout.splitlines()
    assert head.split()[:5] == ["measure", "P", "R", "F1", "gold"]
    assert head.endswith("(1 articles, 1 records)")
    figures = {row[:38].strip(): row[38:].split() for row in rows}
    assert figures["people"] == ["1.000", "0.500", "0.667", "2"]
    assert figures["dates (value)"] == ["1.000", "1.000", "1.000", "1"]


def test_evaluate_prints_json(chidao: "Chidao", gold: Path, records: Path) -> None:
    scores = json.loads(chidao("evaluate", gold, records, "--json").stdout)
    assert (scores["people"], scores["roles"], scores["dates (value)"]) == (0.6667, 1.0, 1.0)


def test_evaluate_lists_every_miss(chidao: "Chidao", gold: Path, records: Path) -> None:
    done = chidao("evaluate", gold, records, "--errors")
    misses = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    assert ["a", "people", "missed", "lê thị sen"] in misses


def test_evaluate_takes_the_text_from_another_file(chidao: "Chidao", gold: Path, records: Path, tmp_path: Path) -> None:
    bare = write(tmp_path / "bare.jsonl", {key: value for key, value in GOLD.items() if key != "text"})
    wanted = chidao("evaluate", gold, records).stdout
    assert chidao("evaluate", bare, records, "--articles", tmp_path / "articles.jsonl").stdout == wanted


def test_floors_hold_rise_and_never_fall(chidao: "Chidao", gold: Path, records: Path, tmp_path: Path) -> None:
    floors, nothing = tmp_path / "floors.toml", write(tmp_path / "nothing.jsonl", {"id": "b"})
    assert chidao("evaluate", gold, nothing, "--raise-floors", floors).returncode == 0
    assert chidao("evaluate", gold, nothing, "--floors", floors).returncode == 0
    assert chidao("evaluate", gold, records, "--raise-floors", floors).returncode == 0
    assert tomllib.loads(floors.read_text(encoding="utf-8"))["f1"]["people"] == 0.6667
    raised = floors.read_bytes()
    assert chidao("evaluate", gold, nothing, "--raise-floors", floors).returncode == 0
    assert floors.read_bytes() == raised
    assert chidao("evaluate", gold, records, "--floors", floors).returncode == 0
    done = chidao("evaluate", gold, nothing, "--floors", floors)
    assert done.returncode == 1
    assert f"{floors}: people: F1 0.0000 is under its floor of 0.6667" in done.stderr.splitlines()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"text": TEXT}, "{records}:1: no text in `id`"),
        ({"id": ["a"]}, "{records}:1: no text in `id`"),
        ([], "{records}:1: Expected `object`, got `array`"),
        (GOLD | {"text": "M"}, "a: the record's text is not the gold text"),
        (GOLD, "a: gold or record without 'start'"),
    ],
)
def test_evaluate_says_what_is_wrong_with_the_records(
    line: Any, reason: str, chidao: "Chidao", gold: Path, tmp_path: Path
) -> None:
    records = write(tmp_path / "records.jsonl", line)
    done = chidao("evaluate", gold, records)
    assert done.returncode == 1
    assert done.stderr.startswith(f"chidao: {reason.format(records=records)}")
    assert done.stderr.count("\n") == 1


def test_floors_file_that_is_none_is_wrong_configuration(chidao: "Chidao", gold: Path, records: Path) -> None:
    done = chidao("evaluate", gold, records, "--floors", gold)
    assert done.returncode == 2
    assert done.stderr.startswith(f"chidao: {gold}: not a floors file")
