"""What a digest remembers of earlier ones, over nights that are told one after another."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.schema import Record

if TYPE_CHECKING:
    from tests.summarize.conftest import Press

Make = Callable[..., Any]
Tell = Callable[..., Record]

FIRST, SECOND, THIRD = "2025-06-10", "2025-06-11", "2025-06-12"


@pytest.fixture
def tell(make_record: Make, make_order: Make, make_person: Make) -> Tell:
    """An article of a day in which the chairman orders something of somebody by a day."""

    def tell(
        id: str,  # noqa: A002
        day: str,
        action: str = "bàn giao toàn bộ mặt bằng kè sông Lam Giang",
        *,
        addressees: tuple[str, ...] = ("Sở Xây dựng",),
        due: str | None = "2025-06-20",
        **fields: Any,
    ) -> Record:
        words = f"ngày {int(due[8:])}/{int(due[5:7])}" if due else None
        text = f"Chủ tịch UBND tỉnh Đỗ Quang Vịnh yêu cầu {', '.join(addressees)} {action}"
        text += f" trước {words}." if words else "."
        order = make_order(
            text,
            action,
            issuer="Đỗ Quang Vịnh",
            person="p1",
            addressees=addressees,
            deadline=(words, due) if words else None,
            id=f"{id}-{len(action)}",
        )
        person = make_person(text, "Đỗ Quang Vịnh", "Chủ tịch UBND tỉnh")
        url = f"https://bao.example/{id}.html"
        record: Record = make_record(
            text, id=id, url=url, published_at=f"{day}T06:00:00+07:00", people=[person], directives=[order], **fields
        )
        return record

    return tell


def test_memory_an_order_in_several_papers_is_one_entry_with_its_sources(press: "Press", tell: Tell) -> None:
    one = tell("a1", FIRST, source="baomot")
    other = tell("a2", FIRST, "khẩn trương bàn giao mặt bằng kè sông Lam Giang", source="baohai")
    strange = tell("a3", FIRST, "bàn giao toàn bộ hồ sơ địa chính", source="baohai")
    digest = press.publish(one, other, strange)
    orders = {order.action.record: order for order in digest.listed_orders()}
    [known] = [order for record, order in orders.items() if record != "a3"]
    assert (len(orders), len(known.told_by), len(orders["a3"].told_by)) == (2, 1, 0)
    assert len(digest.unlisted.same) == 1
    assert "; cũng đưa tin: [bao" in press.read("digest.md")
    assert "Cũng đưa tin: " in press.read("digest.html")
    assert len(digest.due) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"due": "2025-06-27"},
        {"addressees": ("Sở Tài chính",), "action": "khẩn trương bàn giao mặt bằng kè sông"},
        {"action": "nghiệm thu toàn bộ mặt bằng các khu tái định cư"},
    ],
)
def test_memory_another_day_addressee_or_action_is_another_order(
    press: "Press", tell: Tell, other: dict[str, Any]
) -> None:
    assert len(press.publish(tell("a1", FIRST), tell("a2", FIRST, **other)).listed_orders()) == 2


def test_memory_what_was_told_does_not_return(press: "Press", tell: Tell) -> None:
    first = press.publish(tell("a1", FIRST), night=FIRST)
    for id_, night in (("a2", SECOND), ("a3", THIRD)):
        digest = press.publish(tell(id_, night), night=night)
        assert digest.listed_orders() == []
        assert list(digest.unlisted.known.values()) == [first.listed_orders()[0].uid]
        assert [due.since for due in digest.due] == [FIRST]
        assert "1 chỉ đạo đã có trong các bản tin trước" in press.read("digest.html")
        assert "bàn giao" not in press.read("feed.xml")
        assert press.verify() == []


def test_memory_an_article_that_is_fetched_again_is_not_told_again(press: "Press", tell: Tell) -> None:
    press.publish(tell("a1", FIRST), night=FIRST)
    digest = press.publish(tell("a1", SECOND), night=SECOND)
    assert digest.listed_orders() == []
    assert digest.figures.orders == 1


def test_memory_a_moved_day_returns_and_says_what_it_was(press: "Press", tell: Tell) -> None:
    first = press.publish(tell("a1", FIRST), night=FIRST)
    digest = press.publish(tell("a2", SECOND, due="2025-06-30"), night=SECOND)
    [order] = digest.listed_orders()
    [change] = order.changes
    assert (change.what, change.before, change.since) == ("deadline", "2025-06-20", FIRST)
    assert order.uid == first.listed_orders()[0].uid
    assert [(due.day, due.sequence, due.since) for due in digest.due] == [("2025-06-30", 1, FIRST)]
    assert "Đổi hạn: trước là 20/06/2025" in press.read("digest.html")
    assert "đổi hạn, trước là 20/06/2025" in press.read("digest.md")
    assert press.verify() == []
    third = press.publish(tell("a3", THIRD, due="2025-06-30"), night=THIRD)
    assert third.listed_orders() == []
    assert [due.sequence for due in third.due] == [1]


def test_memory_a_new_addressee_returns_and_is_named(press: "Press", tell: Tell) -> None:
    press.publish(tell("a1", FIRST), night=FIRST)
    digest = press.publish(tell("a2", SECOND, addressees=("Sở Xây dựng", "Kho bạc Nhà nước")), night=SECOND)
    [change] = digest.listed_orders()[0].changes
    assert (change.what, change.quote.text) == ("addressee", "Kho bạc Nhà nước")
    assert "Thêm nơi nhận: " in press.read("digest.html")
    assert press.verify() == []


def test_memory_a_night_written_again_tells_the_same(press: "Press", tell: Tell) -> None:
    first = press.publish(tell("a1", FIRST), night=FIRST)
    press.publish(tell("a2", SECOND), night=SECOND)
    assert press.publish(night=FIRST) == first


def test_memory_days_go_over_from_night_to_night_until_they_are_long_past(press: "Press", tell: Tell) -> None:
    press.publish(tell("a1", FIRST), night=FIRST)
    assert [due.day for due in press.publish(night="2025-06-19").due] == ["2025-06-20"]
    assert "20/06/2025" in press.read("mail.txt")
    assert [due.day for due in press.publish(night="2025-07-04").due] == ["2025-06-20"]
    assert "hạn đã qua" in press.read("digest.html")
    assert press.verify() == []
    assert press.publish(night="2025-07-05").due == []


def test_memory_a_day_that_its_article_says_no_more_is_not_told_on(
    press: "Press", tell: Tell, make_record: Make
) -> None:
    press.publish(tell("a1", FIRST), night=FIRST)
    text = "Bài đã được gỡ theo yêu cầu."
    press.store.put([make_record(text, id="a1", published_at=f"{FIRST}T06:00:00+07:00")])
    assert press.publish(night=SECOND).due == []


def test_memory_an_update_of_the_article_keeps_the_event_in_the_calendar(press: "Press", tell: Tell) -> None:
    first = press.publish(tell("a1", FIRST), night=FIRST)
    longer = tell("a1", SECOND, "bàn giao ngay toàn bộ mặt bằng kè sông Lam Giang")
    [due] = press.publish(longer, night=SECOND).due
    assert due.uid == first.due[0].uid
    assert due.sequence == 1
