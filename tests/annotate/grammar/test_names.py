"""The grammar of names, apart from any text around them."""

import pytest

from pipeline.annotate.grammar.names import (
    Run,
    inside_name,
    is_full_name,
    name_start,
    names_something_else,
    run_at,
    words_of,
)
from pipeline.orthography import fold


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn An",
        "Lê Hoa",
        "Y Thanh Hà Niê Kđăm",
        "Hầu A Sinh",
        "K'Sor H'Bơ Khăp",
        "K'Brơi",
        "NGUYỄN VĂN AN",
    ],
)
def test_full_names(name: str) -> None:
    assert is_full_name(name)


@pytest.mark.parametrize("words", ["An", "Bình Minh", "Hà Nội", "Lâm Đồng", "Một Hai Ba", "N'Trang"])
def test_no_full_names(words: str) -> None:
    assert not is_full_name(words)


def test_strict_name_of_two_words_needs_an_unmistakable_family_name() -> None:
    assert is_full_name("Nguyễn An", strict=True)
    assert is_full_name("Kim Oanh")
    assert not is_full_name("Kim Oanh", strict=True)
    assert is_full_name("Kim Thị Oanh", strict=True)


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("Nguyễn Văn An nói", "Nguyễn Văn An"),
        ("Phạm Anh Tú-Phó Bí thư", "Phạm Anh Tú"),
        ("Kim Jong-il đến", "Kim Jong-il"),
        ("LÊ HOA viết", "LÊ HOA"),
        ("Trần An UBND", "Trần An"),
        ("Lê văn Năng", "Lê văn Năng"),
        ("Đắk R’lấp", "Đắk R’lấp"),
        ("UBND tỉnh", None),
        ("tỉnh", None),
    ],
)
def test_run_of_capitalised_words(text: str, run: str | None) -> None:
    found = run_at(text, 0)
    assert (text[found.start : found.end] if found else None) == run


def test_words_of_run() -> None:
    text = "ông Lê Văn An"
    assert [text[word.start : word.end] for word in words_of(text, Run(4, len(text)))] == ["Lê", "Văn", "An"]


@pytest.mark.parametrize(
    ("run", "name"),
    [
        ("Hà Nội Nguyễn Đức Chính", "Nguyễn Đức Chính"),
        ("Với Nguyễn Văn Tính", "Nguyễn Văn Tính"),
        ("Đắk Lua Nguyễn Ngọc Quý", "Nguyễn Ngọc Quý"),
        ("Bình Minh", ""),
    ],
)
def test_name_starts_after_places_and_first_words(run: str, name: str) -> None:
    assert run[name_start(run, Run(0, len(run))) :] == name


def test_word_inside_a_name() -> None:
    text = "Ông Phạm Trường Vinh vào Trường Nguyễn Trãi"
    assert inside_name(text, text.index("Trường Vinh"))
    assert not inside_name(text, text.index("Trường Nguyễn"))


@pytest.mark.parametrize(
    "before",
    ["đường ", "phố ", "Trường THPT ", "các tuyến đường chính như ", "số nhà 12 ", "giải thưởng “", "8b "],
)
def test_context_makes_a_name_something_else(before: str) -> None:
    assert names_something_else(fold(before + "Nguyễn Trãi"), len(before))


@pytest.mark.parametrize("before", ["", "ông ", "gặp ", "vận động ", "con đường của "])
def test_context_leaves_a_name_alone(before: str) -> None:
    assert not names_something_else(fold(before + "Nguyễn Trãi"), len(before))
