import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.orthography import fold, normalize, unaccent

ANY_TEXT = st.text(alphabet=st.characters(codec=None))  # surrogates too
VIETNAMESE = st.text(
    alphabet=st.sampled_from("aoeuyhqAOUYİΣß ÐĐđðoàáỏẽụỳỷÒÚ\u0300\u0301\u0309\u0303\u0323 \t\r\n\u200b")
)
# Signs that begin a number or a verse in Arabic and other scripts: format characters that can be seen.
VISIBLE_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("Ðảng uỷ", "Đảng uỷ"),
        ("Ɖảng bộ, ðến", "Đảng bộ, đến"),
        (unicodedata.normalize("NFD", "Ủy ban nhân dân tỉnh"), "Ủy ban nhân dân tỉnh"),
        ("  một \t hai\u00a0\u3000ba  ", "một hai ba"),
        ("đoạn một \r\n \r\n\t đoạn hai", "đoạn một\nđoạn hai"),
        (
            "đoạn một\u2028đoạn hai\u2029đoạn ba\x85đoạn bốn\x0cđoạn năm",
            "đoạn một\nđoạn hai\nđoạn ba\nđoạn bốn\nđoạn năm",
        ),
        ("\ufeffkhông\u200b khe\u00ad hở\u2060", "không khe hở"),
        ("a\0b\x07c\x1fd", "abc d"),
        ("❤\ufe0f 👩\u200d👧", "❤ 👩👧"),
        ("\ud83d\ude00 \ud800", "😀 \ufffd"),
        (" \n\t ", ""),
        ("", ""),
    ],
)
def test_normalize_gives_the_stored_form(raw: str, stored: str) -> None:
    assert normalize(raw) == stored


@given(st.one_of(ANY_TEXT, VIETNAMESE))
def test_normalize_is_idempotent_and_composed(text: str) -> None:
    stored = normalize(text)
    assert normalize(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)
    assert stored == stored.strip()
    assert "  " not in stored
    assert "\n\n" not in stored
    assert stored.encode().decode() == stored


def test_normalize_leaves_nothing_invisible() -> None:
    stored = normalize("".join(f"x{chr(code)}" for code in range(sys.maxunicode + 1)))
    left = {ord(letter) for letter in stored if unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}}
    assert left - {ord("\n")} == VISIBLE_FORMATS
    assert {letter for letter in stored if letter.isspace()} == {" ", "\n"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Tỉnh uỷ", "Tỉnh ủy"),
        ("TỈNH UỶ", "Tỉnh Ủy"),
        ("Hoà Bình", "Hòa Bình"),
        ("hoá, hoả, hoã, hoạ", "hóa, hỏa, hõa, họa"),
        ("khoẻ, loè, toé, toẽ, choẹ", "khỏe, lòe, tóe, tõe, chọe"),
        ("thuỳ, thuý, luỹ, luỵ", "thùy, thúy, lũy, lụy"),
    ],
)
def test_fold_makes_both_ways_of_placing_tones_one(old: str, new: str) -> None:
    assert old != new
    assert fold(old) == fold(new) == new.lower()


@pytest.mark.parametrize("word", ["quý", "hoàn", "toán", "thuyền", "ủy", "đường"])
def test_fold_compares_equal_only_where_letters_are_equal(word: str) -> None:
    assert fold(word.upper()) == fold(word)
    assert fold(word) != fold(unaccent(word))


@given(st.one_of(ANY_TEXT, VIETNAMESE))
def test_fold_keeps_the_length_and_is_idempotent(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_fold_keeps_the_length_of_every_letter() -> None:
    assert [code for code in range(sys.maxunicode + 1) if len(fold(chr(code))) != 1] == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đường Lê Lợi", "duong le loi"),
        ("Ðắk Ƭ", "dak ƭ"),
        ("Ɖảng ủy", "dang uy"),
        (unicodedata.normalize("NFD", "Thủy điện"), "thuy dien"),
        ("UỶ BAN", "uy ban"),
    ],
)
def test_unaccent_leaves_what_people_type_without_marks(text: str, plain: str) -> None:
    assert unaccent(text) == plain


@given(st.one_of(ANY_TEXT, VIETNAMESE))
def test_unaccent_leaves_no_mark_behind(text: str) -> None:
    assert not any(unicodedata.combining(letter) for letter in unaccent(text))
