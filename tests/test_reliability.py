"""Every promise of docs/reliability.md names tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_ROW = re.compile(r"^\| (?P<promise>[^|]+) \| (?P<held>[^|]+) \|$", re.MULTILINE)
_HEADINGS = {"promise", "---"}
PROMISES = {
    row["promise"]: row["held"]
    for row in _ROW.finditer((ROOT / "docs" / "reliability.md").read_text(encoding="utf-8"))
    if row["promise"] not in _HEADINGS
}


def test_the_page_makes_promises() -> None:
    assert len(PROMISES) > 20


@pytest.mark.parametrize("promise", PROMISES)
def test_promise_is_held_by_tests_that_are_there(promise: str) -> None:
    named = [ROOT / name for name in re.findall(r"`(tests/[\w./-]+)`", PROMISES[promise])]
    assert named
    files = [file for path in named for file in ([path] if path.is_file() else sorted(path.rglob("test_*.py")))]
    assert {path for path in named if not any(file.is_relative_to(path) for file in files)} == set()
    assert any("def test_" in file.read_text(encoding="utf-8") for file in files)
