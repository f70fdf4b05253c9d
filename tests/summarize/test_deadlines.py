"""The calendar as icalendar reads it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from icalendar import Calendar
from msgspec import structs

from pipeline.schema import Record
from tests.summarize.conftest import RTL, VISIBLE

if TYPE_CHECKING:
    from tests.summarize.conftest import Press

Make = Callable[..., Any]


def _events(press: "Press") -> list[Any]:
    calendar = Calendar.from_ical((press.folder / "deadlines.ics").read_bytes())
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    events = list(calendar.walk("VEVENT"))
    assert not calendar.errors
    assert not any(event.errors for event in events)
    return events


def test_calendar_has_a_whole_day_for_each_order_with_a_day(press: "Press", record: Record) -> None:
    press.publish(record)
    [event] = _events(press)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2025, 6, 20), date(2025, 6, 21))
    assert event["summary"] == "Sở Xây dựng, UBND xã Bình Thạnh Đông: bàn giao toàn bộ mặt bằng trước ngày 20/6"
    assert event["description"].startswith("Đỗ Quang Vịnh (Chủ tịch UBND tỉnh) → Sở Xây dựng")
    assert event["url"].startswith("https://baolamgiang.example/chinh-tri/kiem-tra-ke-12.html#:~:text=")
    assert event.decoded("dtstamp") == datetime(2025, 6, 9, 23, tzinfo=UTC)
    assert event["uid"] == f"{record.directives[0].id}@chidao"
    assert event["sequence"] == 0


def test_calendar_updates_an_event_and_makes_no_second_one(press: "Press", record: Record, retold: Make) -> None:
    press.publish(record)
    [before] = _events(press)
    order = record.directives[0]
    assert order.deadline is not None
    due = structs.replace(order.deadline, last_day="2025-06-30")
    moved = structs.replace(record, directives=[structs.replace(order, deadline=due)])
    press.publish(retold(moved, "a2", published_at="2025-06-11T06:00:00+07:00"), night="2025-06-11")
    [after] = _events(press)
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstart") == date(2025, 6, 30)


def test_calendar_shows_hostile_content_as_text(press: "Press", hostile: Record) -> None:
    order = hostile.directives[0]
    text = f"{hostile.text}\nEND:VEVENT\nX-Xau: 1"
    press.publish(structs.replace(hostile, text=text, directives=[order]))
    [event] = _events(press)
    assert VISIBLE in event["summary"]
    assert RTL not in (press.folder / "deadlines.ics").read_text(encoding="utf-8")


def test_calendar_lines_are_folded_and_end_as_the_standard_says(press: "Press", record: Record) -> None:
    press.publish(record)
    lines = (press.folder / "deadlines.ics").read_bytes().split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_calendar_of_an_empty_night_has_no_event(press: "Press") -> None:
    press.publish()
    assert _events(press) == []
