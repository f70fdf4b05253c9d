"""From recognised orders to `schema.Directive`s: issuer, addressees, deadline, polarity, confidence."""

import re
from collections.abc import Iterator, Sequence

from pipeline.annotate.directives.clauses import Clause
from pipeline.annotate.directives.deadlines import deadlines_in, holds_for_all, starts_in
from pipeline.annotate.directives.issuers import issuer_of
from pipeline.annotate.directives.kinds import kind_of
from pipeline.annotate.directives.lexicon import CONDITION, OPENERS, context
from pipeline.annotate.directives.orders import Order
from pipeline.annotate.directives.reading import Reading
from pipeline.annotate.directives.restatements import mark_restatements
from pipeline.annotate.grammar.patterns import UPPER
from pipeline.schema import Action, Addressee, Directive, DueDate, Range, Span
from pipeline.urls import short_digest

_COORDINATED = re.compile(f"{context('helping')} ")
_ADDRESSEE_CUT = re.compile(f"; |, (?=[{UPPER}])|(?<=\\w) và (?=[{UPPER}]|các )")
_BEYOND_ACTOR = re.compile(f" (?:{context('beyond_actor')}|{context('helping')}|\\()")
_LEADING = re.compile(f"(?:{context('toward')} )+")


def build_directives(reading: Reading, article_id: str, orders: Sequence[Order]) -> list[Directive]:
    """The directives of the article, in text order; their ids depend on nothing but article and action."""
    seen: dict[str, int] = {}
    built = []
    for order, due in zip(_with_tellers(orders), _due_together(reading, orders), strict=True):
        action = reading.text[order.clause.start : order.clause.end]
        seen[action] = seen.get(action, 0) + 1
        repeat = str(seen[action]) if seen[action] > 1 else ""
        built.append(_directive(reading, short_digest(f"{article_id}{action}{repeat}"), order, due))
    return mark_restatements(built)


def _with_tellers(orders: Sequence[Order]) -> list[Order]:
    """An order of nobody, as a lead may have it, is given to whoever gives the next one."""
    known: list[Order] = []
    teller = None
    for order in reversed(orders):
        teller = order.speech.teller or teller
        known.append(order._replace(speech=order.speech._replace(teller=teller)))
    return known[::-1]


def _due_together(reading: Reading, orders: Sequence[Order]) -> list[list[DueDate]]:
    """For each order, what a later sentence says of all of the same speech: "các nội dung trên xong trước 30/6"."""
    due: list[list[DueDate]] = [[] for _ in orders]
    for start, end in reading.sentences:
        if not holds_for_all(reading, start, end) or not (dates := deadlines_in(reading, start, end)):
            continue
        before = [index for index, order in enumerate(orders) if order.sentence[0] < start]
        teller = orders[before[-1]].speech.teller if before else None
        for index in reversed(before):
            if orders[index].speech.teller != teller:
                break
            due[index] = dates
    return due


def _directive(reading: Reading, identity: str, order: Order, due_together: list[DueDate]) -> Directive:
    clause, cue = order.clause, order.speech.cue
    deadlines = deadlines_in(reading, _due_from(reading, clause), clause.end) or due_together
    starts = starts_in(reading, clause.lead, clause.end)
    opener = OPENERS.get(clause.opener or "")
    negated = opener is not None and opener.kind == "negation"
    return Directive(
        id=identity,
        action=Action(
            clause.start,
            clause.end,
            reading.text[clause.start : clause.end],
            _verb(reading, clause),
        ),
        kind="order" if deadlines else kind_of(reading, (clause.start, clause.end)),
        issuer=issuer_of(reading, order.speech.teller),
        addressees=_addressees(reading, order.addressees),
        coordinators=_coordinators(reading, clause.start, clause.end),
        deadline=deadlines[-1] if deadlines else None,
        deadlines=deadlines,
        restates=None,
        starts=starts[0] if starts else None,
        polarity="avoid" if negated or cue.kind == "ban" else "do",
        cue=Span(cue.start, cue.end, reading.text[cue.start : cue.end]),
        sentence=Range(*order.sentence),
        inherited=_inherited(order),
        confidence=_confidence(order),
        rules=_rules(order),
    )


def _due_from(reading: Reading, clause: Clause) -> int:
    """Where to look for deadlines: not in "đến ngày 15/6, nếu chủ đầu tư không tháo dỡ", which dates the condition."""
    conditional = CONDITION.search(reading.folded, clause.lead, clause.start)
    return clause.start if conditional and conditional.start() > clause.lead else clause.lead


def _verb(reading: Reading, clause: Clause) -> str:
    """The first word of the action that the rules know as a verb, else its first word, in small letters."""
    action = reading.text[clause.start : clause.end].lower()
    at = reading.folded[clause.start : clause.end].find(clause.opener) if clause.opener else -1
    return action[at : at + len(clause.opener)] if clause.opener and at >= 0 else action.split(maxsplit=1)[0]


def _addressees(reading: Reading, phrase: tuple[int, int] | None) -> list[Addressee]:
    if phrase is None:
        return []
    start, end = phrase
    if leading := _LEADING.match(reading.folded, start, end):
        start = leading.end()
    group = reading.actor_from(start, end)
    if group and reading.folded.startswith(" là ", group.end) and reading.actor_over(group.end + len(" là ")):
        start = group.end + len(" là ")  # "các cơ quan là Sở A"
    end = _end_of_actors(reading, start, end)
    addressees = []
    position = start
    for cut in [*_cuts_between_actors(reading, start, end), None]:
        stop = cut.start() if cut else end
        inside = reading.text[position:stop].strip(" ,")
        if inside:
            first = reading.text.index(inside, position)
            actor = reading.actor_from(first, stop)
            kind = actor.kind if actor else "group"
            addressees.append(Addressee(first, first + len(inside), inside, kind, None))
        position = cut.end() if cut else end
    return addressees


def _end_of_actors(reading: Reading, start: int, end: int) -> int:
    """Where a phrase stops to name who is told: before "sẽ", "trước ngày 15/1", "phối hợp với"."""
    for beyond in _BEYOND_ACTOR.finditer(reading.folded, start, end):
        if reading.actor_over(beyond.start()) is None:
            return beyond.start()
    return end


def _cuts_between_actors(reading: Reading, start: int, end: int) -> Iterator[re.Match[str]]:
    """Commas and conjunctions that part two actors, not those inside a name ("Sở Nông nghiệp và Môi trường")."""
    for cut in _ADDRESSEE_CUT.finditer(reading.text, start, end):
        actor = reading.actor_over(cut.start())
        if actor is None or actor.end <= cut.end():
            yield cut


def _coordinators(reading: Reading, start: int, end: int) -> list[Span]:
    spans = []
    for match in _COORDINATED.finditer(reading.folded, start, end):
        actor = reading.actor_from(match.end(), end)
        if actor is not None:
            spans.append(Span(actor.start, actor.end, reading.text[actor.start : actor.end]))
    return spans


def _inherited(order: Order) -> list[str]:
    """The slots taken from elsewhere in the speech; the issuer too wherever the sentence itself doesn't name it."""
    start, end = order.sentence
    teller = order.speech.teller
    elsewhere = teller is not None and not start <= teller.start < end
    return ["issuer", *order.inherited] if elsewhere and "issuer" not in order.inherited else list(order.inherited)


def _rules(order: Order) -> list[str]:
    rules = [f"cue:{order.speech.cue.kind}" if order.explicit else "scope:continued"]
    if order.clause.passive:
        rules.append("clause:passive")
    elif order.clause.modal:
        rules.append("clause:modal")
    if order.clause.opener is None:
        rules.append("clause:unknown_verb")
    return rules


def _confidence(order: Order) -> float:
    """A rank, not a probability: how much of what makes an order is said in the clause itself."""
    score = 0.9 if order.explicit else 0.7
    score -= 0.1 if order.addressees is None else 0.0
    score -= 0.1 if order.clause.opener is None or order.clause.passive else 0.0
    score -= 0.1 if order.speech.teller is None else 0.0
    return round(score, 2)
