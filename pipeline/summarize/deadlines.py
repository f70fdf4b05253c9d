"""The days by which orders are due, as a calendar that can be imported again every morning."""

from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, vUri

from pipeline.schema import VIETNAM
from pipeline.summarize.entries import Digest, Due
from pipeline.summarize.render import macro

_READ_AT = time(6, tzinfo=VIETNAM)


def make_calendar(digest: Digest) -> bytes:
    """iCalendar, one event of a whole day for each order. An order keeps its UID when its day moves, under a SEQUENCE
    that grows: calendars then update the event and make no second one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//chidao//deadlines//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", macro("lines.txt", "calendar"))
    for due in digest.due:
        calendar.add_component(_event(digest, due))
    ical: bytes = calendar.to_ical()
    return ical


def _event(digest: Digest, due: Due) -> Event:
    day = date.fromisoformat(due.day)
    event = Event()
    event.add("uid", f"{due.uid}@chidao")
    event.add("sequence", due.sequence)
    event.add("dtstamp", datetime.combine(date.fromisoformat(digest.night), _READ_AT).astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", macro("lines.txt", "what", due.order))
    event.add("description", macro("lines.txt", "whole", digest, due.order))
    event.add("categories", list(due.order.topics))
    if due.order.action.url:
        event.add("url", vUri(due.order.action.url))
    return event
