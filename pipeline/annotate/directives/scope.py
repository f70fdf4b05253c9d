"""How far a reported speech goes: sentences that carry it on, and lines that only stand in between."""

import re

from pipeline.annotate.directives.clauses import parse_clause, skip_lead
from pipeline.annotate.directives.lexicon import NARRATION, OPENER, OPENERS, context
from pipeline.annotate.directives.reading import Place, Reading

_TIME_OF_TELLING = re.compile(context("time_of_telling"))
_TENSE_REACH = 120
_SOURCE = re.compile(r"theo (?!đó(?!\w))")
_SEVERAL = re.compile(context("several"))
_CAPTION_LENGTH = 200
_CAPTION = re.compile(context("caption"))


def announces_list(reading: Reading, sentence: Place) -> bool:
    """ "Các nhiệm vụ cụ thể gồm:" or "1. UBND các xã:" within a speech."""
    start, end = sentence
    told_now = _TIME_OF_TELLING.search(reading.folded, start, end) is None
    return told_now and reading.text[end - 1] == ":" and not OPENER.match(reading.folded, start, end)


def goes_on(reading: Reading, start: int, end: int, *, close: bool) -> bool:
    """Whether a sentence without an order word of its own can still belong to the speech."""
    begin = skip_lead(reading, start, end)
    if NARRATION.match(reading.folded, start, end):
        return False
    opener = OPENER.match(reading.folded, begin, end)
    if opener and OPENERS[opener[0]].kind != "skip":
        return not _TIME_OF_TELLING.search(reading.folded, begin, min(end, begin + _TENSE_REACH))
    clause = parse_clause(reading, start, end, told=False)
    if clause is None:
        return close
    if _SOURCE.match(reading.folded, start, end) and not clause.modal:
        return False
    before = reading.folded[start : clause.start]
    told = clause.modal or close or _SEVERAL.match(reading.folded, begin)
    return not _TIME_OF_TELLING.search(before) and bool(told)


def is_caption(reading: Reading, start: int, end: int) -> bool:
    """A short paragraph of its own under a picture, in the middle of a speech."""
    alone = (start == 0 or reading.text[start - 1] == "\n") and (end == len(reading.text) or reading.text[end] == "\n")
    if not alone or end - start >= _CAPTION_LENGTH:
        return False
    first = reading.actor_from(start, end)
    shown = first is not None and first.person is not None and reading.text[end - 1] not in '.:;…”"'
    return shown or _CAPTION.search(reading.folded, start, end) is not None
