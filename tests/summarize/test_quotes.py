import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest

from pipeline.schema import Record
from pipeline.summarize.quotes import local_page, page_url, quote_text, text_fragment

TEXT = "UBND tỉnh yêu cầu Sở Y tế báo cáo.\nSau đó, đại diện Sở Y tế - ông Mạc Duy Lân - hứa báo cáo."
LONG = " ".join(f"từ{number}" for number in range(100))


def _fragment(text: str, passage: str, occurrence: int = 0) -> list[str]:
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(passage, start + 1)
    return [unquote(part) for part in text_fragment(text, start, start + len(passage)).split(",")]


def test_quotes_a_passage_is_linked_by_its_words() -> None:
    assert _fragment(TEXT, "yêu cầu Sở Y tế") == ["yêu cầu Sở Y tế"]


def test_quotes_a_repeated_passage_is_linked_with_the_words_around_it_in_its_paragraph() -> None:
    assert _fragment(TEXT, "Sở Y tế") == ["Sở Y tế"]
    assert _fragment(TEXT, "Sở Y tế", 1) == ["Sau đó, đại diện-", "Sở Y tế", "-- ông Mạc Duy Lân"]


def test_quotes_case_and_tone_style_do_not_make_a_passage_another() -> None:
    text = "TỈNH ỦY họp. Tỉnh uỷ yêu cầu."
    assert _fragment(text, "Tỉnh uỷ") == ["TỈNH ỦY họp.-", "Tỉnh uỷ", "-yêu cầu."]


def test_quotes_a_long_passage_is_linked_by_its_ends() -> None:
    assert _fragment(LONG, LONG) == ["từ0 từ1 từ2 từ3 từ4", "từ95 từ96 từ97 từ98 từ99"]


def test_quotes_ends_of_a_long_passage_are_longer_where_its_beginning_was_said_before() -> None:
    text = f"từ0 từ1 từ2 từ3 từ4 từ5 khác.\n{LONG}"
    assert _fragment(text, LONG)[0] == "từ0 từ1 từ2 từ3 từ4 từ5 từ6 từ7 từ8 từ9"


def test_quotes_signs_with_a_meaning_in_fragments_are_encoded() -> None:
    text = "A-B, C&D #1 100%"
    assert text_fragment(text, 0, len(text)) == "A%2DB%2C%20C%26D%20%231%20100%25"


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://bao.example/tin-1.html", "https://bao.example/tin-1.html"),
        ("https://bao.example/tin?id=1&x=%C3%A1#binh-luan", "https://bao.example/tin?id=1&x=%C3%A1"),
        ('https://bao.example/a"><script>(x) [y]', "https://bao.example/a%22%3E%3Cscript%3E%28x%29%20%5By%5D"),
        ("https://bao.example/tín", "https://bao.example/t%C3%ADn"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://", None),
        ("https://[bad", None),
        ("trang chủ", None),
        (None, None),
    ],
)
def test_quotes_only_web_addresses_become_links(url: str | None, page: str | None) -> None:
    assert page_url(url) == page


def test_quotes_name_their_record_and_place(make_record: Callable[..., Record]) -> None:
    record = make_record(TEXT, url="https://bao.example/1")
    quote = quote_text(record, 18, 25)
    assert (quote.record, quote.start, quote.end, quote.text) == (record.id, 18, 25, "Sở Y tế")
    assert quote.url == "https://bao.example/1#:~:text=S%E1%BB%9F%20Y%20t%E1%BA%BF"


def test_quotes_a_missing_address_is_none(make_record: Callable[..., Record]) -> None:
    assert quote_text(make_record(TEXT, url=None), 0, 9).url is None


@pytest.mark.parametrize("record", ["../../etc/passwd", "a/b", "", "Ă", "x" * 200, "A1", "a.b"])
def test_quotes_local_pages_have_safe_names_whatever_the_id(record: str) -> None:
    assert re.fullmatch(r"articles/[0-9a-f]{16}\.html", local_page(record))
    assert local_page("0123456789abcdef") == "articles/0123456789abcdef.html"
