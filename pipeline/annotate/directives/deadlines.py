"""By when: the dates of an action that say until when it is due."""

import re
from datetime import date

from pipeline.annotate.date_values import due_after
from pipeline.annotate.directives.lexicon import context
from pipeline.annotate.directives.reading import Reading
from pipeline.orthography import fold
from pipeline.schema import Date, DateRole, DueDate

_COUNTED_FROM = re.compile(r" (?:tính |kể )+từ ")
_DAYS_TO_COME = re.compile("ngày (?:tới|nữa)\\Z")
_PLAIN = re.compile(r"\d{4}(?:-\d\d){0,2}")
_LENGTH_OR_MONTH = re.compile(r"P[\dT]\w+|\d{4}-(?:\d\d|Q\d)(?:/\d{4}-\d\d)?")
_TERM_ROLES: frozenset[DateRole] = frozenset({"period", "event"})
_WHOLE = re.compile(f"(?:{context('several')} )?(?:(?:\\d+|hai|ba|bốn|năm) )?{context('whole')}")


def deadlines_in(reading: Reading, start: int, end: int) -> list[DueDate]:
    """What is due in the range, in text order; "45 ngày kể từ ngày 16/4" is the resulting day."""
    dates = reading.dates_in(start, end)
    due = []
    for index, when in enumerate(dates):
        following = dates[index + 1] if index + 1 < len(dates) else None
        if following and (counted := _counted(reading, when, following)):
            due.append(counted)
        elif coming := _coming(reading, when):
            due.append(coming)
        elif when.role == "deadline" or (when.bound == "within" and _is_term(when)):
            due.append(_due(when))
    return due


def starts_in(reading: Reading, start: int, end: int) -> list[DueDate]:
    """The days from which the action is to be done."""
    return [_due(when) for when in reading.dates_in(start, end) if when.role == "start"]


def holds_for_all(reading: Reading, start: int, end: int) -> bool:
    """Whether the sentence is about all the orders before: "các nội dung trên hoàn thành trước 30/6"."""
    return _WHOLE.match(reading.folded, start, end) is not None


def _is_term(when: Date) -> bool:
    return when.role in _TERM_ROLES and _LENGTH_OR_MONTH.fullmatch(when.value) is not None


def _counted(reading: Reading, length: Date, first: Date) -> DueDate | None:
    """The day on which a length that is counted from another day is over."""
    if not first.first_day or not _COUNTED_FROM.fullmatch(reading.folded, length.end, first.start):
        return None
    over = due_after(length, date.fromisoformat(first.first_day))
    if over is None:
        return None
    day = over.isoformat()
    return DueDate(length.start, first.end, reading.text[length.start : first.end], day, day, day)


def _coming(reading: Reading, when: Date) -> DueDate | None:
    """The day on which days that are to come are over: "trong 3 ngày tới", counted from the day of publication."""
    if reading.published is None or not _DAYS_TO_COME.search(fold(when.text)):
        return None
    over = due_after(when, reading.published)
    if over is None:
        return None
    day = over.isoformat()
    return DueDate(when.start, when.end, when.text, day, day, day)


def _due(when: Date) -> DueDate:
    """The date as a deadline: of a range, the last part of it."""
    _, joint, last = when.value.rpartition("/")
    if not joint or when.role != "deadline":
        return DueDate(when.start, when.end, when.text, when.value, when.first_day, when.last_day)
    first_day = f"{last}-01-01"[:10] if _PLAIN.fullmatch(last) else when.first_day
    return DueDate(when.start, when.end, when.text, last, first_day, when.last_day)
