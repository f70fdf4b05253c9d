"""The sample newspapers, page by page, against their gold."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipeline.errors import NotAnArticleError
from pipeline.parse import parse_page
from pipeline.schema import RawPage
from pipeline.sources import load_sources

_ROOT = Path(__file__).parents[2]
_SITES = _ROOT / "data/sample/sites"
_SOURCES = load_sources(_ROOT / "data/sample/sources")
_GOLD = _ROOT / "tests/gold"
_ARTICLES: list[dict[str, Any]] = [
    json.loads(line) for line in (_GOLD / "sample.jsonl").read_text(encoding="utf-8").splitlines()
]
_OTHERS: list[dict[str, str]] = json.loads((_GOLD / "not_articles.json").read_text(encoding="utf-8"))
_FIELDS = ("id", "url", "source", "title", "published_at", "authors", "photographers", "section", "text")


def _page(url: str) -> RawPage:
    parts = urlsplit(url)
    file = _SITES / (parts.hostname or "") / parts.path.lstrip("/")
    file = file / "index.html" if url.endswith("/") else file
    return RawPage(url=url, body=file.read_bytes(), fetched_at="2026-11-23T13:00:00Z")


def _name(item: dict[str, Any]) -> str:
    return str(urlsplit(item["url"]).path[-40:])


@pytest.mark.parametrize("gold", _ARTICLES, ids=_name)
def test_sample_page_gives_the_article_of_its_gold(gold: dict[str, Any]) -> None:
    article = parse_page(_page(gold["url"]), _SOURCES[gold["source"]])
    assert {field: getattr(article, field) for field in _FIELDS} == {field: gold[field] for field in _FIELDS}
    assert article.province == _SOURCES[gold["source"]].province


@pytest.mark.parametrize("other", _OTHERS, ids=_name)
def test_other_sample_page_is_refused_with_a_reason(other: dict[str, str]) -> None:
    with pytest.raises(NotAnArticleError, match=r"page|text|list"):
        parse_page(_page(other["url"]))
