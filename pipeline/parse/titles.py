"""The title of an article, and the lead that stands between it and the body."""

import re
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from pipeline.orthography import fold, normalize
from pipeline.parse.blocks import Block, blocks_of, letters_of, text_of
from pipeline.parse.body import Body, text_begins
from pipeline.parse.dating import is_stamp_line
from pipeline.parse.kinds import kind_of
from pipeline.parse.legacy import from_legacy
from pipeline.parse.marks import is_clutter, is_cut
from pipeline.parse.metadata import Metadata
from pipeline.parse.tree import tags_in

# A page may have any number of them, one within the other.
_MOST_HEADINGS = 100
_SHORTEST = 8
_LEAD = 60
_MOST_UNMARKED = 2
_STRINGS_ABOVE = 20
_FEWEST_WORDS = 4
_LONGEST_LINE = 200
_SITE_PARTS = re.compile(r"\s+[-–—|»:]\s+")
_SENTENCE_END = (".", "!", "?", "…", '"', "”", ":")
_MOSTLY_LINK = 0.5


class Title(NamedTuple):
    """The title, the element that shows it (None when only metadata does), and the rule that gave it."""

    text: str
    element: Tag | None
    rule: str


def find_title(soup: BeautifulSoup, metadata: Metadata, marked: list[tuple[str, Tag]], body: Body) -> Title | None:
    """The heading that metadata confirm, else a marked one before the body, else what metadata state."""
    stated = [(rule, title) for rule, title in metadata.titles if _can_be_title(title)]
    headings = [("heading", tag) for tag in tags_in(soup) if tag.name in {"h1", "h2"}]
    first = [*marked[:_MOST_HEADINGS], *headings[:_MOST_HEADINGS]]
    shown = [(rule, tag, title) for rule, tag in first if (title := _shown_title(tag))]
    for source, said in stated:
        confirmed = [(rule, tag, title) for rule, tag, title in shown if _same_title(title, said)]
        if confirmed:
            rule, tag, title = max(confirmed, key=lambda found: len(found[2]))
            return Title(title, tag, f"{rule}, as in {source}")
    before = _before(soup, text_begins(body), [tag for _, tag, _ in shown])
    for rule, tag, title in shown:
        if id(tag) in before and (rule != "heading" or tag.name == "h1"):
            return Title(title, tag, rule)
    for rule, said in stated:
        return Title(_without_site(said, metadata.site), None, rule)
    return _first_line(body) or _line_above(body.container)


def _first_line(body: Body) -> Title | None:
    """The first line of the body, when the publication stamp is right above it and it reads as a title."""
    lines = [block for block in body.blocks if not is_stamp_line(block.text)][:2]
    strings = body.container.find_all_previous(string=True, limit=_STRINGS_ABOVE)
    nearest = next((string for string in strings if type(string) is NavigableString and not string.isspace()), "")
    if len(lines) < 2 or not any(map(is_stamp_line, (nearest, body.blocks[0].text))):
        return None
    first, second = lines
    reads_as_one = (
        _is_phrase(first.text) and not first.text.endswith(_SENTENCE_END) and len(first.text) < len(second.text)
    )
    return Title(first.text, first.holder, "first line below the stamp") if reads_as_one else None


def _line_above(body: Tag) -> Title | None:
    """The line right above the body, when it is as long as a title and no link, stamp or button."""
    for string in body.find_all_previous(string=True, limit=_STRINGS_ABOVE):
        holder = string.parent
        line = normalize(str(string)).replace("\n", " ")
        if type(string) is not NavigableString or holder is None or len(line) < _SHORTEST:
            continue
        if is_clutter(line) or is_stamp_line(line) or holder.name in {"a", "label", "option"}:
            continue
        return Title(line, holder, "line above the text") if _is_phrase(line) else None
    return None


def _is_phrase(line: str) -> bool:
    """Whether a line has a title's length, which names of sections have not."""
    return len(line.split()) >= _FEWEST_WORDS and len(line) <= _LONGEST_LINE and _can_be_title(line)


def find_lead(title: Title, body: Tag, marked: list[tuple[str, Tag]]) -> list[Block]:
    """The paragraphs between the title and the body: marked as lead, or sentences long enough to be one."""
    if title.element is None:
        return [block for _, tag in marked[:1] for block in blocks_of(tag) if not _holds(body, tag)]
    above = _common_ancestor(title.element, body)
    if above is body:
        return []
    order = {id(tag): place for place, tag in enumerate(tags_in(above))}
    start, end = order.get(id(title.element), -1), order.get(id(body), 0)
    inside = {id(tag) for tag in tags_in(title.element)} | {id(title.element)}
    marks = {id(tag) for _, tag in marked}
    lead: list[Block] = []
    for block in blocks_of(above, until=body):
        place = order.get(id(block.holder), -1)
        if not start < place < end or id(block.holder) in inside or _is_link(block):
            continue
        is_marked = any(id(tag) in marks for tag in (block.holder, *block.holder.parents))
        is_sentence = len(block.text) >= _LEAD and block.text.endswith(_SENTENCE_END)
        if is_marked or (is_sentence and len(lead) < _MOST_UNMARKED):
            lead.append(block)
    return lead


def _shown_title(tag: Tag) -> str | None:
    if is_cut(tag) or any(above.name in {"nav", "aside", "footer"} for above in tag.parents):
        return None
    title = normalize(from_legacy(text_of(tag))).replace("\n", " ")
    return title if _can_be_title(title) else None


def _can_be_title(text: str) -> bool:
    return len(text) >= _SHORTEST and kind_of("site", text) is None


def _same_title(shown: str, stated: str) -> bool:
    """Whether a heading is the stated title, which may go on with the site's name or be cut short."""
    seen, said = letters_of(shown), letters_of(stated)
    return said.startswith(seen) or (len(said) > 2 * _SHORTEST and seen.startswith(said))


def _without_site(title: str, site: str | None) -> str:
    parts = _SITE_PARTS.split(title)
    if len(parts) > 1 and (not site or fold(site) in fold(title)):
        return title[: title.rindex(parts[-1])].rstrip(" -–—|»:")
    return title


def _before(soup: BeautifulSoup, text: Tag, tags: list[Tag]) -> set[int]:
    """Which of `tags` begin no later than the element of the text does."""
    wanted = {id(tag) for tag in tags}
    seen = set()
    for tag in tags_in(soup):
        if id(tag) in wanted:
            seen.add(id(tag))
        if tag is text:
            break
    return seen


def _common_ancestor(first: Tag, second: Tag) -> Tag:
    above = {id(tag) for tag in (first, *first.parents)}
    return next(tag for tag in (second, *second.parents) if id(tag) in above)


def _holds(outer: Tag, inner: Tag) -> bool:
    return any(tag is outer for tag in (inner, *inner.parents))


def _is_link(block: Block) -> bool:
    return block.linked > _MOSTLY_LINK * len(block.text)
