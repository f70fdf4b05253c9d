"""Sentences: never over a paragraph, never broken at an abbreviation, a date or a list number.

underthesea's own splitter is not used: its abbreviations were learned from an encyclopedia, so that it
breaks after "GS.TS." and "tr.", and glues the sentence that ends in "quý I." or "Nguyễn Văn A." to the next.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

import numpy as np
from msgspec import Struct
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extensions import text_of
from pipeline.lexicons import load_lexicon

# What may end a sentence, with the quotes and brackets that close after it; an address is passed over whole.
_END = re.compile(
    r"(?:https?://|www\.)\S*[\w/]"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|(?P<sign>[.?!]+|…+)[”\"’')\]»]*"
)
_WORD_BEFORE = re.compile(r"(?<![\w/&-])(?:[^\W\d_]+[./&-])*[^\W\d_]+\Z")
_LIST_NUMBER = re.compile(r"\s{0,3}(?:[-–•*+]\s*)?(?:\d{1,2}(?:\.\d{1,2})*|[IVXLC]{1,5}|[A-Za-zĐđ])")
# "N.V.A", "Ph", "H'.A": what stands for a name. A lone I is a numeral.
_INITIALS = re.compile(r"(?<![\w.'’])(?:[A-ZĐ][hrg]?['’]?\.)*[A-HJ-ZĐ][hrg]?['’]?\Z")
_BEFORE_INITIALS = re.compile(r"[:(] ?\Z")
_AFTER_INITIALS = re.compile(r"[A-ZĐ][hrg]?(?:\.|\b)|[(\d]")
# Given names of the Highlands begin with Y or H', and the family's name follows: "H'.A. Niê".
_HIGHLAND_INITIALS = re.compile(r"(?:Y|H['’])\.")
_TWO_WORDS = re.compile(r"([^\W\d_])[^\W\d_]* ([^\W\d_])")
_WORD_INSIDE = re.compile(r"\S ([^\W\d_]+) \Z")
_OPENING = "“\"‘'([«-–• "
# Enough to see the word before a full stop, and two words after; longer runs of letters are no abbreviation.
_LOOK_BACK = 24
_LOOK_AHEAD = 24


class Abbreviation(Struct, frozen=True, forbid_unknown_fields=True):
    """`ends` says when the full stop closes a sentence too.

    "never": a title or unit before a name; "capital": before a capital letter; "place": a letter that
    stands for a unit before a number or a name of two words ("P. 5", "Q. Vĩnh An"), else for a person.
    """

    form: str
    ends: Literal["never", "capital", "place"]
    example: str


@cache
def _abbreviations() -> dict[str, str]:
    return {row.form: row.ends for row in load_lexicon("abbreviations", Abbreviation)}


def sentence_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Code-point ranges of the sentences of `text`, without the space around them, in order."""
    start = 0
    for paragraph in text.splitlines(keepends=True):
        end = start + len(paragraph)
        yield from _split_paragraph(text, start, end)
        start = end


def _split_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _END.finditer(text, start, end):
        if match["sign"] and _is_boundary(text, first, match, end):
            yield from _trimmed(text, first, match.end())
            first = match.end()
    yield from _trimmed(text, first, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    body = text[start:end]
    if stripped := body.strip():
        left = start + len(body) - len(body.lstrip())
        yield left, left + len(stripped)


def _is_boundary(text: str, first: int, match: re.Match[str], end: int) -> bool:
    after = text[match.end() : min(end, match.end() + _LOOK_AHEAD)]
    follows = after.lstrip()
    if not follows:
        return True
    before = text[max(first, match.start() - _LOOK_BACK) : match.start()]
    opener = follows.lstrip(_OPENING)[:1]
    if follows == after:
        return _is_missing_space(before, after) and not _LIST_NUMBER.fullmatch(text, first, match.start())
    if opener.islower() or follows[0] in ",;:)/" or not any(letter.isalnum() for letter in follows):
        return False
    if match["sign"] != ".":
        return match["sign"][-1] in "?!" or not opener.isdigit()
    if _LIST_NUMBER.fullmatch(text, first, match.start()) or follows.startswith("000"):
        return False
    return not _is_abbreviation(before, follows, opener)


def _is_missing_space(before: str, after: str) -> bool:
    """ "…công việc.Các sở…", "…năm 2025.Các sở…": a sentence ends here too."""
    if not (before[-1:].islower() or before[-1:].isdigit() or before[-1:] in set(")”%")):
        return False
    capitalised = after[0].isupper() and (after[1:2].islower() or after[:2] in {"Ở ", "Ý "})
    acronym = after[:2].isupper() and before[-2:].islower()
    return (capitalised or acronym) and not _is_abbreviation(before, after, after[0])


def _is_abbreviation(before: str, follows: str, opener: str) -> bool:
    """Whether the full stop between the two belongs to an abbreviation and closes no sentence."""
    word = _WORD_BEFORE.search(before)
    ends = _abbreviations().get(word[0]) if word else None
    if ends == "never":
        return True
    if ends == "capital":
        return not opener.isupper()
    if word and ends == "place" and _is_place(before[: word.start()], follows):
        return True
    initials = _INITIALS.search(before)
    return initials is not None and bool(
        _HIGHLAND_INITIALS.match(initials[0])
        or _AFTER_INITIALS.match(follows)
        or _BEFORE_INITIALS.search(before[: initials.start()])
    )


def _is_place(before: str, follows: str) -> bool:
    """Whether the unit's letter has a place after it, and is not the last part of a person's name."""
    if (name := _WORD_INSIDE.search(before)) and name[1].istitle():
        return False
    two_words = _TWO_WORDS.match(follows)
    return follows[0].isdigit() or (two_words is not None and two_words[1].isupper() and two_words[2].isupper())


@Language.component("vn_sentences", assigns=["token.is_sent_start", "doc.sents"])
def mark_sentences(doc: Doc) -> Doc:
    """Set `token.is_sent_start`; the space between two sentences belongs to the one before it."""
    starts = doc.to_array("IDX").astype(np.int64)
    # In one array: the property of a single token looks through the whole doc each time it is set.
    flags = np.full(len(doc), -1, dtype=np.int64)
    flags[np.isin(starts, [start for start, _ in sentence_ranges(text_of(doc))])] = 1
    flags[:1] = 1
    column: Any = flags.astype(np.uint64).reshape(-1, 1)
    return doc.from_array(["SENT_START"], column)
