"""No floor in the repository is under what it was in any earlier commit, as long as the gold is the same."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from pipeline.evaluation.floors import Floors, gold_digest, lowered, read_floors

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "tests" / "gold" / "floors.toml", *sorted((ROOT / ".ci" / "floors").glob("*.toml"))]


def git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603


def earlier(path: Path) -> list[Floors]:
    """The file in every commit that changed it."""
    name = path.relative_to(ROOT).as_posix()
    commits = git("log", "--format=%H", "--diff-filter=d", "--", name).split()
    versions = [tomllib.loads(git("show", f"{commit}:{name}")) for commit in commits]
    return [Floors(version["gold_sha256"], version["f1"]) for version in versions]


@pytest.mark.skipif(not (ROOT / ".git").exists() or shutil.which("git") is None, reason="not a checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_floors_only_rise(path: Path) -> None:
    now = read_floors(path)
    assert [fault for before in earlier(path) for fault in lowered(before, now)] == []


def test_own_floors_are_of_the_gold_that_is_there() -> None:
    gold = ROOT / "tests" / "gold" / "sample.jsonl"
    assert read_floors(gold.with_name("floors.toml")).gold_sha256 == gold_digest(gold)


def test_lowered_tells_of_floors_that_fell_or_are_gone() -> None:
    before = Floors("ab", {"people": 0.9, "roles": 0.5, "dates": 0.3})
    assert lowered(before, Floors("ab", {"people": 0.95, "roles": 0.4})) == [
        "roles: 0.5000 was lowered to 0.4000",
        "dates: 0.3000 was taken away",
    ]
    assert lowered(before, before) == []


def test_floors_of_other_gold_are_not_compared() -> None:
    assert lowered(Floors("ab", {"people": 0.9}), Floors("cd", {})) == []
