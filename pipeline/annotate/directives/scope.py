"""How far a reported speech goes: sentences that carry it on, and lines that only stand in between."""

import re
from typing import NamedTuple

from pipeline.annotate.directives.clauses import parse_clause, skip_lead
from pipeline.annotate.directives.cues import Cue, find_teller, leads_to
from pipeline.annotate.directives.lexicon import CONNECTIVE, NARRATION, OPENER, OPENERS, context
from pipeline.annotate.directives.reading import Actor, Place, Reading

_TIME_OF_TELLING = re.compile(context("time_of_telling"))
_TENSE_REACH = 120
_SOURCE = re.compile(r"(?:cũng )?theo (?!đó(?!\w))")
_SEVERAL = re.compile(context("several"))
_QUOTES = '"“”'
_ENDS = '.!?…”"'
_CAPTION_LENGTH = 200
_DATE_REACH = 8  # "đến 8h24 ngày …"
_HEADING_LENGTH = 120
_VIEW_REACH = 250
_VIEW = re.compile(f"{context('opinion')}|{context('view')}")
_OPINION = re.compile(context("opinion"))
_NEEDS = re.compile(f"(?: (?:là|rằng|thêm))*,? {context('modal')}(?!\\w)")
_SELF = re.compile(r"(?<!\w)(?:chúng )?tôi(?: cũng| đã| xin)* \Z")
_EXPERT = re.compile(context("expert"))
_LIST_ITEM = re.compile(r"[-–•*+]|\d+[.)/]|[a-zđ]\)")
_CAPTION = re.compile(context("caption"))


def announces_list(reading: Reading, sentence: Place) -> bool:
    """ "Các nhiệm vụ cụ thể gồm:" or "1. UBND các xã:" within a speech."""
    start, end = sentence
    told_now = _TIME_OF_TELLING.search(reading.folded, start, end) is None
    return told_now and reading.text[end - 1] == ":" and not OPENER.match(reading.folded, start, end)


def goes_on(reading: Reading, start: int, end: int, *, close: bool) -> bool:
    """Whether a sentence without an order word of its own can still belong to the speech."""
    begin = skip_lead(reading, start, end)
    narrated = NARRATION.match(reading.folded, start, end)
    linked = CONNECTIVE.match(reading.folded, start, end)
    if narrated and not (linked and linked.end() > narrated.end()) and not binds_somebody(reading, start, end):
        return False
    opener = OPENER.match(reading.folded, begin, end)
    if opener and OPENERS[opener[0]].kind != "skip":
        return OPENERS[opener[0]].kind == "modal" or not _tells_now(reading, begin, min(end, begin + _TENSE_REACH))
    clause = parse_clause(reading, start, end, told=False)
    if clause is None:
        return close
    if not clause.modal and any(
        when.role == "event" and start <= when.start <= begin + _DATE_REACH for when in reading.dates
    ):
        return False
    if _SOURCE.match(reading.folded, start, end) and not clause.modal:
        return False
    before = reading.folded[start : clause.start]
    told = clause.modal or close or _SEVERAL.match(reading.folded, begin)
    return not _TIME_OF_TELLING.search(before) and bool(told)


def _tells_now(reading: Reading, start: int, end: int) -> bool:
    """Whether a sentence that begins with a verb is a tale: "kiểm tra tại đây, đoàn đã thấy …", not "rà soát các
    công trình đang thi công"."""
    told = _TIME_OF_TELLING.search(reading.folded, start, end)
    return told is not None and (told[0] != "đang" or "," in reading.text[start : told.start()])


def binds_somebody(reading: Reading, start: int, end: int) -> bool:
    """ "Sau khi kiểm tra, các sở phải báo cáo": a duty, though it begins as narration does."""
    clause = parse_clause(reading, start, end, told=False)
    return clause is not None and clause.modal and clause.actor is not None


class OtherSpeaker(NamedTuple):
    """Somebody who gives a view; in an `opinion` ("kiến nghị", "nêu ý kiến") nothing is ordered, nor where
    it is said to need something of nobody (`needs`: "cho rằng cần …")."""

    teller: Actor | None
    opinion: bool
    needs: bool = False


def other_speaker(reading: Reading, start: int, end: int) -> OtherSpeaker | None:
    """Who "cho rằng", "nêu ý kiến", "đề xuất" … at the beginning of the sentence."""
    linked = CONNECTIVE.match(reading.folded, start, end)
    source = _SOURCE.match(reading.folded, linked.end() + 1 if linked else start, end)
    if source and (teller := reading.actor_from(source.end(), end)) and teller.person:
        return OtherSpeaker(teller, opinion=False)
    if source and _EXPERT.match(reading.folded, source.end()):
        return OtherSpeaker(None, opinion=True)
    view = _VIEW.search(reading.folded, start, min(end, start + _VIEW_REACH))
    if view is None:
        return None
    if _OPINION.fullmatch(view[0]) and _SELF.search(reading.folded, start, view.start()):
        return OtherSpeaker(None, opinion=True)
    teller = find_teller(reading, start, Cue(view.start(), view.end(), "say", already=False, passive=False))
    if teller is None or not leads_to(reading, teller, view.start()):
        return None
    if teller.kind == "group" and teller.orders is not False:
        return None
    needs = _NEEDS.match(reading.folded, view.end()) is not None
    return OtherSpeaker(teller, _OPINION.fullmatch(view[0]) is not None, needs)


def tells_of_past(reading: Reading, start: int, end: int) -> bool:
    """Whether "đã", "đang", "sẽ" … make the sentence the paper's own tale."""
    return _TIME_OF_TELLING.search(reading.folded, start, min(end, start + _TENSE_REACH)) is not None


def is_heading(reading: Reading, start: int, end: int) -> bool:
    """A short paragraph without an end mark that is no item of a list, or that is all in quotes."""
    if not _is_alone(reading, start, end) or end - start >= _HEADING_LENGTH or start == 0:
        return False
    if reading.text[end - 1] in ".:;,!?…" or _LIST_ITEM.match(reading.text, start):
        return False
    quoted = [reading.text[start] in _QUOTES, reading.text[end - 1] in _QUOTES]
    return reading.text[start - 2] in _ENDS and (all(quoted) or not any(quoted))


def _is_alone(reading: Reading, start: int, end: int) -> bool:
    """Whether the sentence is a paragraph."""
    return (start == 0 or reading.text[start - 1] == "\n") and (end == len(reading.text) or reading.text[end] == "\n")


def is_caption(reading: Reading, start: int, end: int) -> bool:
    """A short paragraph of its own under a picture, in the middle of a speech."""
    if not _is_alone(reading, start, end) or end - start >= _CAPTION_LENGTH:
        return False
    first = reading.actor_from(start, end)
    if first is None or first.person is None:
        return _CAPTION.search(reading.folded, start, end) is not None
    shown = reading.text[end - 1] not in '.:;…”"' or reading.actors_in(start, end)[-1].end >= end - 1
    return shown or _CAPTION.search(reading.folded, start, end) is not None
