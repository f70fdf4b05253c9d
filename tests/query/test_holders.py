"""Which articles mean the same holder: never two people silently, rather too few together."""

import msgspec
import pytest

from pipeline.query.holders import Holding, holdings
from pipeline.schema import Level, Person, Record, Role


def record(made: list[Record], *people: Person, article: str = "x", province: str | None = "Hưng Yên") -> Record:
    return msgspec.structs.replace(made[0], id=article, province=province, people=list(people))


def person(
    organization: str | None, level: Level | None, *, name: str = "Trần Văn Mẫn", former: bool = False, number: int = 1
) -> Person:
    role = Role("Chủ tịch", "chủ tịch", organization, level, former, 0, 1)
    return Person(f"p{number}", name, None, [role], [])


def one(item: Record) -> Holding:
    (holding,) = holdings(item)
    return holding


@pytest.mark.parametrize(
    ("organization", "level", "together"),
    [
        ("UBND tỉnh", "province", True),
        ("Chính phủ", "central", True),
        ("UBND huyện Phú Khê", "district", True),
        ("Đảng ủy xã Phú Khê", "commune", True),
        ("Huyện ủy Phú Khê", "district", True),
        ("UBND xã", "commune", False),
        ("Ủy ban nhân dân xã", "commune", False),
        ("Huyện ủy", "district", False),
        ("Đảng ủy xã", "commune", False),
        ("Phòng Nội vụ", "district", False),
        ("Công ty Bình An", None, False),
        (None, None, False),
    ],
)
def test_articles_are_taken_together_only_where_the_office_is_one(
    made: list[Record], organization: str | None, level: Level | None, together: bool
) -> None:
    first, second = (one(record(made, person(organization, level), article=each)) for each in ("x", "y"))
    assert (first.holder == second.holder) is together
    assert first.apart is not together


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (person("UBND tỉnh", "province"), person("UBND tỉnh Hưng Yên", "province")),
        (person("Tỉnh ủy", "province"), person("Tỉnh uỷ", "province", name="TRẦN VĂN MẪN")),
    ],
)
def test_ways_of_writing_make_no_difference(made: list[Record], left: Person, right: Person) -> None:
    assert one(record(made, left)).holder == one(record(made, right, article="y")).holder


@pytest.mark.parametrize(
    "other",
    [
        person("UBND tỉnh", "province", name="Trần Văn Mận"),
        person("HĐND tỉnh", "province"),
        person("UBND tỉnh", "province", former=True),
        person("UBND tỉnh Nam Định", "province"),
    ],
)
def test_another_name_body_or_time_is_another_holder(made: list[Record], other: Person) -> None:
    assert one(record(made, person("UBND tỉnh", "province"))).holder != one(record(made, other)).holder


def test_another_province_is_another_holder_but_for_central_offices(made: list[Record]) -> None:
    for organization, level, same in (("UBND tỉnh", "province", False), ("Chính phủ", "central", True)):
        there = record(made, person(organization, level), province="Nghệ An")  # type: ignore[arg-type]
        here = record(made, person(organization, level))  # type: ignore[arg-type]
        assert (one(here).holder == one(there).holder) is same


def test_province_that_is_not_known_is_not_taken_for_another(made: list[Record]) -> None:
    office = person("UBND tỉnh", "province")
    assert one(record(made, office, province=None)).apart


def test_two_people_of_one_name_and_office_in_an_article_are_doubtful(made: list[Record]) -> None:
    office = person("UBND tỉnh", "province")
    first, second = holdings(record(made, office, person("UBND tỉnh", "province", number=2)))
    assert first.doubtful
    assert (first.first, second.first) == (True, False)
    assert not one(record(made, office)).doubtful
