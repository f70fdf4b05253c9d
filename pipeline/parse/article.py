"""One page to one clean article."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from bs4 import Tag

from pipeline.errors import InputError, NotAnArticleError
from pipeline.orthography import fold, normalize
from pipeline.parse.blocks import Cut, text_of
from pipeline.parse.body import GENERAL, Body, find_body, text_begins
from pipeline.parse.bylines import Byline, read_byline, read_names
from pipeline.parse.charset import decode
from pipeline.parse.dating import Shown, find_published
from pipeline.parse.dump import read_dump
from pipeline.parse.kinds import kind_of, refuse_by_address, refuse_by_shape, refuse_by_title
from pipeline.parse.layouts import Marked, find_marked, layout_of
from pipeline.parse.legacy import from_legacy
from pipeline.parse.marks import is_elsewhere
from pipeline.parse.metadata import Metadata, read_metadata
from pipeline.parse.paragraphs import clean_paragraphs
from pipeline.parse.titles import Title, find_lead, find_title
from pipeline.parse.tree import is_cut_off, parse_tree
from pipeline.schema import Article, RawPage
from pipeline.sources import Source, host_of
from pipeline.urls import ID_LENGTH, article_id, canonical_url

MAX_BYTES = 20 * 1024 * 1024
IN_TEXT = "byline in the text"
METADATA = "metadata"
_LONGEST_SECTION = 40


class Found(NamedTuple):
    """What a page or a dump says of its article."""

    text: str
    title: str | None
    published_at: str | None
    url: str | None
    authors: list[str]
    photographers: list[str]
    section: str | None


class Reading(NamedTuple):
    """An article, the rule that gave each of its fields, and what was cut out of its text."""

    article: Article
    rules: dict[str, str]
    cuts: list[Cut]


def parse_page(page: RawPage, source: Source | None = None) -> Article:
    """The clean article of a page.

    Raises NotAnArticleError, with the reason, for home, section, search, video and error pages,
    InputError for what can't be read: empty, binary, larger than 20 MiB.
    """
    return read_page(page, source).article


def read_page(page: RawPage, source: Source | None = None) -> Reading:
    """As `parse_page`, with the reasons."""
    if len(page.body) > MAX_BYTES:
        raise InputError(f"the page has {len(page.body)} bytes, more than {MAX_BYTES}")
    content_type = page.headers.get("content-type", "")
    refuse_by_address(page.url, page.status, content_type)
    content = decode(page.body, content_type)
    read = _read_dump if content_type.startswith("text/plain") else _read_html
    return read(page, content, source)


def _read_html(page: RawPage, html: str, source: Source | None) -> Reading:
    soup = parse_tree(html)
    metadata = read_metadata(soup, html)
    url = _url_of(page, metadata)
    refuse_by_address(url or "", page.status)
    refuse_by_title(metadata)
    layout = layout_of(source, page.fetched_at)
    cuts: list[Cut] = []
    marked = find_marked(soup, layout, cuts)
    body = refuse_by_shape(metadata, find_body(soup, html, marked["body"]))
    if is_cut_off(html, None if body.rule == GENERAL else body.container):
        raise InputError("the page is cut off within its text")
    title = find_title(soup, metadata, marked["title"], body)
    text, byline = _text_of(title, body, marked, source, cuts)
    where = Shown(
        title.element if title else None,
        text_begins(body, title.text if title else ""),
        marked["published"],
        layout.date_format if layout else None,
    )
    dating = find_published(soup, where, metadata, text, url, page.fetched_at)
    authors, stated_by = _stated_authors(marked["authors"], title, metadata)
    section, section_by = _section(marked["section"], title, metadata)
    rules = {
        "title": title.rule if title else None,
        "published_at": dating.rule if dating else None,
        "url": "stated by the page" if url != _canonical(page.url) else "fetched",
        "authors": IN_TEXT if byline.authors else stated_by,
        "photographers": IN_TEXT,
        "section": section_by,
        "text": body.rule,
    }
    found = Found(
        text=text,
        title=title.text if title else None,
        published_at=dating.stamp.iso() if dating else None,
        url=url,
        authors=byline.authors or authors,
        photographers=byline.photographers,
        section=section,
    )
    return _reading(page, source, found, rules, cuts)


def _read_dump(page: RawPage, content: str, source: Source | None) -> Reading:
    dump = read_dump(content, source.lead_tag if source else None)
    found = Found(
        text=dump.text,
        title=dump.title,
        published_at=dump.stamp.iso() if dump.stamp else None,
        url=_canonical(page.url),
        authors=dump.byline.authors,
        photographers=dump.byline.photographers,
        section=None,
    )
    rules = {
        "title": "first line",
        "published_at": "first stamp",
        "url": "fetched",
        "authors": IN_TEXT,
        "photographers": IN_TEXT,
        "text": "dump",
    }
    return _reading(page, source, found, rules, dump.cuts)


def _reading(
    page: RawPage, source: Source | None, found: Found, rules: Mapping[str, str | None], cuts: list[Cut]
) -> Reading:
    """The article, and the rules of those of its fields that are not empty."""
    if not found.text:
        raise NotAnArticleError("no article text found")
    article = Article(
        id=article_id(found.url) if found.url else hashlib.sha256(page.body).hexdigest()[:ID_LENGTH],
        source=source.key if source else page.source,
        province=source.province if source else None,
        archive=page.archive,
        **found._asdict(),
    )
    return Reading(article, {field: rule for field, rule in rules.items() if rule and getattr(article, field)}, cuts)


def _url_of(page: RawPage, metadata: Metadata) -> str | None:
    """The page's own address, or the one it states for itself on the same host (on any, for a saved page)."""
    own = _canonical(page.url)
    stated = _canonical(metadata.url or "", own or "")
    if stated and urlsplit(stated).path.strip("/") and (own is None or host_of(stated) == host_of(own)):
        return stated
    return own


def _canonical(url: str, base: str = "") -> str | None:
    try:
        return canonical_url(urljoin(base, url))
    except ValueError:
        return None


def _text_of(
    title: Title | None, body: Body, marked: Marked, source: Source | None, cuts: list[Cut]
) -> tuple[str, Byline]:
    """Lead and body as paragraphs, without repeats and bylines; the byline. What is cut is added to `cuts`."""
    lead = find_lead(title, body.container, marked["lead"]) if title else []
    lines = normalize(from_legacy("\n".join(block.text for block in [*lead, *body.blocks]))).split("\n")
    cuts += body.cuts
    lead_tag = source.lead_tag if source else None
    paragraphs, byline = clean_paragraphs(lines, title.text if title else None, lead_tag, cuts)
    return "\n".join(paragraphs), byline


def _stated_authors(
    marked: list[tuple[str, Tag]], title: Title | None, metadata: Metadata
) -> tuple[list[str], str | None]:
    """The names in an element marked as byline, else in the metadata; and the rule that gave them."""
    for rule, tag in marked:
        around = tag.parent
        if around and is_elsewhere(around, title.element if title else None):
            continue
        byline = read_byline(normalize(text_of(tag)).replace("\n", " "), sure=True)
        if byline and byline.authors:
            return byline.authors, rule
    site = fold(metadata.site or "")
    for stated in metadata.authors:
        if fold(stated) != site and (names := read_names(stated)):
            return names, METADATA
    return [], None


def _section(marked: list[tuple[str, Tag]], title: Title | None, metadata: Metadata) -> tuple[str | None, str | None]:
    """What metadata state, else the last name in a breadcrumb or section label that is neither site nor article."""
    if metadata.section:
        return metadata.section, METADATA
    for rule, tag in marked:
        parts = [normalize(part).replace("\n", " ") for part in tag.stripped_strings]
        names = [part for part in parts if any(map(str.isalpha, part)) and kind_of("site", part) is None]
        names = [name for name in names if len(name) <= _LONGEST_SECTION and not (title and name == title.text)]
        if names:
            return names[-1], rule
    return None, None
