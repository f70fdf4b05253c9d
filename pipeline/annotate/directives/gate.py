"""Why an order word gives no directive: each refusal has a reason that can be shown."""

import re
from collections.abc import Callable
from typing import NamedTuple

from pipeline.annotate.directives.authority import (
    has_authority,
    is_above,
    is_foreign,
    is_outside,
    names_another_country,
)
from pipeline.annotate.directives.cues import FARTHEST, Cue, actor_told, goes_on_telling, leads_to
from pipeline.annotate.directives.lexicon import ACTORS, context
from pipeline.annotate.directives.reading import Actor, Reading
from pipeline.annotate.grammar.patterns import WORD_START

_CONDITIONAL = re.compile(f"(?:\\A|[,;] ){context('condition')} [^,;]*\\Z")
_PROPOSED = re.compile(f"{context('proposed')}(?: \\w+)? \\Z")
_PROPOSED_TO = re.compile(context("proposed_to"))
_WILL_GO_ON = re.compile(r"(?<!\w)sẽ(?: \w+){1,3} \Z")
_ONCE = re.compile(f"{WORD_START}từng (?:gửi |{context('does')},? )*\\Z")
_ASKED_FOR = re.compile(f"(?:{context('proposed_to')}|{WORD_START}đề nghị) \\Z")
_WILL = re.compile(f"{context('will')} [^,;]*(?:và|hoặc|rồi) \\Z")
_NEGATED = re.compile(f"{context('negated')}(?: \\w+){{0,5}} \\Z")
_LAW = re.compile(f"(?:\\A|[,:] ?){context('law')}(?: [^,;:]*)? \\Z")
_TRIAL = re.compile(context("trial"))
_RECEIVED = re.compile(f"{context('received')} [^,;:]*\\Z")
_DESCRIBED = re.compile(f"{WORD_START}(?:việc|vì|do|bởi) (?:{context('determiner')} )*\\Z")
_AFTER = re.compile(f"{WORD_START}sau khi (?:{context('determiner')} )*\\Z")
_PAST_SPAN = re.compile(context("past_span"))
_FULFILLED = re.compile(context("fulfilled_since"))
_COMPLETED = re.compile(context("completed"))
_DONE = re.compile(r"(?<!\w)đã(?!\w)")
_POST = re.compile(context("post"))
_THING = re.compile(r" (?:là |\d)")
_JUDGE = re.compile(context("judge"))
_HIGHER = re.compile(f"(?:{context('determiner')} )*{context('higher')}")
_YEAR = re.compile(r"\d{4}")
_PAST_ROLES = frozenset({"event", "start", "period"})
_NEAR = 20
_DECLINED = re.compile(f"{context('but')} [^.;]{{0,60}}?{context('declined')}")
_ABROAD = re.compile(f" {context('abroad')}")
_LONGEST_TELLING = 6  # words between the one who assigns and the word for it
_OF = re.compile(" (?:của|thuộc) ")
_OWNER_REACH = 40


class Telling(NamedTuple):
    """An order word in its sentence, from `begin` to `end`: who tells, and who is told right after or before it."""

    reading: Reading
    cue: Cue
    teller: Actor | None
    told: Actor | None
    begin: int
    end: int

    @property
    def before(self) -> str:
        """The folded text of the sentence before the order word."""
        return self.reading.folded[self.begin : self.cue.start]


def refusal(reading: Reading, teller: Actor | None, cue: Cue, begin: int, end: int) -> str | None:
    """The reason why the cue, in the sentence from `begin` to `end`, reports no order, or None if it may."""
    begin = max(begin, cue.start - FARTHEST)
    telling = Telling(reading, cue, teller, actor_told(reading, begin, cue), begin, end)
    return next((reason for applies, reason in _REFUSALS if applies(telling)), None)


def _is_proposed(telling: Telling) -> bool:
    """Whether it may come or only should: "sẽ …", "hứa …", "tỉnh nên …", "Sở A kiến nghị UBND tỉnh, … chỉ đạo …"."""
    reading, cue, teller, _, begin, _ = telling
    if _PROPOSED.search(telling.before[-_NEAR:]) or _WILL.search(telling.before) or _WILL_GO_ON.search(telling.before):
        return True
    if teller is not None and reading.folded[teller.end : cue.start] == " nên ":
        return True
    if _ASKED_FOR.search(telling.before):
        return True
    for proposed in _PROPOSED_TO.finditer(reading.folded, begin, cue.start):
        between = reading.text[proposed.end() : cue.start]
        if not re.search("[,;]", between) and not goes_on_telling(reading, begin, cue):
            return True
        asked = reading.actor_from(proposed.end() + 1, cue.start)
        if asked and teller and asked.start <= teller.start and ";" not in between[: teller.start - proposed.end()]:
            return True
    return False


def _is_negated(telling: Telling) -> bool:
    return _NEGATED.search(telling.before) is not None


def _is_condition(telling: Telling) -> bool:
    return _CONDITIONAL.search(telling.before) is not None


def _is_law(telling: Telling) -> bool:
    return _LAW.search(telling.before) is not None


def _is_of_trial(telling: Telling) -> bool:
    return _TRIAL.search(telling.reading.folded, telling.begin, telling.end) is not None


def _is_described(telling: Telling) -> bool:
    """Whether the order is only what the sentence is about: "việc UBND tỉnh đề nghị … là chưa đúng"."""
    teller, folded = telling.teller, telling.reading.folded
    told_of = telling.cue.kind == "ask" or folded.startswith(",", telling.cue.end)
    if teller is not None and told_of and _AFTER.search(telling.reading.folded[telling.begin : teller.start]):
        return True
    return teller is not None and _DESCRIBED.search(telling.reading.folded[telling.begin : teller.start]) is not None


def _is_done(telling: Telling) -> bool:
    """Whether what was ordered is over: "thời gian qua, huyện đã …", "năm 2004, tỉnh giao …", "…, đến nay đã xong".

    "Đã chỉ đạo" only says what was done where nobody is told, or they are said to have completed it.
    """
    reading, cue, _, told, begin, end = telling
    if _ONCE.search(telling.before) or _DECLINED.search(reading.folded, cue.end, end):
        return True
    if cue.passive:
        return _DONE.search(reading.folded, cue.end, end) is not None or _is_of_past_year(telling)
    past = _PAST_SPAN.search(reading.folded, begin, cue.start) is not None
    if cue.kind in {"direct", "assign", "ban"} and (past or _is_of_past_year(telling)):
        return True
    if not cue.already:
        return False
    if cue.kind == "direct" and (told is None or _COMPLETED.search(reading.folded, cue.end, end)):
        return True
    return past or _FULFILLED.search(reading.folded, cue.end, end) is not None


def _is_of_past_year(telling: Telling) -> bool:
    """Whether the sentence dates the order by a year that is over, or, where today is unknown, by any year."""
    reading = telling.reading
    before = [
        when
        for when in reading.dates
        if telling.begin <= when.start < telling.cue.start and when.role in _PAST_ROLES and _YEAR.match(when.value)
    ]
    latest = max((int(when.value[:4]) for when in reading.dates if _YEAR.match(when.value)), default=0)
    today = reading.published.year if reading.published else latest
    if any(int(when.value[:4]) < today - 1 for when in before):
        return True
    years = [int(when.value) for when in before if _YEAR.fullmatch(when.value)]
    return any(reading.published is None or year < today for year in years)


def _is_appointment(telling: Telling) -> bool:
    """Whether a post, a field of work or a thing is given: "được phân công phụ trách khối văn xã", "giao xã A làm
    chủ đầu tư", "giao công ty A 500 m² đất", "dự án được giao cho công ty A"."""
    reading, cue, teller, told, *_ = telling
    if cue.kind != "assign":
        return False
    if teller is not None and not cue.passive and not goes_on_telling(reading, telling.begin, cue):
        between = reading.text[teller.end : cue.start]
        if not re.search(r"[,;:]", between) and len(between.split()) > _LONGEST_TELLING:
            return True
    if told is not None and _THING.match(reading.folded, told.end):
        return True
    if cue.passive or told is None:
        thing = reading.folded.startswith("cho", cue.end - 3) or reading.folded.startswith((" cho ", " để "), cue.end)
        return cue.passive and (thing or _POST.match(reading.folded, cue.end + 1) is not None)
    post = _POST.match(reading.folded, told.end + 1)
    return post is not None and (told.person is not None or post[0].startswith("làm "))


def _is_received(telling: Telling) -> bool:
    return _RECEIVED.search(telling.before) is not None


def _is_of_nobody(telling: Telling) -> bool:
    return telling.teller is None and not telling.cue.passive


def _is_forced(telling: Telling) -> bool:
    return telling.cue.kind == "force" and goes_on_telling(telling.reading, telling.begin, telling.cue)


def _is_of_foreigner(telling: Telling) -> bool:
    return telling.teller is not None and is_foreign(telling.reading, telling.teller)


def _is_of_anybody(telling: Telling) -> bool:
    """Whether the teller has no authority, at all or over a body of the state, or only stands in what citizens do:
    "người dân tập trung trước UBND xã để yêu cầu …"."""
    reading, cue, teller, told, begin, _ = telling
    if teller is None:
        return False
    if not has_authority(reading, teller) or (told is not None and told.orders and is_outside(teller)):
        return True
    subject = reading.actor_from(begin, teller.start)
    if subject is None or subject.orders is not False or leads_to(reading, teller, cue.start):
        return False
    return re.search('[,;:“"]', reading.text[subject.end : teller.start]) is None


def _is_to_court(telling: Telling) -> bool:
    told = telling.told
    return told is not None and _JUDGE.match(telling.reading.folded, told.start, told.end) is not None


def _is_abroad(telling: Telling) -> bool:
    if names_another_country(telling.reading, telling.cue.end + 1):
        return True
    told = telling.told
    if told is None:
        return False
    return is_foreign(telling.reading, told) or _ABROAD.match(telling.reading.folded, told.end) is not None


def _is_upward(telling: Telling) -> bool:
    teller, told = telling.teller, telling.told
    if telling.cue.kind not in {"ask", "wish"} or teller is None:
        return False
    if _HIGHER.match(telling.reading.folded, telling.cue.end + 1):
        return True
    if told is None:
        return False
    if telling.reading.folded[told.start : told.end] == telling.reading.folded[teller.start : teller.end]:
        return True
    owner = _OF.match(telling.reading.folded, told.end)
    whole = telling.reading.actor_from(owner.end(), owner.end() + _OWNER_REACH) if owner else None
    return is_above(told, teller) or (whole is not None and is_above(whole, teller))


def _is_wish(telling: Telling) -> bool:
    """Whether nobody with an office wishes it, or of nobody who has one."""
    teller, told = telling.teller, telling.told
    if telling.cue.kind != "wish":
        return False
    row = ACTORS.get(telling.reading.folded[told.start : told.end]) if told else None
    official = told is not None and (row is None or row.orders != "no") and told.kind != "person"
    leads = teller is not None and teller.kind == "person" and teller.level in {"province", "central"}
    return not (leads and official)


_REFUSALS: tuple[tuple[Callable[[Telling], bool], str], ...] = (
    (_is_proposed, "proposed, promised or conditional"),
    (_is_negated, "not ordered"),
    (_is_condition, "a condition"),
    (_is_law, "what a law or a contract says"),
    (_is_of_trial, "told at a trial"),
    (_is_described, "what the sentence judges, not reports"),
    (_is_done, "reported as done"),
    (_is_appointment, "an appointment, not an order"),
    (_is_received, "asked of the one named, not ordered by them"),
    (_is_of_nobody, "nobody is said to order"),
    (_is_forced, "forced by events, not ordered"),
    (_is_of_foreigner, "the one who asks serves another country"),
    (_is_of_anybody, "the one who asks has no authority"),
    (_is_to_court, "asked of a court"),
    (_is_abroad, "asked of another country"),
    (_is_upward, "asked of a higher body"),
    (_is_wish, "a wish, not an order to a body"),
)
