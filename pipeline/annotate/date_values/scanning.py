"""Finding what looks like a date: places of readings in folded text, the parts of one expression joined."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.annotate.date_values.patterns import ANCHOR
from pipeline.annotate.date_values.reading import Reading
from pipeline.annotate.date_values.rules import BY_KIND, BY_WORD

_MID_NUMBER = re.compile(r"(?:\w[./,-]|\d:|[./])\Z")
_TO = re.compile(r" ?[-–—] ?\Z| (?:đến|tới) \Z")
_GAP = re.compile(r",? (?P<paren>\()?(?:của |lúc |vào )?\Z")
_WIDEST_GAP = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A reading and its place in the text."""

    start: int
    end: int
    reading: Reading


Join = Callable[[Found, Found, str], Found | None]


def scan(folded: str) -> list[Found]:
    """Readings in text order without overlaps; weak ones still need something beside them."""
    return list(_merged(_merged(_parts(folded), folded, _join), folded, _join_hours))


def _merged(founds: Iterable[Found], folded: str, join: Join) -> Iterator[Found]:
    """The same, neighbours that join made one."""
    current: Found | None = None
    for found in founds:
        joined = join(current, found, folded) if current else None
        if joined is None and current:
            yield current
        current = joined or found
    if current:
        yield current


def _parts(folded: str) -> Iterator[Found]:
    position = 0
    while anchor := ANCHOR.search(folded, position):
        found = _read(folded, anchor)
        position = anchor.start() + 1
        if found is not None:
            yield found
            position = found.end


def _read(folded: str, anchor: re.Match[str]) -> Found | None:
    start, kind = anchor.start(), anchor.lastgroup or ""
    if kind == "digits" and _MID_NUMBER.search(folded, max(0, start - 2), start):
        return None
    rules = BY_WORD[anchor[0].partition(" ")[0]] if kind == "word" else BY_KIND[kind]
    for pattern, read in rules:
        if (match := pattern.match(folded, start)) and (reading := read(match)):
            return Found(start, match.end(), reading)
    return None


def _join(left: Found, right: Found, folded: str) -> Found | None:
    """One moment out of two parts: "17h" and "chiều 15/6", "hôm nay" and "(15/6)"."""
    if right.start - left.end > _WIDEST_GAP:
        return None
    gap = _GAP.match(folded[left.end : right.start])
    joined = _joined(left.reading, right.reading) if gap else None
    if gap is None or joined is None:
        return None
    if not gap["paren"]:
        return Found(left.start, right.end, joined)
    return Found(left.start, right.end + 1, joined) if folded[right.end : right.end + 1] == ")" else None


def _join_hours(left: Found, right: Found, folded: str) -> Found | None:
    """A range of hours in one day: "8h" and "11h ngày 15/6"."""
    end = right.reading
    if left.reading.unit != "clock" or end.unit != "day" or end.hour is None or end.until:
        return None
    if right.start - left.end > _WIDEST_GAP or not _TO.match(folded[left.end : right.start]):
        return None
    begin = replace(end, hour=left.reading.hour, minute=left.reading.minute, until=end)
    return Found(left.start, right.end, begin)


def _joined(left: Reading, right: Reading) -> Reading | None:
    match left.unit, right.unit:
        case "clock", "part" if not left.part and right.shift is None:
            return replace(left, part=right.part, anchor="context", weak=False)
        case "clock", "part" if not left.part:
            return _timed(replace(right, unit="day"), left)
        case ("clock" | "part", "day" | "weekday") | ("weekday", "day"):
            return _timed(right, left) if left.unit != "weekday" or right.number is not None else None
        case "weekday", "week" if left.shift is None and right.shift is not None:
            return replace(left, shift=right.shift, of="week", weak=False)
        case "day", "day" if left.number is None and right.number is not None:
            return _timed(right, left)
        case "day", "month" if left.number and not left.month and right.shift is not None:
            return replace(left, shift=right.shift)
    return None


def _timed(reading: Reading, time: Reading) -> Reading:
    """The reading with the hour and the part of the day of another one."""
    part = time.part or reading.part
    if time.hour is None:
        return replace(reading, part=part, weak=False)
    return replace(reading, hour=time.hour, minute=time.minute, part=part, weak=False)
