"""Why an order word gives no directive: each refusal has a reason that can be shown."""

import re
from collections.abc import Callable

from pipeline.annotate.directives.assignments import is_appointment, is_only_defined
from pipeline.annotate.directives.cues import FARTHEST, Cue, actor_told, goes_on_telling, says_or_stops
from pipeline.annotate.directives.lexicon import CONNECTIVE, OPENER, context
from pipeline.annotate.directives.reading import Actor, Reading
from pipeline.annotate.directives.standing import (
    is_abroad,
    is_of_anybody,
    is_of_foreigner,
    is_to_court,
    is_told_to_direct,
    is_upward,
    is_wish,
)
from pipeline.annotate.directives.telling import Telling
from pipeline.annotate.grammar.patterns import WORD_START

_CONDITIONAL = re.compile(f"(?:\\A|[,;] )(?:{CONNECTIVE.pattern} )?{context('condition')} [^,;]*\\Z")
_PROPOSED = re.compile(f"{context('proposed')}(?: \\w+)? \\Z")
_PROPOSED_TO = re.compile(context("proposed_to"))
_WILL_GO_ON = re.compile(r"(?<!\w)sẽ(?: \w+){1,3} \Z")
_ONCE = re.compile(f"{WORD_START}từng (?:gửi |ký |{context('does')},? )*\\Z")
_TO_PETITION = re.compile(f"{context('purpose')} {context('petitioning')} [^,;]*\\Z")
_SUBMITTED = re.compile(r"(?<!\w)(?:vừa|đã|sẽ) trình [^,;]*\Z")
_ASKED_TO_TELL = re.compile(f"(?:{context('proposed_to')}|{WORD_START}đề nghị) (?:{context('determiner')} )*\\Z")
_ASKED_FOR = re.compile(f"(?:{context('proposed_to')}|{WORD_START}đề nghị) \\Z")
_WILL = re.compile(f"{context('will')} [^,;]*(?:và|hoặc|rồi) \\Z")
_WILL_WRITE = re.compile(r"(?<!\w)sẽ (?:có|làm|ra|gửi|ban hành) [^,;]*\Z")
_WILL_ALSO = re.compile(f"{context('will')}(?: \\w+){{1,6}}, \\Z")
_NEGATED = re.compile(f"{context('negated')}(?: (?!{context('and_so')})\\w+){{0,5}} \\Z")
_LAW = re.compile(f"(?:\\A|[,:] ?){context('law')}(?: [^,;:]*)? \\Z")
_BY_LAW = re.compile(f"(?:theo|căn cứ) {context('law')}")
_TRIAL = re.compile(context("trial"))
_BASIS = re.compile(f"\\A(?:{CONNECTIVE.pattern},? )?{context('basis')} [^,;:]*\\Z")
_RECEIVED = re.compile(f"{context('received')} [^,;:]*\\Z")
_DESCRIBED = re.compile(f"(?:{WORD_START}(?:việc|vì|do|bởi)|{context('question')}) (?:{context('determiner')} )*\\Z")
_OF_WHICH = re.compile(r"(?<=\w )mà [^,;]*\Z")  # "2.353 tỷ đồng mà Thanh tra kết luận phải thu"
_GIVEN_TO = re.compile(f"{context('given')}(?: \\w+){{0,2}}(?: (?:đã|được|đã được))? \\Z")
_GIVEN = re.compile(f"{context('given')}(?: (?:mà|do))? \\Z")  # "phần đất Ban Quản lý rừng giao cho ông A"
_AFTER = re.compile(f"{context('after')} (?:{context('determiner')} )*\\Z")
_PAST_SPAN = re.compile(context("past_span"))
_FULFILLED = re.compile(context("fulfilled_since"))
_COMPLETED = re.compile(context("completed"))
_DONE = re.compile(r"(?<!\w)đã(?!\w)")
_YEAR = re.compile(r"\d{4}")
_PAST_ROLES = frozenset({"event", "start", "period"})
_BYGONE = re.compile(f"(?:vào )?{context('bygone')}")  # "thời điểm đó, Bộ A đề nghị …"
_SINCE = re.compile(r"(?<!\w)từ (?:\w+ )?\d{4}(?:[ -]\d{4})? đến nay[^;]* đã (?:\w+ ){0,3}\Z")
_NEAR = 20
OF_NOBODY = "nobody is said to order"
_OPENING = 40  # how far a sentence tells when it is about
_DECLINED = re.compile(f"{context('but')} [^.;]{{0,60}}?{context('declined')}")
_SO = re.compile(f"(?: \\w+){{3,}} nên (?!{OPENER.pattern})")


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
    if cue.kind in {"direct", "assign"} and _WILL_ALSO.search(telling.before):
        return True
    if any(pattern.search(telling.before) for pattern in (_TO_PETITION, _SUBMITTED, _WILL_WRITE)):
        return True
    if _ASKED_FOR.search(telling.before) or (teller and _ASKED_TO_TELL.search(reading.folded, begin, teller.start)):
        return True
    for proposed in _PROPOSED_TO.finditer(reading.folded, begin, cue.start):
        between = reading.text[proposed.end() : cue.start]
        if not re.search("[,;]", between) and not goes_on_telling(reading, begin, cue):
            return True
        asked = reading.actor_from(proposed.end() + 1, cue.start)
        if asked and reading.text[asked.end : cue.start] == ", ":  # "kiến nghị Thủ tướng, giao Bộ A …"
            return True
        if asked and teller and asked.start <= teller.start and ";" not in between[: teller.start - proposed.end()]:
            return True
    return False


def _is_negated(telling: Telling) -> bool:
    return _NEGATED.search(telling.before) is not None


def _is_condition(telling: Telling) -> bool:
    return _CONDITIONAL.search(telling.before) is not None


def _is_law(telling: Telling) -> bool:
    if telling.cue.passive and _BY_LAW.match(telling.before):
        return True
    return _LAW.search(telling.before) is not None


def _is_of_trial(telling: Telling) -> bool:
    return (
        telling.reading.tells_of_trial or _TRIAL.search(telling.reading.folded, telling.begin, telling.end) is not None
    )


def _is_described(telling: Telling) -> bool:
    """Whether the order is only what the sentence is about: "việc UBND tỉnh đề nghị … là chưa đúng", "thực hiện
    chỉ đạo của Thủ tướng giao …, Sở A đã …"."""
    teller, folded = telling.teller, telling.reading.folded
    told_of = telling.cue.kind == "ask" or "," in telling.reading.text[telling.cue.end : telling.end]
    if told_of and _BASIS.search(telling.before):
        return True
    if teller is not None and _OF_WHICH.search(telling.before) and not folded.startswith(" là", telling.cue.end):
        return True
    if telling.cue.kind == "assign" and _GIVEN_TO.search(telling.before):
        return True
    if teller is not None and telling.cue.kind == "assign" and _GIVEN.search(folded, telling.begin, teller.start):
        return True
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
    if _SO.match(reading.folded, cue.end, end) or _BYGONE.match(telling.before):
        return True
    if _SINCE.search(telling.before):
        return True
    if cue.passive:
        return _DONE.search(reading.folded, cue.end, end) is not None or _is_of_past_year(telling)
    past = _PAST_SPAN.search(reading.folded, begin, cue.start) is not None
    if _PAST_SPAN.search(reading.folded, begin, min(cue.start, begin + _OPENING)) and _DONE.search(telling.before):
        return True
    if cue.kind in {"direct", "assign", "ban"} and (past or _is_of_past_year(telling)):
        return True
    if not cue.already:
        return False
    if cue.kind == "direct" and told is None and not says_or_stops(reading, cue):
        return True
    if cue.kind == "direct" and _COMPLETED.search(reading.folded, cue.end, end):
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


def _is_received(telling: Telling) -> bool:
    return _RECEIVED.search(telling.before) is not None


def _is_of_nobody(telling: Telling) -> bool:
    return telling.teller is None and not telling.cue.passive


def _is_forced(telling: Telling) -> bool:
    return telling.cue.kind == "force" and goes_on_telling(telling.reading, telling.begin, telling.cue)


_REFUSALS: tuple[tuple[Callable[[Telling], bool], str], ...] = (
    (_is_proposed, "proposed, promised or conditional"),
    (_is_negated, "not ordered"),
    (_is_condition, "a condition"),
    (_is_law, "what a law or a contract says"),
    (_is_of_trial, "told at a trial"),
    (_is_described, "what the sentence judges, not reports"),
    (_is_done, "reported as done"),
    (is_appointment, "an appointment, not an order"),
    (is_only_defined, "what a body is there for, not an order"),
    (_is_received, "asked of the one named, not ordered by them"),
    (_is_of_nobody, OF_NOBODY),
    (is_told_to_direct, "told to direct others, not the one who orders"),
    (_is_forced, "forced by events, not ordered"),
    (is_of_foreigner, "the one who asks serves another country"),
    (is_of_anybody, "the one who asks has no authority"),
    (is_to_court, "asked of a court"),
    (is_abroad, "asked of another country"),
    (is_upward, "asked of a higher body"),
    (is_wish, "a wish, not an order to a body"),
)
