from pathlib import Path

import pytest

from pipeline.parse.bylines import Byline, names_beside_stamp, read_byline, take_bylines, without_lead_tag


def _examples(name: str) -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if not line.startswith("#")]


def _written(byline: Byline | None) -> str:
    return f"{', '.join(byline.authors)};{', '.join(byline.photographers)}" if byline else "-"


@pytest.mark.parametrize(("line", "names"), _examples("bylines.tsv"))
def test_byline_is_told_from_text(line: str, names: str) -> None:
    assert _written(read_byline(line)) == names


@pytest.mark.parametrize(("paragraph", "rest"), _examples("lead_tags.tsv"))
def test_lead_tag_is_taken_off(paragraph: str, rest: str) -> None:
    assert without_lead_tag(paragraph) == rest


def test_lead_tag_of_the_source_is_taken_off() -> None:
    assert without_lead_tag("Mẫu online: Xã An Khê họp.", "Mẫu online") == "Xã An Khê họp."


def test_bylines_leave_the_end_of_the_text() -> None:
    kept, byline = take_bylines(["Hội nghị bế mạc.", "VĨNH AN", "Ảnh: Lê Vân", "Nguồn: baomau.vn"])
    assert kept == ["Hội nghị bế mạc."]
    assert byline == Byline(["Vĩnh An"], ["Lê Vân"])


def test_byline_after_the_end_mark_leaves_its_paragraph() -> None:
    kept, byline = take_bylines(["Hội nghị khai mạc.", "Hội nghị bế mạc./. Vũ Trí (Đài TT Yên Mẫu)"])
    assert kept == ["Hội nghị khai mạc.", "Hội nghị bế mạc./."]
    assert byline == Byline(["Vũ Trí"], [])


def test_photo_credit_leaves_its_caption() -> None:
    kept, byline = take_bylines(
        [
            "Quang cảnh hội nghị. Ảnh: Lê Vân",
            "Các đại biểu (Ảnh: Hà An)",
            "Đê An Khê. Ảnh: CTV",
            "Hội nghị bế mạc.",
        ]
    )
    assert kept == ["Quang cảnh hội nghị.", "Các đại biểu", "Đê An Khê.", "Hội nghị bế mạc."]
    assert byline == Byline([], ["Lê Vân", "Hà An"])


def test_name_inside_the_text_stays() -> None:
    paragraphs = ["Danh sách khen thưởng:", "Lê Vân", "Các cá nhân nhận giấy khen tại hội nghị."]
    assert take_bylines(paragraphs) == (paragraphs, Byline([], []))


def test_only_paragraph_is_never_taken_for_a_byline() -> None:
    assert take_bylines(["VĨNH AN"])[0] == ["VĨNH AN"]


def test_author_beside_the_stamp_is_found() -> None:
    assert names_beside_stamp("LÊ VÂN • 12/06/2025") == ["Lê Vân"]
    assert names_beside_stamp("20/01/2020 - 8:28 | Lượt xem: 12 | Lê Vân") == ["Lê Vân"]
    assert names_beside_stamp("Thứ Hai, 12/10/2026 | 08:05") == []
