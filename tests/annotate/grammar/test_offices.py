"""The annotated one-line examples in `people/offices.txt`, and what an office says of itself."""

import re
from pathlib import Path

import pytest

from pipeline.annotate.grammar.offices import find_offices
from pipeline.orthography import fold

_MARK = re.compile(r"\[([^\[\]|]+)(?:\|(\w+))?\]")
_LINES = (Path(__file__).parent / "offices.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", [line for line in _LINES if line and not line.startswith("#")])
def test_offices_of_example(line: str) -> None:
    text = _MARK.sub(r"\1", line)
    found = [(office.text, office.level) for office in find_offices(fold(text), text)]
    assert found == [(title, level or None) for title, level in _MARK.findall(line)]


def test_office_has_rank_and_organization() -> None:
    text = "Ông An là PCT UBND tỉnh, nguyên Trưởng ban Tổ chức Huyện ủy."
    vice, former = find_offices(fold(text), text)
    assert (vice.rank, vice.organization, vice.former) == ("phó chủ tịch", "UBND tỉnh", False)
    assert (former.rank, former.organization, former.former) == ("trưởng ban", "ban Tổ chức Huyện ủy", True)


def test_office_offsets_are_those_of_the_text() -> None:
    text = "İ😀 Phó Chủ tịch Uỷ ban nhân dân tỉnh"
    (office,) = find_offices(fold(text), text)
    assert text[office.start : office.end] == office.text == "Phó Chủ tịch Uỷ ban nhân dân tỉnh"
