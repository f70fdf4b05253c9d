"""What an expression says, before it is placed on the calendar."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "clock",
    "part",
    "weekday",
    "day",
    "week",
    "month",
    "quarter",
    "half",
    "year",
    "school_year",
    "length",
    "same_period",
]
Anchor = Literal["published", "context"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The fields that the words give; what they leave open is None.

    `number` counts days of a month, quarters, halves or (with `month`) weeks, negative from the end.
    `shift` counts units from the publication date, or from the last date before where `anchor` says so.
    `part` is the part of the day, a word of the lexicon `date_parts`.
    `edge` is set by "đầu", "giữa", "cuối" and seasons (a part of the unit is meant) and by lists of days.
    `name` is set for holidays, which are dates only where something is due by them.
    `of` is the unit of a length, the unit that a shift counts where it isn't `unit`, or "phase" for years so called.
    `weak` readings count only beside a cue or another reading.
    """

    unit: Unit
    year: int | None = None
    year_shift: int | None = None
    month: int | None = None
    number: int | None = None
    hour: int | None = None
    minute: int = 0
    part: str = ""
    shift: int | None = None
    anchor: Anchor = "published"
    lunar: bool = False
    amount: str = ""
    of: str = ""
    until: "Reading | None" = None
    edge: bool = False
    name: bool = False
    weak: bool = False
