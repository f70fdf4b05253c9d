"""Whose a name is, and who holds an office that stands alone, apart from the examples in `people/coreference.txt`."""

import pytest

from pipeline.annotate.grammar.offices import find_offices
from pipeline.annotate.people import find_people
from pipeline.annotate.people.holders import distinct, is_part, written_out
from pipeline.orthography import fold
from pipeline.schema import Person


def _people(text: str) -> dict[str, Person]:
    return {person.name: person for person in find_people(text, find_offices(fold(text), text))}


def _mentions(text: str, name: str) -> list[str]:
    return [mention.text for mention in _people(text)[name].mentions]


def test_short_name_belongs_to_the_one_named_last() -> None:
    text = "Ông Lê Văn Hùng đến. Ông Hùng nói. Ông Trần Quốc Hùng đến. Ông Hùng nghe."
    assert _mentions(text, "Lê Văn Hùng") == ["Lê Văn Hùng", "Hùng"]
    assert _mentions(text, "Trần Quốc Hùng") == ["Trần Quốc Hùng", "Hùng"]


def test_short_name_before_the_full_one_belongs_to_the_only_one_it_fits() -> None:
    assert _mentions("Ông Hùng nói. Ông Lê Văn Hùng là nông dân.", "Lê Văn Hùng") == ["Hùng", "Lê Văn Hùng"]


def test_single_name_with_a_title_is_a_person_if_nobody_has_it() -> None:
    people = _people("Chị Mai bán rau. Đồng chí Mai và giáo viên Toán đi vắng.")
    assert list(people) == ["Mai"]


def test_office_with_two_holders_stands_for_neither() -> None:
    text = (
        "Bí thư Tỉnh ủy Hà Nam Lê Văn An gặp Bí thư Tỉnh ủy Thái Bình Trần Văn Tú. Bí thư Tỉnh ủy đề nghị."
        " Bí thư Tỉnh ủy Hà Nam đồng ý."
    )
    assert _mentions(text, "Lê Văn An") == ["Lê Văn An", "Bí thư Tỉnh ủy Hà Nam"]
    assert _mentions(text, "Trần Văn Tú") == ["Trần Văn Tú"]


@pytest.mark.parametrize(
    "office",
    [
        "các Chủ tịch UBND xã",
        "mỗi Chủ tịch UBND xã",
        "nguyên Chủ tịch UBND xã",
        "chức Chủ tịch UBND xã",
        "Phó Chủ tịch UBND xã",
    ],
)
def test_office_that_nobody_holds_alone_stands_for_nobody(office: str) -> None:
    text = f"Chủ tịch UBND xã Lê Văn An nói. Sau đó {office} được nhắc đến."
    assert _mentions(text, "Lê Văn An") == ["Lê Văn An"]


def test_pronoun_reaches_no_further_than_a_paragraph() -> None:
    near = "Ông Lê Văn An đến.\nÔng nói."
    far = "Ông Lê Văn An đến.\nTrời mưa to.\nÔng nói."
    assert _mentions(near, "Lê Văn An") == ["Lê Văn An", "Ông"]
    assert _mentions(far, "Lê Văn An") == ["Lê Văn An"]


def test_offices_are_compared_without_abbreviations_case_and_tone_style() -> None:
    assert written_out("PCT UBND TP. Huế") == written_out("Phó Chủ tịch Uỷ ban nhân dân thành phố Huế")
    assert is_part(written_out("Bí thư Hà Nam"), written_out("Bí thư Tỉnh ủy Hà Nam"))
    assert not is_part(written_out("Chủ tịch UBND xã"), written_out("Chủ tịch UBND tỉnh"))


def test_distinct_offices_keep_the_fullest_form_and_what_is_former_apart() -> None:
    text = "Bí thư, nguyên Bí thư Tỉnh ủy, Bí thư Tỉnh ủy Hà Nam, Phó Bí thư Tỉnh ủy"
    titles = [office.text for office in distinct(find_offices(fold(text), text))]
    assert titles == ["Bí thư Tỉnh ủy Hà Nam", "nguyên Bí thư Tỉnh ủy", "Phó Bí thư Tỉnh ủy"]
