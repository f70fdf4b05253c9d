import unicodedata

import pytest

from pipeline.lexicons import load_lexicon
from pipeline.parse.legacy import LegacyLetter, from_legacy

SENTENCE = "Uỷ ban nhân dân huyện yêu cầu các xã kiểm tra đê điều, báo cáo trước ngày 20 tháng 10 năm nay."


def _written(text: str, charset: str) -> str:
    letters = {row.letter: row.written for row in load_lexicon("page_legacy", LegacyLetter) if row.charset == charset}
    return "".join(letters.get(letter, letter) for letter in text)


@pytest.mark.parametrize("charset", ["tcvn3", "vni"])
def test_old_font_is_converted(charset: str) -> None:
    assert _written(SENTENCE, charset) != SENTENCE
    assert from_legacy(_written(SENTENCE, charset)) == SENTENCE


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Uû ban nh©n d©n tØnh häp bµn c«ng t¸c §¶ng", "Uỷ ban nhân dân tỉnh họp bàn công tác Đảng"),
        ("Uûy ban nhaân daân tænh hoïp baøn coâng taùc Ñaûng", "Ủy ban nhân dân tỉnh họp bàn công tác Đảng"),
    ],
)
def test_known_spelling_is_read(written: str, meant: str) -> None:
    assert from_legacy(written) == meant


@pytest.mark.parametrize("text", [SENTENCE, "Bản quyền © 2026 ® Báo Mẫu ™", "Château à la crème", "Señor Núñez", ""])
def test_other_text_stays(text: str) -> None:
    assert from_legacy(text) == text


@pytest.mark.parametrize(
    "row", load_lexicon("page_legacy", LegacyLetter), ids=lambda row: f"{row.charset}-{row.letter}"
)
def test_every_letter_is_one_vietnamese_letter(row: LegacyLetter) -> None:
    assert len(row.letter) == 1
    assert unicodedata.is_normalized("NFC", row.letter)
