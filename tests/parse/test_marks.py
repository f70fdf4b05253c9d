from typing import get_args

import pytest
from bs4 import BeautifulSoup, Tag

from pipeline.lexicons import load_lexicon
from pipeline.parse.bylines import BodyWord, Cue, read_byline
from pipeline.parse.dating import StampWord, is_stamp_line
from pipeline.parse.kinds import KindPattern, kind_of
from pipeline.parse.marks import (
    CutMark,
    Field,
    FieldMark,
    Heading,
    LinePattern,
    is_clock,
    is_closing_heading,
    is_clutter,
    is_cut,
    marked_elements,
)


def _tag(html: str) -> Tag:
    tag = BeautifulSoup(html, "lxml").div
    assert tag is not None
    return tag


@pytest.mark.parametrize("row", load_lexicon("page_marks", FieldMark), ids=lambda row: row.mark)
def test_field_mark_finds_its_example(row: FieldMark) -> None:
    marked = marked_elements(BeautifulSoup(row.example, "lxml"))
    assert f"mark {row.mark}" in [rule for rule, _ in marked[row.field]]


@pytest.mark.parametrize("row", load_lexicon("page_cuts", CutMark), ids=lambda row: row.mark)
def test_cut_mark_finds_its_example(row: CutMark) -> None:
    assert is_cut(_tag(f'<div class="{row.example}">'))


@pytest.mark.parametrize("row", load_lexicon("page_clocks", CutMark), ids=lambda row: row.mark)
def test_clock_mark_finds_its_example(row: CutMark) -> None:
    assert is_clock(_tag(f'<div class="{row.example}">'))


@pytest.mark.parametrize("row", load_lexicon("page_headings", Heading), ids=lambda row: row.heading)
def test_closing_heading_finds_its_example(row: Heading) -> None:
    assert is_closing_heading(row.example)


@pytest.mark.parametrize("row", load_lexicon("page_lines", LinePattern), ids=lambda row: row.example)
def test_line_pattern_finds_its_example(row: LinePattern) -> None:
    assert is_clutter(row.example)


@pytest.mark.parametrize("row", load_lexicon("page_kinds", KindPattern), ids=lambda row: row.example)
def test_kind_pattern_finds_its_example(row: KindPattern) -> None:
    assert kind_of(row.where, row.example) == row.kind


@pytest.mark.parametrize("row", load_lexicon("page_stamp_words", StampWord), ids=lambda row: row.word)
def test_stamp_word_stands_in_a_stamp_line(row: StampWord) -> None:
    assert is_stamp_line(row.example)


@pytest.mark.parametrize("row", load_lexicon("byline_cues", Cue), ids=lambda row: row.cue)
def test_byline_cue_makes_what_it_says(row: Cue) -> None:
    byline = read_byline(row.example)
    assert byline is not None
    assert bool(byline.authors) is (row.makes in {"author", "both", "done", "desk"})
    assert bool(byline.photographers) is (row.makes in {"photographer", "both"})


@pytest.mark.parametrize("row", load_lexicon("byline_bodies", BodyWord), ids=lambda row: row.word)
def test_body_word_is_no_name(row: BodyWord) -> None:
    byline = read_byline(row.example)
    assert byline is None or byline.authors == []


@pytest.mark.parametrize(
    "line",
    [
        "Hội nghị kết thúc lúc 11 giờ.",
        "Trang chủ của huyện bị lỗi trong hai ngày.",
        "Đại biểu xem phim tư liệu.",
    ],
)
def test_sentence_is_no_clutter(line: str) -> None:
    assert not is_clutter(line)


@pytest.mark.parametrize("names", ["article__body", "content-detail", "hidden-xs", "news-content clearfix", "adong"])
def test_names_of_text_are_not_cut(names: str) -> None:
    assert not is_cut(_tag(f'<div class="{names}">'))


def test_every_field_has_a_list_even_on_an_empty_page() -> None:
    assert marked_elements(BeautifulSoup("", "lxml")) == {field: [] for field in get_args(Field)}


def test_best_mark_comes_first() -> None:
    soup = BeautifulSoup('<p class="entry">a</p><div class="article__body">b</div>', "lxml")
    assert [tag.name for _, tag in marked_elements(soup)["body"]] == ["div", "p"]
