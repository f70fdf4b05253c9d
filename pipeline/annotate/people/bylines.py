"""Bylines inside the text: who wrote it and who took the pictures."""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from pipeline.annotate.grammar.body_names import body_at
from pipeline.annotate.grammar.names import RUN, Run, is_lookalike, words_of
from pipeline.annotate.grammar.patterns import LOWER, alternation, recase
from pipeline.annotate.grammar.places import known_place
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold

AUTHOR = "tác giả"
PHOTOGRAPHER = "ảnh"
_LAST_LINES = 4
_MOST_WORDS = 4


class BylineRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: Literal["author", "photographer", "both"]
    example: str


class Credit(Struct, frozen=True):
    """A name in a byline; the role's range is the label's where there is one, else the name's."""

    start: int
    end: int
    title: str
    role_start: int
    role_end: int


_KINDS = {fold(row.form): row.kind for row in load_lexicon("name_bylines", BylineRow)}
_TITLES = {"author": (AUTHOR,), "photographer": (PHOTOGRAPHER,), "both": (AUTHOR, PHOTOGRAPHER)}
_JOINT = re.compile(r" ?[-–,&] ?| và | / ?")
_LABEL = re.compile(f'(?:\\A|(?<=[\\n(])|(?<=[.!?…”"] ))(?P<label>{alternation(_KINDS)}) ?: ?(?:[A-Z]{{2,}} ?[/-] ?)?')
_LINE_LABEL = re.compile(f"(?:\\A|(?<=\\n))(?P<label>{alternation(_KINDS)}) ")
_AFTER_A_LINE = re.compile(r"(?: ?\([^()\n]*\))? ?[.]?(?=\n|\Z)")
_GOES_ON = re.compile(f" [{LOWER}]")
_ENDING = re.compile(r"\./\. ?")


def find_credits(folded: str, text: str) -> list[Credit]:
    """The names in bylines, in text order. `folded` is `fold(text)`."""
    cased = recase(text, folded)
    found: dict[tuple[int, str], Credit] = {}
    for credit in (*_labelled(folded, cased), *_alone(cased)):
        found.setdefault((credit.start, credit.title), credit)
    return sorted(found.values(), key=lambda credit: (credit.start, credit.title))


def _labelled(folded: str, cased: str) -> Iterator[Credit]:
    for label in (*_LABEL.finditer(folded), *_LINE_LABEL.finditer(folded)):
        runs, end = _names_at(cased, label.end())
        if label.re is _LINE_LABEL and not _fill_line(cased, runs, end, _KINDS[label["label"]]):
            continue
        for run in runs:
            for title in _TITLES[_KINDS[label["label"]]]:
                yield Credit(run.start, run.end, title, *label.span("label"))


def _fill_line(cased: str, runs: list[Run], end: int, kind: str) -> bool:
    """Whether the names end their line; one alone after a common word is rather a heading: "Tin Liên Quan"."""
    return (kind == "both" or len(runs) > 1) and _AFTER_A_LINE.match(cased, end) is not None


def _alone(cased: str) -> Iterator[Credit]:
    """Names that have one of the last lines, or the end of the last line, to themselves."""
    starts = [0, *(mark.end() for mark in re.finditer("\n", cased))][-_LAST_LINES:]
    for start in (*starts, *(mark.end() for mark in _ENDING.finditer(cased))):
        runs, end = _names_at(cased, start)
        runs = [] if all(known_place(cased, run.start) == run.end for run in runs) else runs
        if start and runs and _AFTER_A_LINE.match(cased, end):
            yield from (Credit(run.start, run.end, AUTHOR, run.start, run.end) for run in runs)


def _names_at(cased: str, start: int) -> tuple[list[Run], int]:
    """The names that follow one another from `start`, and where they end."""
    runs: list[Run] = []
    end = start
    while match := RUN.match(cased, start):
        run = _without_rest(cased, Run(match.start(), match.end()))
        if not _can_be_credit(cased, run):
            break
        runs.append(run)
        end = run.end
        joint = _JOINT.match(cased, end)
        if joint is None:
            break
        start = joint.end()
    return runs, end


def _without_rest(cased: str, run: Run) -> Run:
    """The run without a word that begins the next sentence: "Ảnh: Trần Bình Tại phường..."."""
    words = words_of(cased, run)
    for number, word in enumerate(words[2:], 2):
        if body_at(cased, word.start) or (word.end == run.end and _GOES_ON.match(cased, run.end)):
            return Run(run.start, words[number - 1].end)
    return run


def _can_be_credit(cased: str, run: Run) -> bool:
    words = words_of(cased, run)
    known = any(known_place(cased, word.start) > word.start for word in words[1:])
    known = known or is_lookalike(cased[run.start : run.end])
    return 2 <= len(words) <= _MOST_WORDS and not known and body_at(cased, run.start) is None
