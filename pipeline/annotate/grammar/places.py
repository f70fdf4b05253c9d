"""Names of provinces, towns and regions, and the words for administrative units."""

import re

from msgspec import Struct

from pipeline.annotate.grammar.patterns import WORD_END, alternation
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Level


class ProvinceRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: str
    name: str
    valid_until: str | None
    example: str


class PlaceRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    example: str


class UnitRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    level: Level | None
    town: bool | None
    example: str


PROVINCES = {fold(row.form): row for row in load_lexicon("place_provinces", ProvinceRow)}
_PLACES = {fold(row.form) for row in load_lexicon("place_names", PlaceRow)}
_UNITS = {fold(row.form): row for row in load_lexicon("place_units", UnitRow)}

_FIRST_WORDS = {fold(row.form) for row in load_lexicon("place_first_words", PlaceRow)}

UNIT_WORDS = alternation(form for form in _UNITS if len(form) > len("q.") or form.isalpha())
ABBREVIATED_UNITS = alternation(form for form in _UNITS if form.endswith("."))
_KNOWN = re.compile(f"(?i:{alternation({*PROVINCES, *_PLACES})}){WORD_END}")


def known_place(cased: str, start: int) -> int:
    """The end of the known place name that starts at `start` with a capital, or `start`.

    `cased` is text with the tone marks folded but not the capitals (`patterns.recase`).
    """
    match = _KNOWN.match(cased, start)
    return match.end() if match and match[0][0].isupper() else start


def begins_place(words: str) -> bool:
    """Whether the first word is one that begins names of places, known or not: "Đak Mang"."""
    return fold(words.split(" ")[0]) in _FIRST_WORDS


def unit_level(unit: str, place: str) -> Level | None:
    """The level of a unit with its place: "tỉnh" is a province, "thành phố" depends on which one it is."""
    row = _UNITS[fold(unit)]
    return row.level or ((place_level(place) or "district") if place and row.town else None)


def place_level(place: str) -> Level | None:
    """The level of a place known to be a province or a centrally-run city."""
    return "province" if fold(place) in PROVINCES else None
