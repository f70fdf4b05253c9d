"""The README's example is what the program gives."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from pipeline.flow import Annotator
from pipeline.schema import Article, Record

README = Path(__file__).parent.parent / "README.md"


def is_part_of(part: Any, whole: Any) -> bool:
    """Whether all that `part` says stands in `whole` too."""
    if isinstance(part, dict):
        return all(key in whole and is_part_of(value, whole[key]) for key, value in part.items())
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(is_part_of, part, whole))
    return bool(part == whole)


def test_readme_shows_a_real_output(annotator: Annotator) -> None:
    readme = README.read_text(encoding="utf-8")
    sentence = re.search(r"^> (.+)$", readme, re.MULTILINE)
    shown = re.search(r"```json\n(.+?)```", readme, re.DOTALL)
    assert sentence is not None
    assert shown is not None
    record = annotator(Article(id="readme", text=sentence[1], published_at="2025-06-10"))
    assert isinstance(record, Record)
    assert is_part_of(json.loads(shown[1]), msgspec.to_builtins(record))
