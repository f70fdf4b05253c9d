"""Strings that make a pattern go back and forth: each grammar reads a long one in time that grows with its length.

What is meant to be seen is an endless search, so the bound is far above what a busy machine needs.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest

from pipeline.annotate.date_values import find_dates
from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.annotate.grammar.names import is_full_name
from pipeline.annotate.grammar.offices import find_offices
from pipeline.errors import InputError
from pipeline.flow import Annotator
from pipeline.orthography import fold, normalize
from pipeline.parse import parse_page
from pipeline.parse.bylines import read_byline, take_bylines, without_lead_tag
from pipeline.parse.dating import is_stamp_line
from pipeline.parse.dump import read_dump
from pipeline.parse.legacy import from_legacy
from pipeline.parse.marks import is_closing_heading, is_clutter
from pipeline.parse.stamps import read_machine_stamp, read_stamp
from pipeline.schema import Article, RawPage, Record
from pipeline.segment.sentences import sentence_ranges
from pipeline.segment.words import word_ranges

SECONDS = 5
LENGTH = 10_000
OF_ARTICLE = 6_000

PIECES = [
    "x.",
    "1/",
    "1.",
    "- ",
    "((",
    "“",
    ", ",
    "; ",
    " \u00a0",
    "A",
    "A ",
    "Ông ",
    "Nguyễn Văn ",
    "Nguyễn Văn A, ",
    "Phó Chủ tịch ",
    "Phó Bí thư, ",
    "UBND tỉnh ",
    "Ban Thường vụ ",
    "Sở Nội vụ, Sở ",
    "xã A, huyện B, ",
    "từ ngày 1 đến ",
    "ngày 1, 2, ",
    "trước ngày 30/6, ",
    "30/6/2025 - ",
    "19 - 12 – ",
    "tháng 1 năm ",
    "trong 10 ngày kể từ ",
    "yêu cầu ",
    "yêu cầu Sở A ",
    "không được ",
    "đồng thời ",
    "Chỉ thị số 5/",
    "5/CT-TTg ngày 1/6 ",
    "Công văn số 1, 2, ",
    "(BHB) - ",
    "Tin, ảnh: ",
    "THANH HÀ - ",
    "Thứ hai, 11/6/2025, 10:00 ",
    "<p>",
    "<div><span>",
    "&amp;",
]


def _article(text: str, annotator: Annotator) -> None:
    article = Article(
        id="a", text=normalize(text) or "x", title=normalize(text[:300]) or None, published_at="2025-06-10"
    )
    assert isinstance(annotator(article), Record)


def _page(text: str) -> None:
    body = f"<html><head><title>{text[:200]}</title></head><body><article><p>{text}</p></article></body></html>"
    with suppress(InputError):
        parse_page(RawPage(url="http://bao.example/a", body=body.encode()))


def _dump(text: str) -> None:
    with suppress(InputError):
        read_dump(f"{text}\n{text}")


GRAMMARS: dict[str, Callable[[str], object]] = {
    "dates": lambda text: find_dates(text, date(2025, 6, 10)),
    "bodies": lambda text: find_bodies(fold(text), text),
    "offices": lambda text: find_offices(fold(text), text),
    "names": is_full_name,
    "sentences": lambda text: list(sentence_ranges(text)),
    "words": lambda text: list(word_ranges(text)),
    "byline": read_byline,
    "bylines": lambda text: take_bylines([text, text]),
    "lead tag": without_lead_tag,
    "stamp": read_stamp,
    "machine stamp": read_machine_stamp,
    "stamp line": is_stamp_line,
    "closing heading": is_closing_heading,
    "clutter": is_clutter,
    "dump": _dump,
    "legacy": from_legacy,
    "normalize": normalize,
    "page": _page,
}


def took(read: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    read(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", GRAMMARS)
def test_grammar_reads_a_long_row_of_anything(name: str) -> None:
    slow = {}
    for piece in PIECES:
        for text in (piece * (LENGTH // len(piece)), (piece * (LENGTH // len(piece))).strip() + "\n!"):
            if (seconds := took(GRAMMARS[name], text)) > SECONDS:
                slow[piece] = seconds
    assert slow == {}


@pytest.mark.parametrize("piece", PIECES)
def test_article_of_a_long_row_of_anything_becomes_a_record(annotator: Annotator, piece: str) -> None:
    text = piece * (OF_ARTICLE // len(piece))
    assert took(lambda text: _article(text, annotator), text) < SECONDS
