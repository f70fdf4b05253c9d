"""By when: the dates of an action that say until when it is due."""

import datetime
import re

from pipeline.annotate.directives.lexicon import context
from pipeline.annotate.directives.reading import Reading
from pipeline.schema import Date, DateRole, DueDate

_COUNTED_FROM = re.compile(r" (?:tính |kể )+từ ")
_DAYS = re.compile(r"P(\d+)D")
_LENGTH_OR_MONTH = re.compile(r"P[\dT]\w+|\d{4}-(?:\d\d|Q\d)(?:/\d{4}-\d\d)?")
_TERM_ROLES: frozenset[DateRole] = frozenset({"period", "event"})
_WHOLE = re.compile(f"(?:{context('several')} )?(?:(?:\\d+|hai|ba|bốn|năm) )?{context('whole')}")


def deadlines_in(reading: Reading, start: int, end: int) -> list[DueDate]:
    """What is due in the range, in text order; "45 ngày kể từ ngày 16/4" is the resulting day."""
    dates = _dates_in(reading, start, end)
    due = []
    for index, date in enumerate(dates):
        following = dates[index + 1] if index + 1 < len(dates) else None
        if following and (counted := _counted(reading, date, following)):
            due.append(counted)
        elif date.role == "deadline" or (date.bound == "within" and _is_term(date)):
            due.append(_due(date))
    return due


def starts_in(reading: Reading, start: int, end: int) -> list[DueDate]:
    """The days from which the action is to be done."""
    return [_due(date) for date in _dates_in(reading, start, end) if date.role == "start"]


def holds_for_all(reading: Reading, start: int, end: int) -> bool:
    """Whether the sentence is about all the orders before: "các nội dung trên hoàn thành trước 30/6"."""
    return _WHOLE.match(reading.folded, start, end) is not None


def _dates_in(reading: Reading, start: int, end: int) -> list[Date]:
    return [date for date in reading.dates if start <= date.start and date.end <= end]


def _is_term(date: Date) -> bool:
    return date.role in _TERM_ROLES and _LENGTH_OR_MONTH.fullmatch(date.value) is not None


def _counted(reading: Reading, length: Date, first: Date) -> DueDate | None:
    """The day that lies a number of days after another."""
    days = _DAYS.fullmatch(length.value)
    if not days or not first.first_day or not _COUNTED_FROM.fullmatch(reading.folded, length.end, first.start):
        return None
    day = (datetime.date.fromisoformat(first.first_day) + datetime.timedelta(days=int(days[1]))).isoformat()
    return DueDate(length.start, first.end, reading.text[length.start : first.end], day, day, day)


def _due(date: Date) -> DueDate:
    value = date.value.rpartition("/")[2] if date.role == "deadline" else date.value
    return DueDate(date.start, date.end, date.text, value, date.first_day, date.last_day)
