"""`marked`: the text is all there, marks nest well, nothing in the text becomes markup."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.explain.markup import Mark, marked, visible

TEXT = 'Ông A <b>"yêu cầu"</b> & giao\nSở Y tế làm'


class _Reader(HTMLParser):
    """Reads a page back: its text, for each character the kinds of the marks around it, and all attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.around: list[set[str]] = []
        self.opened: list[dict[str, str | None]] = []
        self.stack: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"p", "mark"}
        if tag == "mark":
            self.opened.append(dict(attrs))
            self.stack.append(str(dict(attrs)["class"]))
        else:
            assert not self.stack

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.stack.pop()
        else:
            assert not self.stack

    def handle_data(self, data: str) -> None:
        self.text += data
        self.around.extend(set(self.stack) for _ in data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(str(html))
    reader.close()
    return reader


def test_marked_escapes_the_text_and_the_titles() -> None:
    html = marked(TEXT, [Mark(0, 5, "person", title='"><script>')])
    assert "<b>" not in html
    assert "<script" not in html
    assert _read(html).text == TEXT
    assert _read(html).opened == [{"class": "person", "title": '"><script>'}]


def test_marked_keeps_paragraphs() -> None:
    assert marked("một\nhai", []) == "<p>một</p>\n<p>hai</p>"


def test_marked_cuts_a_mark_at_the_end_of_a_line() -> None:
    assert (
        marked("một\nhai", [Mark(1, 5, "a")]) == '<p>m<mark class="a">ột</mark></p>\n<p><mark class="a">h</mark>ai</p>'
    )


def test_marked_nests_the_shorter_in_the_longer() -> None:
    assert marked("abc", [Mark(0, 1, "in"), Mark(0, 3, "out")]) == (
        '<p><mark class="out"><mark class="in">a</mark>bc</mark></p>'
    )


def test_marked_cuts_marks_that_cross() -> None:
    assert marked("abc", [Mark(0, 2, "x"), Mark(1, 3, "y")]) == (
        '<p><mark class="x">a<mark class="y">b</mark></mark><mark class="y">c</mark></p>'
    )


def test_marked_gives_id_and_label_to_the_first_piece_only() -> None:
    opened = _read(marked("abc", [Mark(0, 2, "x"), Mark(1, 3, "y", title="t", id="i", label="7")])).opened
    assert [(one["class"], one.get("title"), one.get("id"), one.get("data-label")) for one in opened] == [
        ("x", None, None, None),
        ("y", "t", "i", "7"),
        ("y", "t", None, None),
    ]


@pytest.mark.parametrize("span", [(-1, 2), (2, 2), (3, 2), (0, len(TEXT) + 1)])
def test_marked_refuses_what_is_no_span_of_the_text(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"no span of the text"):
        marked(TEXT, [Mark(*span, kind="x")])


def test_visible_shows_what_hides_or_turns_the_text() -> None:
    assert visible("a\u202eb\u200bc\nd") == "a⟨U+202E⟩b⟨U+200B⟩c\nd"
    assert "\u202e" not in marked("a\u202eb", [Mark(0, 3, "x", title="\u202e")])


@given(st.text("ab<&\n", min_size=1), st.data())
def test_marked_keeps_every_character_and_every_mark(text: str, data: st.DataObject) -> None:
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    spans = [(start, end) for start, end in data.draw(st.lists(places, max_size=6)) if start < end]
    reader = _read(marked(text, [Mark(start, end, str(number)) for number, (start, end) in enumerate(spans)]))
    assert reader.text == text
    for place, (sign, around) in enumerate(zip(text, reader.around, strict=True)):
        expected = {str(number) for number, (start, end) in enumerate(spans) if start <= place < end}
        assert around == (set() if sign == "\n" else expected)
