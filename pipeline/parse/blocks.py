"""An element as the paragraphs that a reader sees, without what is no part of the article."""

import html
import re
from collections.abc import Callable
from typing import NamedTuple

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from pipeline.orthography import fold
from pipeline.parse.marks import attribute, is_cut

_BLOCKS = frozenset(
    (  # noqa: SIM905
        "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 header hr html iframe img li main nav ol p picture pre section summary table tbody td"
        " tfoot th thead tr ul video"
    ).split()
)
_NEVER_TEXT = frozenset(
    (  # noqa: SIM905
        "audio button canvas embed head iframe input link meta nav noscript object option script select style svg"
        " template textarea title video"
    ).split()
)
_SPACES = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)


class Block(NamedTuple):
    """A paragraph: its text, how many of its characters are link text, and the element that holds it."""

    text: str
    linked: int
    holder: Tag


class Cut(NamedTuple):
    """What was left out and by which rule."""

    text: str
    rule: str


class _End(NamedTuple):
    tag: Tag


def text_of(element: Tag) -> str:
    """All text of an element on one line."""
    return _SPACES.sub(" ", element.get_text(" ")).strip()


def letters_of(text: str) -> str:
    """What two spellings of one line have in common: its letters and digits, folded."""
    return "".join(filter(str.isalnum, fold(text)))


def blocks_of(container: Tag, cuts: list[Cut] | None = None, *, until: Tag | None = None) -> list[Block]:
    """The paragraphs of `container` in order, those before the element `until`. What marks cut is added to `cuts`.

    A cut mark on an element that holds most of the container's text is not believed.
    """
    return _gather(container, lambda tag: _left_out(tag, container, cuts), until)


def all_blocks(container: Tag) -> list[Block]:
    """All paragraphs of `container` in order, also what is hidden and what marks cut."""
    return _gather(container, lambda tag: tag.name in _NEVER_TEXT, None)


def _gather(container: Tag, is_left_out: Callable[[Tag], bool], until: Tag | None) -> list[Block]:
    collector = _Collector(container)
    stack: list[PageElement | _End] = [container]
    while stack:
        node = stack.pop()
        if node is until:
            break
        if isinstance(node, _End):
            collector.leave(node.tag)
        elif isinstance(node, Tag):
            if node is not container and is_left_out(node):
                collector.end_block()
                continue
            collector.enter(node)
            stack.append(_End(node))
            stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            collector.add(node)
    collector.end_block()
    return collector.blocks


def _left_out(tag: Tag, container: Tag, cuts: list[Cut] | None) -> bool:
    if tag.name in _NEVER_TEXT:
        return True
    if not tag.attrs:
        return False
    hidden = _HIDDEN.search(attribute(tag, "style")) is not None
    if not hidden and not is_cut(tag):
        return False
    text = text_of(tag)
    if not hidden and 2 * len(text) > len(container.get_text()):
        return False
    if cuts is not None and text:
        cuts.append(Cut(text, "hidden" if hidden else f"marked {attribute(tag, 'class') or attribute(tag, 'id')}"))
    return True


class _Collector:
    """Gathers strings into blocks while a tree is walked."""

    def __init__(self, container: Tag) -> None:
        self.blocks: list[Block] = []
        self._holders = [container]
        self._links = 0
        self._pieces: list[str] = []
        self._linked = 0

    def enter(self, tag: Tag) -> None:
        if tag.name in _BLOCKS:
            self.end_block()
            self._holders.append(tag)
        elif tag.name == "a":
            self._links += 1

    def leave(self, tag: Tag) -> None:
        if tag.name in _BLOCKS:
            self.end_block()
            self._holders.pop()
        elif tag.name == "a":
            self._links -= 1

    def add(self, text: str) -> None:
        self._pieces.append(text)
        if self._links:
            self._linked += len(_SPACES.sub("", text))

    def end_block(self) -> None:
        text = _SPACES.sub(" ", "".join(self._pieces)).strip()
        if _ENTITY.search(text):
            text = html.unescape(text)
        if text:
            self.blocks.append(Block(text, self._linked, self._holders[-1]))
        self._pieces = []
        self._linked = 0


def join_broken_lines(blocks: list[Block]) -> list[Block]:
    """The same blocks, with a sentence that a `<br>` broke in the middle made whole again."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and block.holder is last.holder and _broken(last.text, block.text):
            joined[-1] = Block(f"{last.text} {block.text}", last.linked + block.linked, last.holder)
        else:
            joined.append(block)
    return joined


def _broken(before: str, after: str) -> bool:
    return before[-1] not in ".!?…:;\"”'" and after[0].islower()
