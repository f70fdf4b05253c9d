"""The page of an article: everything found is in it, at its place, and what is in the article stays text."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.annotate.directives.reading import Reading
from pipeline.annotate.directives.speech import Refusal, read_orders
from pipeline.explain.article import NOTES, explain_article, note, unused_orders
from pipeline.flow import Annotator
from pipeline.lexicons import load_lexicon
from pipeline.schema import Article

EXAMPLES = Path(__file__).parents[1] / "annotate" / "directives" / "examples"
ORDERS = (
    "Chiều 9/6, ông Lương Đình Thước, Chủ tịch UBND tỉnh yêu cầu Sở Y tế rà soát thuốc trước ngày 15/6; "
    "giao UBND các xã phối hợp với Công an tỉnh kiểm tra kho bãi theo Công văn số 123/UBND-KT.\n"
    "Sở Y tế đã chỉ đạo các trạm trực 24/24 giờ.\n"
    "Người dân đề nghị UBND tỉnh sửa đường."
)
HOSTILE = 'Ngày 9/6, UBND tỉnh <script>alert("1")</script> yêu cầu các xã "rà soát" </mark></p> hồ sơ & kho.'


class _Page(HTMLParser):
    """Reads a page back: its visible text, its ids, the targets of its links, and all its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.ids, self.targets = "", [""], set[str]()
        self.tags = set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if identity := given.get("id"):
            self.ids.append(identity)
        if (target := given.get("href")) and target.startswith("#"):
            self.targets.add(target[1:])

    def handle_data(self, data: str) -> None:
        self.text += data


def _html(
    annotator: Annotator, text: str, *, title: str | None = None, source: str | None = None, url: str | None = None
) -> str:
    article = Article(id="a1", text=text, published_at="2025-06-10", title=title, source=source, url=url)
    return explain_article(annotator.read(article))


def _shown(html: str) -> str:
    """The article's text as its page shows it."""
    (text,) = re.findall(r'<div class="text" lang="vi">\n(.*?)\n</div>', html, re.S)
    return _Page(text).text


def test_page_shows_the_text_word_for_word(annotator: Annotator) -> None:
    assert _shown(_html(annotator, ORDERS)) == ORDERS


def test_every_link_of_the_page_leads_to_a_passage_and_no_two_have_one_id(annotator: Annotator) -> None:
    page = _Page(_html(annotator, ORDERS))
    assert len(page.targets) > 10
    assert page.targets - set(page.ids) == set()
    assert len(page.ids) == len(set(page.ids))


def test_cards_say_who_whom_what_and_by_when(annotator: Annotator) -> None:
    cards = re.findall(r'<article class="card" id="d\d+">.*?</article>', _html(annotator, ORDERS), re.S)
    first, second = (re.sub(r"\s+", " ", _Page(card).text) for card in cards)
    for said in (
        "Lương Đình Thước",
        "Sở Y tế",
        "rà soát thuốc trước ngày 15/6",
        "ngày 15/6",
        "2025-06-15",
        "cue:order",
    ):
        assert said in first
    for said in ("UBND các xã", "Công an tỉnh", "cue:assign"):
        assert said in second


def test_page_lists_people_dates_and_documents(annotator: Annotator) -> None:
    html = _html(annotator, ORDERS)
    assert "People: 1" in html
    assert "Dates: 2" in html
    assert "Documents: 1" in html
    assert "<bdi>123/UBND-KT</bdi>" in html


def test_order_words_that_gave_nothing_have_a_reason(annotator: Annotator) -> None:
    doc = annotator.read(Article(id="a1", text=ORDERS, published_at="2025-06-10"))
    unused = list(unused_orders(Reading(doc), doc._.directives))
    assert [(one.text, one.reason.sign) for one in unused] == [
        ("Sở Y tế đã chỉ đạo các trạm trực 24/24 giờ.", "reported as done"),
        ("Người dân đề nghị UBND tỉnh sửa đường.", "the one who asks has no authority"),
    ]
    html = _html(annotator, ORDERS)
    assert all(one.reason.english in html and one.reason.vietnamese in html for one in unused)


def test_an_order_word_within_another_phrase_has_a_reason_too(annotator: Annotator) -> None:
    text = "Dưới sự chỉ đạo của UBND tỉnh, dự án về đích sớm."
    doc = annotator.read(Article(id="a1", text=text, published_at="2025-06-10"))
    (one,) = unused_orders(Reading(doc), doc._.directives)
    assert one.reason == NOTES["refusal", "not used to order"]


def test_what_the_article_holds_appears_as_text(annotator: Annotator) -> None:
    html = _html(annotator, HOSTILE, title="<img src=x onerror=y>\u202e", source="<b>", url="javascript:alert(1)")
    page = _Page(html)
    assert not page.tags & {"script", "img", "b"}
    assert _shown(html) == HOSTILE
    assert "javascript:" not in html
    assert "⟨U+202E⟩" in html


def test_page_of_an_article_without_anything_says_so(annotator: Annotator) -> None:
    page = _Page(_html(annotator, "Trời hôm nay đẹp."))
    assert "Directives: 0" in page.text
    assert "Order words that gave no directive: 0" in page.text
    assert page.targets - set(page.ids) == set()


def test_address_of_the_article_is_a_link(annotator: Annotator) -> None:
    assert '<a href="https://bao.example/a.html"' in _html(annotator, "Mưa.", url="https://bao.example/a.html")


@pytest.mark.parametrize("row", load_lexicon("explain_notes", type(note("rule", "x"))), ids=lambda row: row.sign)
def test_note_is_found_by_its_sign(row: object) -> None:
    assert row in NOTES.values()


def test_every_refusal_of_the_examples_has_a_note(annotator: Annotator) -> None:
    lines = (EXAMPLES / "not_orders.txt").read_text("utf-8").splitlines()
    texts = [line.replace(" ¶ ", "\n") for line in lines if line and not line.startswith(("#", "="))]
    readings = (Reading(annotator.read(Article(id="a", text=text, published_at="2025-06-10"))) for text in texts)
    reasons = {found.reason for reading in readings for found in read_orders(reading) if isinstance(found, Refusal)}
    assert len(reasons) > 5
    assert {reason for reason in reasons if ("refusal", reason) not in NOTES} == set()


def test_note_that_is_not_known_is_shown_as_it_is() -> None:
    assert note("rule", "something:new").english == "something:new"
    assert note("rule", "document:19/CT-TTg").english == "ordered in the document 19/CT-TTg"
