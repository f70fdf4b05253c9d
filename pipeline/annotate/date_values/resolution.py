"""From a `Reading` to a `Value`: what the words leave open comes from the publication day and the context."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from pipeline.annotate.date_values import values
from pipeline.annotate.date_values.reading import Reading
from pipeline.annotate.date_values.values import Value
from pipeline.annotate.date_values.words import PARTS

Tense = Literal["past", "future", "next", "open"]
Source = Literal["text", "published_at", "context"]

_GRACE = timedelta(31)
_TET_SEASON = timedelta(25)
_HALF_YEAR = timedelta(183)
_FAR = timedelta(270)


@dataclass(slots=True)
class Resolver:
    """Places the readings of one article, in text order; raises ValueError for what is on no calendar."""

    published: date | None
    latest: date | None = None
    latest_open: str = "XXXX-XX-XX"
    period: Reading | None = None
    period_first: date | None = None
    source: Source = "text"
    tense: Tense = "open"

    def place(self, reading: Reading, tense: Tense) -> tuple[Value, Source]:
        """The value of a reading, and what it was resolved from."""
        self.source, self.tense = "text", tense
        begin = self._one(reading)
        if reading.until is None:
            return begin, self.source
        if reading.until.month is None and reading.unit == "day" and begin.first and reading.number:
            days_more = (reading.until.number or 0) - reading.number
            return values.span(begin, values.same_day(begin.first + timedelta(days_more))), self.source
        end = self._one(self._ending(reading, begin))
        return values.span(begin, end), self.source

    def remember(self, reading: Reading, value: Value) -> None:
        """Let later readings ("cùng ngày", "cùng kỳ năm trước") lean on this one."""
        if reading.unit == "day" and reading.until is None:
            self.latest, self.latest_open = value.first, value.text.partition("T")[0]
        if reading.unit in {"month", "quarter", "half"}:
            self.period, self.period_first = reading, value.first

    def _ending(self, reading: Reading, begin: Value) -> Reading:
        end = reading.until or reading
        if end.year is not None or end.year_shift is not None or begin.first is None:
            return end
        later = (end.month or 0, end.number or 0) < (reading.month or 0, reading.number or 0)
        return replace(end, year=begin.first.year + later)

    def _one(self, reading: Reading) -> Value:
        place: dict[str, Callable[[Reading], Value]] = {
            "length": self._length,
            "day": self._day,
            "part": self._day,
            "clock": self._day,
            "weekday": self._weekday,
            "week": self._week,
            "month": self._month,
            "quarter": self._quarter,
            "half": self._half,
            "year": self._year,
            "school_year": self._school_year,
            "same_period": self._same_period,
        }
        return place[reading.unit](reading)

    def _anchor(self, reading: Reading) -> date | None:
        """The day to count from; raises ValueError for "hôm sau" where no day was named before."""
        if reading.anchor == "context" and self.latest:
            self.source = "context"
            return self.latest
        if reading.anchor == "context" and reading.shift:
            raise ValueError("nothing to count from")
        self.source = "published_at"
        return self.published

    def _period_anchor(self, reading: Reading) -> date | None:
        """Publication, or in "so với tháng trước" the month (quarter) that the text was about."""
        if reading.anchor == "context" and self.period and self.period.unit == reading.unit and self.period_first:
            self.source = "context"
            return self.period_first
        self.source = "published_at"
        return self.published

    def _year_given(self, reading: Reading) -> int | None:
        if reading.year is not None:
            return reading.year
        self.source = "published_at"
        if reading.year_shift is not None and self.published:
            return self.published.year + reading.year_shift
        return None

    def _day(self, reading: Reading) -> Value:
        clock = _clock(reading)
        if reading.number is None:
            anchor = self._anchor(reading)
            if reading.unit == "clock" and self.tense == "future" and self.published and anchor:
                anchor = max(anchor, self.published)
            if anchor is None:
                day = self.latest_open if reading.anchor == "context" else "XXXX-XX-XX"
                return Value(day + (f"T{clock}" if clock else ""))
            return values.same_day(anchor + timedelta(reading.shift or 0), clock)
        if reading.month is None:
            return self._day_of_some_month(reading)
        if reading.lunar:
            return self._lunar_day(reading, reading.month)
        year, month = self._year_given(reading), reading.month
        if reading.number < 0:
            return self._from_end_of_month(reading, month)
        if year is None and self.published:
            number = reading.number
            days = _existing(lambda near: date(near, month, number), self._near_years())
            return values.same_day(_choose(days, self.published, self.tense), clock)
        return values.day(year, month, reading.number, clock)

    def _from_end_of_month(self, reading: Reading, month: int) -> Value:
        value = self._month(replace(reading, unit="month", month=month))
        if value.last is None:
            return Value(f"{value.text}-XX")
        return values.same_day(value.last + timedelta((reading.number or 0) + 1), _clock(reading))

    def _near_years(self) -> Iterable[int]:
        year = self.published.year if self.published else 2000
        return range(max(year - 1, 1), year + 2)

    def _day_of_some_month(self, reading: Reading) -> Value:
        self.source = "published_at"
        number, clock = reading.number or 1, _clock(reading)
        if self.published is None:
            return Value(f"XXXX-XX-{number:02}" + (f"T{clock}" if clock else ""))
        published = self.published
        if reading.lunar:
            tet = values.lunar_day(published.year, 1, 1)
            if abs(published - tet) <= _TET_SEASON:
                return values.same_day(values.lunar_day(published.year, 1, number), clock)
        if reading.shift is not None:
            month = values.shift_months(published, reading.shift)
            return values.day(month.year, month.month, number, clock)
        months = [values.shift_months(published.replace(day=1), count) for count in (-1, 0, 1)]
        by_month = {month.month: month for month in months}
        days = _existing(lambda near: by_month[near].replace(day=number), by_month)
        return values.same_day(_choose(days, published, self.tense, grace=timedelta(3)), clock)

    def _lunar_day(self, reading: Reading, month: int) -> Value:
        year, number = self._year_given(reading), reading.number or 1
        if year is not None:
            return values.same_day(values.lunar_day(year, month, number), _clock(reading))
        if self.published is None:
            return Value("XXXX-XX-XX")
        days = _existing(lambda near: values.lunar_day(near, month, number), self._near_years())
        return values.same_day(_choose(days, self.published, self.tense), _clock(reading))

    def _weekday(self, reading: Reading) -> Value:
        self.source = "published_at"
        clock, number = _clock(reading), reading.number or 0
        if self.published is None:
            return Value("XXXX-XX-XX" + (f"T{clock}" if clock else ""))
        monday = self.published - timedelta(self.published.weekday())
        this_week = monday + timedelta(number)
        if reading.of == "week":
            return values.same_day(this_week + timedelta(weeks=reading.shift or 0), clock)
        shift = reading.shift
        if shift is None:
            shift = -1 if self.tense == "past" else 1
            if this_week == self.published:
                shift = 0
        if shift > 0 and this_week <= self.published:
            this_week += timedelta(7)
        elif shift < 0 and this_week >= self.published:
            this_week -= timedelta(7)
        return values.same_day(this_week, clock)

    def _week(self, reading: Reading) -> Value:
        if reading.month is not None:
            month = self._month(replace(reading, unit="month"))
            if month.first is None or month.last is None:
                return Value(f"{month.text}-WX")
            if (reading.number or 1) < 0:
                return values.week_of(month.last)
            first_monday = month.first + timedelta(-month.first.weekday() % 7)
            return values.week_of(first_monday + timedelta(weeks=(reading.number or 1) - 1))
        self.source = "published_at"
        if self.published is None:
            return Value("XXXX-WXX")
        return values.week_of(self.published + timedelta(weeks=reading.shift or 0))

    def _month(self, reading: Reading) -> Value:
        if reading.month is None:
            anchor = self._period_anchor(reading)
            if anchor is None:
                return Value("XXXX-XX")
            moved = values.shift_months(anchor, reading.shift or 0)
            return values.month(moved.year, moved.month)
        month = reading.month
        if reading.lunar:
            begin = self._lunar_day(replace(reading, number=1), month)
            end = self._lunar_day(replace(reading, number=30), month)
            return values.span(begin, end)
        return self._periodic(reading, lambda year: values.month(year, month))

    def _quarter(self, reading: Reading) -> Value:
        if reading.number is not None:
            number = reading.number
            return self._periodic(reading, lambda year: values.quarter(year, number))
        anchor = self._period_anchor(reading)
        if anchor is None:
            return Value("XXXX-QX")
        moved = values.shift(anchor, reading.shift or 0, "quarter")
        return values.quarter(moved.year, (moved.month + 2) // 3)

    def _half(self, reading: Reading) -> Value:
        number = reading.number or 1
        return self._periodic(reading, lambda year: values.half(year, number))

    def _periodic(self, reading: Reading, make: Callable[[int | None], Value]) -> Value:
        """A month, quarter or half: of the year of publication, unless tense or distance speak against it."""
        year = self._year_given(reading)
        if year is not None or self.published is None:
            return make(year)
        published = self.published
        near = {value.first: value for value in map(make, self._near_years()) if value.first}
        this = make(published.year)
        tense = self.tense
        limit = published - _HALF_YEAR if tense == "future" else published
        if tense in {"future", "next"} and this.last and this.last < limit:
            return near[max(near)]
        if tense == "past" and this.first and this.first > published:
            return near[min(near)]
        if this.first and this.first - published > _FAR and tense == "open":
            return near[min(near)]
        return this

    def _year(self, reading: Reading) -> Value:
        if reading.year is not None:
            return values.year_of(reading.year)
        anchor = self._anchor(reading)
        return values.year_of(anchor.year + (reading.shift or 0) if anchor else None)

    def _school_year(self, reading: Reading) -> Value:
        """From September of one year to the summer of the next; "tới" in the summer is the one about to begin."""
        self.source = "published_at"
        if self.published is None:
            return values.span(values.year_of(None), values.year_of(None))
        shift = reading.shift or 0
        begun = self.published.month >= (9 if shift > 0 else 6 if shift < 0 else 8)
        first = self.published.year - 1 + begun + shift
        return values.span(values.year_of(first), values.year_of(first + 1))

    def _same_period(self, reading: Reading) -> Value:
        year = replace(reading, unit="year", shift=reading.year_shift)
        if self.period is None:
            return self._year(year)
        given = self._year_given(reading)
        of_that_year = replace(self.period, year=given, year_shift=None, until=None)
        value = self._one(of_that_year)
        if self.period.until is not None:
            value = values.span(value, self._one(replace(self.period.until, year=given, year_shift=None)))
        self.source = "context"
        return value

    def _length(self, reading: Reading) -> Value:
        count, unit = int(reading.amount), reading.of
        if reading.year_shift is not None:
            return self._distance(reading, count * reading.year_shift)
        length = values.length(reading.amount, unit)
        if not reading.shift or self.published is None or unit in {"hour", "minute", "second"}:
            return length
        self.source = "published_at"
        step = 1 if reading.shift > 0 else -1
        days = [self._unit_value(values.shift(self.published, step * number, unit), unit) for number in (1, count)]
        first, last = (days[0], days[1]) if step > 0 else (days[1], days[0])
        return Value(length.text, first.first, last.last)

    def _distance(self, reading: Reading, count: int) -> Value:
        """A date some units before publication ("3 năm trước") or after the last date ("hai ngày sau")."""
        anchor = None if reading.anchor == "context" and not self.latest else self._anchor(reading)
        if anchor is None or reading.of in {"hour", "minute", "second"}:
            self.source = "text"
            return values.length(reading.amount, reading.of)
        return self._unit_value(values.shift(anchor, count, reading.of), reading.of)

    @staticmethod
    def _unit_value(place: date, unit: str) -> Value:
        match unit:
            case "day" | "workday":
                return values.same_day(place)
            case "week":
                return values.week_of(place)
            case "month":
                return values.month(place.year, place.month)
            case "quarter":
                return values.quarter(place.year, (place.month + 2) // 3)
            case _:
                return values.year_of(place.year)


def _clock(reading: Reading) -> str | None:
    if reading.hour is None:
        return None
    part = PARTS.get(reading.part)
    later = part is not None and part.later_from <= reading.hour <= part.later_to
    return f"{reading.hour + 12 * later:02}:{reading.minute:02}"


def _existing(make: Callable[[int], date], keys: Iterable[int]) -> list[date]:
    """The days that are on the calendar; raises ValueError where none is."""
    days = []
    for key in keys:
        try:
            days.append(make(key))
        except ValueError:
            continue
    if not days:
        raise ValueError("no such day in any year near publication")
    return days


def _choose(days: list[date], published: date, tense: Tense, grace: timedelta = _GRACE) -> date:
    """Past: the last up to publication. Future: the first from a little before it. Next: from it. Open: the closest."""
    if tense == "past" and (past := [day for day in days if day <= published + timedelta(1)]):
        return max(past)
    since = published - grace if tense == "future" else published
    if tense in {"future", "next"} and (coming := [day for day in days if day >= since]):
        return min(coming)
    return min(days, key=lambda day: abs(day - published))
