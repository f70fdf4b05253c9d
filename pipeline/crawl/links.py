"""Links to articles out of a feed, a sitemap or a page, each with the date that stands beside it."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from time import struct_time
from urllib.parse import urldefrag, urljoin

import feedparser
from lxml import etree, html
from msgspec import Struct

from pipeline.crawl.failures import PageError
from pipeline.markup import has_endless_tag
from pipeline.schema import RawPage
from pipeline.urls import canonical_url

_LARGEST_FEED = 4 << 20  # bytes
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
# Old portals close the document in its middle; the parser would read no further.
_EARLY_END = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)


class Link(Struct, frozen=True):
    """Where to, and the date (of publication or of the last change, UTC) that the list gives."""

    url: str
    dated: date | None = None


class Sitemap(Struct, frozen=True):
    """A sitemap's pages, and the sitemaps it refers to."""

    pages: list[Link]
    sitemaps: list[Link]


def clean_link(base: str, href: str) -> str | None:
    """A link's canonical URL, None where it leads to no page."""
    joined = _join(base, href)
    try:
        return canonical_url(urldefrag(joined).url) if joined else None
    except ValueError:
        return None


def _join(base: str, href: str) -> str | None:
    try:
        return urljoin(base, href.strip()) if href.strip() else None
    except ValueError:
        return None


def feed_links(page: RawPage) -> list[Link]:
    """The entries of an RSS or Atom feed. Raises PageError where it is none, or one that takes endless time to read."""
    if len(page.body) > _LARGEST_FEED:
        raise PageError("too_large", f"a feed of more than {_LARGEST_FEED} bytes")
    if has_endless_tag(page.body.decode("latin-1")):
        raise PageError("not_a_feed", "it has a tag without end")
    try:
        feed = feedparser.parse(io.BytesIO(page.body), response_headers={"content-type": "application/xml"})
    except Exception as error:  # broken feeds break it in ways that it does not list
        raise PageError("not_a_feed", f"can't be read: {error}") from error
    if not feed.get("version"):
        raise PageError("not_a_feed", "neither RSS nor Atom")
    found = []
    for entry in feed.entries:
        if url := clean_link(page.url, entry.get("link") or ""):
            found.append(Link(url, _day(entry.get("published_parsed") or entry.get("updated_parsed"))))
    return found


def _day(when: struct_time | None) -> date | None:
    try:
        return date(*when[:3]) if when else None
    except ValueError:
        return None


def sitemap_links(page: RawPage, *, size: int) -> Sitemap:
    """The entries of a sitemap or an index of sitemaps, packed or not, unpacked at most `size` bytes large.

    Raises PageError where it is none.
    """
    root = _xml(_unpack(page.body, size))
    if root is None or root.tag.rpartition("}")[2] not in {"urlset", "sitemapindex"}:
        raise PageError("not_a_sitemap", "neither a sitemap nor an index of sitemaps")
    return Sitemap(list(_entries(page.url, root, "url")), list(_entries(page.url, root, "sitemap")))


def _unpack(body: bytes, size: int) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.open(io.BytesIO(body)) as stream:
            unpacked = stream.read(size + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise PageError("not_a_sitemap", f"can't be unpacked: {error}") from error
    if len(unpacked) > size:
        raise PageError("too_large", f"unpacked more than {size} bytes")
    return unpacked


def _xml(body: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(body.strip(), etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    except etree.XMLSyntaxError:
        return None


def _entries(base: str, root: etree._Element, kind: str) -> Iterator[Link]:
    for entry in root.iter(f"{{*}}{kind}"):
        url = clean_link(base, entry.findtext("{*}loc") or "")
        dated = entry.findtext("{*}lastmod") or entry.findtext(".//{*}publication_date")
        if url:
            yield Link(url, _date(dated))


def _date(text: str | None) -> date | None:
    try:
        return datetime.fromisoformat((text or "").strip()).date()
    except ValueError:
        return None


def page_links(page: RawPage) -> list[Link]:
    """The links of an HTML page, each once, in its order."""
    root = _html(page)
    bases = [] if root is None else root.findall(".//base[@href]")
    base = (_join(page.url, bases[0].get("href", "")) if bases else None) or page.url
    anchors = [] if root is None else root.findall(".//a[@href]")
    urls = dict.fromkeys(clean_link(base, anchor.get("href", "")) for anchor in anchors)
    return [Link(url) for url in urls if url]


def advertised_feeds(page: RawPage) -> list[str]:
    """The feeds that an HTML page's head names."""
    root = _html(page)
    found = [] if root is None else root.findall(".//link[@href]")
    feeds = (_join(page.url, link.get("href", "")) for link in found if link.get("type") in _FEED_TYPES)
    return [url for url in feeds if url]


def _html(page: RawPage) -> html.HtmlElement | None:
    if has_endless_tag(page.body.decode("latin-1")):
        return None
    try:
        return html.document_fromstring(_EARLY_END.sub(b"", page.body))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
