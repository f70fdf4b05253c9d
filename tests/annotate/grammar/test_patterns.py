"""Regexes from word lists, and text with folded tone marks."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.grammar.patterns import alternation, recase
from pipeline.orthography import fold


@given(st.lists(st.text("abủy .-&", min_size=1), min_size=1), st.text("abủy .-&"))
def test_alternation_matches_exactly_the_forms(forms: list[str], other: str) -> None:
    pattern = re.compile(alternation(forms))
    assert all(pattern.fullmatch(fold(form)) for form in forms)
    assert (pattern.fullmatch(fold(other)) is not None) == (fold(other) in {fold(form) for form in forms})


def test_alternation_takes_the_longest_form() -> None:
    match = re.match(alternation(["ban", "ban tổ chức", "ban tổ"]), "ban tổ chức tỉnh ủy")
    assert match is not None
    assert match[0] == "ban tổ chức"


@given(st.text("ỦUuủỷuyoOaAàÀẮ ßİ\n"))
def test_recase_keeps_length_and_capitals_and_folds_tones(text: str) -> None:
    cased = recase(text, fold(text))
    assert len(cased) == len(text)
    assert [letter.isupper() for letter in cased] == [letter.isupper() for letter in text]


def test_recase_moves_tone_marks() -> None:
    assert recase("Uỷ ban HOÀ Bình", fold("Uỷ ban HOÀ Bình")) == "Ủy ban HÒA Bình"
