"""Bytes of a page to text: by byte-order mark, header, `<meta>`, then detection."""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from pipeline.errors import InputError
from pipeline.parse.legacy import legacy_charset

_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What servers call Latin-1 is Windows-1252 on real pages.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_EMBEDDED = re.compile(r"data:[\w/+.-]{0,40};base64,[\w+/=]*", re.A)
_NOISE = re.compile("<!--|<style|<script", re.I)
_ENDS = {
    "<!--": re.compile("-->"),
    "<style": re.compile("</style[^>]{0,50}>", re.I),
    "<script": re.compile("</script[^>]{0,50}>", re.I),
}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_HEAD_BYTES = 4096
_TOLERATED_DAMAGE = 0.002


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page's bytes, in NFC. Raises InputError for empty, binary or undecodable bytes."""
    return unicodedata.normalize("NFC", _decode(body, content_type))


def _decode(body: bytes, content_type: str | None) -> str:
    if not body.strip():
        raise InputError("the page is empty")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    if body.startswith(_BINARY) or b"\0" in body[:_HEAD_BYTES]:
        raise InputError("the page is binary, not HTML")
    text = body.decode("utf-8", "replace")
    losses = text.count("\ufffd")
    if losses <= _TOLERATED_DAMAGE * len(text):
        return text
    if losses < sum(map(len, _NOT_ASCII.findall(text))) / 2:
        raise InputError("the page's bytes are damaged")
    return _decode_legacy(body, content_type)


def _decode_legacy(body: bytes, content_type: str | None) -> str:
    declared = _declared(body, content_type)
    if "cp1258" not in declared and legacy_charset(body.decode("latin-1")) and not _is_windows_vietnamese(body):
        return body.decode("latin-1")
    for encoding in declared:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    guess = from_bytes(body[: 16 * _HEAD_BYTES]).best()
    if guess is None:
        raise InputError("the page's character set can't be told")
    return body.decode(guess.encoding, "replace")


def _is_windows_vietnamese(body: bytes) -> bool:
    return legacy_charset(unicodedata.normalize("NFC", body.decode("cp1258", "replace"))) is None


def without_noise(html: str) -> str:
    """The page without comments, styles, scripts other than JSON-LD, and embedded images."""
    kept = []
    at = 0
    while (opening := _NOISE.search(html, at)) and (closing := _ENDS[opening[0].lower()].search(html, opening.end())):
        keep = "ld+json" in html[opening.start() : html.find(">", opening.start())]
        kept.append(html[at : closing.end() if keep else opening.start()])
        at = closing.end()
    return _EMBEDDED.sub("data:", "".join(kept) + html[at:])


def _declared(body: bytes, content_type: str | None) -> list[str]:
    names = []
    if content_type and (header := _HEADER_CHARSET.search(content_type)):
        names.append(header[1])
    if meta := _DECLARED.search(body[:_HEAD_BYTES]):
        names.append(meta[1].decode("ascii"))
    known = []
    for name in names:
        try:
            known.append(codecs.lookup(name).name)
        except LookupError:
            continue
    return [_MEANT.get(name, name) for name in known]
