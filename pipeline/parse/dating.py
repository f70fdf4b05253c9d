"""When an article was published: which of a page's stamps to believe."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from msgspec import Struct

from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold, normalize
from pipeline.parse.blocks import text_of
from pipeline.parse.marks import LAYOUT, attribute, is_elsewhere
from pipeline.parse.metadata import Metadata
from pipeline.parse.stamps import (
    DAY,
    Stamp,
    is_iso,
    is_plausible,
    read_formatted_stamp,
    read_machine_stamp,
    read_stamp,
)
from pipeline.parse.tree import tags_in

_STAMP_LINE = 120
_NAME_LETTERS = 30
_MANY = 2
_PARTS = 12
_DIGITS = re.compile(r"\d{4}")
_ITEM_STAMPS = re.compile(r"SharePoint", re.I)
_DAY_IN_TEXT = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}))?(?![\d%/])")
_DAY_IN_ADDRESS = re.compile(r"/(20\d{2})[-/](\d{1,2})[-/](\d{1,2})/")
_NEWS_IS_FRESH = timedelta(days=7)
_FEED_GOES_ON = timedelta(days=2)


class StampWord(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `page_stamp_words.tsv`."""

    word: str
    example: str


class Shown(NamedTuple):
    """Where to look on the page: the title, the element where the text begins, what layout or marks name as stamps."""

    title: Tag | None
    text: Tag
    marked: list[tuple[str, Tag]]
    date_format: str | None = None


class Dating(NamedTuple):
    """A publication stamp and the rule that gave it."""

    stamp: Stamp
    rule: str


def find_published(
    soup: BeautifulSoup, page: Shown, metadata: Metadata, text: str, url: str | None, fetched_at: str | None
) -> Dating | None:
    """The publication stamp: metadata, then what is shown beside the title. None where nothing can be trusted."""
    stamps = (*_laid_out(page), *_stated(metadata), *_visible(soup, page, metadata, text, url, fetched_at))
    believed = [dating for dating in stamps if is_plausible(dating.stamp, fetched_at)]
    return _with_hour(believed[0], believed[1:]) if believed else None


def is_stamp_line(line: str) -> bool:
    """Whether a line is nothing but a publication date, with its labels and perhaps a name."""
    return len(line) <= _STAMP_LINE and _stamp_of(line) is not None


def _laid_out(page: Shown) -> Iterator[Dating]:
    """What a source's layout points at."""
    for rule, tag in page.marked:
        if rule.startswith(LAYOUT):
            written = attribute(tag, "datetime") or attribute(tag, "content") or text_of(tag)
            written = normalize(written).replace("\n", " ")
            stamp = read_formatted_stamp(written, page.date_format) if page.date_format else None
            if stamp := stamp or read_machine_stamp(written):
                yield Dating(stamp, rule)


def _stated(metadata: Metadata) -> Iterator[Dating]:
    """What the page states for machines, unambiguous stamps first."""
    for rule, written in sorted(metadata.published, key=lambda stated: not is_iso(stated[1])):
        if stamp := read_machine_stamp(written):
            yield Dating(stamp, rule)


def _visible(
    soup: BeautifulSoup, page: Shown, metadata: Metadata, text: str, url: str | None, fetched_at: str | None
) -> Iterator[Dating]:
    """What the page shows to readers, unless it is an import's stamp, and what its address says."""
    addressed = _addressed(url)
    if shown := _shown(soup, page, fetched_at):
        in_address = addressed is not None and addressed.stamp.day == shown.stamp.day
        if in_address or _borne_out(shown.stamp, text, soup) or not _is_import(shown.stamp, metadata, soup):
            yield shown
    if addressed:
        yield addressed


def _addressed(url: str | None) -> Dating | None:
    found = _DAY_IN_ADDRESS.search(urlsplit(url).path) if url else None
    stamp = read_machine_stamp("-".join(found.groups())) if found else None
    return Dating(stamp, "URL") if stamp else None


def _with_hour(dating: Dating, others: list[Dating]) -> Dating:
    """A day alone, or its midnight, with the hour that another stamp of the same day gives."""
    if dating.stamp.clock not in (None, time(0)):
        return dating
    same_day = (other.stamp for other in others if other.stamp.day == dating.stamp.day)
    fuller = next((stamp for stamp in same_day if stamp.clock not in (None, time(0))), dating.stamp)
    return Dating(fuller, dating.rule)


def _shown(soup: BeautifulSoup, page: Shown, fetched_at: str | None) -> Dating | None:
    """The first believable stamp between title and text, else the last before the title, else a marked one below."""
    marks = {id(tag): rule for rule, tag in page.marked}
    before: list[Dating] = []
    passed_title = page.title is None
    body = next((tag for tag in tags_in(soup) if tag.name == "body"), soup)
    for node in body.descendants:
        if node is page.text:
            break
        passed_title = passed_title or node is page.title
        dating = _dating_of(node, marks, page.title)
        if dating and is_plausible(dating.stamp, fetched_at):
            if page.title and passed_title:
                return dating
            before.append(dating)
    if before:
        return before[-1]
    below = (_dating_of(node, marks, page.title) for _, tag in page.marked for node in (tag, *tag.descendants))
    return next((dating for dating in below if dating and is_plausible(dating.stamp, fetched_at)), None)


def _dating_of(node: object, marks: dict[int, str], title: Tag | None) -> Dating | None:
    if isinstance(node, Tag):
        machine = attribute(node, "datetime") if node.name == "time" else ""
        stamp = read_machine_stamp(machine) if machine else None
        return Dating(stamp, "<time datetime>") if stamp and not is_elsewhere(node, title) else None
    if type(node) is not NavigableString or len(node) > _STAMP_LINE or not _DIGITS.search(node) or node.parent is None:
        return None
    stamp = _stamp_of(_line(node))
    if stamp is None or is_elsewhere(node.parent, title):
        return None
    rule = next((marks[id(tag)] for tag in (node.parent, *node.parent.parents) if id(tag) in marks), None)
    return Dating(stamp, f"shown, {rule}" if rule else "shown beside the title")


def _line(string: NavigableString) -> str:
    """The line a string stands in; the one around it too where date and hour stand in elements of their own."""
    line = str(string)
    for around in islice(string.parents, 2):
        if len(around.contents) > _PARTS:
            break
        text = text_of(around)
        stamp = read_stamp(line)
        if len(text) > _STAMP_LINE or (stamp and stamp.clock):
            break
        line = text
    return line


def _stamp_of(line: str) -> Stamp | None:
    line = normalize(line).replace("\n", " ")
    if len(line) > _STAMP_LINE:
        return None
    rest, days = DAY.subn(" ", line)
    rest = _stamp_words().sub(" ", fold(rest))
    letters = sum(letter.isalpha() for letter in rest)
    return read_stamp(line) if days and letters <= (_NAME_LETTERS if days == 1 else 0) else None


def _is_import(stamp: Stamp, metadata: Metadata, soup: BeautifulSoup) -> bool:
    """Whether other stories bear the same stamp to the minute, or the system is one that stamps items anew."""
    in_bulk = stamp.clock is not None and _other_stamps(soup).count(stamp) >= _MANY
    return in_bulk or _ITEM_STAMPS.search(metadata.generator) is not None


def _borne_out(stamp: Stamp, text: str, soup: BeautifulSoup) -> bool:
    """Whether the article or its neighbours speak for a stamp that an import may have overwritten.

    The article does when it names a day of the week before it; the list of other stories
    does when it goes on a day or two before.
    """
    for day, month, year in _DAY_IN_TEXT.findall(text):
        try:
            named = date(int(year or stamp.day.year), int(month), int(day))
        except ValueError:
            continue
        if timedelta(0) <= stamp.day - named <= _NEWS_IS_FRESH:
            return True
    return any(timedelta(0) < stamp.day - other.day <= _FEED_GOES_ON for other in _other_stamps(soup))


def _other_stamps(soup: BeautifulSoup) -> list[Stamp]:
    return [stamp for item in tags_in(soup) if item.name == "li" and (stamp := read_stamp(text_of(item)))]


@cache
def _stamp_words() -> re.Pattern[str]:
    words = sorted((fold(row.word) for row in load_lexicon("page_stamp_words", StampWord)), key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, words))})(?![^\W\d_])")
