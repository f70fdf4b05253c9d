"""Provinces under the names they had and have."""

from datetime import date

import pytest

from pipeline.errors import ConfigError
from pipeline.lexicons import load_lexicon
from pipeline.query.provinces import FormRow, area_of, canonical, changes, find_province, today
from pipeline.sources import load_sources

FORMS = load_lexicon("place_provinces", FormRow)


def test_sixty_three_provinces_became_thirty_four() -> None:
    names = {row.name for row in FORMS}
    assert len(names) == 63 + 1  # Thừa Thiên Huế became Huế half a year earlier
    assert len(frozenset().union(*map(today, names))) == 34


def test_every_province_that_ended_has_become_another() -> None:
    ended = {row.name for row in FORMS if row.valid_until}
    assert ended <= changes().keys()


@pytest.mark.parametrize("name", sorted(changes()))
def test_change_has_one_day_and_leads_to_a_province_of_today(name: str) -> None:
    rows = changes()[name]
    (until,) = {date.fromisoformat(row.until) for row in rows}
    assert all(row.into not in changes() or date.fromisoformat(changes()[row.into][0].until) > until for row in rows)
    assert today(name) <= {row.name for row in FORMS if not row.valid_until}


def test_sources_say_the_same() -> None:
    for source in load_sources().values():
        for former in source.former_provinces:
            assert today(former) == {canonical(source.province or "")}, source.key


@pytest.mark.parametrize(
    ("typed", "name"),
    [("TP. HCM", "Hồ Chí Minh"), ("Thành phố Huế", "Huế"), ("tỉnh Thanh Hoá", "Thanh Hóa"), ("Lam Hải", "Lam Hải")],
)
def test_canonical_name(typed: str, name: str) -> None:
    assert canonical(typed) == name


def test_province_of_today_is_found_under_what_was_merged_into_it() -> None:
    assert {"Hưng Yên", "Thái Bình"} <= area_of("Hưng Yên").names
    assert area_of("Hưng Yên").note is None


def test_province_of_the_past_is_found_under_what_it_became_but_not_its_sisters() -> None:
    area = area_of("Nam Định")
    assert "Ninh Bình" in area.names
    assert "Hà Nam" not in area.names
    assert area.note is not None
    assert "since 2025-07-01" in area.note


def test_province_that_was_split_stays_ambiguous() -> None:
    assert today("Hải Hưng") == {"Hải Phòng", "Hưng Yên"}
    area = find_province("hai hung", ["Hải Phòng", "Hưng Yên", "Nghệ An"])
    assert area.names == {"Hải Phòng", "Hưng Yên"}
    assert area.note is not None
    assert "was split into Hải Dương, Hưng Yên" in area.note
    area = find_province("Hưng Yên", ["Hải Hưng", "Hưng Yên"])
    assert area.names == {"Hải Hưng", "Hưng Yên"}
    assert area.note == "articles of Hải Hưng are taken too: which of its parts they are of can't be known"


def test_parts_of_a_split_that_are_one_again_are_certain() -> None:
    assert today("Vĩnh Phú") == {"Phú Thọ"}


def test_province_without_articles_is_found_and_has_none() -> None:
    assert find_province("Cà Mau", ["Nghệ An"]).names == frozenset()


def test_name_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ConfigError, match="there are: Lam Hải"):
        find_province("xyz", ["Lam Hải"])
