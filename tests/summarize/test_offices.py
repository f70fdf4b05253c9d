from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.schema import Record

if TYPE_CHECKING:
    from tests.summarize.conftest import Press

Make = Callable[..., Any]
Name = Callable[..., Record]

TONIGHT = "2025-06-10"


@pytest.fixture
def name(make_record: Make, make_person: Make) -> Name:
    def name(id: str, day: str, office: str, *, who: str = "Mạc Thị Nhàn", **fields: Any) -> Record:  # noqa: A002
        text = f"{office} {who} đến thăm xã Bình Thạnh Đông."
        record: Record = make_record(
            text, id=id, published_at=f"{day}T06:00:00+07:00", people=[make_person(text, who, office)], **fields
        )
        return record

    return name


def _told(press: "Press", *records: Record) -> list[tuple[str, str, str]]:
    offices = press.publish(*records, night=TONIGHT).offices
    return [(new.name.text, new.office.text, new.before.text) for new in offices]


def test_office_that_no_earlier_record_gives_is_new(press: "Press", name: Name) -> None:
    before = [
        name("b1", "2025-03-01", "Phó Giám đốc Sở Y tế"),
        name("b2", "2025-04-01", "Giám đốc Sở Y tế"),
    ]
    told = _told(press, *before, name("a1", TONIGHT, "Bí thư Huyện ủy Sơn Trúc"))
    assert told == [("Mạc Thị Nhàn", "Bí thư Huyện ủy Sơn Trúc", "Giám đốc Sở Y tế")]
    page = press.read("digest.html")
    assert 'href="articles/b2.html#text-' in page
    assert 'href="articles/a1.html#text-' in page
    assert "Mạc Thị Nhàn" in press.read("mail.txt")
    assert press.verify() == []


@pytest.mark.parametrize(
    ("earlier", "tonight"),
    [
        ([], {}),
        ([("2025-04-01", "Giám đốc Sở Y tế")], {}),
        ([("2025-03-01", "Giám đốc Sở Y tế"), ("2025-04-01", "Bí thư Huyện ủy Sơn Trúc")], {}),
        ([("2024-06-01", "Giám đốc Sở Y tế"), ("2024-06-02", "Giám đốc Sở Y tế")], {}),
        ([("2025-03-01", "Giám đốc Sở Y tế"), ("2025-04-01", "Giám đốc Sở Y tế")], {"province": "Đông Hải"}),
        ([("2025-03-01", "Giám đốc Sở Y tế"), ("2025-04-01", "Giám đốc Sở Y tế")], {"who": "Lò Văn Thiết"}),
        ([("2025-06-11", "Giám đốc Sở Y tế"), ("2025-06-12", "Giám đốc Sở Y tế")], {}),
    ],
    ids=["unknown", "once", "known", "long ago", "elsewhere", "somebody else", "later"],
)
def test_office_is_not_known_to_be_new(
    press: "Press", name: Name, earlier: list[tuple[str, str]], tonight: dict[str, Any]
) -> None:
    before = [name(f"b{number}", day, office) for number, (day, office) in enumerate(earlier)]
    assert _told(press, *before, name("a1", TONIGHT, "Bí thư Huyện ủy Sơn Trúc", **tonight)) == []
