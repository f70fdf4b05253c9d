"""Order words in a sentence that really report an order, and who is said to give it."""

import re
from typing import NamedTuple

from pipeline.annotate.directives.lexicon import BLOCKED_AFTER, BLOCKED_BEFORE, CUE, CUES, CueKind, context
from pipeline.annotate.directives.reading import Actor, Reading

_LOOK_BACK = 24
# Words that make the actor after them a receiver or a circumstance of the telling, not the one who tells.
_NOT_THE_TELLER = re.compile(f"{context('receiver')} (?:{context('determiner')} )*\\Z")
# All that may stand between a place and the order word where the place itself orders: "tỉnh A vừa có văn bản yêu cầu".
_DOES = re.compile(f"(?: {context('does')},?)* ")
_PASSIVE = re.compile(f"{context('passive')}(?: \\w+){{0,3}} \\Z")
_ALREADY = re.compile(f"{context('already')}(?: \\w+){{0,2}} \\Z")
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
        if blocked and blocked.match(reading.folded, match.end()) and not reading.actor_over(match.end() + 1):
            continue
        over = reading.actor_over(match.start())
        if over is not None and over.end > match.end():
            continue
        passive = bool(_PASSIVE.search(before))
        cues.append(Cue(match.start(), match.end(), CUES[word], bool(_ALREADY.search(before)), passive))
    return cues


def find_teller(reading: Reading, start: int, cue: Cue) -> Actor | None:
    """Who tells: the nearest actor before the cue in its sentence who is not told, visited or cited there."""
    fallback = None
    for actor in reversed(reading.actors_in(start, cue.start)):
        before = reading.folded[max(start, actor.start - _LOOK_BACK * 2) : actor.start]
        if _NOT_THE_TELLER.search(before):
            continue
        if actor.place and not _DOES.fullmatch(reading.folded, actor.end, cue.start):
            continue
        if actor.orders is not None or actor.kind == "person":
            return actor
        fallback = fallback or actor
    return fallback


def is_pronoun_before(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether "ông", "đồng chí" … alone stands for the teller."""
    return bool(_PRONOUN.search(reading.folded[max(start, cue.start - _LOOK_BACK * 2) : cue.start]))
