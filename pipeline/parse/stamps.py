"""Publication stamps: every way pages write a moment, to ISO 8601 in Vietnam time."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from pipeline.schema import VIETNAM

_FIRST_DAY = date(1995, 1, 1)

DAY = re.compile(
    r"(?<![\d/.])(?P<d>\d{1,2})\s?(?P<sep>[/.-])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4})(?![\d/])"
    r"|(?<!\d)(?P<y2>\d{4})[-/](?P<m2>\d{1,2})[-/](?P<d2>\d{1,2})(?!\d)"
    r"|(?<!\d)(?<!tuần )(?P<d3>\d{1,2})\s+(?:tháng|Tháng)\s+(?P<m3>\d{1,2}),?\s+(?:năm|Năm)?\s*(?P<y3>\d{4})(?!\d)"
    r"|(?:hai|ba|tư|năm|sáu|bảy|nhật),?\s(?P<d4>\d{1,2})\s(?P<m4>\d{1,2})\s(?P<y4>\d{4})(?!\d)"
)
_HOUR = re.compile(
    r"(?<![\d:])(?P<h>\d{1,2})\s?[:hg]\s?(?P<min>\d{2})(?:\s?:\s?(?P<s>\d{2}))?(?:\.\d+)?"
    r"\s*(?P<half>[AaPp][Mm]|SA|CH)?(?![\d:])"
)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?$")
_BETWEEN = 30
_NOON = 12


class Stamp(NamedTuple):
    """A calendar day and, where it is known, the local time of day."""

    day: date
    clock: time | None = None

    def iso(self) -> str:
        """ISO 8601 with +07:00, or the date alone where the hour is unknown."""
        if self.clock is None:
            return self.day.isoformat()
        return datetime.combine(self.day, self.clock, VIETNAM).isoformat()


def read_machine_stamp(text: str) -> Stamp | None:
    """A stamp from metadata: ISO 8601 (with an offset: converted), or US or Vietnamese order.

    A date with AM or PM is month first, as the servers that write it do; any other is day first.
    """
    text = text.strip()
    if iso := _ISO.match(text):
        return _from_iso(*iso.groups())
    return read_stamp(text, month_first=bool(re.search(r"\b[AP]M\b", text)))


def is_iso(text: str) -> bool:
    """Whether a stamp leaves no doubt which number is the month."""
    return _ISO.match(text.strip()) is not None


def read_stamp(text: str, *, month_first: bool = False) -> Stamp | None:
    """The first moment written in a visible line, as people write it: day first, the hour beside it."""
    found = DAY.search(text)
    if not found:
        return None
    numbers = [int(value) for name in ("y", "m", "d") for value in _group(found, name)]
    year, month, day = numbers
    if found["d"] and ((month_first and day <= _NOON) or month > _NOON):
        month, day = day, month
    try:
        there = date(year, month, day)
    except ValueError:
        return None
    return Stamp(there, _time_beside(text, found.start(), found.end()))


def read_formatted_stamp(text: str, date_format: str) -> Stamp | None:
    """A stamp in a source's own strptime format."""
    try:
        moment = datetime.strptime(text.strip(), date_format)
    except ValueError:
        return None
    hour = moment.time() if re.search(r"%[HIcX]", date_format) else None
    return Stamp(moment.date(), hour)


def is_plausible(stamp: Stamp, fetched_at: str | None) -> bool:
    """Whether news can bear the stamp: not before there were news sites, not after it was fetched."""
    latest = date.max
    if fetched_at and (fetched := read_machine_stamp(fetched_at)):
        latest = fetched.day + timedelta(days=1)
    return _FIRST_DAY <= stamp.day <= latest


def _group(found: re.Match[str], name: str) -> list[str]:
    return [value for suffix in ("", "2", "3", "4") if (value := found[name + suffix])]


def _from_iso(day: str, clock: str | None, offset: str | None) -> Stamp | None:
    try:
        if clock is None:
            return Stamp(date.fromisoformat(day))
        moment = datetime.fromisoformat(f"{day}T{clock}")
        if offset:
            zone = UTC if offset == "Z" else datetime.strptime(offset.replace(":", ""), "%z").tzinfo
            moment = moment.replace(tzinfo=zone).astimezone(VIETNAM)
    except ValueError:
        return None
    return Stamp(moment.date(), moment.time())


def _time_beside(text: str, start: int, end: int) -> time | None:
    after = _HOUR.search(text, end, end + _BETWEEN)
    before = list(_HOUR.finditer(text, max(0, start - _BETWEEN), start))
    for hit in ([after] if after else []) + before[-1:]:
        hour, minute, second = int(hit["h"]), int(hit["min"]), int(hit["s"] or 0)
        half = (hit["half"] or "").upper()
        if half in {"PM", "CH"} and hour < _NOON:
            hour += _NOON
        elif half in {"AM", "SA"} and hour == _NOON:
            hour = 0
        try:
            there = time(hour, minute, second)
        except ValueError:
            continue
        # Systems that keep no hour print midnight, "12:00 AM".
        return None if half and there == time(0) else there
    return None
