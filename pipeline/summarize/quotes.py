"""What a digest says: pieces of records, each with its place and a link to exactly that passage."""

import re
from functools import lru_cache
from urllib.parse import quote, urldefrag, urlsplit

from msgspec import Struct

from pipeline.orthography import fold
from pipeline.schema import Record
from pipeline.urls import short_digest

LOCAL_PAGES = "articles"

# Passages up to this many code points are linked whole, longer ones by their first and last words.
_LINKED_WHOLE = 80
_WORDS = (5, 10, 20)
_SAFE_NAME = re.compile("[0-9a-z]{1,40}")
_SAFE_IN_URL = ":/?#@!$&'*+,;=%~"

# One article is quoted many times in a row.
_folded = lru_cache(maxsize=1)(fold)


class Quote(Struct, frozen=True, forbid_unknown_fields=True):
    """`text` is what the text of the record `record` says from `start` to `end`, word for word.

    `url` leads to the passage on the article's page, or is None if the article has no web address.
    """

    record: str
    start: int
    end: int
    text: str
    url: str | None


def local_page(record: str) -> str:
    """The file, beside a digest, of the page that shows a record's text; its name is safe whatever the id."""
    name = record if _SAFE_NAME.fullmatch(record) else short_digest(record)
    return f"{LOCAL_PAGES}/{name}.html"


def anchor(quote: Quote) -> str:
    """The id, on the record's local page, of the passage."""
    return f"text-{quote.start}-{quote.end}"


def quote_text(record: Record, start: int, end: int) -> Quote:
    """The piece of the record's text from `start` to `end`."""
    return Quote(record.id, start, end, record.text[start:end], passage_url(record, start, end))


def page_url(url: str | None) -> str | None:
    """The URL without its fragment, in ASCII without brackets; None unless it is http(s) with a host."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return quote(urldefrag(url).url, safe=_SAFE_IN_URL)


def passage_url(record: Record, start: int, end: int) -> str | None:
    """The article's URL with a text fragment that browsers scroll to and mark."""
    page = page_url(record.url)
    return page and f"{page}#:~:text={text_fragment(record.text, start, end)}"


def text_fragment(text: str, start: int, end: int) -> str:
    """`[prefix-,]first[,last][,-suffix]` for the passage, percent-encoded: what finds it, and no earlier one.

    The words around are added only where the passage alone is not the first of its like in the text.
    """
    folded = _folded(text)
    passage = text[start:end]
    parts = [passage] if end - start <= _LINKED_WHOLE else _ends(folded, passage, start, end)
    if folded.find(fold(parts[0])) == start:
        return ",".join(map(_encode, parts))
    paragraph = text.rfind("\n", 0, start) + 1
    prefix = " ".join(text[paragraph:start].split()[-_WORDS[0] :])
    suffix = " ".join(text[end:].partition("\n")[0].split()[: _WORDS[0]])
    around = [f"{_encode(prefix)}-"] if prefix else []
    after = [f"-{_encode(suffix)}"] if suffix else []
    return ",".join([*around, *map(_encode, parts), *after])


def _ends(folded: str, passage: str, start: int, end: int) -> list[str]:
    """As many first and last words as it takes to begin and end at the right places."""
    words = passage.split(" ")
    for count in _WORDS:
        first, last = " ".join(words[:count]), " ".join(words[-count:])
        after = start + len(first)
        if folded.find(fold(first)) == start and folded.find(fold(last), after) == end - len(last) >= after:
            return [first, last]
    return [passage]


def _encode(text: str) -> str:
    # A hyphen would be read as the sign of a prefix or suffix.
    return quote(text, safe="").replace("-", "%2D")
