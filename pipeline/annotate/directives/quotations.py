"""Quotations whose speaker is named after them: `"…", ông A nhấn mạnh.`"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.annotate.directives.cues import Cue, find_cues, find_teller
from pipeline.annotate.directives.lexicon import context
from pipeline.annotate.directives.reading import Actor, Reading

_OPENING = re.compile(r"[“«]|(?<![\w.,!?…])[\"](?=\s?\w)")
_CLOSING = re.compile(r"[”»\"]")
_LONGEST = 3_000
_ATTRIBUTION_REACH = 160
_DOCUMENT = re.compile(f"{context('document')}(?: [\\w/-]+){{0,6}} ")
_TOLD = re.compile(f"(?:{context('telling')}|{context('view')}) và ")  # "…", ông A cho hay và yêu cầu …
_ONE = re.compile(r"(?:một|nhiều|một số) ")  # "…", một người dân nói
_LINK = re.compile(r"\s?[,.\-–]{0,2}\s?")


class Quotation(NamedTuple):
    """What is quoted, with the words that report it and who says it."""

    start: int
    end: int
    cue: Cue
    teller: Actor | None


def find_quotations(reading: Reading) -> Iterator[Quotation]:
    """Quotations that are followed by who said them, in text order."""
    position = 0
    closings = list(_CLOSING.finditer(reading.text))
    while opening := _OPENING.search(reading.text, position):
        number = bisect_left(closings, opening.end(), key=re.Match.start)
        if number == len(closings):
            return
        closing = closings[number]
        if closing.end() > opening.end() + _LONGEST:
            position = opening.end()
            continue
        position = closing.end()
        link = _LINK.match(reading.text, closing.end())
        after = link.end() if link else closing.end()
        reach = min(len(reading.text), after + _ATTRIBUTION_REACH)
        stop = reading.text.find("\n", after, reach)
        cue = next(iter(find_cues(reading, after, stop if stop >= 0 else reach)), None)
        if cue is not None and _DOCUMENT.fullmatch(reading.folded, after, cue.start):
            yield Quotation(opening.end(), closing.start(), cue, None)
            continue
        one = _ONE.match(reading.folded, after)
        if cue is None or not (actor := reading.actor_from(one.end() if one else after, cue.start)):
            continue
        if "." in reading.text[actor.end : cue.start] or "," in reading.text[after : actor.start]:
            continue
        if _TOLD.search(reading.folded, actor.end, cue.start):
            cue = cue._replace(kind="say")
        yield Quotation(opening.end(), closing.start(), cue, find_teller(reading, after, cue))
