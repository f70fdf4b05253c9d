import hashlib
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.evaluation.floors import Floors, below_floor, gold_digest, raise_floors, read_floors
from pipeline.evaluation.scorer import Row


def row(measure: str, f1: float) -> Row:
    return Row(measure, f1, f1, f1, 10)


def test_floors_are_read_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text('gold_sha256 = "ab"\n[f1]\npeople = 0.9\n"dates (value)" = 1\n', encoding="utf-8")
    assert read_floors(path) == Floors("ab", {"people": 0.9, "dates (value)": 1.0})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"gold_sha256 = 1\n[f1]\n",
        b'gold_sha256 = "a"\nf1 = 3\n',
        b'gold_sha256 = "a"\nx = 1\n[f1]\n',
        b"[[",
        b"\xff",
    ],
)
def test_file_that_holds_no_floors_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "floors.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigError, match=r"floors\.toml: not a floors file"):
        read_floors(path)


def test_floors_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml"):
        read_floors(tmp_path / "none.toml")


def test_measures_at_or_above_their_floors_are_well() -> None:
    floors = Floors("ab", {"people": 0.9, "roles": 0.6667})
    assert below_floor([row("people", 0.95), row("roles", 2 / 3), row("dates (value)", 0.0)], floors, "ab") == []


def test_measures_below_their_floors_are_told() -> None:
    floors = Floors("ab", {"people": 0.9, "roles": 0.5, "dates (value)": 0.1})
    assert below_floor([row("people", 0.8999), row("roles", 0.5)], floors, "ab") == [
        "people: F1 0.8999 is under its floor of 0.9000",
        "dates (value): F1 0.0000 is under its floor of 0.1000",
    ]


def test_floors_of_other_gold_are_refused_whatever_the_scores() -> None:
    (fault,) = below_floor([row("people", 1.0)], Floors("ab", {"people": 0.1}), "cd")
    assert "another version of the gold file" in fault


def test_gold_digest_is_of_the_bytes(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(b"{}\r\n")
    assert gold_digest(gold) == hashlib.sha256(b"{}\r\n").hexdigest()


def test_floors_rise_and_never_fall(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    raise_floors(path, [row("people", 0.9), row("directives (issuer, of matched)", 2 / 3), row("roles", 0.4)], "ab")
    assert read_floors(path) == Floors("ab", {"people": 0.9, "directives (issuer, of matched)": 0.6667, "roles": 0.4})
    raise_floors(path, [row("people", 0.8), row("directives (issuer, of matched)", 0.7), row("dates", 0.1)], "ab")
    raised = {"people": 0.9, "directives (issuer, of matched)": 0.7, "roles": 0.4, "dates": 0.1}
    assert read_floors(path) == Floors("ab", raised)


def test_raising_with_the_same_scores_changes_no_byte(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    rows = [row("people", 1 / 3), row("roles", 0.5)]
    raise_floors(path, rows, "ab")
    first = path.read_bytes()
    raise_floors(path, rows, "ab")
    assert path.read_bytes() == first


def test_floors_of_other_gold_start_anew(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    raise_floors(path, [row("people", 0.9), row("roles", 0.9)], "ab")
    raise_floors(path, [row("people", 0.5)], "cd")
    assert read_floors(path) == Floors("cd", {"people": 0.5})
