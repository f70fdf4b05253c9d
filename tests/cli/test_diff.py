"""`chidao diff`: what two sets of records say differently, counted by rule."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao


@pytest.fixture
def old(chidao: "Chidao", articles: Callable[[int], Path], tmp_path: Path) -> Path:
    records = tmp_path / "old.jsonl"
    assert chidao("annotate", articles(2), "-o", records).returncode == 0
    return records


def edited(old: Path, **fields: Any) -> Path:
    """The same records, the first of them with other values for these fields of its first date."""
    first, *others = [json.loads(line) for line in old.read_text(encoding="utf-8").splitlines()]
    first["dates"][0] |= fields
    new = old.with_name("new.jsonl")
    new.write_text("".join(json.dumps(record) + "\n" for record in (first, *others)), encoding="utf-8")
    return new


def test_diff_of_the_same_records_is_none(chidao: "Chidao", old: Path) -> None:
    done = chidao("diff", old, old, "--check")
    assert (done.returncode, done.stdout) == (0, "0 differences\n")


def test_diff_counts_by_field_and_shows_both_values(chidao: "Chidao", old: Path) -> None:
    new = edited(old, value="2025-07-30", role="event")
    done = chidao("diff", old, new, "--check")
    assert done.returncode == 1
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines == [
        "1 date changed role",
        "~ a0 ngày 30/6 = 2025-07-30: deadline → event",
        "1 date changed value",
        "~ a0 ngày 30/6 = 2025-07-30: 2025-06-30 → 2025-07-30",
        "1 differences",
    ]


def test_diff_of_one_rule_leaves_out_the_others(chidao: "Chidao", old: Path) -> None:
    new = edited(old, value="2025-07-30")
    assert chidao("diff", old, new, "--rule", "value").stdout.endswith("1 differences\n")
    assert chidao("diff", old, new, "--rule", "role").stdout == "0 differences\n"


def test_diff_writes_every_difference_as_json(chidao: "Chidao", old: Path, tmp_path: Path) -> None:
    output = tmp_path / "differences.jsonl"
    assert chidao("diff", old, edited(old, value="2025-07-30"), "--examples", "0", "-o", output).returncode == 0
    (difference,) = map(json.loads, output.read_text(encoding="utf-8").splitlines())
    assert (difference["article"], difference["kind"], difference["rules"]) == ("a0", "date", ["value"])
    assert (difference["before"]["value"], difference["after"]["value"]) == ("2025-06-30", "2025-07-30")
