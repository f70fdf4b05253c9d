"""The rules of the grammar: for each beginning of an expression, patterns and what a match of them says."""

import re
from collections.abc import Callable
from dataclasses import replace

from pipeline.annotate.date_values import patterns
from pipeline.annotate.date_values.reading import Anchor, Reading, Unit
from pipeline.annotate.date_values.words import (
    DAY_SHIFTS,
    DAYS,
    HOLIDAYS,
    NUMBERS,
    SHIFTS,
    UNITS,
    WEEKDAYS,
    frames,
)
from pipeline.orthography import fold

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Reading | None]]

_LUNAR_MONTHS = {"giêng": 1, "chạp": 12}
_HALVES = {"year": ("6", "month"), "month": ("15", "day"), "day": ("12", "hour"), "hour": ("30", "minute")}


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def _month_number(word: str) -> int:
    return _LUNAR_MONTHS.get(word) or _number(word)


def _groups(match: re.Match[str], key: str = "") -> dict[str, str]:
    """The groups that took part, of the first half of a range, or of the one that the key ends."""
    found = {name: text for name, text in match.groupdict().items() if text is not None}
    if key:
        return {name.removesuffix(key): text for name, text in found.items() if name.endswith(key)}
    return {name: text for name, text in found.items() if not name.endswith("_b")}


def _dated(reading: Reading, groups: dict[str, str]) -> Reading:
    """The reading with the year that the groups hold: "2025", "25" or "năm nay"."""
    if year := groups.get("year") or groups.get("named_year"):
        return replace(reading, year=int(year))
    if short := groups.get("short_year"):
        return replace(reading, year=int(short) + (2000 if int(short) < 50 else 1900))
    if shift := groups.get("year_shift"):
        return replace(reading, year_shift=SHIFTS[shift])
    return reading


def _has_edge(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    return groups.get("edge") not in {None, "cả"} or groups.get("bare_edge") is not None


# --- days ----------------------------------------------------------------------------------------------


def _day_of(groups: dict[str, str]) -> Reading:
    named = groups.get("month_word", "")
    month = groups.get("month") or named
    clear = groups.keys() & {"year", "named_year"} or groups.get("head") or named.isdigit()
    short_with_slash = "short_year" in groups and groups["mark"] == "/"
    reading = Reading(
        unit="day",
        number=int(groups["day"]),
        month=_month_number(month) if month else None,
        lunar="lunar" in groups or month in _LUNAR_MONTHS,
        weak=not clear and not short_with_slash,
    )
    return _dated(reading, groups)


def _day(match: re.Match[str]) -> Reading:
    return _day_of(_groups(match))


def _days_range(match: re.Match[str]) -> Reading | None:
    """ "từ ngày 5 đến 10/6", and lists of days that follow each other: "các ngày 5, 6 và 7/6"."""
    between = [int(number) for number in re.findall(r"\d+", match["between"])]
    begin, end = _day_of(_groups(match)), _day_of(_groups(match, "_b"))
    if not between:
        return _range(begin, end, match["to"])
    days = [begin.number or 0, *between, end.number or 0]
    return _range(replace(begin, edge=True), end, "-") if days == list(range(days[0], days[-1] + 1)) else None


def _days_of_month(match: re.Match[str]) -> Reading | None:
    """ "10 ngày đầu tháng 6"; the last days of a month are counted from its end."""
    count = int(match["count"])
    month = _dated(Reading(unit="day", month=int(match["month"])), _groups(match))
    first, last = (1, count) if match["which"] == "đầu" else (-count, -1)
    return replace(month, number=first, until=replace(month, number=last)) if count > 1 else None


def _day_alone(match: re.Match[str]) -> Reading | None:
    lunar = match["head"].strip().endswith(("mùng", "mồng"))
    begin = Reading(unit="day", number=int(match["day"]), month=1 if match["tet"] else None, lunar=lunar)
    if not match["day_b"]:
        return begin
    if not lunar and _may_count(match):
        return None
    return _range(begin, replace(begin, number=int(match["day_b"])), match["to"])


def _lunar_day(match: re.Match[str]) -> Reading | None:
    month, number = match["month"], int(match["day"] or 15)
    if month.startswith("tết"):
        return Reading(unit="day", number=number, month=12 if number > 20 else 1, lunar=True)
    return Reading(unit="day", number=number, month=_month_number(month), lunar=True) if match["of"] else None


def _first_day(match: re.Match[str]) -> Reading:
    number = 1 if match["which"].startswith("đầu") else -1
    reading = Reading(unit="day", number=number, month=_month_number(match["month"]))
    return _dated(reading, _groups(match))


def _holiday(match: re.Match[str]) -> Reading:
    row = HOLIDAYS[match["holiday"]]
    reading = Reading(unit="day", number=row.day, month=row.month, lunar=row.lunar, name=True, weak=True)
    return _dated(reading, _groups(match))


def _relative_day(match: re.Match[str]) -> Reading:
    row = DAYS[match[0]]
    return Reading(unit="day", shift=row.shift, anchor=row.anchor)


def _clock(match: re.Match[str]) -> Reading:
    minute = int(match["minute"] or match["colon_minute"] or 0)
    return Reading(unit="clock", hour=int(match["hour"]), minute=minute, weak=True)


def _part(match: re.Match[str]) -> Reading:
    shift = match["shift"]
    reading = Reading(unit="part", part=match["part"], weak=True)
    return replace(reading, shift=DAY_SHIFTS[shift], weak=False) if shift else reading


def _weekday(match: re.Match[str]) -> Reading:
    shift = match["shift"]
    reading = Reading(unit="weekday", number=WEEKDAYS[match["weekday"]], weak=True)
    return replace(reading, shift=SHIFTS[shift], weak=SHIFTS[shift] == 0) if shift else reading


# --- weeks, months, quarters, halves, years ------------------------------------------------------------


def _shifted(unit: Unit) -> Callable[[re.Match[str]], Reading]:
    return lambda match: Reading(unit=unit, shift=SHIFTS[match["shift"]], edge=_has_edge(match))


def _week_of_month(match: re.Match[str]) -> Reading:
    which = match["which"]
    number = int(which[-1]) if which[-1].isdigit() else 1 if which.startswith("đầu") else -1
    reading = Reading(unit="week", number=number, month=_month_number(match["month"]))
    return _dated(reading, _groups(match))


def _month_of(groups: dict[str, str]) -> Reading:
    month = groups["month"]
    lunar = "lunar" in groups or month in _LUNAR_MONTHS
    return _dated(Reading(unit="month", month=_month_number(month), lunar=lunar), groups)


def _month(match: re.Match[str]) -> Reading:
    return replace(_month_of(_groups(match)), edge=_has_edge(match))


def _months_range(match: re.Match[str]) -> Reading | None:
    if not match["again"] and not match["year_b"] and _may_count(match):
        return None
    return _range(_month_of(_groups(match)), _month_of(_groups(match, "_b")), match["to"])


def _month_year(match: re.Match[str]) -> Reading:
    return replace(_month_of(_groups(match)), weak=True)


def _quarter_of(groups: dict[str, str]) -> Reading:
    return _dated(Reading(unit="quarter", number=_number(groups["number"])), groups)


def _quarter(match: re.Match[str]) -> Reading:
    return replace(_quarter_of(_groups(match)), edge=_has_edge(match))


def _quarters_range(match: re.Match[str]) -> Reading | None:
    if not match["again"] and match["number_b"].isdigit() and not match["year_b"] and _may_count(match):
        return None
    return _range(_quarter_of(_groups(match)), _quarter_of(_groups(match, "_b")), match["to"])


def _months_of_year(match: re.Match[str]) -> Reading | None:
    """ "6 tháng đầu năm", "9 tháng năm 2025", "ba quý đầu năm", "quý" and half where the count is theirs."""
    groups, count, which = _groups(match), _number(match["count"]), match["which"]
    count *= 3 if match.re is patterns.QUARTERS_OF_YEAR else 1
    if not which and not groups.keys() & {"year", "year_shift"}:
        return None
    last = which == "cuối"
    if count == 6:
        return _dated(Reading(unit="half", number=2 if last else 1), groups)
    if count == 3 and which:
        return _dated(Reading(unit="quarter", number=4 if last else 1), groups)
    begin = _dated(Reading(unit="month", month=13 - count if last else 1), groups)
    end = replace(begin, month=12 if last else count)
    return replace(begin, until=end) if count > 1 else end


def _half_of_year(match: re.Match[str]) -> Reading:
    return _dated(Reading(unit="half", number=1 if match["which"] == "đầu" else 2), _groups(match))


def _year(match: re.Match[str]) -> Reading:
    return Reading(unit="year", year=int(match["year"]), edge=_has_edge(match))


def _phase_year(match: re.Match[str]) -> Reading:
    return replace(_year(match), of="phase")


def _year_alone(match: re.Match[str]) -> Reading:
    return replace(_year(match), weak=True)


def _season(match: re.Match[str]) -> Reading:
    return replace(_year(match), edge=True)


def _edge_of_this_year(match: re.Match[str]) -> Reading:
    return Reading(unit="year", shift=0, edge=_has_edge(match))


def _edge_of_this(match: re.Match[str]) -> Reading:
    """ "cuối tháng", "đầu tuần": of this one."""
    units: dict[str, Unit] = {"tuần": "week", "tháng": "month"}
    return Reading(unit=units.get(match["unit"], "quarter"), shift=0, edge=True, weak=True)


def _years_range(match: re.Match[str]) -> Reading | None:
    begin, end = int(match["year"]), match["year_b"]
    last = int(end) if len(end) == 4 else begin // 100 * 100 + int(end)
    named = match["head"].strip()
    if not 0 < last - begin <= 120 or (not named and (len(end) == 2 or begin < 1800)):
        return None
    phase = "phase" if named.startswith(tuple(frames("phase"))) else ""
    return Reading(unit="year", year=begin, until=Reading(unit="year", year=last), of=phase)


def _decade(match: re.Match[str]) -> Reading:
    first = int(match["decade"])
    first += 1900 if first < 100 else 0
    return Reading(unit="year", year=first, until=Reading(unit="year", year=first + 9), edge=True)


def _same_period(match: re.Match[str]) -> Reading | None:
    reading = _dated(Reading(unit="same_period"), _groups(match))
    return None if reading.year is None and reading.year_shift is None else reading


# --- ranges and lengths --------------------------------------------------------------------------------


def _position(reading: Reading) -> int:
    """The order of days, months or quarters within a year."""
    return 31 * (reading.month or 0) + (reading.number or 0)


def _range(begin: Reading, end: Reading, joined_by: str) -> Reading | None:
    """One reading for a closed range; None for dates that only stand side by side ("5/6 và 12/6")."""
    if begin.year is None and begin.year_shift is None:
        begin = replace(begin, year=end.year, year_shift=end.year_shift)
    if begin.month and end.year and begin.year == end.year and _position(begin) > _position(end):
        begin = replace(begin, year=end.year - 1)
    wraps = begin.unit == "day" and begin.month is not None and begin.month != end.month
    begin = replace(
        begin,
        month=begin.month or end.month,
        lunar=begin.lunar or end.lunar,
        until=end,
        weak=begin.weak and end.weak,
    )
    if joined_by.strip() in {"và", ","}:
        step = 31 if begin.unit == "month" else 1
        begin = replace(begin, edge=begin.unit == "day")
        return begin if _position(end) - _position(begin) == step else None
    if begin.year != end.year and begin.year and end.year:
        return begin if begin.year < end.year else None
    return begin if wraps or _position(begin) < _position(end) else None


def _may_count(match: re.Match[str]) -> bool:
    """May the second number count what follows it: "tháng 6, 7 hộ thoát nghèo"?"""
    return match["to"].strip() in {"và", ","} and match.string[match.end() : match.end() + 1] == " "


def _length(match: re.Match[str]) -> Reading | None:
    counted = _counted(match)
    if counted is None:
        return None
    amount, unit = counted
    shift = "trước" if match["ago"] else match["shift"]
    anchor: Anchor = "context" if shift == "sau" else "published"
    direction = SHIFTS.get(shift) if shift else None
    if shift in {"trước", "sau"}:
        return Reading(unit="length", amount=amount, of=unit, year_shift=direction, anchor=anchor)
    return Reading(unit="length", amount=amount, of=unit, shift=direction)


def _counted(match: re.Match[str]) -> tuple[str, str] | None:
    """How many of which unit: "hai", "1-2" (the greater), "nửa", "… rưỡi"."""
    unit, word = UNITS[match["unit"]], match["most"] or match["amount"]
    if match["amount"] == "nửa":
        return None if match["most"] or match["half"] else _HALVES.get(unit)
    if not match["half"]:
        return str(_number(word)), unit
    if unit == "year":
        return str(12 * _number(word) + 6), "month"
    return (str(60 * _number(word) + 30), "minute") if unit == "hour" else None


# --- which rules to try where --------------------------------------------------------------------------

_MONTHS: list[Rule] = [(patterns.MONTH, _month), (patterns.MONTH_SHIFT, _shifted("month"))]
_QUARTERS: list[Rule] = [(patterns.QUARTER, _quarter), (patterns.QUARTER_SHIFT, _shifted("quarter"))]
_YEARS: list[Rule] = [(patterns.YEAR, _year), (patterns.YEAR_SHIFT, _shifted("year"))]
_YEARS_RANGE: list[Rule] = [(patterns.YEARS_RANGE, _years_range)]
_FIXED_DAYS: list[Rule] = [(patterns.DAYS_RANGE, _days_range), (patterns.DAY, _day)]
_DAYS: list[Rule] = [
    (patterns.RELATIVE_DAY, _relative_day),
    (patterns.LUNAR_DAY, _lunar_day),
    *_FIXED_DAYS,
    (patterns.DAY_ALONE, _day_alone),
    (patterns.FIRST_DAY, _first_day),
    (patterns.HOLIDAY, _holiday),
]
_EDGES: list[Rule] = [
    (patterns.HALF_OF_YEAR, _half_of_year),
    (patterns.WEEK, _shifted("week")),
    *_MONTHS,
    *_QUARTERS,
    *_YEARS,
    (patterns.YEAR_EDGE, _edge_of_this_year),
    (patterns.UNIT_EDGE, _edge_of_this),
]
_OF_YEAR: list[Rule] = [
    (patterns.MONTHS_OF_YEAR, _months_of_year),
    (patterns.QUARTERS_OF_YEAR, _months_of_year),
]
_NUMBERED: list[Rule] = [*_OF_YEAR, (patterns.LENGTH, _length)]
_PARTS: list[Rule] = [(patterns.PART, _part)]
_WEEKDAYS: list[Rule] = [(patterns.WEEKDAY, _weekday)]
_QUARTERS_OR_RANGE: list[Rule] = [(patterns.QUARTERS_RANGE, _quarters_range), *_QUARTERS]

BY_KIND: dict[str, list[Rule]] = {
    "digits": [
        (patterns.LENGTH_SHIFTED, _length),
        (patterns.CLOCK, _clock),
        *_OF_YEAR,
        (patterns.LUNAR_DAY, _lunar_day),
        (patterns.DAYS_OF_MONTH, _days_of_month),
        (patterns.LENGTH, _length),
        *_YEARS_RANGE,
        *_FIXED_DAYS,
        (patterns.MONTH_YEAR, _month_year),
        (patterns.YEAR_ALONE, _year_alone),
    ],
    "number": _NUMBERED,
    "part": _PARTS,
    "phase": [
        *_YEARS_RANGE,
        (patterns.YEAR, _year),
        (patterns.PHASE_YEAR, _phase_year),
        (patterns.SCHOOL_YEAR, _shifted("school_year")),
    ],
    "holiday": [(patterns.HOLIDAY, _holiday)],
}
BY_WORD: dict[str, list[Rule]] = {
    "buổi": _PARTS,
    **dict.fromkeys(("ngày", "hôm", "bữa", "mùng", "mồng"), _DAYS),
    "rằm": [(patterns.LUNAR_DAY, _lunar_day)],
    "cùng": [(patterns.RELATIVE_DAY, _relative_day), (patterns.SAME_PERIOD, _same_period)],
    **dict.fromkeys(("thứ", "chủ", "chúa"), _WEEKDAYS),
    "tuần": [(patterns.WEEK_OF_MONTH, _week_of_month), (patterns.WEEK, _shifted("week"))],
    "tháng": [(patterns.MONTHS_RANGE, _months_range), *_MONTHS],
    **dict.fromkeys((fold("quý"), "quí"), _QUARTERS_OR_RANGE),
    "năm": [*_YEARS_RANGE, *_YEARS],
    "những": [(patterns.DECADE, _decade), *_EDGES],
    "các": [*_FIXED_DAYS, *_YEARS_RANGE, (patterns.YEAR, _year)],
    **dict.fromkeys(("đầu", "giữa", "cuối", "cả"), _EDGES),
    "nửa": [*_EDGES, (patterns.LENGTH, _length)],
    "thập": [(patterns.DECADE, _decade)],
    "mùa": [(patterns.SEASON, _season)],
    "cách": [(patterns.LENGTH, _length)],
}
