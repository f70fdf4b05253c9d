"""The words are those of `underthesea.word_tokenize`, whatever an article's text."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from underthesea import word_tokenize
from underthesea.pipeline.text_normalize.character_normalize import normalize_characters_in_text

from pipeline.orthography import normalize
from pipeline.segment.word_model import find_words

SIGNS = st.text(alphabet=st.sampled_from("aAáÁđĐ1290+-.,:/&_'’()\"%$ \n²½٣ǅßΣ"), max_size=40)
KINDS_OF_TOKENS = """
Ủy ban nhân dân tỉnh ủy yêu cầu báo cáo Bí thư Chủ tịch Nguyễn Văn An H'Mông UBND NĐ-CP TP. v.v... 3x4 1.250.000
30/6 2147483647 2147483648 00241129007 , . : “ ” ( ) - https://bao.example/a gop-y@bao.example
"""
SYLLABLES = st.lists(st.sampled_from(KINDS_OF_TOKENS.split()), max_size=30).map(" ".join)


def words(text: str) -> list[str]:
    return [text[start:end].replace(" ", "") for start, end in find_words(text)]


def of_underthesea(text: str) -> list[str]:
    return [word.replace(" ", "") for word in word_tokenize(text, use_token_normalize=False)]


# Where two ways to cut have exactly the same score, as among letters that no news has, the last bit of a sum decides.
@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.one_of(SYLLABLES, SIGNS).map(normalize).map(normalize_characters_in_text))
@example("")
@example("Bí")
@example("Bí thư")
@example("Số 00241129007 mạo danh")
@example("Số 99999999999 mạo danh")
def test_words_of_any_article_are_those_of_underthesea(text: str) -> None:
    assert [word for word in map("".join, map(str.split, words(text))) if word] == [
        word for word in map("".join, map(str.split, of_underthesea(text))) if word
    ]


def test_words_of_the_sample_articles_are_those_of_underthesea(gold_file: Path) -> None:
    texts = [json.loads(line)["text"] for line in gold_file.read_text(encoding="utf-8").splitlines()]
    paragraphs = [paragraph for text in texts for paragraph in text.splitlines()]
    assert len(paragraphs) > 100
    assert [words(paragraph) for paragraph in paragraphs] == [of_underthesea(paragraph) for paragraph in paragraphs]


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_text_without_letters_has_no_words(text: str) -> None:
    assert words(text) == []
