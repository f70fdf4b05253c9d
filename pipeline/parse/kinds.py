"""Pages that are no articles, told by their address, their title and their shape."""

import re
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from pipeline.errors import NotAnArticleError
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.parse.body import ENOUGH, GENERAL, LEAST, LINK, Body
from pipeline.parse.marks import LAYOUT, compile_folded
from pipeline.parse.metadata import Metadata

_SHORT = 400
_LONGEST = 400
_HEADLINE = 20
_PARAGRAPH = 80
_FEW = 4
_FEW_GENERAL = 2
_READABLE = re.compile(r"\s*(?:text/html|text/plain|application/xhtml|application/octet-stream)", re.I)


Where = Literal["title", "path", "text", "site"]


class KindPattern(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `page_kinds.tsv`."""

    kind: str
    where: Where
    pattern: str
    example: str


def kind_of(where: Where, text: str) -> str | None:
    """What a title or a URL path says the page is, when that is no article."""
    folded = fold(text[:_LONGEST])
    return next((kind for kind, pattern in _patterns(where) if pattern.fullmatch(folded)), None)


def refuse_by_address(url: str, status: int, content_type: str = "") -> None:
    """Raises NotAnArticleError for error statuses, what is no HTML, addresses of home pages, searches and the like."""
    if status >= 400:
        raise NotAnArticleError(f"error page: status {status}")
    if content_type and not _READABLE.match(content_type):
        raise NotAnArticleError(f"not a page: {content_type}")
    if url and (kind := kind_of("path", urlsplit(url).path)):
        raise NotAnArticleError(f"{kind}: {url}")


def refuse_by_title(metadata: Metadata) -> None:
    """Raises NotAnArticleError where metadata or the title say that the page is something else."""
    if metadata.kind == "listing":
        raise NotAnArticleError("section page: it describes itself as a list")
    for _, title in metadata.titles:
        kind = kind_of("title", title)
        if kind and not (kind == "section page" and metadata.kind == "article"):
            raise NotAnArticleError(f"{kind}: its title is {title!r}")


def refuse_by_shape(metadata: Metadata, body: Body | None) -> Body:
    """The body, when the page's shape is an article's. Raises NotAnArticleError with the reason."""
    if body is None:
        raise NotAnArticleError("no article text found")
    own = body.own_length
    is_stated = metadata.kind == "article"
    if own < LEAST or (own < ENOUGH and not is_stated and not body.rule.startswith(LAYOUT)):
        raise NotAnArticleError("no article text found")
    if own < _SHORT and any(kind_of("text", block.text) for block in body.blocks):
        raise NotAnArticleError("error page: its text says so")
    if metadata.kind == "video" and own < _SHORT:
        raise NotAnArticleError("video page: a video with a caption")
    if not is_stated and _is_list(body):
        raise NotAnArticleError("section page: more headlines than text")
    return body


def _is_list(body: Body) -> bool:
    """Whether the text is teasers: as many headlines that are links as paragraphs, or more link text than other."""
    linked = [cut.text for cut in body.cuts if cut.rule == LINK]
    headlines = sum(len(text) >= _HEADLINE for text in linked)
    paragraphs = sum(len(block.text) >= _PARAGRAPH for block in body.blocks)
    few = _FEW_GENERAL if body.rule == GENERAL else _FEW
    if headlines >= few and headlines >= paragraphs:
        return True
    return sum(map(len, linked)) + sum(block.linked for block in body.blocks) > body.own_length


@cache
def _patterns(where: Where) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load_lexicon("page_kinds", KindPattern)
    return tuple((row.kind, compile_folded(row.pattern)) for row in rows if row.where == where)
