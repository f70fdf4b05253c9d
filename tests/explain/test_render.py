"""The base page: whatever is put into it appears as text, and nothing in it runs or is fetched."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from pipeline.explain.markup import marked
from pipeline.explain.render import render_page

TEMPLATE = """{% extends "base.html.j2" %}
{% block title %}{{ name }}{% endblock %}
{% block body %}{{ body }}{% endblock %}
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package outside of the program with a template of its own."""
    (tmp_path / "pages_of_test" / "templates").mkdir(parents=True)
    (tmp_path / "pages_of_test" / "__init__.py").touch()
    (tmp_path / "pages_of_test" / "templates" / "own.html.j2").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return "pages_of_test"


def test_render_page_escapes_what_is_not_markup(package: str) -> None:
    html = render_page("own.html.j2", package=package, name="<script>1</script>\u202e", body=marked("<b>", []))
    assert "<script" not in html
    assert "<title>&lt;script&gt;1&lt;/script&gt;⟨U+202E⟩</title>" in html
    assert "<p>&lt;b&gt;</p>" in html


def test_render_page_refuses_a_value_that_is_missing(package: str) -> None:
    with pytest.raises(UndefinedError, match="body"):
        render_page("own.html.j2", package=package, name="x")


def test_render_page_is_self_contained(package: str) -> None:
    html = render_page("own.html.j2", package=package, name="x", body="y")
    assert "default-src 'none'" in html
    assert not [word for word in ("http:", "https:", "url(", "@import", "<script", "<link") if word in html]
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert 'name="viewport"' in html
