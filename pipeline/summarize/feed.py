"""The digest as an Atom feed: one entry an order, under an id that stays when the order is told again."""

import re
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from pipeline.orthography import unaccent
from pipeline.summarize.entries import Digest, Order
from pipeline.summarize.render import macro

_ATOM = "http://www.w3.org/2005/Atom"
_HOUR = "T06:00:00+07:00"  # when a digest is read
# Beside what is shown as ⟨U+…⟩: not allowed in XML.
_NOT_XML = re.compile("[\ufffe\uffff]|[\ud800-\udfff]")

ET.register_namespace("", _ATOM)


def make_feed(digest: Digest) -> bytes:
    """Atom 1.0, those of most weight first. `updated` is the morning of the digest."""
    of = unaccent("/".join(name for name in (digest.province, digest.topic) if name))
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "vi"})
    _add(feed, "id", _urn(f"digest/{of}"))
    _add(feed, "title", macro("lines.txt", "heading", digest))
    _add(feed, "updated", digest.night + _HOUR)
    _add(feed, "link", rel="alternate", type="text/html", href="digest.html")
    _add(feed, "generator", "chidao", version=digest.version)
    _add(_add(feed, "author"), "name", "chidao")
    best = {one: number for number, one in enumerate(digest.top)}
    for order in sorted(digest.listed_orders(), key=lambda order: best.get(order.id, len(best))):
        _add_entry(feed, digest, order)
    ET.indent(feed, " ")
    xml: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _add_entry(feed: ET.Element, digest: Digest, order: Order) -> None:
    entry = _add(feed, "entry")
    cited = digest.articles[order.action.record]
    _add(entry, "id", _urn(f"order/{order.uid}"))
    _add(entry, "title", macro("lines.txt", "what", order), type="text")
    _add(entry, "updated", digest.night + _HOUR)
    if order.action.url:
        _add(entry, "link", rel="alternate", type="text/html", href=order.action.url)
    for quote in order.told_by:
        if quote.url:
            _add(entry, "link", rel="related", type="text/html", href=quote.url)
    for term in (cited.province, *order.topics):
        if term:
            _add(entry, "category", term=_allowed(macro("lines.txt", "said", term)))
    _add(_add(entry, "author"), "name", macro("lines.txt", "source", digest, order.action.record))
    _add(entry, "content", macro("lines.txt", "whole", digest, order), type="text")


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    element.text = None if text is None else _allowed(text)
    return element


def _allowed(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"chidao:{name}").urn
