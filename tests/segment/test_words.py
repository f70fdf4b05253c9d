import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from underthesea import word_tokenize

from pipeline.segment import create_segmenter
from pipeline.segment.words import word_ranges

NLP = create_segmenter()
NEWS = [
    "Chủ tịch Ủy ban nhân dân huyện Vĩnh An yêu cầu các xã, thị trấn rà soát hồ sơ trước ngày 30/6/2025.",
    "Ông Trần Văn Mẫn (SN 1970) nói: “Phải giải quyết dứt điểm, không để dân chờ!”",
    "Lãnh đạo TP. Hải Bình, GS.TS. Nguyễn Văn An và Sở TN&MT họp lúc 16h30 về 1.250.000 m2 đất, v.v...",
    "Góp ý về https://hai-binh.example/tin.html hoặc gopy@hai-binh.example, ĐT 0200-123-456.",
]


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in word_ranges(text)]


@pytest.mark.parametrize("text", NEWS)
def test_words_are_those_of_underthesea(text: str) -> None:
    assert words(text) == word_tokenize(text, use_token_normalize=False)


def test_paragraphs_are_segmented_each_for_itself() -> None:
    assert words("\n".join(NEWS)) == [word for text in NEWS for word in words(text)]


def test_words_of_decomposed_text_are_the_same_words() -> None:
    decomposed = unicodedata.normalize("NFD", NEWS[0])
    assert [unicodedata.normalize("NFC", word) for word in words(decomposed)] == words(NEWS[0])


def test_letters_that_underthesea_maps_move_no_word() -> None:
    assert words(NEWS[0].replace("Ủy ban", "Ðảng bộ")) == words(NEWS[0].replace("Ủy ban", "Đảng bộ").replace("Đ", "Ð"))


@pytest.mark.parametrize("text", ["a" * 5_000, "x." * 3_000, "hạn " * 2_000, "(" * 3_000])
def test_endless_runs_are_covered_whole(text: str) -> None:
    assert "".join(words(text)).replace(" ", "") == text.replace(" ", "")


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(alphabet=st.sampled_from("aàđĐÐ\u0301\u0323ᄀ\u1161क़ \n\t.-/(1@:😀"))))
def test_words_lie_in_order_within_the_text(text: str) -> None:
    end = 0
    for start, after in word_ranges(text):
        assert end <= start < after <= len(text)
        assert text[start:after] == text[start:after].strip()
        end = after


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("aàđ1h \n.-/(")))
def test_spans_of_words_do_not_overlap(text: str) -> None:
    doc = NLP(text)
    spans = doc.spans["words"]
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_pieces_of_one_token_are_one_span() -> None:
    doc = NLP("Họp lúc 16h30 tại hội trường")
    assert [span.text for span in doc.spans["words"]] == ["Họp", "lúc", "16h30", "tại", "hội trường"]
