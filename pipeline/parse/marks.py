"""The marks by which pages name their parts (`page_*.tsv`): what holds the title, the body, what to cut."""

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import Literal, get_args

from bs4 import BeautifulSoup, Tag
from msgspec import Struct

from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.parse.tree import tags_in

Field = Literal["title", "lead", "body", "published", "authors", "section"]

_Hit = tuple[Field, int, str]

LAYOUT = "layout "
_LONGEST_CLUTTER = 400
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_OTHER_PLACES = frozenset(["nav", "aside", "footer", "a"])
_ROW = re.compile(r"\s[|•·]\s")
_ESCAPES = re.compile(r"(\\.)|([^\\]+)")
_NAMING = ("class", "id", "itemprop", "rel")


class FieldMark(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `page_marks.tsv`."""

    field: Field
    mark: str
    example: str


class CutMark(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `page_cuts.tsv` or `page_clocks.tsv`."""

    mark: str
    example: str


class Heading(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `page_headings.tsv`."""

    heading: str
    example: str


class LinePattern(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `page_lines.tsv`."""

    pattern: str
    example: str


def attribute(tag: Tag, name: str) -> str:
    """An attribute as one string, empty where the tag has none."""
    value = tag.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def marked_elements(soup: BeautifulSoup) -> dict[Field, list[tuple[str, Tag]]]:
    """For each field the elements that a mark names, best mark first, then in page order."""
    found: dict[Field, list[tuple[int, int, str, Tag]]] = defaultdict(list)
    for place, tag in enumerate(tags_in(soup)):
        if not tag.attrs:
            continue
        for field, rank, mark in _hits(*(attribute(tag, name) for name in _NAMING)):
            found[field].append((rank, place, mark, tag))
    return {
        field: [(f"mark {mark}", tag) for _, _, mark, tag in sorted(found[field], key=lambda hit: hit[:2])]
        for field in get_args(Field)
    }


def is_cut(tag: Tag) -> bool:
    """Whether class or id say that the element is no part of an article (related stories, share buttons ...)."""
    return _names_match(tag, "page_cuts")


def is_clock(tag: Tag) -> bool:
    """Whether class or id say that a stamp inside the element is the page's clock or another item's date."""
    return _names_match(tag, "page_clocks")


def is_elsewhere(tag: Tag, title: Tag | None) -> bool:
    """Whether the element is in the title, or belongs to the header's clock, a menu or another story.

    What surrounds the title too says nothing of the element.
    """
    around_title = {id(above) for above in title.parents} if title else set()
    for above in (tag, *tag.parents):
        if id(above) in around_title or above.name == "body":
            return False
        if above is title or above.name in _OTHER_PLACES or is_clock(above) or is_cut(above):
            return True
    return False


def is_closing_heading(line: str) -> bool:
    """Whether a line is the heading of other stories, comments or key words."""
    return _bare(line) in _headings()


@lru_cache(maxsize=4096)
def is_clutter(line: str) -> bool:
    """Whether a whole line is a button, a counter, an audio voice or the like, or a row of them."""
    return len(line) <= _LONGEST_CLUTTER and all(_clutter().fullmatch(part.strip()) for part in _ROW.split(fold(line)))


def compile_folded(pattern: str) -> re.Pattern[str]:
    """A lexicon's pattern, to be matched on folded text; its escapes keep their case."""
    return re.compile(_ESCAPES.sub(lambda piece: piece[1] or fold(piece[2]), pattern))


def _names_match(tag: Tag, lexicon: str) -> bool:
    names = f"{attribute(tag, 'class')} {attribute(tag, 'id')}"
    return names != " " and _match(names, lexicon)


@lru_cache(maxsize=16_384)
def _match(names: str, lexicon: str) -> bool:
    return any(_cut_marks(lexicon).search(f"={_hyphened(name)}=") for name in names.split())


def _bare(line: str) -> str:
    return fold(line).strip(" :.-–—»›>|▪•+…")


def _hyphened(name: str) -> str:
    return _NOT_WORD.sub("-", _CAMEL.sub("-", name).lower()).strip("-")


@lru_cache(maxsize=16_384)
def _hits(classes: str, identity: str, *others: str) -> tuple[_Hit, ...]:
    """The marks that an element with these attributes bears."""
    names, prefixes = _field_marks()
    own = [f".{name}" for name in classes.split()]
    if identity:
        own.append(f"#{identity}")
    for name, values in zip(_NAMING[2:], others, strict=True):
        own += (f"[{name}={value}]" for value in values.split())
    each = (names.get(mark) or [hit for prefix, hit in prefixes if mark.startswith(prefix)] for mark in own)
    return tuple(hit for hits in each for hit in hits)


@cache
def _field_marks() -> tuple[dict[str, list[_Hit]], list[tuple[str, _Hit]]]:
    names: dict[str, list[_Hit]] = defaultdict(list)
    prefixes = []
    for rank, row in enumerate(load_lexicon("page_marks", FieldMark)):
        hit = (row.field, rank, row.mark)
        if row.mark.endswith("*"):
            prefixes.append((row.mark[:-1], hit))
        else:
            names[row.mark].append(hit)
    return dict(names), prefixes


@cache
def _cut_marks(lexicon: str) -> re.Pattern[str]:
    rows = load_lexicon(lexicon, CutMark)
    whole = [re.escape(row.mark[1:]) for row in rows if row.mark.startswith("=")]
    part = [re.escape(row.mark) for row in rows if not row.mark.startswith("=")]
    return re.compile(f"[=-](?:{'|'.join(part)})[=-]|=(?:{'|'.join(whole)})=")


@cache
def _headings() -> frozenset[str]:
    return frozenset(fold(row.heading) for row in load_lexicon("page_headings", Heading))


@cache
def _clutter() -> re.Pattern[str]:
    return compile_folded("|".join(f"(?:{row.pattern})" for row in load_lexicon("page_lines", LinePattern)))
