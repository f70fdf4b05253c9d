"""Order words in a sentence that really report an order, and who is said to give it."""

import re
from typing import NamedTuple

from pipeline.annotate.directives.lexicon import BLOCKED_AFTER, BLOCKED_BEFORE, CUE, CUES, CueKind, context
from pipeline.annotate.directives.reading import Actor, Reading

_LOOK_BACK = 24
FARTHEST = 1_000  # how far before an order word its teller and its conditions are looked for
# Words that make the actor after them a receiver or a circumstance of the telling, not the one who tells.
_NOT_THE_TELLER = re.compile(f"{context('receiver')} (?:{context('determiner')} )*\\Z")
# All that may stand between a place and the order word where the place itself orders: "tỉnh A vừa có văn bản yêu cầu".
_DOES = re.compile(f"(?: {context('does')},?)* ")
_PASSIVE = re.compile(f"(?!{context('not_passive')}){context('passive')}(?: \\w+){{0,3}} \\Z")
_TO_BE_DONE = re.compile(f"{context('duty')} \\Z")
_ALREADY = re.compile(f"{context('already')}(?: \\w+){{0,2}} \\Z")
_LINK = context("boundary")
_BOUNDARY = re.compile(f'(?:[,;]["”]?|{_LINK})(?: {_LINK})*(?: {context("does")})* \\Z')
_SEGMENT = re.compile(f'(?:\\A|[,;:“"] ?)(?: ?{context("determiner")})* ?\\Z')
_DOCUMENT = re.compile(f"{context('document')}(?: (?:cũng|số [\\w/-]+|nói trên|trên|này|đã))* \\Z")
_PRONOUN = re.compile(f"{context('pronoun')}(?: {context('does')},?)* \\Z")


class Cue(NamedTuple):
    """An order word at its place. `already`: reported with đã; `passive`: those told stand before it."""

    start: int
    end: int
    kind: CueKind
    already: bool
    passive: bool


def find_cues(reading: Reading, start: int, end: int) -> list[Cue]:
    """Order words between `start` and `end` that no context forbids, in order."""
    cues = []
    for match in CUE.finditer(reading.folded, start, end):
        word = match[0]
        before = reading.folded[max(start, match.start() - _LOOK_BACK) : match.start()]
        blocked = BLOCKED_BEFORE.get(word)
        if blocked and blocked.search(before):
            passive = bool(_PASSIVE.search(before)) and CUES[word] in {"assign", "order"}
            if not passive:
                continue
        blocked = BLOCKED_AFTER.get(word)
        if blocked and blocked.match(reading.folded, match.end()) and not _names_a_body(reading, match.end() + 1):
            continue
        if _TO_BE_DONE.search(before):
            continue
        over = reading.actor_over(match.start())
        if over is not None and over.end > match.end():
            continue
        passive = bool(_PASSIVE.search(before))
        cues.append(Cue(match.start(), match.end(), CUES[word], bool(_ALREADY.search(before)), passive))
    return cues


def _names_a_body(reading: Reading, position: int) -> bool:
    """Whether a capital begins an actor there: "giao Ban Quản lý", not "giao ban"."""
    return reading.actor_over(position) is not None and reading.text[position].isupper()


def find_teller(reading: Reading, start: int, cue: Cue) -> Actor | None:
    """Who tells, among the actors before the cue in its sentence that are not told, visited or cited there.

    The nearest; where a comma or "và" parts it from the cue, the last one with which a part of the sentence begins.
    """
    start = max(start, cue.start - FARTHEST)
    actors = [actor for actor in reading.actors_in(start, cue.start) if _can_tell(reading, start, actor, cue)]
    if _BOUNDARY.search(reading.folded[max(start, cue.start - _LOOK_BACK) : cue.start]):
        subjects = [actor for actor in actors if _SEGMENT.search(reading.folded[start : actor.start])]
        actors = subjects or actors[:1]
    ordering = [actor for actor in actors if actor.orders is not None or actor.kind == "person"]
    return next(reversed(ordering or actors), None)


def _can_tell(reading: Reading, start: int, actor: Actor, cue: Cue) -> bool:
    if _NOT_THE_TELLER.search(reading.folded[max(start, actor.start - _LOOK_BACK * 2) : actor.start]):
        return False
    return not actor.place or _DOES.fullmatch(reading.folded, actor.end, cue.start) is not None


def goes_on_telling(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether the cue, after a comma or "và", has the teller of the order word before it."""
    return bool(_BOUNDARY.search(reading.folded[max(start, cue.start - _LOOK_BACK) : cue.start]))


def is_said_by_document(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether "công điện", "chỉ thị" … is what says it: its signer or the body that issued it tells."""
    return bool(_DOCUMENT.search(reading.folded[max(start, cue.start - _LOOK_BACK * 2) : cue.start]))


def is_pronoun_before(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether "ông", "đồng chí" … alone stands for the teller."""
    return bool(_PRONOUN.search(reading.folded[max(start, cue.start - _LOOK_BACK * 2) : cue.start]))
