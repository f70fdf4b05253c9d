"""Calendar values: ISO 8601 as docs/records.md lists them, with the first and the last day they cover.

A year that nobody knows is None; it is written XXXX and the value then has no days.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays
from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

ISO_UNITS = {
    "second": "PT{}S",
    "minute": "PT{}M",
    "hour": "PT{}H",
    "day": "P{}D",
    "workday": "P{}D",
    "week": "P{}W",
    "month": "P{}M",
    "year": "P{}Y",
}
MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_LUNAR_YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Value:
    """A place on the calendar or a length of time: `text` is ISO 8601, the days are None where open."""

    text: str
    first: date | None = None
    last: date | None = None


def day(year: int | None, month: int, number: int, clock: str | None = None) -> Value:
    """Raises ValueError where there is no such day (29 February needs a leap year, or an unknown one)."""
    suffix = f"T{clock}" if clock else ""
    place = date(year or 2000, month, number)
    if year is None:
        return Value(f"XXXX-{month:02}-{number:02}{suffix}")
    return Value(f"{place.isoformat()}{suffix}", place, place)


def same_day(place: date, clock: str | None = None) -> Value:
    return day(place.year, place.month, place.day, clock)


def month(year: int | None, number: int) -> Value:
    return _months(year, number, 1, f"{number:02}")


def quarter(year: int | None, number: int) -> Value:
    return _months(year, 3 * number - 2, 3, f"Q{number}")


def half(year: int | None, number: int) -> Value:
    return _months(year, 6 * number - 5, 6, f"H{number}")


def year_of(year: int | None) -> Value:
    return Value("XXXX") if year is None else Value(f"{year:04}", date(year, 1, 1), date(year, 12, 31))


def _months(year: int | None, first: int, count: int, name: str) -> Value:
    if year is None:
        return Value(f"XXXX-{name}")
    last = first + count - 1
    return Value(f"{year:04}-{name}", date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def week_of(place: date) -> Value:
    """The ISO week, Monday to Sunday, that holds the day."""
    year, week, weekday = place.isocalendar()
    monday = place - timedelta(weekday - 1)
    return Value(f"{year:04}-W{week:02}", monday, monday + timedelta(6))


def span(begin: Value, end: Value) -> Value:
    """The closed range from the first day of one value to the last day of another."""
    return Value(f"{begin.text}/{end.text}", begin.first, end.last)


def length(amount: str, unit: str) -> Value:
    """A length of time; quarters are counted in months and decades in years."""
    if unit == "quarter":
        amount, unit = str(3 * int(amount)), "month"
    elif unit == "decade":
        amount, unit = str(10 * int(amount)), "year"
    return Value(ISO_UNITS[unit].format(amount))


def shift_months(place: date, count: int) -> date:
    """The same day some months away, or that month's last day where it is shorter."""
    year, zero_month = divmod(place.year * 12 + place.month - 1 + count, 12)
    return date(year, zero_month + 1, min(place.day, calendar.monthrange(year, zero_month + 1)[1]))


def shift(place: date, count: int, unit: str) -> date:
    """The day some days, working days, weeks, months, quarters, years or decades away."""
    match unit:
        case "day":
            return place + timedelta(count)
        case "workday":
            return add_working_days(place, count)
        case "week":
            return place + timedelta(weeks=count)
        case "decade":
            return shift_months(place, 120 * count)
        case _:
            return shift_months(place, MONTHS_IN[unit] * count)


@cache
def _public_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("VN")


def is_working_day(place: date) -> bool:
    """Monday to Friday, public holidays and their substitutes excepted, swapped Saturdays included."""
    return _public_holidays().is_working_day(place)


def add_working_days(place: date, count: int) -> date:
    """The count-th working day after the day."""
    step = timedelta(1 if count >= 0 else -1)
    for _ in range(abs(count)):
        place += step
        while not is_working_day(place):
            place += step
    return place


def lunar_day(year: int, month: int, number: int) -> date:
    """The solar day of a day of the Vietnamese lunar year; the 30th of a short month is its 29th.

    Raises ValueError outside 1900–2099 and where the month has no such day.
    """
    if year not in _LUNAR_YEARS:
        raise ValueError(f"no lunar calendar for {year}")
    place = lunar_to_solar(LunarDate(number, month, year))
    if solar_to_lunar(place).day == number:
        return place
    if number == 30:
        return place - timedelta(1)
    raise ValueError(f"no day {number} in lunar month {month}")
