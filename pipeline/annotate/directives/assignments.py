"""What is given where nothing is ordered: a post, a field of work, a thing, the purpose of a body."""

import re

from pipeline.annotate.directives.cues import goes_on_telling, is_agent
from pipeline.annotate.directives.lexicon import ACTORS, CONNECTIVE, context
from pipeline.annotate.directives.reading import Actor, Reading
from pipeline.annotate.directives.telling import Telling

_POST = re.compile(context("post"))
_IN_CHARGE = re.compile(r"(?<!\w)phụ trách(?!\w)[^.]*(?:[;,]|và) \Z")  # "phụ trách công tác A; chỉ đạo ngành B"
_THING = re.compile(r" (?:là |(?:[A-Z]\w* ){0,2}\d)")
_GIVES = re.compile(f" (?:hơn |gần )?\\d[\\d.,]* {context('given')}")  # "giao 3 khu đất"
_ONLY_HELD = re.compile(f" {context('held')}\\s*(?:[.,;]|\\Z)")  # "… và giao Sở A quản lý."
_ASIDE = re.compile(r" \([^()]{1,80}\)")
_LONGEST_TELLING = 6  # words between the one who assigns and the word for it
_WHICH = r"(?: (?:này|trên|nói trên|liên quan|có liên quan)| \([^()]*\))*"
_OPENS = re.compile(r"(?:được|bị) ")  # "được yêu cầu giải trình, ông A cho hay …"
_PASSIVE = re.compile(f"{_WHICH}(?: {context('does')})* {context('passive')}(?: {context('does')})* \\Z")
_CHAINED = re.compile("(?:,| và|, và| cùng|;)? \\Z")
_PART = re.compile(f'(?:\\A|[,;:“”"] ?)(?: ?(?:{CONNECTIVE.pattern}|{context("determiner")}|về phía),?)* ?\\Z')


def is_appointment(telling: Telling) -> bool:
    """Whether a post, a field of work or a thing is given: "được phân công phụ trách khối văn xã", "giao xã A làm
    chủ đầu tư", "giao công ty A 500 m² đất", "dự án được giao cho công ty A"."""
    reading, cue, teller, told, *_ = telling
    if cue.kind == "direct":
        return _IN_CHARGE.search(telling.before) is not None
    if cue.kind != "assign":
        return False
    if teller is not None and not cue.passive and not goes_on_telling(reading, telling.begin, cue):
        between = reading.text[teller.end : cue.start]
        if not re.search(r"[,;:]", between) and len(between.split()) > _LONGEST_TELLING:
            return True
    if told is not None and (given := _THING.match(reading.text, told.end)) and not _is_named(reading, given.end()):
        return True
    if _GIVES.match(reading.folded, cue.end):
        return True
    if told is not None and _ONLY_HELD.match(reading.folded, told.end, telling.end):
        return True
    post = _POST.match(reading.folded, _past_name(reading, told) + 1) if told else None
    if post is not None and told is not None and (told.kind == "person" or post[0].startswith("làm ")):
        return True
    if cue.passive or told is None:
        to = reading.folded.startswith("cho", cue.end - 3) or reading.folded.startswith((" cho ", " để "), cue.end)
        return cue.passive and (to or _POST.match(reading.folded, cue.end + 1) is not None)
    return False


def _past_name(reading: Reading, told: Actor) -> int:
    """Past an office and the name after it, and what stands in parentheses."""
    name = reading.actor_over(told.end + 1) if told.person else None
    end = name.end if name and name.person == told.person else told.end
    aside = _ASIDE.match(reading.folded, end)
    return aside.end() if aside else end


def is_only_defined(telling: Telling) -> bool:
    """Whether "được giao …" only says what a body is there for, or what became of a thing: nobody who is told stands
    right before it at the beginning of a part of the sentence."""
    reading, cue, *_ = telling
    if cue.passive and _OPENS.fullmatch(telling.before):
        return True
    if not cue.passive or cue.kind != "assign":
        return False
    agent = (
        telling.teller is not None
        and telling.begin <= telling.teller.start
        and is_agent(reading, telling.begin, telling.teller)
    )
    passive = _PASSIVE.search(
        reading.folded[telling.begin : telling.teller.start if agent and telling.teller else cue.start]
    )
    position = telling.begin + passive.start() if passive else cue.start
    told = reading.actor_over(position - 1)
    while told is not None and (joint := _CHAINED.search(reading.folded, telling.begin, told.start)):
        before = reading.actor_over(joint.start() - 1)
        if before is None or before.end != joint.start():
            break
        told = before
    return told is None or _PART.search(reading.folded[telling.begin : told.start]) is None


def _is_named(reading: Reading, position: int) -> bool:
    """Whether a body with a name begins there: "giao các cơ quan là Sở A …"."""
    actor = reading.actor_over(position)
    return actor is not None and reading.folded[actor.start : actor.end] not in ACTORS
