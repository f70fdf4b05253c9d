"""The lexicons of the date grammar, as look-ups and as pieces of regular expressions."""

import re
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Bound, DateRole

SignKind = Literal[
    "past",
    "missed",
    "future",
    "order",
    "finish",
    "latest",
    "point",
    "act",
    "occasion",
    "measure",
    "statistic",
    "staged",
    "document",
    "signing",
    "issuing",
    "telling",
    "neutral",
]
StrangerTo = Literal["number", "length", "relative"]
FrameKind = Literal["phase", "law", "whole_law", "no_law", "not_in_law", "event", "no_document", "comparison"]


class Number(Struct, frozen=True, forbid_unknown_fields=True):
    word: str
    number: int


class Unit(Struct, frozen=True, forbid_unknown_fields=True):
    word: str
    unit: str
    example: str


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the day, and which hours of the clock are twelve hours later in it ("8 giờ tối")."""

    word: str
    later_from: int
    later_to: int
    example: str


class RelativeDay(Struct, frozen=True, forbid_unknown_fields=True):
    phrase: str
    shift: int
    anchor: Literal["published", "context"]
    example: str


class Shift(Struct, frozen=True, forbid_unknown_fields=True):
    word: str
    shift: int
    example: str


class Weekday(Struct, frozen=True, forbid_unknown_fields=True):
    word: str
    day: int
    example: str


class Holiday(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    month: int
    day: int
    lunar: bool
    example: str


class CycleWord(Struct, frozen=True, forbid_unknown_fields=True):
    """A word of the sixty-year cycle: a year is named by a stem and a branch ("Bính Ngọ")."""

    word: str
    place: Literal["stem", "branch"]


class Cue(Struct, frozen=True, forbid_unknown_fields=True):
    """Words right before a date and what they make of it."""

    phrase: str
    bound: Bound | None
    role: DateRole | None
    example: str


class Sign(Struct, frozen=True, forbid_unknown_fields=True):
    """Words in the sentence that tell what its dates are; neutral ones hide a sign in them ("giao" in "giao ban")."""

    phrase: str
    sign: SignKind
    example: str


class Frame(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that stand around dates: names of terms and laws, what an anniversary is of, …"""

    phrase: str
    kind: FrameKind
    example: str


class Stranger(Struct, frozen=True, forbid_unknown_fields=True):
    """Words beside a number that make it something other than a date or a length."""

    phrase: str
    side: Literal["before", "after"]
    what: StrangerTo
    example: str


def any_of(words: Iterable[str]) -> str:
    """An alternation, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


NUMBERS = {row.word: row.number for row in load_lexicon("date_numbers", Number)}
UNITS = {fold(row.word): row.unit for row in load_lexicon("date_units", Unit)}
PARTS = {fold(row.word): row for row in load_lexicon("date_parts", Part)}
DAYS = {fold(row.phrase): row for row in load_lexicon("date_days", RelativeDay)}
DAY_SHIFTS = {fold(row.word): row.shift for row in load_lexicon("date_day_shifts", Shift)}
SHIFTS = {fold(row.word): row.shift for row in load_lexicon("date_shifts", Shift)}
WEEKDAYS = {fold(row.word): row.day for row in load_lexicon("date_weekdays", Weekday)}
HOLIDAYS = {fold(row.name): row for row in load_lexicon("date_holidays", Holiday)}
STEMS, BRANCHES = (
    [fold(row.word) for row in load_lexicon("date_cycle", CycleWord) if row.place == place]
    for place in ("stem", "branch")
)
CUES = {fold(row.phrase): row for row in load_lexicon("date_cues", Cue)}
SIGNS = load_lexicon("date_signs", Sign)
FRAMES = load_lexicon("date_frames", Frame)
STRANGERS = load_lexicon("date_strangers", Stranger)


def strangers(side: Literal["before", "after"], what: StrangerTo) -> frozenset[str]:
    return frozenset(fold(row.phrase) for row in STRANGERS if (row.side, row.what) == (side, what))


def signs(kind: SignKind) -> frozenset[str]:
    return frozenset(fold(row.phrase) for row in SIGNS if row.sign == kind)


def frames(kind: FrameKind) -> frozenset[str]:
    return frozenset(fold(row.phrase) for row in FRAMES if row.kind == kind)
