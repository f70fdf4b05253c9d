import pytest
from markupsafe import Markup

from pipeline.summarize.render import escape_markdown


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# đầu dòng", "\\# đầu dòng"),
        ("- gạch", "\\- gạch"),
        ("1. số", "1\\. số"),
        ("2025) năm", "2025\\) năm"),
        ("giá 1.5 - 2.0 # 3", "giá 1.5 - 2.0 # 3"),
        ("a_b*c`d", "a\\_b\\*c\\`d"),
        ("<b>&amp;", "\\<b\\>\\&amp;"),
        ("https://x.example", "https\\://x.example"),
        ("WWW.x.example", "WWW\\.x.example"),
        ("hai\n\ndòng", "hai dòng"),
        ("ẩn\u200b\u2066\x00", "ẩn⟨U+200B⟩⟨U+2066⟩⟨U+0000⟩"),
        ("Tỉnh ủy: “Làm ngay!”", "Tỉnh ủy: “Làm ngay\\!”"),
    ],
)
def test_render_markdown_escapes_what_would_be_markup(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped


def test_render_leaves_what_is_escaped_already() -> None:
    assert escape_markdown(escape_markdown("a*b")) == Markup("a\\*b")
