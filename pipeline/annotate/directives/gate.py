"""Why an order word gives no directive: each refusal has a reason that can be shown."""

import re

from pipeline.annotate.directives.cues import FARTHEST, Cue, goes_on_telling
from pipeline.annotate.directives.lexicon import ACTORS, context
from pipeline.annotate.directives.reading import Actor, Reading, body_kinds
from pipeline.annotate.grammar.patterns import WORD_START, alternation
from pipeline.orthography import fold

_ENTERPRISE = "enterprise"
_LEVELS = {"commune": 0, "district": 1, "province": 2, "central": 3}
_COMRADE = re.compile(context("comrade"))
_NO_AUTHORITY = re.compile(
    WORD_START + alternation(form for form, row in ACTORS.items() if row.orders == "no") + " \\Z"
)
_ASSOCIATION = re.compile(context("association"))
_CONDITIONAL = re.compile(f"(?:\\A|[,;] ){context('condition')} [^,;]*\\Z")
_PROPOSED_TO = re.compile(f"{context('proposed_to')} [^,;]*\\Z")
_PROPOSED = re.compile(f"{context('proposed')}(?: \\w+)? \\Z")


def refusal(reading: Reading, teller: Actor | None, cue: Cue, sentence: int) -> str | None:
    """The reason why the cue reports no order, or None if it may."""
    sentence = max(sentence, cue.start - FARTHEST)
    before = reading.folded[max(sentence, cue.start - 20) : cue.start]
    asked_to_order = _PROPOSED_TO.search(reading.folded[sentence : cue.start])
    if _PROPOSED.search(before) or (asked_to_order and not goes_on_telling(reading, sentence, cue)):
        return "proposed, promised or conditional"
    if _CONDITIONAL.search(reading.folded[sentence : cue.start]):
        return "a condition"
    if cue.already and cue.kind == "direct":
        return "reported as done"
    if teller is None:
        return None if cue.passive else "nobody is said to order"
    if cue.kind == "force" and goes_on_telling(reading, sentence, cue):
        return "forced by events, not ordered"
    if not _has_authority(reading, teller):
        return "the one who asks has no authority"
    if cue.kind in {"ask", "wish"} and _is_upward(reading, teller, cue):
        return "asked of a higher body"
    if cue.kind == "wish" and not _is_told_to_officials(reading, cue):
        return "a wish, not an order to a body"
    return None


def _has_authority(reading: Reading, teller: Actor) -> bool:
    row = ACTORS.get(reading.folded[teller.start : teller.end])
    if (row and row.orders == "no") or _ASSOCIATION.match(reading.folded, teller.start, teller.end):
        return False
    if _NO_AUTHORITY.search(reading.folded[max(0, teller.start - 30) : teller.start]):
        return False
    if teller.person is not None and teller.person.roles:
        return any(_ENTERPRISE not in body_kinds(role.organization) for role in teller.person.roles)
    if teller.person is not None:
        return _COMRADE.fullmatch(fold(teller.person.honorific or "")) is not None
    return teller.orders is not False


def _is_upward(reading: Reading, teller: Actor, cue: Cue) -> bool:
    """Whether the actor told right after the cue stands above the one who tells."""
    told = reading.actor_from(cue.end + 1, min(len(reading.text), cue.end + 200))
    return told is not None and is_above(told, teller)


def _is_told_to_officials(reading: Reading, cue: Cue) -> bool:
    told = reading.actor_from(cue.end + 1, min(len(reading.text), cue.end + 200))
    row = ACTORS.get(reading.folded[told.start : told.end]) if told else None
    return told is not None and (row is None or row.orders != "no") and told.kind != "person"


def is_above(actor: Actor, other: Actor) -> bool:
    """Whether one is known to stand above the other."""
    if actor.level is None or other.level is None:
        return False
    return _rank(actor) > _rank(other)


def _rank(actor: Actor) -> float:
    """Level of the actor, half a step lower for those who serve its leading body."""
    return _LEVELS[actor.level or "commune"] - (0.5 if actor.subordinate else 0.0)
