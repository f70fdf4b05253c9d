"""Which stretches of an article are sentences that can stand in a summary."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from msgspec import Struct
from spacy.tokens import Doc

from pipeline.annotate.people.pronouns import find_pronouns
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold

# A one-sentence paragraph this much shorter than the article's average is a caption, a heading or a byline.
_SHORT_PARAGRAPH = 1 / 3
_LONGEST_CAPTION = 200  # code points
_CLOSING = re.compile(r"[.?!…][”\"’')\]»]*\Z")
_OPENING = "“\"‘'(["
_BEGINNING = 40  # code points: enough for any of the words that lean on what was said
_LIST_MARKS = "-–—•*+"
_KINDS = ("start", "credit", "scene")
_PAIRS = (("“", "”"), ("(", ")"), ("«", "»"), ("[", "]"))


class CaptionRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: Literal["start", "credit", "scene"]
    example: str


class AnaphorRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    example: str


def whole_sentences(doc: Doc, text: str) -> Iterator[tuple[int, int, int | None]]:
    """Start and end of each, without space around, and the start of the sentence before it in its text, if any."""
    paragraphs = text.split("\n")
    short = _SHORT_PARAGRAPH * len(text) / len(paragraphs)
    minor = {paragraph for paragraph in paragraphs if len(paragraph) < short or is_caption(paragraph)}
    before = None
    for sentence in doc.sents:
        piece = text[sentence.start_char : sentence.end_char]
        if not (body := piece.strip()) or body in minor:
            continue
        start = sentence.start_char + len(piece) - len(piece.lstrip())
        if _is_whole(body) and not is_caption(_paragraph(text, start)):
            yield start, start + len(body), before
        before = start


def is_caption(paragraph: str) -> bool:
    """Whether a paragraph stands under a picture, as far as its words tell."""
    if len(paragraph) > _LONGEST_CAPTION:
        return False
    return _captions().search(fold(paragraph)) is not None


def leans_on_the_last(sentence: str) -> bool:
    """Whether the sentence begins with words that mean something said before it."""
    beginning = sentence[:_BEGINNING].lstrip(_OPENING)
    folded = fold(beginning)
    first = next(find_pronouns(folded, beginning), None)
    return _anaphors().match(folded) is not None or (first is not None and first.start == 0)


def _paragraph(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[text.rfind("\n", 0, start) + 1 : end if end >= 0 else len(text)]


def _is_whole(text: str) -> bool:
    """Begins and ends as a sentence does, and closes what it opens."""
    if text[0] in _LIST_MARKS or text[0].islower() or not _CLOSING.search(text):
        return False
    return text.count('"') % 2 == 0 and all(text.count(opens) == text.count(closes) for opens, closes in _PAIRS)


@cache
def _captions() -> re.Pattern[str]:
    rows = load_lexicon("summary_captions", CaptionRow)
    forms = {kind: "|".join(re.escape(fold(row.form)) for row in rows if row.kind == kind) for kind in _KINDS}
    start, credit, scene = (forms[kind] for kind in _KINDS)
    return re.compile(rf"\A(?:{start})(?!\w)|(?<!\w)(?:{credit})|\A[^.:;]*(?<!\w)(?:{scene})(?!\w)[^.,:;]*\.?\Z")


@cache
def _anaphors() -> re.Pattern[str]:
    forms = "|".join(re.escape(fold(row.form)) for row in load_lexicon("summary_anaphors", AnaphorRow))
    return re.compile(rf"(?:{forms})(?!\w)")
