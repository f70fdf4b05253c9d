"""The annotated one-line examples in `people/bodies.txt`."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.orthography import fold

_MARK = re.compile(r"\[([^\[\]|]+)\|(\w+)(?:/(\w+))?\]")
_LINES = (Path(__file__).parent / "bodies.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", [line for line in _LINES if line and not line.startswith("#")])
def test_bodies_of_example(line: str) -> None:
    text = _MARK.sub(r"\1", line)
    found = [(text[body.start : body.end], body.kind, body.level) for body in find_bodies(fold(text), text)]
    assert found == [(words, kind, level or None) for words, kind, level in _MARK.findall(line)]


def test_bodies_do_not_overlap_and_stand_in_text_order() -> None:
    text = "UBND tỉnh Hà Nam giao Sở Y tế, Công an tỉnh và UBND các huyện, thành phố; Hà Nội góp ý."
    bodies = find_bodies(fold(text), text)
    assert all(one.end <= other.start for one, other in pairwise(bodies))
    assert len(bodies) == 5
