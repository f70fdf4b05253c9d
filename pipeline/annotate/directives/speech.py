"""Reported speech: from the order word on, over sentences and paragraphs, until somebody else takes over."""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.annotate.directives.authority import has_authority, is_above
from pipeline.annotate.directives.clauses import TELLING, skip_lead
from pipeline.annotate.directives.cues import (
    Cue,
    find_cues,
    find_teller,
    goes_on_telling,
    is_agent,
    is_bound,
    is_petition,
    is_pronoun_before,
    is_receiver,
    is_said_by_document,
    is_self_before,
    is_sent_by_unknown,
    leaves_teller_out,
    stands_for_another,
)
from pipeline.annotate.directives.gate import OF_NOBODY, refusal
from pipeline.annotate.directives.lexicon import CONNECTIVE, CUES, LINK, OPENER, OPENERS, context
from pipeline.annotate.directives.orders import (
    Order,
    Speech,
    after_colon,
    is_same,
    orders_in,
    told_after,
    told_before,
    told_by_agent,
)
from pipeline.annotate.directives.quotations import find_quotations
from pipeline.annotate.directives.reading import Actor, Place, Reading
from pipeline.annotate.directives.scope import (
    announces_list,
    binds_somebody,
    goes_on,
    is_caption,
    is_heading,
    other_speaker,
    tells_of_past,
)

_NO_ACTION = "no action after the order word"
_DESCRIBED = "of a thing or a body that is only described"
_SAID_BY_NOBODY = "an opinion or a heading, said by nobody who orders"
_NEXT_CUES = 3
_LAPSE = 3  # paragraphs after which "do đó, …" no longer takes up a speech that seemed over
_MOST_CUES = 12  # of one sentence; more are no sentence
_CLOSED_QUOTE = re.compile('["”»]')
_OPENING_REACH = 3  # a sentence is quoted if the quotation begins with it or before it
_BY_SPEAKER = re.compile(f'(?:\\A[\\s"“]*|{context("speaker")},? )(?:{context("does")} )*\\Z')


class Refusal(NamedTuple):
    """A sentence with an order word that gave nothing, and why."""

    sentence: Place
    reason: str


class _Heard(NamedTuple):
    """An order word with who tells, who is told before it, and why it can be no order if that is known already."""

    cue: Cue
    teller: Actor | None
    told: Place | None
    named: bool
    reason: str | None = None


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
        self.teller: Actor | None = None
        self.just_ordered = False
        self.opened = False
        self.opinion = False
        self.paragraph = self.heard_in = -1
        self.offices: dict[str, Actor] = {}

    def read(self, sentence: Place) -> list[Order | Refusal]:
        """What the sentence orders, or why it does not though it has an order word."""
        paragraph = self.reading.paragraph_of(sentence[0])
        same_paragraph = paragraph == self.paragraph
        caption = is_caption(self.reading, *sentence)
        self.opinion = self.opinion and (same_paragraph or CONNECTIVE.match(self.reading.folded, *sentence) is not None)
        self._hear_others(sentence)
        found = self._quoted(sentence)
        acts = self._begins_with_action(sentence) or (
            (same_paragraph or self.just_ordered) and self._begins_with_subordinate(sentence)
        )
        if not found and not caption and acts:
            found = self._continued(sentence, same_paragraph=same_paragraph)
        self.opened = False
        if not found:
            found = self._told(sentence)
            unread = not found or (found == [Refusal(sentence, _NO_ACTION)] and self.just_ordered)
            if unread and not caption and not self.opened:
                found = self._continued(sentence, same_paragraph=same_paragraph) or found
        actors = self.reading.actors_in(*sentence)
        if not caption or self.speech is None:
            self.person = next((actor for actor in actors if actor.person), self.person)
        if not caption:
            self.paragraph = paragraph
            self.subject = next(
                (actor for actor in actors if actor.orders and not is_receiver(self.reading, actor)), self.subject
            )
            orders = [one for one in found if isinstance(one, Order)]
            self.just_ordered = self.opened or bool(orders)
            self.heard_in = paragraph if self.just_ordered else self.heard_in
            self.teller = orders[-1].speech.teller if orders else self.teller
        return found

    def _hear_others(self, sentence: Place) -> None:
        """Ends the speech where somebody else gives a view; in an opinion nobody orders, to the paragraph's end."""
        found = other_speaker(self.reading, *sentence)
        if found is None:
            return
        if found.teller and self.speech and is_same(self.reading, found.teller, self.speech.teller):
            if found.needs:
                self.speech = self.lapsed = None
            return
        self.speech = self.lapsed = None
        self.opinion = found.opinion

    def _quoted(self, sentence: Place) -> list[Order | Refusal]:
        """Orders inside a quotation whose speaker is named after it."""
        start, end = sentence
        while self.quotations and self.quotations[0].end <= start:
            self.quotations.popleft()
        if not self.quotations or self.quotations[0].start > start + _OPENING_REACH:
            return []
        quotation = self.quotations[0]
        cue = quotation.cue._replace(kind="order") if quotation.cue.kind == "direct" else quotation.cue
        quotation = quotation._replace(cue=cue)
        speech = Speech(self._known(quotation.teller, pronoun=False), cue, None)
        reason = refusal(self.reading, speech.teller, quotation.cue, start, end)
        if reason is not None:
            self.speech, self.lapsed, self.opinion = None, None, True
            unheard = speech.teller is not None and not has_authority(self.reading, speech.teller)
            return [Refusal(sentence, reason)] if unheard and find_cues(self.reading, start, end) else []
        before = self.speech
        begin, stop = max(start, quotation.start), min(end, quotation.end)
        if before is not None and before.cue == quotation.cue:
            speech = before
        elif self._orders_on(before, speech.teller, begin, stop):
            speech = speech._replace(obliging=True)
        own = next((cue for cue in find_cues(self.reading, begin, stop) if cue.kind in TELLING), None)
        if own is not None and _BY_SPEAKER.search(self.reading.folded[begin : own.start]):
            begin, speech = own.end, speech._replace(cue=own)
        elif own is not None and find_teller(self.reading, begin, own) is not None and not own.passive:
            return []
        first = before is not speech
        orders, after = orders_in(self.reading, speech, (begin, stop), sentence, first=first)
        self.speech = after._replace(cue=quotation.cue) if orders else before
        return list(orders)

    def _orders_on(self, before: Speech | None, teller: Actor | None, start: int, end: int) -> bool:
        """Whether who has just ordered goes on in the quotation with what others do: "Các xã rà soát hồ đập", ông A
        nói."""
        if before is None or before.teller is None or not self.just_ordered:
            return False
        if not is_same(self.reading, before.teller, teller):
            return False
        told = self.reading.actor_from(skip_lead(self.reading, start, end), end)
        if told is None or told.orders is False or told.person is not None:
            return False
        return told.kind == "group" or is_above(before.teller, told)

    def _told(self, sentence: Place) -> list[Order | Refusal]:
        """Orders that follow an order word in the sentence itself."""
        start, end = sentence
        reason, blocked_until, last = None, start, None
        cues = find_cues(self.reading, start, end)[:_MOST_CUES]
        for index, cue in enumerate(cues):
            if cue.kind == "say" and self._tells_of_another(cue, cues[index + 1 :]):
                continue
            heard = self._hear(sentence, cue, last)
            last = heard.teller
            if heard.reason is not None:
                reason = heard.reason
                continue
            if blocked_until > cue.start or is_bound(self.reading, heard.teller, cue):
                continue
            if self._is_subordinate(heard):
                continue
            reason = refusal(self.reading, heard.teller, heard.cue, start, end)
            if reason == OF_NOBODY:
                continue
            if reason is not None:
                stop = self.reading.text.find(";", cue.end, end)
                blocked_until = stop if stop >= 0 else end
                continue
            orders = self._follow(sentence, heard)
            if orders or self.opened:
                return list(orders)
            reason = "nothing is to be done" if heard.cue.kind == "say" else _NO_ACTION
        return [Refusal(sentence, reason)] if reason else []

    def _hear(self, sentence: Place, cue: Cue, last: Actor | None) -> _Heard:
        """Who tells and who is told with an order word; `last` is the teller of the one before in the sentence."""
        start = sentence[0]
        found = find_teller(self.reading, start, cue)
        told = told_before(self.reading, start, cue)
        if found is not None and is_agent(self.reading, start, found):
            told = told_by_agent(self.reading, start, found)
            return _Heard(cue, found, told, named=True, reason=_DESCRIBED if told is None else None)
        if found is not None and found.kind != "person" and is_self_before(self.reading, start, cue):
            found = None
        if found is not None and self.speech is not None and stands_for_another(self.reading, found):
            found = self.speech.teller
        found = self._office_of(found)
        named = found is not None
        pronoun = is_pronoun_before(self.reading, start, cue)
        pronoun = pronoun or (self.speech is None and cue.kind != "wish" and is_self_before(self.reading, start, cue))
        unknown = not named and not pronoun and not leaves_teller_out(self.reading, start, cue)
        teller = None if unknown else self._known(found, pronoun=pronoun)
        if last is not None and goes_on_telling(self.reading, start, cue):
            teller = last
        elif is_said_by_document(self.reading, start, cue):
            if found is None and is_sent_by_unknown(self.reading, start, cue):
                return _Heard(cue, None, told, named, OF_NOBODY)
            teller = self._author(found)
            if cue.kind in {"say", "direct"} and self._is_spoken_at_once(cue, sentence[1]):
                cue = cue._replace(kind="order")
        if cue.passive:
            return _Heard(cue, self._author(None), told, named)
        if not named and self._is_said_by_nobody(sentence, cue):
            return _Heard(cue, teller, told, named, _SAID_BY_NOBODY)
        return _Heard(cue, teller, told, named)

    def _office_of(self, found: Actor | None) -> Actor | None:
        """The office named before for "ông Thảo", of whom the article gives no full name and no role."""
        person = found.person if found else None
        if found is None or person is None or person.roles or " " in person.name:
            return found
        if person.id not in self.offices:
            before = self.speech or self.lapsed
            holders = [actor for actor in (before and before.teller, self.subject) if actor and actor.office]
            self.offices[person.id] = next((actor for actor in holders if actor.person is None), found)
        return self.offices[person.id]

    def _follow(self, sentence: Place, heard: _Heard) -> list[Order]:
        """The orders after the order word; sets the speech, also where it only opens one ("yêu cầu các xã:")."""
        cue, end = heard.cue, sentence[1]
        opened = Speech(heard.teller, cue, heard.told)
        region = (after_colon(self.reading, cue, end), self._quote_end(cue, end))
        orders, after = orders_in(self.reading, opened, region, sentence, first=True)
        if orders:
            self.speech = None if cue.already and cue.kind == "direct" else after
        elif self.reading.text[cue.end : end].rstrip().endswith(":") or self._is_last(sentence, cue):
            told = heard.told or told_after(self.reading, cue, end)
            self.speech, self.opened = opened._replace(addressees=told), True
        elif cue.kind == "say" and heard.named and self.speech is not None:
            self.speech = after
        return orders

    def _is_said_by_nobody(self, sentence: Place, cue: Cue) -> bool:
        """Whether an order word without a teller stands in an opinion, a heading or a petition."""
        return self.opinion or is_heading(self.reading, *sentence) or is_petition(self.reading, sentence[0], cue)

    def _quote_end(self, cue: Cue, end: int) -> int:
        """The end of the quotation that the cue stands in, if its speaker is named after it; else `end`."""
        inside = self.quotations and self.quotations[0].start <= cue.start < self.quotations[0].end
        return min(end, self.quotations[0].end) if inside else end

    def _is_subordinate(self, heard: _Heard) -> bool:
        """Whether "…; Sở A chỉ đạo các xã" goes on with what those above Sở A ordered."""
        teller, speaker = heard.teller, self.speech.teller if self.speech else None
        if teller is None or speaker is None or teller.person:
            return False
        if heard.cue.kind not in {"direct", "assign"}:
            also = self.reading.text.endswith("; ", 0, heard.cue.start)
            return also and teller.kind == "group" and teller.orders is None and self.just_ordered
        follows = self.reading.text.endswith("; ", 0, teller.start)
        return follows and self.just_ordered and not heard.cue.already and is_above(speaker, teller)

    def _is_spoken_at_once(self, cue: Cue, end: int) -> bool:
        """Whether what a document says begins with an action or with those told: "công điện nêu rõ, các xã …"."""
        begin = skip_lead(self.reading, after_colon(self.reading, cue, end), end)
        return OPENER.match(self.reading.folded, begin, end) is not None or bool(self.reading.actor_from(begin, end))

    def _is_last(self, sentence: Place, cue: Cue) -> bool:
        """Whether nothing is said yet: the sentence ends with the order word, and no quotation stands before it."""
        start, end = sentence
        said = _CLOSED_QUOTE.search(self.reading.text, start, cue.start)
        return said is None and not self.reading.text[cue.end : end].strip(" .")

    def _tells_of_another(self, cue: Cue, later: list[Cue]) -> bool:
        """ "Ông A cho biết Thủ tướng yêu cầu …": the order is of the one named after the first order word."""
        for other in later[:_NEXT_CUES]:
            teller = find_teller(self.reading, cue.end, other) if other.kind in TELLING and not other.passive else None
            if teller is not None and teller.orders and ";" not in self.reading.text[cue.end : other.start]:
                return True
        return False

    def _author(self, named: Actor | None) -> Actor | None:
        """Who orders in a document or where the one who orders is left unsaid: the teller before, or the subject."""
        before = self.speech or self.lapsed
        return named or (before.teller if before and before.teller else self.teller or self.subject)

    def _begins_with_action(self, sentence: Place) -> bool:
        begin = skip_lead(self.reading, *sentence)
        opener = OPENER.match(self.reading.folded, begin, sentence[1])
        if opener is None or OPENERS[opener[0]].kind == "skip":
            return False
        cues = find_cues(self.reading, *sentence)
        anew = any(cue.start == begin and cue.kind in TELLING for cue in cues)
        return not anew and not any(self._has_own_teller(begin, cue) for cue in cues)

    def _has_own_teller(self, begin: int, cue: Cue) -> bool:
        """Whether the cue's teller stands right before it, after a comma: "Chỉ đạo hội nghị, ông A yêu cầu …"."""
        teller = find_teller(self.reading, begin, cue)
        if teller is None or teller.start == begin or cue.passive:
            return False
        return teller.end + 1 == cue.start and self.reading.text[begin : teller.start].count(",") > 0

    def _begins_with_subordinate(self, sentence: Place) -> bool:
        """ "Sở A chỉ đạo các đơn vị …" within the orders of the province: told to direct, not the one who orders."""
        begin = skip_lead(self.reading, *sentence)
        teller = self.speech.teller if self.speech else None
        actor = self.reading.actor_from(begin, sentence[1])
        if teller is None or actor is None or actor.person is not None or not is_above(teller, actor):
            return False
        opener = OPENER.match(self.reading.folded, actor.end + 1, sentence[1])
        return opener is not None and CUES.get(opener[0]) in {"direct", "assign"}

    def _continued(self, sentence: Place, *, same_paragraph: bool) -> list[Order | Refusal]:
        """Orders of a sentence that goes on with the speech before it; ends the speech if it does not."""
        start, end = sentence
        if self.speech is None and self.lapsed is not None and self._links_back(sentence):
            self.speech = self.lapsed
        self.lapsed = None if self.speech else self.lapsed
        if self.speech is None:
            return []
        if announces_list(self.reading, sentence):
            begin = skip_lead(self.reading, start, end)
            headed = self.reading.actor_from(begin, end)
            if headed is not None and headed.end == end - 1:
                self.speech = self.speech._replace(addressees=(begin, end - 1))
            self.opened = True
            return []
        if is_heading(self.reading, start, end):
            return []
        if not goes_on(self.reading, start, end, close=same_paragraph or self.just_ordered):
            self.lapsed, self.speech = None if self._others_act(sentence) else self.speech, None
            return []
        orders, after = orders_in(self.reading, self.speech, sentence, sentence, first=False)
        if not orders and not same_paragraph:
            self.lapsed, self.speech = self.speech, None
        else:
            self.speech = after
        return list(orders)

    def _others_act(self, sentence: Place) -> bool:
        """Whether the paper tells what a body has done or will do, so that "đồng thời, …" goes on with that."""
        begin = skip_lead(self.reading, *sentence)
        actor = self.reading.actor_from(begin, sentence[1])
        return actor is not None and tells_of_past(self.reading, *sentence)

    def _links_back(self, sentence: Place) -> bool:
        """Whether a linking word and an action, or a duty of somebody, take up a speech that seemed over: "cùng với
        đó, rà soát …", "vì vậy, huyện phải …"."""
        link = LINK.match(self.reading.folded, *sentence)
        near = self.reading.paragraph_of(sentence[0]) - self.heard_in <= _LAPSE
        linked = link or (near and CONNECTIVE.match(self.reading.folded, *sentence))
        if linked and binds_somebody(self.reading, *sentence):
            return True
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
