import pytest
from msgspec import structs

from pipeline.errors import InputError
from pipeline.review.judging import judge
from pipeline.review.sheet import Row, row_of
from pipeline.schema import Directive, Record
from pipeline.store.corrections import Correction

NOW = "2025-06-11T08:00:00+07:00"


def say(record: Record, **edits: str | None) -> Correction | None:
    row = structs.replace(row_of(record, record.directives[0], "no issuer"), **edits)
    return judge(row, record, by="Vĩnh An", at=NOW)


def edited(record: Record, **edits: str | None) -> Directive:
    correction = say(record, **edits)
    assert correction is not None
    assert correction.corrected is not None
    return correction.corrected


def test_row_that_nobody_has_touched_says_nothing(record: Record) -> None:
    assert say(record) is None


@pytest.mark.parametrize("verdict", ["right", "đúng", "Đúng", "dung", "RIGHT"])
def test_right_keeps_the_directive_as_it_is_and_sure(record: Record, verdict: str) -> None:
    found = edited(record, verdict=verdict)
    before = record.directives[0]
    assert found == structs.replace(before, confidence=1.0, rules=[*before.rules, "corrected"])


@pytest.mark.parametrize("verdict", ["wrong", "sai", "SAI"])
def test_wrong_leaves_nothing_and_says_who_and_when(record: Record, verdict: str) -> None:
    correction = say(record, verdict=verdict, note="chỉ là đề nghị")
    assert correction is not None
    assert correction.corrected is None
    assert (correction.by, correction.at, correction.note) == ("Vĩnh An", NOW, "chỉ là đề nghị")
    assert correction.sentence.text == record.text.split("\n")[1]


def test_action_is_found_whatever_its_case_and_tone_marks(record: Record) -> None:
    found = edited(record, action="RÀ SOÁT HỒ SƠ")
    assert found.action.text == "rà soát hồ sơ" == record.text[found.action.start : found.action.end]
    assert found.id != record.directives[0].id


def test_issuer_is_the_person_who_stands_there(record: Record) -> None:
    found = edited(record, issuer="Trần Văn Mẫn, Chủ tịch UBND tỉnh")
    assert found.issuer is not None
    assert found.issuer.name == "Trần Văn Mẫn"
    assert found.issuer.person == record.people[0].id
    body = edited(record, issuer="UBND tỉnh Hải Bình").issuer
    assert body is not None
    assert (body.person, body.name) == (None, "UBND tỉnh Hải Bình")
    assert edited(record, verdict="right", issuer="").issuer is None


def test_slot_whose_column_is_lost_stays(record: Record) -> None:
    found = edited(record, verdict="right", issuer=None, addressees=None)
    assert (found.issuer, found.addressees) == (record.directives[0].issuer, record.directives[0].addressees)


def test_addressees_are_separated_by_semicolons(record: Record) -> None:
    found = edited(record, addressees="Sở Nội vụ; sở tài chính")
    assert [(one.text, one.kind) for one in found.addressees] == [("Sở Nội vụ", "body"), ("Sở Tài chính", "body")]
    assert edited(record, verdict="right", addressees="").addressees == []


@pytest.mark.parametrize(
    ("typed", "value", "last"),
    [
        ("tháng 7", "2025-07", "2025-07-31"),
        ("tháng 7 = 2025-Q3", "2025-Q3", "2025-09-30"),
        ("tháng 7 = 2025-H2", "2025-H2", "2025-12-31"),
        ("tháng 7 = 2025", "2025", "2025-12-31"),
        ("tháng 7 = 2025-07-15T17:00", "2025-07-15T17:00", "2025-07-15"),
        ("tháng 7 = P10D", "P10D", None),
    ],
)
def test_deadline_takes_the_value_typed_or_that_of_the_date_there(
    record: Record, typed: str, value: str, last: str | None
) -> None:
    found = edited(record, deadline=typed)
    assert found.deadline is not None
    assert (found.deadline.text, found.deadline.value, found.deadline.last_day) == ("tháng 7", value, last)
    assert found.deadlines == [found.deadline]


def test_deadline_can_be_taken_away(record: Record) -> None:
    found = edited(record, deadline="")
    assert (found.deadline, found.deadlines) == (None, [])


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"verdict": "có lẽ"}, "right or wrong, not 'có lẽ'"),
        ({"action": "xây cầu"}, "the article has no “xây cầu”"),
        ({"issuer": "Bộ Nội vụ"}, "the article has no “Bộ Nội vụ”"),
        ({"addressees": "Sở Nội vụ; Sở Y tế"}, "the article has no “Sở Y tế”"),
        ({"deadline": "hồ sơ"}, "give its value too, as “hồ sơ = 2025-06-30”"),
        ({"deadline": "hồ sơ = sớm"}, "not 'sớm'"),
        ({"deadline": "hồ sơ = 2025-02-30"}, "there is no 2025-02-30"),
        ({"deadline": "hồ sơ = 2025-13"}, "there is no 2025-13"),
        ({"deadline": "hồ sơ = 0000"}, "there is no 0000"),
        ({"deadline": "hồ sơ = P"}, "not 'P'"),
        ({"kind": "wish"}, "wish"),
        ({"polarity": ""}, "polarity"),
        ({"directive": "f" * 16, "verdict": "right"}, "export again"),
    ],
)
def test_what_cannot_be_taken_is_told(record: Record, edits: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        say(record, **edits)


def test_row_of_an_article_that_is_no_more_is_told_only_where_it_says_something() -> None:
    row = Row(article="gone", directive="d")
    assert judge(row, None, by="", at=NOW) is None
    with pytest.raises(InputError, match="export again"):
        judge(structs.replace(row, verdict="wrong"), None, by="", at=NOW)
