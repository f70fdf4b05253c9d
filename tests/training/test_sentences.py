"""Sentences to train on."""

from random import Random

import pytest

from pipeline.annotate.grammar.offices import find_offices
from pipeline.annotate.people import find_people
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.training.labels import label_text
from pipeline.training.names import NameMaker
from pipeline.training.sentences import FrameRow, SentenceMaker, sentences_of

_TEXT = "Ông Lê Văn Tư, Chủ tịch UBND xã, gặp bà Hoa. Trời mưa. Sau đó ông Tư về."


def test_varied_sentences_keep_their_ranges_on_names() -> None:
    random = Random(3)
    maker = NameMaker(random)
    seen = set()
    for _ in range(60):
        for sentence in sentences_of(_TEXT, label_text(_TEXT), random, maker):
            for start, end in sentence.names:
                assert sentence.text[start].isupper()
                assert (" " + sentence.text)[start] == " "
                assert (sentence.text + " ")[end] in " ,."
            seen.add(sentence.text)
    assert "Ông Lê Văn Tư, Chủ tịch UBND xã, gặp bà Hoa." in seen
    assert "Lê Văn Tư, Chủ tịch UBND xã, gặp Hoa." in seen
    assert "Trời mưa." in seen
    assert len(seen) > 20


def test_lines_that_are_nothing_but_names_are_left_out() -> None:
    text = "Ông Lê Văn Tư nói rằng trời mưa.\nẢnh: Lê Văn Tư"
    random = Random(1)
    assert len(list(sentences_of(text, label_text(text), random, NameMaker(random)))) == 1


def test_made_up_sentences_have_people_and_others() -> None:
    random = Random(5)
    maker = SentenceMaker(random, NameMaker(random))
    made = [maker.make() for _ in range(300)]
    assert all("{" not in one.text for one in made)
    assert all(one.text[start].isupper() for one in made for start, _ in one.names)
    assert {bool(one.names) for one in made} == {True, False}


@pytest.mark.parametrize("row", load_lexicon("training_frames", FrameRow), ids=lambda row: row.form)
def test_frame_is_filled_in_its_example(row: FrameRow) -> None:
    pieces = [piece.split("}")[-1] for piece in row.form.split("{")]
    assert all(piece in row.example for piece in pieces)
    assert "{" not in row.example


def test_streets_of_made_up_sentences_are_no_people_to_the_rules() -> None:
    text = next(row.example for row in load_lexicon("training_frames", FrameRow) if row.form.startswith("Xe đi trên"))
    assert find_people(text, find_offices(fold(text), text)) == []
