"""The words between a name and an office that tie one to the other, as regexes over folded text."""

import re
from typing import Literal

from msgspec import Struct

from pipeline.annotate.grammar.patterns import WORD_START, alternation
from pipeline.lexicons import load_lexicon

Kind = Literal["time", "appoint", "hold", "also", "name", "share", "several", "nobody", "term", "behalf"]


class LinkRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: Kind
    example: str


def _words(kind: Kind) -> str:
    return f"(?:{alternation(row.form for row in load_lexicon('office_links', LinkRow) if row.kind == kind)})"


_MOVED = f"(?:{_words('appoint')}(?:,| sang| về| đến| và){{0,2}} ){{0,3}}"
_APPOINTED = f"(?:{_words('time')} ){{0,3}}(?:được )?{_MOVED}{_words('hold')} "
_BRACKETS = r"\([^()\n]{1,120}\)"
_TERM = f"(?:,? {_words('term')} [\\divx]{{1,5}}(?: ?[-–] ?\\d{{4}})?)?"

IN_LIST = re.compile(r"(?:[,;]| và| cùng|, cùng| - ) ?")
SHARING = re.compile(r"(?:,| và| cùng|, cùng) ?")
IN_CHAIN = re.compile(f"{_TERM} ?[,–-]? ?(?:{_words('also')} )?| {_APPOINTED}")
FROM_NAME = re.compile(
    f" ?[,–(—-] ?(?:{_words('time')} )?(?:{_words('hold')} )?| {_BRACKETS} ?[,–-]? ?| ?\\([^()\n]{{1,60}}, "
    f"|,? (?:{_BRACKETS} )?{_APPOINTED}"
)
FROM_NAMES = re.compile(f"(?:,| \\()? ?{_words('share')} ")
TO_NAME = re.compile(f"{_TERM}(?:,| -| –|:|,? {_words('name')}:?)? ?")
NEXT_TO_NAME = re.compile(";? ")
STRAIGHT_TO_NAME = re.compile(r" (?:\([^()\n]{1,20}\) )?")
SEVERAL_BEFORE = re.compile(f"(?:{WORD_START}{_words('several')}|\\d) (?:đồng chí )?(?:là )?\\Z")
BEHALF_BEFORE = re.compile(f"{WORD_START}{_words('behalf')} \\Z")
HELD_BEFORE = re.compile(f"{WORD_START}{_words('hold')} \\Z")
NOBODY_BEFORE = re.compile(f"(?:{WORD_START}{_words('nobody')}|\\d) \\Z")
