"""Where the body of an article stands in its page, and its paragraphs without the clutter among them."""

from itertools import islice
from typing import NamedTuple

import trafilatura
from bs4 import BeautifulSoup, Tag

from pipeline.parse.blocks import Block, Cut, blocks_of, join_broken_lines, letters_of
from pipeline.parse.marks import is_closing_heading, is_clutter

ENOUGH = 140
LEAST = 40
GENERAL = "trafilatura"
LINK = "only a link"
_MOST_CANDIDATES = 20
_MANY = 2
_TEASER = 600
_LINE = 60
_MOSTLY = 0.8


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
    candidates: dict[int, tuple[str, Tag]] = {}
    for rule, tag in marked:
        candidates.setdefault(id(tag), (rule, tag))
    bodies = [_read(tag, rule) for rule, tag in islice(candidates.values(), _MOST_CANDIDATES)]
    bodies = [body for body in bodies if body.own_length >= LEAST and not _is_teaser(body, bodies)]
    for body in bodies:
        if body.own_length >= ENOUGH:
            return body
    return max(bodies, key=lambda body: body.own_length) if bodies else _general(soup, html)


def _is_teaser(body: Body, bodies: list[Body]) -> bool:
    """Whether a short text is one of several of its kind."""
    if body.own_length >= _TEASER:
        return False
    alike = [other for other in bodies if other is not body and other.rule == body.rule]
    return sum(2 * other.own_length > body.own_length for other in alike) >= _MANY


def text_begins(body: Body, title: str = "") -> Tag:
    """The element of the first paragraph that is longer than a stamp or a name, and not the title again."""
    long = (block for block in body.blocks if len(block.text) >= _LINE)
    return next((block.holder for block in long if letters_of(block.text) != letters_of(title)), body.container)


def _read(container: Tag, rule: str) -> Body:
    cuts: list[Cut] = []
    blocks = _without_clutter(join_broken_lines(blocks_of(container, cuts)), cuts)
    return Body(container, blocks, cuts, rule)


def _without_clutter(blocks: list[Block], cuts: list[Cut]) -> list[Block]:
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        if is_closing_heading(block.text) and closes([(rest.text, rest.linked > 0) for rest in blocks[place + 1 :]]):
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
    return block.linked >= _MOSTLY * bare and bare > len("Phần 1")


def _general(soup: BeautifulSoup, html: str) -> Body | None:
    """Where trafilatura sees the main text: its fast way, and the thorough one where that finds little.

    It is not asked about a page without a single paragraph that is no link; where it sees something else altogether,
    those paragraphs are the text, if they stand together.
    """
    prose = [block for block in blocks_of(soup) if len(block.text) - block.linked >= _LINE]
    best: Body | None = None
    seen: str | None = None
    for fast in (True, False) if prose else ():
        seen = trafilatura.extract(html, include_comments=False, deduplicate=False, fast=fast)
        body = _located(prose, seen)
        if body and (best is None or body.own_length > best.own_length):
            best = body
        if best and best.own_length >= _TEASER:
            break
    return best or (_in_one_place(prose) if seen else None)


def _in_one_place(prose: list[Block]) -> Body | None:
    """The element that holds the paragraphs, when there is little else in it."""
    holder = _common_holder([block.holder for block in prose])
    inside = sum(len(block.text) for block in blocks_of(holder))
    return _read(holder, GENERAL) if sum(len(block.text) for block in prose) >= _MOSTLY * inside else None


def _located(prose: list[Block], seen: str | None) -> Body | None:
    """The smallest element that holds most of the paragraphs of an extracted text."""
    text = letters_of(seen or "")
    holders = [block.holder for block in prose if letters_of(block.text) in text]
    return _read(_common_holder(holders), GENERAL) if holders else None


def _common_holder(holders: list[Tag]) -> Tag:
    """The smallest element that holds most of `holders`."""
    counts: dict[int, int] = {}
    tags: dict[int, Tag] = {}
    for holder in holders:
        for tag in (holder, *holder.parents):
            counts[id(tag)] = counts.get(id(tag), 0) + 1
            tags[id(tag)] = tag
    for tag in (holders[0], *holders[0].parents):
        if counts[id(tag)] >= _MOSTLY * len(holders):
            return tag
    return tags[max(counts, key=lambda key: counts[key])]
