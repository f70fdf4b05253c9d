"""The bodies and administrative units that a text names, whoever speaks of them."""

import re

from pipeline.annotate.grammar.areas import UNIT, Tail, after_places
from pipeline.annotate.grammar.body_names import HEADS_IN_TEXT, Body, body_at
from pipeline.annotate.grammar.names import HonorificRow, inside_name, is_historic
from pipeline.annotate.grammar.patterns import LOWER, UPPER, WORD_END, WORD_START, alternation, recase
from pipeline.annotate.grammar.places import PROVINCES, known_place, place_level, unit_level
from pipeline.lexicons import load_lexicon

_LONGEST_PLACE = 80
_LONGEST_TITLE = 20
_ADDRESSES = [row.form for row in load_lexicon("honorifics", HonorificRow) if row.kind == "address"]
_ADDRESS_BEFORE = re.compile(f"{WORD_START}(?:{alternation(_ADDRESSES)}) \\Z")
_MORE_CAPITALS = re.compile(f" [{UPPER}][{LOWER}]")
_CAPITAL_BEFORE = re.compile(f"[{UPPER}][{LOWER}]* \\Z")
_PLACES_IN_TEXT = re.compile(
    f"{WORD_START}(?:(?i:các|mỗi|từng) (?P<group>{UNIT})(?:, {UNIT})*(?: và {UNIT})?"
    f"|(?P<unit>{UNIT})(?= [{UPPER}\\d])|(?=[{UPPER}])(?i:{alternation(PROVINCES)}){WORD_END})"
)


def find_bodies(folded: str, text: str) -> list[Body]:
    """Bodies and administrative units in text order, longest first, none inside another.

    `folded` is `fold(text)`; offsets are those of both.
    """
    cased = recase(text, folded)
    found: list[Body] = []
    position = 0
    while head := HEADS_IN_TEXT.search(folded, position):
        body = body_at(cased, head.start())
        if body is None or inside_name(cased, head.start()) or _is_addressed(folded, head.start()):
            position = head.end()
            continue
        found.append(body)
        position = body.end
    return _with_places(cased, found)


def _is_addressed(folded: str, start: int) -> bool:
    """Whether a title of address stands before: "ông Khoa thông tin"."""
    return _ADDRESS_BEFORE.search(folded, max(0, start - _LONGEST_TITLE), start) is not None


def _with_places(cased: str, bodies: list[Body]) -> list[Body]:
    """The bodies, and the administrative units that stand outside of them."""
    places, position, following = [], 0, iter([*bodies, None])
    body = next(following)
    while match := _PLACES_IN_TEXT.search(cased, position):
        if match["unit"] is None and not _stands_alone(cased, match):
            position = match.end()
            continue
        while body is not None and body.end <= match.start():
            body = next(following)
        if body is not None and body.start < match.end():
            position = max(body.end, match.end())
            continue
        place = _place(cased, match)
        position = max(place.end, match.end())
        if place.end > match.end() or match["unit"] is None:
            places.append(place)
    return sorted([*bodies, *places], key=lambda one: one.start)


def _stands_alone(cased: str, match: re.Match[str]) -> bool:
    """Whether a province's name is not part of a longer name or a person's."""
    place = match[0]
    if match["group"]:
        return True
    longer = known_place(cased, match.start()) > match.end() or _MORE_CAPITALS.match(cased, match.end())
    return not longer and not is_historic(place) and not _CAPITAL_BEFORE.search(cased[: match.start()][-20:])


def _place(cased: str, match: re.Match[str]) -> Body:
    if match["unit"] is None:
        level = unit_level(match["group"], "") if match["group"] else place_level(match[0])
        return Body(match.start(), match.end(), "place", level)
    tail = after_places(f" {cased[match.start() : match.end() + _LONGEST_PLACE]}", Tail(0, None))
    return Body(match.start(), match.start() + tail.end - 1, "place", tail.level)


__all__ = ["Body", "find_bodies"]
