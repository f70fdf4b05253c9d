"""The feed as feedparser reads it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import feedparser
from msgspec import structs

from pipeline.schema import Record
from tests.summarize.conftest import HOSTILE, RTL, VISIBLE

if TYPE_CHECKING:
    from tests.summarize.conftest import Press

Make = Callable[..., Any]


def _parsed(press: "Press") -> Any:
    parsed = feedparser.parse(press.read("feed.xml"))
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


def test_feed_is_atom_with_an_entry_for_each_order(press: "Press", record: Record) -> None:
    press.publish(record, names={"baolamgiang": "Báo Lam Giang"})
    parsed = _parsed(press)
    assert parsed.feed.title == "Bản tin chỉ đạo"
    assert parsed.feed.updated == "2025-06-10T06:00:00+07:00"
    first = parsed.entries[0]
    assert first.title == "Sở Xây dựng, UBND xã Bình Thạnh Đông: bàn giao toàn bộ mặt bằng trước ngày 20/6"
    assert first.link.startswith("https://baolamgiang.example/chinh-tri/kiem-tra-ke-12.html#:~:text=")
    assert first.author == "Báo Lam Giang"
    assert "Đỗ Quang Vịnh (Chủ tịch UBND tỉnh) →" in first.content[0].value
    assert "(hạn: ngày 20/6 – 20/06/2025)" in first.content[0].value
    assert len(parsed.entries) == 2


def test_feed_has_what_atom_asks_for(press: "Press", record: Record) -> None:
    press.publish(record)
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(press.read("feed.xml"))  # noqa: S314
    for element in (feed, *feed.iter(f"{atom}entry")):
        for tag in ("id", "title", "updated"):
            assert len(element.findall(f"{atom}{tag}")) == 1
        assert element.find(f"{atom}author/{atom}name") is not None


def test_feed_ids_are_unique_and_stay_when_the_order_is_told_again(
    press: "Press", record: Record, retold: Make
) -> None:
    press.publish(record)
    first = _parsed(press)
    ids = [entry.id for entry in first.entries]
    assert len(set(ids)) == 2
    order = record.directives[0]
    assert order.deadline is not None
    due = structs.replace(order.deadline, last_day="2025-06-30")
    moved = structs.replace(record, directives=[structs.replace(order, deadline=due)])
    press.publish(retold(moved, "a2", published_at="2025-06-11T06:00:00+07:00"), night="2025-06-11")
    second = _parsed(press)
    assert second.feed.id == first.feed.id
    assert [entry.id for entry in second.entries] == ids[:1]
    assert second.entries[0].updated == "2025-06-11T06:00:00+07:00"


def test_feed_shows_hostile_content_as_text(press: "Press", hostile: Record) -> None:
    press.publish(structs.replace(hostile, province=f"{HOSTILE}\ufffe\uffff"))
    xml = press.read("feed.xml")
    assert "<script" not in xml
    assert RTL not in xml
    [entry] = _parsed(press).entries
    assert VISIBLE in entry.title
    assert entry.title_detail.type == entry.content[0].type == "text/plain"
    assert entry.link.startswith("https://baolamgiang.example/")


def test_feed_of_an_empty_night_is_a_feed(press: "Press") -> None:
    press.publish()
    assert _parsed(press).entries == []
