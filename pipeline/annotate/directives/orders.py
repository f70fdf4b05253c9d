"""The orders of one stretch of reported speech: which of its clauses are ordered, and who is told."""

import re
from typing import NamedTuple

from pipeline.annotate.directives.clauses import PASSIVE_VOICE, TELLING, Clause, parse_clause, skip_lead, split_clauses
from pipeline.annotate.directives.cues import Cue, find_cues
from pipeline.annotate.directives.lexicon import OPENER, OPENERS, context
from pipeline.annotate.directives.reading import Actor, Place, Reading

_TELLING = re.compile(context("telling"))
_SEVERAL = re.compile(context("several"))
_MODAL = re.compile(context("modal"))
_PASSIVE = re.compile(f" (?:{context('does')} )*{context('passive')}")
_LONGEST_TOLD = 80
_COLON_REACH = 100
_LONGEST_CUE = 60  # an order word and the words after it that could make it none


class Speech(NamedTuple):
    """Who is telling, whom they told last, and the words that made it an order.

    `obliging`: "phải" or "cần" was said, so that "nói", "nhấn mạnh" … report orders from there on.
    """

    teller: Actor | None
    cue: Cue
    addressees: Place | None
    obliging: bool = False


class Order(NamedTuple):
    """One recognised action with its slots as places in the text."""

    clause: Clause
    speech: Speech
    sentence: Place
    addressees: Place | None
    inherited: tuple[str, ...]
    explicit: bool


def orders_in(
    reading: Reading, speech: Speech, region: Place, sentence: Place, *, first: bool
) -> tuple[list[Order], Speech]:
    """The orders in a region; `first`: its first clause stands right after the order word."""
    orders: list[Order] = []
    for index, (start, end) in enumerate(split_clauses(reading, *region)):
        opens = first and index == 0
        again = _repeated_cue(reading, start, end)
        told = again is not None or opens
        if first and not told and not orders:
            continue
        cue = again or speech.cue
        strong = told and cue.kind in TELLING
        clause = parse_clause(reading, again.end if again else start, end, told=strong)
        if clause is None or not _is_ordered(reading, clause, speech, cue, told=told):
            continue
        speech = speech._replace(obliging=speech.obliging or _obliges(reading, clause))
        actor = None if _is_teller(reading, clause.actor, speech.teller) else clause.actor
        inherited: tuple[str, ...] = () if opens else ("issuer",)
        if clause.passive and PASSIVE_VOICE.search(reading.folded, clause.start, clause.end):
            orders.append(Order(clause, speech._replace(cue=cue), sentence, None, inherited, told))
            continue
        if actor is None and speech.addressees is not None and (not told or cue.passive):
            actor, inherited = speech.addressees, inherited if cue.passive else (*inherited, "addressees")
        speech = speech._replace(addressees=actor)
        orders.append(Order(clause, speech._replace(cue=cue), sentence, actor, inherited, told))
    return orders, speech


def after_colon(reading: Reading, cue: Cue, end: int) -> int:
    """Where what is said begins: after the colon in "nêu rõ tiến độ như sau: Sở A chủ trì …"."""
    colon = reading.text.find(":", cue.end, min(end, cue.end + _COLON_REACH)) if cue.kind != "assign" else -1
    if colon < 0 or OPENER.search(reading.folded, cue.end, colon) or reading.actors_in(cue.end, colon):
        return cue.end
    return colon + 1


def told_before(reading: Reading, start: int, cue: Cue) -> Place | None:
    """Who is told in "các trạm y tế được yêu cầu": all before the passive, or what follows the last comma."""
    passive = _PASSIVE.search(reading.folded, start, cue.start)
    end = passive.start() if passive else cue.start
    for begin in (start, reading.text.rfind(",", start, end) + 1, reading.text.rfind(";", start, end) + 1):
        first = skip_lead(reading, max(start, begin), end)
        told = reading.actor_from(first, end) or _SEVERAL.match(reading.folded, first, end)
        if told and first < end:
            return first, end
    first = skip_lead(reading, start, end)
    return (first, end) if reading.actors_in(first, end) and end - first < _LONGEST_TOLD else None


def told_after(reading: Reading, cue: Cue, end: int) -> Place | None:
    """Who is told in "yêu cầu các xã:"."""
    begin = skip_lead(reading, cue.end, end)
    phrase = reading.text[begin:end].rstrip(" :")
    return (begin, begin + len(phrase)) if reading.actor_from(begin, end) else None


def _is_teller(reading: Reading, phrase: Place | None, teller: Actor | None) -> bool:
    """Whether the phrase before an action names the person who tells, who orders nothing of himself."""
    actor = reading.actor_from(*phrase) if phrase else None
    return actor is not None and actor.person is not None and _is_same(reading, actor, teller)


def _repeated_cue(reading: Reading, start: int, end: int) -> Cue | None:
    """A cue with which the clause begins: "; giao Sở B …" has the teller of the clause before."""
    begin = skip_lead(reading, start, end)
    cues = find_cues(reading, begin, min(end, begin + _LONGEST_CUE))
    return cues[0] if cues and cues[0].start == begin and cues[0].kind in TELLING else None


def _is_ordered(reading: Reading, clause: Clause, speech: Speech, cue: Cue, *, told: bool) -> bool:
    obliging = speech.obliging or _obliges(reading, clause) or cue.kind == "wish"
    if cue.kind in {"say", "wish"} and (clause.opener is None or not obliging):
        return False
    if cue.kind in {"assign", "direct", "force"} and told and clause.actor is None and speech.addressees is None:
        return False
    if cue.kind == "ask" and told and clause.actor is None and speech.teller and speech.teller.orders is None:
        return False
    if not told and clause.actor and any(cue.kind in TELLING for cue in find_cues(reading, *clause.actor)):
        return False
    return told or not _is_told_by_paper(reading, clause, speech.teller)


def _is_told_by_paper(reading: Reading, clause: Clause, teller: Actor | None) -> bool:
    """Whether the paper goes on with its own tale: of a person, of what the teller does, "tỉnh A đồng ý bổ sung …"."""
    actor = reading.actor_from(*clause.actor) if clause.actor else None
    if actor is None or clause.modal:
        return False
    if actor.person is not None and actor.office is None:
        return True
    return _is_same(reading, actor, teller) or _TELLING.search(reading.folded, actor.end, clause.start) is not None


def _is_same(reading: Reading, actor: Actor, teller: Actor | None) -> bool:
    if teller is None or actor.person or teller.person:
        return teller is not None and actor.person is not None and actor.person == teller.person
    one, other = (reading.folded[body.start : body.end] for body in (actor, teller))
    return one.startswith(other) or other.startswith(one)


def _obliges(reading: Reading, clause: Clause) -> bool:
    """Whether the clause has a modal, before its verb or right after: "đi công tác phải có kế hoạch"."""
    comma = reading.text.find(",", clause.start, clause.end)
    forbidden = clause.opener in OPENERS and clause.opener != "không" and OPENERS[clause.opener].kind == "negation"
    return (
        forbidden
        or clause.modal
        or _MODAL.search(reading.folded, clause.start, comma if comma >= 0 else clause.end) is not None
    )
