"""The day on which a length of time is over."""

from datetime import date

from pipeline.annotate.date_values import patterns, values
from pipeline.annotate.date_values.words import UNITS
from pipeline.orthography import fold
from pipeline.schema import Date

_LETTERS = {"D": "day", "W": "week", "M": "month", "Y": "year"}


def due_after(length: Date, since: date) -> date | None:
    """The day that "45 ngày" counted from `since` leads to; working days leave out weekends and holidays.

    None for hours, minutes and seconds, and where the date is no length.
    """
    value = length.value
    if not value.startswith("P") or value[-1] not in _LETTERS or "T" in value:
        return None
    match = patterns.LENGTH.match(fold(length.text))
    unit = _LETTERS[value[-1]]
    if match and UNITS[match["unit"]] == "workday":
        unit = "workday"
    try:
        return values.shift(since, int(value[1:-1]), unit)
    except (ValueError, OverflowError):
        return None
