"""Plain-text dumps of pages, as web corpora keep them: no marks, only lines."""

import re
from typing import NamedTuple

from pipeline.errors import NotAnArticleError
from pipeline.orthography import normalize
from pipeline.parse.blocks import Cut
from pipeline.parse.body import ENOUGH, closes
from pipeline.parse.bylines import Byline
from pipeline.parse.dating import is_stamp_line
from pipeline.parse.kinds import kind_of
from pipeline.parse.marks import is_closing_heading, is_clutter
from pipeline.parse.paragraphs import clean_paragraphs
from pipeline.parse.stamps import Stamp, read_stamp

_BULLETS = ("- ", "• ", "* ", "› ", "» ", "+ ")
_SHORTEST_TITLE = 8
_TITLE_WORDS = 4
_CRUMB = re.compile(r"\s[»>›|/]\s")
_HEAD_LINES = 12


class Dump(NamedTuple):
    """What could be read out of a dump."""

    title: str
    text: str
    byline: Byline
    stamp: Stamp | None
    cuts: list[Cut]


def read_dump(dump: str, lead_tag: str | None = None) -> Dump:
    """Title, text, byline and stamp of a dump: the title is its first line that is no
    menu, the text ends where lists begin.

    Raises NotAnArticleError where no text is left.
    """
    lines = [line for line in normalize(dump).split("\n") if line]
    heads = [place for place, line in enumerate(lines) if _can_be_title(line)]
    first = next((place for place in heads if _is_a_phrase(lines[place])), heads[0] if heads else None)
    if first is None:
        raise NotAnArticleError("no article text found")
    cuts = [Cut(line, "above the title") for line in lines[:first]]
    body = lines[first + 1 :]
    end = next((place for place, line in enumerate(body) if is_closing_heading(line) and _closes(body[place:])), None)
    if end is not None:
        cuts += (Cut(line, f"after the heading {body[end]!r}") for line in body[end:])
    stamp = next((read_stamp(line) for line in lines[:_HEAD_LINES] if is_stamp_line(line)), None)
    paragraphs, byline = clean_paragraphs(body[:end], lines[first], lead_tag, cuts)
    if sum(map(len, paragraphs)) < ENOUGH:
        raise NotAnArticleError("no article text found")
    return Dump(lines[first], "\n".join(paragraphs), byline, stamp, cuts)


def _can_be_title(line: str) -> bool:
    is_other = is_clutter(line) or is_stamp_line(line) or is_closing_heading(line)
    return len(line) >= _SHORTEST_TITLE and not is_other and kind_of("site", line) is None


def _is_a_phrase(line: str) -> bool:
    """Whether a line has the length of a title, which menus and breadcrumbs above it have not."""
    return len(line.split()) >= _TITLE_WORDS and not _CRUMB.search(line)


def _closes(rest: list[str]) -> bool:
    return closes([(line, line.startswith(_BULLETS)) for line in rest[1:]])
