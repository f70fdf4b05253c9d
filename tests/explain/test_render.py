"""A page shows whatever is put into it as text, and nothing in it runs or is fetched."""

from typing import Any

import pytest
from jinja2 import UndefinedError

from pipeline.explain.markup import marked
from pipeline.explain.render import render_page

VALUES: dict[str, Any] = {"name": "x", "url": None, "fields": [], "refusal": "no text", "runs": [], "counts": {}}


def test_render_page_escapes_what_is_not_markup() -> None:
    html = render_page("page.html.j2", **VALUES | {"name": "<script>1</script>\u202e", "refusal": marked("<b>", [])})
    assert "<script" not in html
    assert "<title>&lt;script&gt;1&lt;/script&gt;⟨U+202E⟩ · chidao</title>" in html
    assert "<p>&lt;b&gt;</p>" in html


def test_render_page_refuses_a_value_that_is_missing() -> None:
    with pytest.raises(UndefinedError, match="runs"):
        render_page("page.html.j2", **{name: value for name, value in VALUES.items() if name != "runs"})


def test_render_page_is_self_contained() -> None:
    html = render_page("page.html.j2", **VALUES)
    assert "default-src 'none'" in html
    assert not [word for word in ("http:", "https:", "url(", "@import", "<script", "<link") if word in html]
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert 'name="viewport"' in html
