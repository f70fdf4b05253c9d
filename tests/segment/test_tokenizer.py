import unicodedata
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from pipeline.segment import create_segmenter
from pipeline.segment.tokenizer import SyllableTokenizer

TOKENIZER = SyllableTokenizer(Vocab())
AWKWARD = [
    "",
    " ",
    "   ",
    "\t",
    "\n\n",
    " đầu và cuối ",
    "a\tb  c\u00a0d\u3000e\r\nf",
    unicodedata.normalize("NFD", "Ủy ban nhân dân xã Tân Lập"),
    "Ðảng ủy xã",
    "👩‍👩‍👧‍👦 và 🇻🇳",
    "a\0b",
    "\u0301",
    "“Phải làm ngay!”./.",
    "không_dấu___cách",
    "\u200b\ufeff",
    "\x1c\x1d\x85\u2028",
]


@pytest.mark.parametrize("text", AWKWARD)
def test_text_comes_back_from_awkward_strings(text: str) -> None:
    assert TOKENIZER(text).text == text


@given(st.text())
def test_text_comes_back_from_every_string(text: str) -> None:
    assert TOKENIZER(text).text == text


def test_text_comes_back_from_a_megabyte() -> None:
    text = "Chủ tịch UBND xã yêu cầu rà soát, báo cáo trước 30/6.\n" * 20_000
    assert TOKENIZER(text).text == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Ủy ban nhân dân", ["Ủy", "ban", "nhân", "dân"]),
        ("ngày 30/6/2025.", ["ngày", "30", "/", "6", "/", "2025", "."]),
        ("TP.Hải Bình", ["TP", ".", "Hải", "Bình"]),
        ("số 19/CT-UBND", ["số", "19", "/", "CT", "-", "UBND"]),
        ("(“làm ngay”)", ["(", "“", "làm", "ngay", "”", ")"]),
        ("a  b", ["a", " ", "b"]),
        (
            unicodedata.normalize("NFD", "tỉnh ủy"),
            [unicodedata.normalize("NFD", word) for word in ("tỉnh", "ủy")],
        ),
    ],
)
def test_tokens_are_syllables_numbers_and_single_signs(text: str, tokens: list[str]) -> None:
    assert [token.text for token in TOKENIZER(text)] == tokens


def test_saved_pipeline_segments_as_before(tmp_path: Path) -> None:
    text = "Lãnh đạo TP. Hải Bình họp sáng 10/6. Các xã báo cáo."
    nlp = create_segmenter()
    nlp.to_disk(tmp_path / "segmenter")
    loaded = spacy.load(tmp_path / "segmenter")
    assert isinstance(loaded.tokenizer, SyllableTokenizer)
    for again in (
        loaded,
        create_segmenter().from_disk(tmp_path / "segmenter"),
        create_segmenter().from_bytes(nlp.to_bytes()),
    ):
        assert again(text).to_json() == nlp(text).to_json()
