"""Where the body of an article stands in its page, and its paragraphs without the clutter among them."""

from collections import Counter
from typing import NamedTuple

import trafilatura
from bs4 import BeautifulSoup, Tag

from pipeline.orthography import fold
from pipeline.parse.blocks import Block, Cut, blocks_of, join_broken_lines
from pipeline.parse.marks import is_closing_heading, is_clutter

ENOUGH = 140
LEAST = 40
GENERAL = "trafilatura"
LINK = "only a link"
_MOST_CANDIDATES = 20
_MANY = 3
_TEASER = 600
_LINE = 60
_MOSTLY_LINK = 0.8


class Body(NamedTuple):
    """The element that holds the body, its paragraphs, what was cut among them, and the rule that found it."""

    container: Tag
    blocks: list[Block]
    cuts: list[Cut]
    rule: str

    @property
    def own_length(self) -> int:
        """How many characters of the paragraphs are no links."""
        return sum(len(block.text) - block.linked for block in self.blocks)


def find_body(soup: BeautifulSoup, html: str, marked: list[tuple[str, Tag]]) -> Body | None:
    """The body in the first marked element that holds enough text, or where trafilatura sees the main text.

    A mark that several short elements bear is that of teasers, not of a body.
    """
    best: Body | None = None
    counts = Counter(rule for rule, _ in marked)
    for rule, tag in marked[:_MOST_CANDIDATES]:
        body = _read(tag, rule)
        length = body.own_length
        if counts[rule] >= _MANY and length < _TEASER:
            continue
        if length >= ENOUGH:
            return body
        if length >= LEAST and (best is None or length > best.own_length):
            best = body
    return best or _general(soup, html)


def text_begins(body: Body) -> Tag:
    """The element of the first paragraph that is long enough to be more than a heading, a stamp or a name."""
    return next((block.holder for block in body.blocks if len(block.text) >= _LINE), body.container)


def _read(container: Tag, rule: str) -> Body:
    cuts: list[Cut] = []
    blocks = _without_clutter(join_broken_lines(blocks_of(container, cuts)), cuts)
    return Body(container, blocks, cuts, rule)


def _without_clutter(blocks: list[Block], cuts: list[Cut]) -> list[Block]:
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        if is_closing_heading(block.text) and closes(
            [(rest.text, rest.linked > 0) for rest in blocks[place + 1 :]]
        ):
            cuts += (Cut(rest.text, f"after the heading {block.text!r}") for rest in blocks[place:])
            break
        if is_clutter(block.text):
            cuts.append(Cut(block.text, "clutter"))
        elif _is_only_a_link(block):
            cuts.append(Cut(block.text, LINK))
        else:
            kept.append(block)
    return kept


def closes(rest: list[tuple[str, bool]]) -> bool:
    """Whether the lines after a closing heading are a list of other things, not more of the article.

    Each line comes with whether it is a link or a list item.
    """
    own = sum(len(line) for line, is_item in rest if not is_item and len(line) > ENOUGH)
    return own <= sum(len(line) for line, _ in rest) / 2


def _is_only_a_link(block: Block) -> bool:
    bare = len(block.text.replace(" ", ""))
    return block.linked >= _MOSTLY_LINK * bare and bare > len("Phần 1")


def _general(soup: BeautifulSoup, html: str) -> Body | None:
    """Where trafilatura sees the main text: its fast way, and the thorough one where that finds little."""
    best: Body | None = None
    for fast in (True, False):
        body = _located(soup, trafilatura.extract(html, include_comments=False, deduplicate=False, fast=fast))
        if body and (best is None or body.own_length > best.own_length):
            best = body
        if best and best.own_length >= _TEASER:
            break
    return best


def _located(soup: BeautifulSoup, seen: str | None) -> Body | None:
    """The smallest element that holds most of the paragraphs of an extracted text."""
    text = _letters(seen or "")
    holders = [
        block.holder for block in blocks_of(soup) if len(block.text) >= _LINE and _letters(block.text) in text
    ]
    return _read(_common_holder(holders), GENERAL) if holders else None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _common_holder(holders: list[Tag]) -> Tag:
    """The smallest element that holds most of `holders`."""
    counts: dict[int, int] = {}
    tags: dict[int, Tag] = {}
    for holder in holders:
        for tag in (holder, *holder.parents):
            counts[id(tag)] = counts.get(id(tag), 0) + 1
            tags[id(tag)] = tag
    for tag in (holders[0], *holders[0].parents):
        if counts[id(tag)] >= _MOSTLY_LINK * len(holders):
            return tag
    return tags[max(counts, key=lambda key: counts[key])]
