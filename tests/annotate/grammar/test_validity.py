"""Offices of bodies that began or ended in 2025."""

from datetime import date, timedelta

import pytest

from pipeline.annotate.grammar.offices import Office, find_offices
from pipeline.annotate.grammar.validity import ValidityRow, as_of
from pipeline.flow import Annotator
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Article, Record

_ROWS = load_lexicon("office_validity", ValidityRow)


def _office(text: str) -> Office:
    (office,) = find_offices(fold(text), text)
    return office


@pytest.mark.parametrize("row", [row for row in _ROWS if row.valid_until], ids=lambda row: row.example)
def test_office_is_former_after_the_last_day_of_its_body(row: ValidityRow) -> None:
    assert row.valid_until is not None
    day_after = date.fromisoformat(row.valid_until) + timedelta(days=1)
    assert not as_of(_office(row.example), row.valid_until).former
    assert as_of(_office(row.example), day_after.isoformat()).former


@pytest.mark.parametrize("row", [row for row in _ROWS if row.valid_from], ids=lambda row: row.example)
def test_office_has_the_level_of_its_time_and_is_not_former(row: ValidityRow) -> None:
    assert row.valid_from is not None
    office = _office(row.example)
    assert as_of(office, "2024-01-01") == office
    assert as_of(office, row.valid_from).level == (office.level or row.gives)
    assert not as_of(office, "2030-01-01").former


@pytest.mark.parametrize(
    ("text", "level"),
    [("Chủ tịch UBND TP Yên Sơn", "district"), ("Bí thư Thành ủy Yên Sơn", None), ("Bí thư Quận ủy", "district")],
)
def test_districts_ended_whatever_they_are_called(text: str, level: str | None) -> None:
    assert _office(text).level == level
    assert as_of(_office(text), "2025-07-01").former == (level == "district")


@pytest.mark.parametrize("text", ["Chủ tịch UBND xã Yên Sơn", "Giám đốc Sở Tài chính", "Bộ trưởng Bộ Xây dựng"])
def test_other_offices_are_as_before(text: str) -> None:
    assert as_of(_office(text), "2026-01-01") == _office(text)


def test_former_office_stays_former() -> None:
    assert as_of(_office("nguyên Chủ tịch UBND huyện Yên Sơn"), "2020-01-01").former


@pytest.mark.parametrize(("day", "former"), [("2025-06-30T08:00+07:00", False), ("2025-07-01", True), (None, False)])
def test_roles_in_records_are_as_of_the_day_of_publication(annotator: Annotator, day: str | None, former: bool) -> None:
    text = "Ông Lê Văn Tư, Chủ tịch UBND huyện Yên Sơn, phát biểu."
    record = annotator(Article(id="x", text=text, published_at=day))
    assert isinstance(record, Record)
    assert [role.former for person in record.people for role in person.roles] == [former]
