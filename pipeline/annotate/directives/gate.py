"""Why an order word gives no directive: each refusal has a reason that can be shown."""

import re

from pipeline.annotate.directives.cues import Cue
from pipeline.annotate.directives.lexicon import ACTORS, context
from pipeline.annotate.directives.reading import Actor, Reading
from pipeline.orthography import fold

_LEVELS = {"commune": 0, "district": 1, "province": 2, "central": 3}
_COMRADE = re.compile(context("comrade"))
_PROPOSED = re.compile(f"{context('proposed')}(?: \\w+)? \\Z")


def refusal(reading: Reading, teller: Actor | None, cue: Cue, sentence: int) -> str | None:
    """The reason why the cue reports no order, or None if it may."""
    before = reading.folded[max(sentence, cue.start - 20) : cue.start]
    if _PROPOSED.search(before):
        return "proposed, promised or conditional"
    if cue.already and cue.kind == "direct":
        return "reported as done"
    if teller is None:
        return None if cue.passive else "nobody is said to order"
    if not _has_authority(reading, teller):
        return "the one who asks has no authority"
    if cue.kind in {"ask", "wish"} and _is_upward(reading, teller, cue):
        return "asked of a higher body"
    return None


def _has_authority(reading: Reading, teller: Actor) -> bool:
    row = ACTORS.get(reading.folded[teller.start : teller.end])
    if row is not None and row.orders == "no":
        return False
    if teller.person is not None:
        return bool(teller.person.roles) or _COMRADE.fullmatch(fold(teller.person.honorific or "")) is not None
    return teller.orders is not False


def _is_upward(reading: Reading, teller: Actor, cue: Cue) -> bool:
    """Whether the actor told right after the cue stands above the one who tells."""
    told = reading.actor_from(cue.end + 1, min(len(reading.text), cue.end + 200))
    if told is None or told.level is None or teller.level is None:
        return False
    return _rank(told) > _rank(teller)


def _rank(actor: Actor) -> float:
    """Level of the actor, half a step lower for those who serve its leading body."""
    return _LEVELS[actor.level or "commune"] - (0.5 if actor.subordinate else 0.0)
