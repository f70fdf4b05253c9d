"""The bundled sample newspapers and their gold say the same, and hold what they are there to show."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from pipeline.orthography import normalize
from pipeline.sources import load_sources
from pipeline.urls import article_id, canonical_url

ROOT = Path(__file__).parents[2]
SITES = ROOT / "data/sample/sites"
GOLD = ROOT / "tests/gold"

Gold = dict[str, Any]
ARTICLES: list[Gold] = [json.loads(line) for line in (GOLD / "sample.jsonl").read_text("utf-8").splitlines()]
NOT_ARTICLES: list[dict[str, str]] = json.loads((GOLD / "not_articles.json").read_text("utf-8"))
DEAD_LINKS: list[dict[str, str]] = json.loads((GOLD / "dead_links.json").read_text("utf-8"))
SOURCES = load_sources(ROOT / "data/sample/sources")

VALUE = re.compile(
    r"(\d{4}(-(\d\d(-\d\d(T\d\d:\d\d)?)?|Q[1-4]|H[12]|W\d\d))?|P(T?\d+[YMWDH])+)(/\d{4}(-\d\d(-\d\d)?)?)?"
)
ROLES = {"deadline", "start", "event", "period", "signed"}

each_article = pytest.mark.parametrize("gold", ARTICLES, ids=lambda gold: urlsplit(gold["url"]).path[-40:])


def file_of(url: str) -> Path:
    parts = urlsplit(url)
    path = unquote(parts.path) or "/"
    return SITES / (parts.hostname or "") / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))


def url_of(file: Path) -> str:
    return "http://" + file.relative_to(SITES).as_posix().removesuffix("index.html")


@cache
def soup_of(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_bytes(), "html.parser")


def squeezed(text: str) -> str:
    return " ".join(normalize(text).split())


def pages() -> list[Path]:
    return [file for file in sorted(SITES.rglob("*")) if file.suffix in {".html", ".htm"}]


def links(file: Path) -> Iterator[str]:
    """Where the page, feed or sitemap leads within the sample sites."""
    if file.suffix in {".rss", ".xml"}:
        text = file.read_text("utf-8")
        found = re.findall(r"<(?:link|loc)>([^<]+)<", text)
    else:
        found = [str(anchor["href"]) for anchor in soup_of(file).find_all("a", href=True)]
    for href in found:
        url = urljoin(url_of(file), href.strip()).partition("#")[0]
        if (SITES / (urlsplit(url).hostname or "-")).is_dir():
            yield canonical_url(url)


def occurrences(text: str, quotes: list[Gold], key: str) -> list[tuple[int, int]]:
    """The spans of gold quotes: the n-th identical quote is the n-th occurrence, unless `at` says where."""
    spans, search_from = [], Counter[str]()
    for quote in quotes:
        words = quote[key]
        start = quote.get("at", text.find(words, search_from[words]))
        search_from[words] = start + 1
        spans.append((start, start + len(words)))
        assert text[slice(*spans[-1])] == words, f"not in the text: {words!r}"
    return spans


def test_there_are_enough_articles_of_every_kind() -> None:
    with_directives = [gold for gold in ARTICLES if gold["directives"]]
    assert len(ARTICLES) >= 24
    assert len(with_directives) * 2 >= len(ARTICLES)
    assert len(ARTICLES) - len(with_directives) >= 8
    assert {gold["source"] for gold in ARTICLES} == set(SOURCES)
    assert all("2025-06-01" <= gold["published_at"][:10] <= "2025-08-31" for gold in ARTICLES)
    assert all(1500 <= len(gold["text"]) <= 5000 for gold in ARTICLES)


def test_every_page_is_either_gold_or_listed_as_no_article() -> None:
    listed = Counter([gold["url"] for gold in ARTICLES] + [other["url"] for other in NOT_ARTICLES])
    assert set(listed.values()) == {1}
    assert sorted(listed) == sorted(url_of(file) for file in pages())
    assert all(other["reason"] for other in NOT_ARTICLES)


@each_article
def test_the_gold_names_its_page_rightly(gold: Gold) -> None:
    assert gold["id"] == article_id(gold["url"])
    assert gold["url"] == canonical_url(gold["url"])
    assert SOURCES[gold["source"]].owns(gold["url"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\+07:00)?", gold["published_at"])


@each_article
def test_the_gold_text_stands_in_the_page(gold: Gold) -> None:
    page = squeezed(soup_of(file_of(gold["url"])).get_text(" "))
    assert normalize(gold["text"]) == gold["text"]
    for paragraph in [gold["title"], *gold["text"].split("\n")]:
        assert squeezed(paragraph) in page
    for name in [gold["section"], *gold["authors"], *gold["photographers"]]:
        assert name.lower() in page.lower()


@each_article
def test_every_gold_quote_is_in_the_text(gold: Gold) -> None:
    text = gold["text"]
    spans = occurrences(text, gold["directives"], "action")
    assert spans == sorted(spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    occurrences(text, gold["dates"], "text")
    names = [words for person in gold["people"] for words in (person["name"], *person["roles"])]
    told = [
        words
        for directive in gold["directives"]
        for words in (directive["issuer"], *directive["addressees"], *directive.get("coordinators", []))
    ]
    assert [words for words in names + told if words not in text] == []
    assert len({person["name"] for person in gold["people"]}) == len(gold["people"])


@each_article
def test_gold_values_keep_to_the_record_contract(gold: Gold) -> None:
    assert all(VALUE.fullmatch(date["value"]) and date["role"] in ROLES for date in gold["dates"])
    for directive in gold["directives"]:
        assert directive["deadline"] is None or VALUE.fullmatch(directive["deadline"])
        assert directive["polarity"] in {"do", "avoid"}


@each_article
def test_every_article_can_be_found_from_what_its_source_lists(gold: Gold) -> None:
    source = SOURCES[gold["source"]]
    lists = [*source.sections, *source.feeds, *source.sitemaps]
    assert gold["url"] in {url for listed in lists for url in links(file_of(listed))}


def test_links_lead_to_pages_except_the_dead_ones() -> None:
    files = [*pages(), *SITES.rglob("*.rss"), *SITES.rglob("*.xml")]
    missing = {(url_of(file), url) for file in files for url in links(file) if not file_of(url).is_file()}
    assert missing == {(dead["found_in"], dead["url"]) for dead in DEAD_LINKS}
    assert missing


def test_each_source_has_its_own_ways_in() -> None:
    ways = {
        key: {way for way in ("feeds", "sitemaps", "sections") if getattr(source, way)}
        for key, source in SOURCES.items()
    }
    assert ways == {
        "songthuong": {"feeds", "sections"},
        "lamhai": {"sitemaps", "sections"},
        "dakmong": {"sections"},
        "songthuong-gov": {"sections"},
    }
    assert all((SITES / source.host / "robots.txt").is_file() for source in SOURCES.values())
    assert sorted(source.host for source in SOURCES.values()) == sorted(path.name for path in SITES.iterdir())


def test_one_article_is_printed_twice() -> None:
    texts = Counter(gold["text"] for gold in ARTICLES)
    twice = [gold for gold in ARTICLES if texts[gold["text"]] > 1]
    assert [gold["source"] for gold in twice] == ["songthuong", "songthuong-gov"]
    assert twice[0]["directives"] == twice[1]["directives"]


def test_one_newspaper_writes_decomposed_letters_and_a_lookalike_of_d_with_stroke() -> None:
    for gold in ARTICLES:
        raw = file_of(gold["url"]).read_text("utf-8")
        if gold["source"] == "dakmong":
            assert "Đ" not in raw
            assert "\u00d0" in raw
            assert unicodedata.is_normalized("NFD", raw)
        else:
            assert "\u00d0" not in raw
    dakmong = "".join(gold["text"] for gold in ARTICLES if gold["source"] == "dakmong")
    assert "Tỉnh uỷ" in dakmong
    assert "Tỉnh ủy" in dakmong


def test_the_portal_is_broken_html_with_a_breadcrumb_for_its_first_heading() -> None:
    for gold in ARTICLES:
        if gold["source"] != "songthuong-gov":
            continue
        raw = file_of(gold["url"]).read_text("utf-8")
        assert raw.index("</html>") < raw.index("<body")
        assert raw.count("<p") > raw.count("</p>")
        heading = soup_of(file_of(gold["url"])).h1
        assert heading is not None
        assert heading.get_text().startswith("Trang chủ »")
