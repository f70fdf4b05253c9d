"""What a page says of itself to machines: JSON-LD and `<meta>`."""

import json
import re
from collections.abc import Iterable
from html import unescape
from typing import Any, Literal, NamedTuple

from bs4 import BeautifulSoup, Tag

from pipeline.orthography import normalize
from pipeline.parse.marks import attribute
from pipeline.parse.tree import tags_in

Kind = Literal["article", "listing", "video", "website"]

_ARTICLE_TYPES = re.compile(r"(?:News|ReportageNews|AnalysisNews|OpinionNews|Tech)?Article|(?:Live)?BlogPosting")
_LISTING_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ItemList"])
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "pubdate",
    "publish-date",
    "publish_date",
    "publishdate",
    "dc.date.issued",
    "article.published",
    "sailthru.date",
)
_AUTHOR = ("dable:author", "article:author", "author", "dc.creator")
_SECTION = ("article:section", "articlesection", "its_section")
_ANALYTICS_DATE = re.compile(r"""["']?articlePublishDate["']?\s*[:=,]\s*["']([^"']{8,40})["']""")
_TAGS = frozenset(["meta", "link", "script", "title"])
_CONTROL = re.compile(r"[\x00-\x1f]")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


class Metadata(NamedTuple):
    """Metadata of a page as found; `published` are (source, stamp) pairs, best first; nothing is checked yet."""

    kind: Kind | None
    url: str | None
    titles: list[tuple[str, str]]
    published: list[tuple[str, str]]
    authors: list[str]
    section: str | None
    site: str | None
    generator: str


def read_metadata(soup: BeautifulSoup, html: str) -> Metadata:
    """Collect the page's metadata. JSON-LD that can't be read counts as absent."""
    tags = [tag for tag in tags_in(soup) if tag.name in _TAGS]
    metas = _metas(tag for tag in tags if tag.name == "meta")
    nodes = _linked_data(tag for tag in tags if attribute(tag, "type") == "application/ld+json")
    articles = [node for node in nodes if any(map(_ARTICLE_TYPES.fullmatch, _types(node)))]
    article = articles[0] if articles else {}
    links = (attribute(tag, "href") for tag in tags if attribute(tag, "rel") == "canonical")
    shown = next((tag.get_text() for tag in tags if tag.name == "title"), None)
    return Metadata(
        kind=_kind(nodes, articles, metas),
        url=next(filter(None, links), None) or metas.get("og:url"),
        titles=_titles(article, metas, shown),
        published=_published(article, metas, html),
        authors=_authors(article, metas),
        section=_clean(article.get("articleSection"))
        or next((metas[name] for name in _SECTION if name in metas), None),
        site=metas.get("og:site_name"),
        generator=metas.get("generator", ""),
    )


def _metas(tags: Iterable[Tag]) -> dict[str, str]:
    metas: dict[str, str] = {}
    for tag in tags:
        name = attribute(tag, "property") or attribute(tag, "name") or attribute(tag, "itemprop")
        if name and (content := _clean(attribute(tag, "content"))):
            metas.setdefault(name.lower(), content)
    return metas


def _linked_data(scripts: Iterable[Tag]) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for script in scripts:
        text = _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", script.get_text()))
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for node in found if isinstance(found, list) else [found]:
            if isinstance(node, dict):
                graph = node.get("@graph")
                nodes += [inner for inner in graph if isinstance(inner, dict)] if isinstance(graph, list) else [node]
    return nodes


def _types(node: dict[str, Any]) -> set[str]:
    types = node.get("@type")
    return {str(name) for name in types} if isinstance(types, list) else {str(types)}


def _kind(nodes: list[dict[str, Any]], articles: list[dict[str, Any]], metas: dict[str, str]) -> Kind | None:
    if articles:
        return "article"
    types = set().union(*(_types(node) for node in nodes)) if nodes else set()
    if types & _LISTING_TYPES:
        return "listing"
    stated = metas.get("og:type", "").lower()
    if stated.startswith("video") or "VideoObject" in types:
        return "video"
    if stated == "article":
        return "article"
    return "website" if stated == "website" else None


def _titles(article: dict[str, Any], metas: dict[str, str], shown: str | None) -> list[tuple[str, str]]:
    stated = [
        ("JSON-LD headline", _clean(article.get("headline"))),
        ("og:title", metas.get("og:title")),
        ("<title>", _clean(shown)),
    ]
    return [(rule, title) for rule, title in stated if title]


def _published(article: dict[str, Any], metas: dict[str, str], html: str) -> list[tuple[str, str]]:
    stamps = []
    if stated := _clean(article.get("datePublished")):
        stamps.append(("JSON-LD datePublished", stated))
    stamps += [(f"meta {name}", metas[name]) for name in _PUBLISHED if name in metas]
    if found := _ANALYTICS_DATE.search(html):
        stamps.append(("analytics articlePublishDate", found[1]))
    return stamps


def _authors(article: dict[str, Any], metas: dict[str, str]) -> list[str]:
    stated = article.get("author")
    people = stated if isinstance(stated, list) else [stated]
    names = [_clean(person.get("name") if isinstance(person, dict) else person) for person in people]
    names += [metas.get(name) for name in _AUTHOR]
    return [name for name in names if name and "://" not in name]


def _clean(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return normalize(unescape(value)).replace("\n", " ") or None if isinstance(value, str) else None
