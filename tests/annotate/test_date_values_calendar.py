from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annotate.date_values import due_after, find_dates, values


@pytest.mark.parametrize(
    ("text", "since", "due"),
    [
        ("45 ngày", date(2018, 4, 16), date(2018, 5, 31)),
        ("2 tuần", date(2025, 6, 10), date(2025, 6, 24)),
        ("1 tháng", date(2025, 1, 31), date(2025, 2, 28)),
        ("hai năm", date(2024, 2, 29), date(2026, 2, 28)),
        ("5 ngày làm việc", date(2025, 6, 11), date(2025, 6, 18)),
        ("3 ngày làm việc", date(2025, 4, 28), date(2025, 5, 6)),
        ("1 ngày làm việc", date(2024, 5, 3), date(2024, 5, 4)),
    ],
)
def test_length_counted_from_a_day_leads_to_its_due_day(text: str, since: date, due: date) -> None:
    (length,) = find_dates(text, None)
    assert due_after(length, since) == due


@pytest.mark.parametrize("text", ["24 giờ", "ngày 15/6/2025", "tháng 6/2025"])
def test_what_is_no_length_of_days_has_no_due_day(text: str) -> None:
    (found,) = find_dates(text, None)
    assert due_after(found, date(2025, 6, 10)) is None


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 6, 13), True),
        (date(2025, 6, 14), False),
        (date(2025, 9, 2), False),
        (date(2025, 1, 29), False),
        (date(2024, 5, 4), True),
    ],
)
def test_working_days_know_weekends_holidays_and_swapped_days(day: date, works: bool) -> None:
    assert values.is_working_day(day) is works


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 40))
def test_working_days_are_passed_one_by_one(since: date, count: int) -> None:
    due = values.add_working_days(since, count)
    passed = (since + timedelta(more) for more in range(1, (due - since).days + 1))
    assert sum(map(values.is_working_day, passed)) == count
    assert values.add_working_days(due, 0) == due


@pytest.mark.parametrize(
    ("year", "month", "day", "solar"),
    [
        (2025, 1, 1, date(2025, 1, 29)),
        (2019, 3, 10, date(2019, 4, 14)),
        (2014, 12, 30, date(2015, 2, 18)),
        (2024, 12, 30, date(2025, 1, 28)),
        (2007, 1, 1, date(2007, 2, 17)),
        (1985, 1, 1, date(1985, 1, 21)),
    ],
)
def test_lunar_day_is_the_vietnamese_one(year: int, month: int, day: int, solar: date) -> None:
    assert values.lunar_day(year, month, day) == solar


@pytest.mark.parametrize(("year", "month", "day"), [(1899, 1, 1), (2100, 1, 1), (2025, 13, 1), (2025, 1, 31)])
def test_lunar_day_that_does_not_exist_is_refused(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        values.lunar_day(year, month, day)


@settings(deadline=None)
@given(st.dates(date(1, 2, 1), date(9999, 11, 30)))
def test_every_value_covers_the_days_that_it_names(day: date) -> None:
    covering = (
        values.same_day(day),
        values.week_of(day),
        values.month(day.year, day.month),
        values.quarter(day.year, (day.month + 2) // 3),
        values.half(day.year, (day.month + 5) // 6),
        values.year_of(day.year),
    )
    for value in covering:
        assert value.first is not None
        assert value.last is not None
        assert value.first <= day <= value.last
