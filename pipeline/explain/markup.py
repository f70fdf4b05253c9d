"""Text with coloured spans as HTML: whatever the text contains appears as text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

_LINE_BREAK = re.compile("\n")
_HIDDEN = ("Cc", "Cf", "Co", "Zl", "Zp")


class Mark(NamedTuple):
    """A span of a text to be shown as `<mark class="KIND">`; `label` is a short sign set before it.

    A mark that has to be shown in several pieces has `id` and `label` on the first of them only.
    """

    start: int
    end: int
    kind: str
    title: str | None = None
    id: str | None = None
    label: str | None = None


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """The text as `<p>` paragraphs, one a line, with its marks; those that cross each other or a line are cut there.

    Where marks overlap, the one that starts first is outside, and of two that start together the longer one, or else
    the one given first. Raises ValueError for a mark that is empty or not inside the text.
    """
    layers = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    for mark in layers:
        if not 0 <= mark.start < mark.end <= len(text):
            raise ValueError(f"{mark.start}..{mark.end} ({mark.kind}) is no span of the text")
    return Markup("").join(_pieces(text, layers))


class _Layer:
    """A mark while it is being shown: it knows whether a piece of it has been."""

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self.begun = False

    def tag(self) -> Markup:
        _, _, kind, title, identity, label = self.mark
        first, self.begun = not self.begun, True
        attributes = {"class": kind, "title": title}
        if first:
            attributes |= {"id": identity, "data-label": label}
        given = ((name, visible(value)) for name, value in attributes.items() if value is not None)
        return Markup("<mark{}>").format(Markup("").join(Markup(' {}="{}"').format(*pair) for pair in given))


def visible(text: str) -> str:
    """The text with signs that show nothing, and those that turn the direction of writing, as `⟨U+202E⟩`."""
    if text.isprintable():
        return text
    return "".join(
        f"⟨U+{ord(sign):04X}⟩" if unicodedata.category(sign) in _HIDDEN and sign not in "\t\n\r" else sign
        for sign in text
    )


def _pieces(text: str, layers: list[Mark]) -> Iterator[Markup]:
    """Goes from bound to bound, and closes and opens what the next stretch has not or has in common with the last."""
    bounds = {bound for mark in layers for bound in (mark.start, mark.end)}
    breaks = {bound for line in _LINE_BREAK.finditer(text) for bound in line.span()}
    ahead = 0
    here: list[_Layer] = []
    opened: list[_Layer] = []
    yield Markup("<p>")
    for start, end in pairwise(sorted({0, len(text), *bounds, *breaks})):
        here = [layer for layer in here if layer.mark.end > start]
        while ahead < len(layers) and layers[ahead].start == start:
            here.append(_Layer(layers[ahead]))
            ahead += 1
        at_break = text[start] == "\n"
        yield from _change(opened, [] if at_break else here)
        yield Markup("</p>\n<p>") if at_break else escape(visible(text[start:end]))
    yield from _change(opened, [])
    yield Markup("</p>")


def _change(opened: list[_Layer], wanted: list[_Layer]) -> Iterator[Markup]:
    """The tags that lead from the one stack of elements to the other; `opened` becomes `wanted`."""
    common = 0
    while common < min(len(opened), len(wanted)) and opened[common] is wanted[common]:
        common += 1
    yield Markup("</mark>") * (len(opened) - common)
    for layer in wanted[common:]:
        yield layer.tag()
    opened[:] = wanted
