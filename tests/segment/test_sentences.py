from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicons import load_lexicon
from pipeline.segment import create_segmenter
from pipeline.segment.sentences import Abbreviation, mark_sentences, sentence_ranges

EXAMPLES = [
    line
    for line in Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ABBREVIATIONS = load_lexicon("abbreviations", Abbreviation)
NLP = create_segmenter()
PARAGRAPHS = st.text(alphabet=st.sampled_from("aA1.?!…”( \n'@/:w,Đ"), max_size=60)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_ranges(text)]


@pytest.mark.parametrize("example", EXAMPLES)
def test_sentences_end_where_the_examples_say(example: str) -> None:
    assert sentences(example.replace("|", "")) == [sentence.strip() for sentence in example.split("|")]


@pytest.mark.parametrize("row", ABBREVIATIONS, ids=lambda row: row.form)
def test_abbreviation_is_in_its_example_with_a_full_stop(row: Abbreviation) -> None:
    assert f"{row.form}." in row.example


@pytest.mark.parametrize("row", [row for row in ABBREVIATIONS if row.ends != "capital"], ids=lambda row: row.form)
def test_example_of_an_abbreviation_that_closes_nothing_is_one_sentence(row: Abbreviation) -> None:
    text = f"Hôm nay {row.example} có mặt"
    assert sentences(text) == [text]


@pytest.mark.parametrize("row", [row for row in ABBREVIATIONS if row.ends == "capital"], ids=lambda row: row.form)
def test_abbreviation_that_may_close_a_sentence_does_so_before_a_capital_only(row: Abbreviation) -> None:
    assert sentences(f"Việc {row.form}. của xã") == [f"Việc {row.form}. của xã"]
    assert sentences(f"Việc {row.form}. Các xã") == [f"Việc {row.form}.", "Các xã"]


def test_sentence_never_runs_over_a_paragraph() -> None:
    assert sentences("Lãnh đạo TP.\nHải Bình, ngày\n\n10/6") == ["Lãnh đạo TP.", "Hải Bình, ngày", "10/6"]


@given(st.one_of(st.text(), PARAGRAPHS))
def test_sentences_cover_all_but_the_space_between_them(text: str) -> None:
    end = 0
    for start, after in sentence_ranges(text):
        assert start < after
        assert text[end:start].strip() == ""
        assert text[start:after] == text[start:after].strip()
        assert "\n" not in text[start:after]
        end = after
    assert text[end:].strip() == ""


@given(PARAGRAPHS)
def test_component_marks_the_token_where_each_sentence_starts(text: str) -> None:
    doc = mark_sentences(NLP.make_doc(text))
    starts = {token.idx for token in doc if token.is_sent_start and not token.is_space}
    assert starts == {start for start, _ in sentence_ranges(text)}
    assert [sentence.text.strip() for sentence in doc.sents if sentence.text.strip()] == sentences(text)
