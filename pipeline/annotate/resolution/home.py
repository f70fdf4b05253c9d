"""Where an article is: the province of bodies that are named without one, and the units that it names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from pipeline.annotate.grammar.body_names import HEADS_LIKE_UNITS, Body
from pipeline.annotate.grammar.patterns import UPPER, WORD_END, WORD_START, alternation, recase
from pipeline.annotate.grammar.places import PROVINCES, UNIT_WORDS, ProvinceRow, unit_level
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold

_DISTRICTS_UNTIL = date(2025, 6, 30)
_PROVINCE = re.compile(f"{WORD_START}(?:{alternation(PROVINCES)}){WORD_END}")


class CommitteeRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    unit: str
    example: str


class ChangeRow(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    until: date
    into: str


_COMMITTEES: dict[str, str] = {fold(row.form): row.unit for row in load_lexicon("place_committees", CommitteeRow)}
_UNIT = f"(?:{alternation(_COMMITTEES)}|{UNIT_WORDS})"
_NAMED_UNIT = re.compile(
    f"{WORD_START}(?:(?i:{alternation(HEADS_LIKE_UNITS)}){WORD_END}"
    f"|(?P<unit>(?i:{_UNIT})) (?P<name>(?:[{UPPER}]|\\d)[^,()\\n]*))"
)
_LAST_UNIT = re.compile(f"{WORD_START}(?P<unit>{_UNIT})\\Z")


class Unit(NamedTuple):
    """An administrative unit: its word in full, folded ("thành phố"), and its name."""

    word: str
    name: str


class Home(NamedTuple):
    """`province` is None where it is not certain; `units` are the names of all units of a kind ("huyện").

    `districts`: whether there were any at the time (until 30 June 2025; where it is not known they are not counted on).
    """

    province: ProvinceRow | None
    units: dict[str, frozenset[str]]
    districts: bool

    @classmethod
    def of(
        cls, bodies: Iterable[Body], text: str, title: str, *, province: str | None, published: date | None
    ) -> "Home":
        """The home of an article; `province` is that of its source, after the mergers of 2025."""
        acting: set[str] = set()
        named = set(_provinces(title))
        units: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for body in bodies:
            words = text[body.start : body.end]
            if unit := named_unit(words):
                units[unit.word].setdefault(fold(unit.name), unit.name)
            acts = body.level == "province" and body.kind != "place"
            (acting if acts else named).update(_provinces(words if body.level == "province" else above(words)))
        return cls(
            province=_province(acting, named, _possible(province, published)),
            units={word: frozenset(names.values()) for word, names in units.items()},
            districts=published is not None and published <= _DISTRICTS_UNTIL,
        )

    def only(self, word: str) -> str | None:
        """The name of the one unit of this kind that the article names."""
        names = self.units.get(word, frozenset())
        return next(iter(names)) if len(names) == 1 else None


def named_unit(words: str) -> Unit | None:
    """The first administrative unit that is named there: "UBND xã Tân An, huyện Bình An" -> xã Tân An."""
    matches = _NAMED_UNIT.finditer(recase(words, fold(words)))
    match = next((match for match in matches if match["unit"]), None)
    return Unit(_full(match["unit"]), words[match.start("name") : match.end()].strip()) if match else None


def last_unit(words: str) -> str | None:
    """The word for the unit with which the words end, in full and folded: "UBND TP" -> "thành phố"."""
    match = _LAST_UNIT.search(fold(words))
    return _full(match["unit"]) if match else None


def above(words: str) -> str:
    """What a body or unit is said to lie in: "xã Tân An, tỉnh Nghệ An" -> "tỉnh Nghệ An"."""
    return words.partition(", ")[2]


def province_in(words: str) -> ProvinceRow | None:
    """The province that is named last there."""
    found = [PROVINCES[match[0]] for match in _PROVINCE.finditer(fold(words))]
    return found[-1] if found else None


def unit_of(province: ProvinceRow) -> str:
    return "tỉnh" if province.kind == "province" else "thành phố"


def is_district(unit: str) -> bool:
    """Whether the units of this word were those between province and commune."""
    return unit_level(unit, "") == "district" or unit == "thành phố"


def _full(unit: str) -> str:
    return _COMMITTEES.get(fold(unit), fold(unit))


def _provinces(words: str) -> Iterator[str]:
    for match in _PROVINCE.finditer(fold(words)):
        yield PROVINCES[match[0]].name


@cache
def _parts(province: str) -> tuple[ChangeRow, ...]:
    """The provinces that became part of it, or were it under another name."""
    return tuple(row for row in load_lexicon("provinces", ChangeRow) if row.into == province)


def _possible(province: str | None, published: date | None) -> frozenset[str] | None:
    """The provinces that a source of this one may have been about on that day; None: any at all."""
    if province is None:
        return None
    before = (row.name for row in _parts(province) if (published or _DISTRICTS_UNTIL) <= row.until)
    return frozenset({province, *before})


def _province(acting: set[str], named: set[str], possible: frozenset[str] | None) -> ProvinceRow | None:
    """The one whose bodies the article names, else the one that it names at all; of a source with one province that,
    unless only bodies of others act."""
    if possible is None:
        own = acting or named
    elif len(possible) == 1:
        acting = acting - _merged(possible)
        own = set(possible) if not acting or acting & possible else set()
    else:
        own = (acting or named) & possible
    return PROVINCES.get(fold(next(iter(own)))) if len(own) == 1 else None


def _merged(provinces: Iterable[str]) -> set[str]:
    """What these were before: an article of today may name them so."""
    return {row.name for province in provinces for row in _parts(province)}
