"""Reported speech: from the order word on, over sentences and paragraphs, until somebody else takes over."""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.annotate.directives.clauses import TELLING, Clause, parse_clause, skip_lead, split_clauses
from pipeline.annotate.directives.cues import Cue, find_cues, find_teller, is_pronoun_before
from pipeline.annotate.directives.gate import refusal
from pipeline.annotate.directives.lexicon import LINK, NARRATION, OPENER, OPENERS, context
from pipeline.annotate.directives.quotations import find_quotations
from pipeline.annotate.directives.reading import Actor, Place, Reading

_TIME_OF_TELLING = re.compile(context("time_of_telling"))
_SEVERAL = re.compile(context("several"))
_OPENING_REACH = 3  # a sentence is quoted if the quotation begins with it or before it
_CAPTION_LENGTH = 200
_CAPTION = re.compile(context("caption"))


class Speech(NamedTuple):
    """Who is telling, whom they told last, and the words that made it an order."""

    teller: Actor | None
    cue: Cue
    addressees: Place | None


class Order(NamedTuple):
    """One recognised action with its slots as places in the text."""

    clause: Clause
    speech: Speech
    sentence: Place
    addressees: Place | None
    inherited: tuple[str, ...]
    explicit: bool


class Refusal(NamedTuple):
    """A sentence with an order word that gave nothing, and why."""

    sentence: Place
    reason: str


def read_orders(reading: Reading) -> Iterator[Order | Refusal]:
    """Every order of the article, and every refusal, in text order."""
    reader = _Reader(reading)
    for sentence in reading.sentences:
        yield from reader.read(sentence)


class _Reader:
    """Goes through the sentences and keeps who is speaking."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.quotations = deque(find_quotations(reading))
        self.speech: Speech | None = None
        self.lapsed: Speech | None = None
        self.subject: Actor | None = None
        self.person: Actor | None = None
        self.just_ordered = False
        self.paragraph = -1

    def read(self, sentence: Place) -> list[Order | Refusal]:
        """What the sentence orders, or why it does not though it has an order word."""
        paragraph = self.reading.text.count("\n", 0, sentence[0])
        same_paragraph = paragraph == self.paragraph
        caption = _is_caption(self.reading, *sentence)
        found = self._quoted(sentence)
        if not found and not caption and self._begins_with_action(sentence):
            found = self._continued(sentence, same_paragraph=same_paragraph)
        if not found:
            found = self._told(sentence)
            if not found and not caption:
                found = self._continued(sentence, same_paragraph=same_paragraph)
        if not caption:
            self.paragraph = paragraph
            actors = self.reading.actors_in(*sentence)
            self.subject = next((actor for actor in actors if actor.orders), self.subject)
            self.person = next((a for a in actors if a.person and a.person.roles), self.person)
            self.just_ordered = any(isinstance(one, Order) for one in found)
        return found

    def _quoted(self, sentence: Place) -> list[Order | Refusal]:
        """Orders inside a quotation whose speaker is named after it."""
        start, end = sentence
        while self.quotations and self.quotations[0].end <= start:
            self.quotations.popleft()
        if not self.quotations or self.quotations[0].start > start + _OPENING_REACH:
            return []
        quotation = self.quotations[0]
        speech = Speech(self._known(quotation.teller, pronoun=False), quotation.cue, None)
        if refusal(self.reading, speech.teller, quotation.cue, start) is not None:
            return []
        before = self.speech
        if before is not None and before.cue == quotation.cue:
            speech = before
        region = (max(start, quotation.start), min(end, quotation.end))
        orders, self.speech = _orders(self.reading, speech, region, sentence, first=before is not speech)
        return list(orders)

    def _told(self, sentence: Place) -> list[Order | Refusal]:
        """Orders that follow an order word in the sentence itself."""
        start, end = sentence
        reason, blocked_until = None, start
        for cue in find_cues(self.reading, start, end):
            teller = self._known(
                find_teller(self.reading, start, cue), pronoun=is_pronoun_before(self.reading, start, cue)
            )
            told = None
            if cue.passive:
                told, teller = teller, self.speech.teller if self.speech else None
            if blocked_until > cue.start:
                continue
            reason = refusal(self.reading, teller, cue, start)
            if reason is not None:
                stop = self.reading.text.find(";", cue.end, end)
                blocked_until = stop if stop >= 0 else end
                continue
            opened = Speech(teller, cue, (told.start, told.end) if told else None)
            orders, after = _orders(self.reading, opened, (cue.end, end), sentence, first=True)
            if orders:
                self.speech = after
                return list(orders)
            if not self.reading.text[cue.end : end].strip(" .:"):
                self.speech = opened
                return []
            reason = "no action after the order word"
        return [Refusal(sentence, reason)] if reason else []

    def _begins_with_action(self, sentence: Place) -> bool:
        begin = skip_lead(self.reading, *sentence)
        opener = OPENER.match(self.reading.folded, begin, sentence[1])
        cues = find_cues(self.reading, *sentence)
        return bool(opener) and not any(cue.start == begin and cue.kind in TELLING for cue in cues)

    def _continued(self, sentence: Place, *, same_paragraph: bool) -> list[Order | Refusal]:
        """Orders of a sentence that goes on with the speech before it; ends the speech if it does not."""
        start, end = sentence
        if self.speech is None and self.lapsed is not None and self._links_back(sentence):
            self.speech = self.lapsed
        self.lapsed = None if self.speech else self.lapsed
        if self.speech is None:
            return []
        if not _goes_on(self.reading, start, end, close=same_paragraph or self.just_ordered):
            self.lapsed, self.speech = self.speech, None
            return []
        orders, after = _orders(self.reading, self.speech, sentence, sentence, first=False)
        if not orders and not same_paragraph:
            self.lapsed, self.speech = self.speech, None
        else:
            self.speech = after
        return list(orders)

    def _links_back(self, sentence: Place) -> bool:
        """ "Cùng với đó, rà soát …": a linking word and an action take up a speech that seemed over."""
        link = LINK.match(self.reading.folded, *sentence)
        begin = skip_lead(self.reading, *sentence)
        return bool(link) and OPENER.match(self.reading.folded, begin, sentence[1]) is not None

    def _known(self, teller: Actor | None, *, pronoun: bool) -> Actor | None:
        """The teller, or whoever a pronoun or nobody at all stands for: the speaker, or the subject before."""
        if teller is not None and not pronoun:
            return teller
        speaker = self.speech.teller if self.speech else None
        if pronoun and (speaker is None or speaker.person is None):
            return self.person or speaker or self.subject
        return speaker or self.subject


def _orders(
    reading: Reading, speech: Speech, region: Place, sentence: Place, *, first: bool
) -> tuple[list[Order], Speech]:
    """The orders in a region; `first`: its first clause stands right after the order word."""
    orders: list[Order] = []
    modal_said = False
    for index, (start, end) in enumerate(split_clauses(reading, *region)):
        opens = first and index == 0
        again = _repeated_cue(reading, start, end)
        told = again is not None or opens
        if first and not told and not orders:
            continue
        cue = again or speech.cue
        strong = told and cue.kind in TELLING
        clause = parse_clause(reading, again.end if again else start, end, told=strong)
        if clause is None or not _is_ordered(reading, clause, speech, cue, told=told, modal_said=modal_said):
            continue
        modal_said = modal_said or clause.modal
        actor = clause.actor
        inherited: tuple[str, ...] = () if opens else ("issuer",)
        if actor is None and speech.addressees is not None and (not told or cue.passive):
            actor, inherited = speech.addressees, inherited if cue.passive else (*inherited, "addressees")
        speech = speech._replace(addressees=actor)
        orders.append(Order(clause, speech._replace(cue=cue), sentence, actor, inherited, told))
    return orders, speech


def _repeated_cue(reading: Reading, start: int, end: int) -> Cue | None:
    """A cue with which the clause begins: "; giao Sở B …" has the teller of the clause before."""
    begin = skip_lead(reading, start, end)
    cues = find_cues(reading, begin, end)
    return cues[0] if cues and cues[0].start == begin and cues[0].kind in TELLING else None


def _is_ordered(reading: Reading, clause: Clause, speech: Speech, cue: Cue, *, told: bool, modal_said: bool) -> bool:
    if cue.kind in {"say", "wish"} and (
        clause.opener is None or not (clause.modal or modal_said or cue.kind == "wish")
    ):
        return False
    if cue.kind in {"assign", "direct"} and told and clause.actor is None and speech.addressees is None:
        return False
    return not (clause.actor and _TIME_OF_TELLING.search(reading.folded, clause.actor[1], clause.start))


def _goes_on(reading: Reading, start: int, end: int, *, close: bool) -> bool:
    """Whether a sentence without an order word of its own can still belong to the speech."""
    begin = skip_lead(reading, start, end)
    if NARRATION.match(reading.folded, start, end):
        return False
    opener = OPENER.match(reading.folded, begin, end)
    if opener and OPENERS[opener[0]].kind != "skip":
        return not _TIME_OF_TELLING.search(reading.folded, begin, end)
    clause = parse_clause(reading, start, end, told=False)
    if clause is None:
        return close
    before = reading.folded[start : clause.start]
    told = clause.modal or close or _SEVERAL.match(reading.folded, begin)
    return not _TIME_OF_TELLING.search(before) and bool(told)


def _is_caption(reading: Reading, start: int, end: int) -> bool:
    """A short paragraph of its own under a picture, in the middle of a speech."""
    alone = (start == 0 or reading.text[start - 1] == "\n") and (end == len(reading.text) or reading.text[end] == "\n")
    return alone and end - start < _CAPTION_LENGTH and bool(_CAPTION.search(reading.folded, start, end))
