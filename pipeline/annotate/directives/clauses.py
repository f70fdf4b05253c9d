"""Clauses of a reported order: where one ends and the next begins, and who does what in one."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.annotate.directives.lexicon import (
    ACTORS,
    ADVERBIAL,
    CONDITION,
    CONNECTIVE,
    CUE,
    CUES,
    OPENER,
    OPENERS,
    SPLITTER,
    TARGET,
    context,
)
from pipeline.annotate.directives.reading import Place, Reading

# Order words that say anew who is told; the others are as well the verb of an action ("chỉ đạo các xã …").
TELLING = frozenset({"order", "assign", "ask"})

_LEAD = re.compile(r"[\s\"“”‘’'«»:;,.…\-–•*+()]+|(?:\d{1,2}|[a-eđ])[.)]\s")
_TAIL = re.compile(r"[\s\"“”‘’'«»:;,.…!?\-–(]+\Z")
_SEMICOLON = re.compile(";")
_NOUN_START = re.compile(context("noun_start"))
_COMMA_CUE = re.compile(f",(?: (?:và|đồng thời))? (?P<cue>{CUE.pattern})")
_AVOID = re.compile(f", (?:đặc biệt )?(?=(?:{context('firmly')} )?không )(?!{context('not_avoid')})")
_DO_AGAIN = re.compile(r"(?:,|,? và) (?=(?:cần )?phải )")
_FORBIDDEN = re.compile(r"(?<!\w)không (?:được|để)(?!\w)[^;]*\Z")
_LISTED = re.compile(f"{context('listed')}[^;]*\\Z")
_OUTCOME = re.compile(f",? {context('but')}(?= [^,;.]{{0,60}}{context('fulfilled')})")
_EXAMPLES = re.compile(f"{context('matter')}(?: \\w+){{0,6}} như(?!\\w)[^,;]*\\Z")
_NOMINAL = re.compile(f"{context('nominal')} \\Z")
_UNIT = re.compile(f"{context('unit')} \\Z")
_UNIT_WORK = re.compile(context("unit_work"))
_IS_TOLD = re.compile(r" (?:của|từ|này|cũng|đã|sẽ|cho thấy|bước đầu cho thấy)(?!\w)")
_STATE = re.compile(context("state"))
_FOR = re.compile(" để ")
_DATE_REACH = 15  # "chậm nhất đến "
_NOMINAL_REACH = 14
_NO_VERB = re.compile(context("no_verb"))
_FRONTED = re.compile(context("fronted"))
PASSIVE_VOICE = re.compile(r"(?<!\w)(?:được|bị)(?!\w)")
_SEVERAL = re.compile(f"{context('several')}|\\d+ ")
_NEEDED = re.compile(r"(?:những|nhiều|một)(?!\w)")  # "Chính phủ cần những nhà đầu tư tốt"
_THEN = re.compile(f"(?:{CONDITION.pattern}|\\w+(?: \\w+)? nào(?!\\w)).{{1,300}}? thì(?!\\w)")
_CONCEDED = re.compile(r"(?:mặc dù|dù|tuy) [^;]{1,200}? nhưng ")
_IF = re.compile(r" (?:nếu|trong trường hợp) [^,;]*\Z")  # "dạy bù nếu học sinh phải nghỉ"
_PURPOSE = re.compile(context("purpose"))
_DUTY = re.compile(f"(?<!có )(?<!đâu ){context('duty')}|(?<!\\w)cần được(?!\\w)")
_MUST = re.compile(r"(?<!\w)phải(?!\w)")
_LONGEST_ACTOR = 320
_PURPOSE_REACH = 60
_LONGEST_NAME = 60
_LONGEST_NOUN = 4  # words of somebody told whom no lexicon knows ("chủ nhà", "tàu đánh cá")


class Clause(NamedTuple):
    """One action: its range, the actor phrase before it, and how it was recognised.

    `lead` is where the clause begins with all that stands before the action: "trước ngày 15/6, Sở A phải …".
    """

    lead: int
    start: int
    end: int
    actor: Place | None
    modal: bool
    opener: str | None
    passive: bool


def split_clauses(reading: Reading, start: int, end: int) -> Iterator[Place]:
    """Ranges that could each hold one action: cut at `;`, before a repeated order word, at linking words before
    a verb, and where the polarity turns. What came of an order ("song chủ đầu tư không chấp hành") is left out."""
    if conceded := _CONCEDED.match(reading.folded, skip_lead(reading, start, end), end):
        start = conceded.end()
    if outcome := _OUTCOME.search(reading.folded, start, end):
        end = outcome.start()
    position = start
    for left, right in sorted(_cuts(reading, start, end)):
        if left > position:
            yield position, left
        position = max(position, right)
    if position < end:
        yield position, end


def _cuts(reading: Reading, start: int, end: int) -> list[Place]:
    """What stands between one action and the next."""
    cuts = [m.span() for m in _SEMICOLON.finditer(reading.folded, start, end) if not _is_object(reading, m.end(), end)]
    if _EXAMPLES.search(reading.folded, start, cuts[0][0] if cuts else start):
        cuts = []
    cuts += [m.span() for m in _AVOID.finditer(reading.folded, start, end) if not _in_purpose(reading, start, m)]
    cuts += [m.span() for m in _DO_AGAIN.finditer(reading.folded, start, end) if _is_after_ban(reading, start, m)]
    for match in SPLITTER.finditer(reading.folded, start, end):
        near = min(end, match.end() + _LONGEST_ACTOR)
        if _can_begin(reading, skip_lead(reading, match.end(), near), near):
            cuts.append(match.span())
    for match in _COMMA_CUE.finditer(reading.folded, start, end):
        if CUES[match["cue"]] in TELLING and _can_begin(reading, match.end() + 1, end):
            cuts.append((match.start(), match.start("cue")))
    return cuts


def _is_after_ban(reading: Reading, start: int, link: re.Match[str]) -> bool:
    """Whether a duty follows what must not be: "không được để ngập lâu, phải bơm tiêu nước"."""
    start = max(start, link.start() - _LONGEST_ACTOR)
    return _FORBIDDEN.search(reading.folded[start : link.start()]) is not None


def _in_purpose(reading: Reading, start: int, comma: re.Match[str]) -> bool:
    """Whether what is to be avoided only goes on with a purpose, or with a list of what is wrong: "vận động để các hộ
    chấp hành, không cản trở", "phạt hành vi thao túng giá, không công bố thông tin"."""
    start = max(start, comma.start() - _LONGEST_ACTOR)
    part = max(start, reading.text.rfind(";", start, comma.start()))
    if reading.folded.startswith("không để ", comma.end()):
        part = max(part, comma.start() - _PURPOSE_REACH)
    elif _LISTED.search(reading.folded, part, comma.start()):
        return True
    return _PURPOSE.search(reading.folded, part, comma.start()) is not None


def _is_object(reading: Reading, start: int, end: int) -> bool:
    """Whether a part after a semicolon is one more object of the verb before, or only says by when: "; những phương
    thức lừa đảo", "; trước ngày 5/11 để UBND tỉnh cho ý kiến"."""
    begin = skip_lead(reading, start, end)
    if any(
        begin <= when.start < begin + _DATE_REACH and _FOR.match(reading.folded, when.end) for when in reading.dates
    ):
        return True
    return _NOUN_START.match(reading.folded, begin, end) is not None and not reading.actor_from(begin, end)


def _can_begin(reading: Reading, start: int, end: int) -> bool:
    return bool(OPENER.match(reading.folded, start, end) or reading.actor_from(start, end))


def skip_lead(reading: Reading, start: int, end: int) -> int:
    """Past punctuation, list marks and linking words."""
    while match := _LEAD.match(reading.folded, start, end) or CONNECTIVE.match(reading.folded, start, end):
        start = match.end()
    return start


def _skip_tail(text: str, start: int, end: int) -> int:
    """Where a range ends without the marks after it; what closes a quotation that begins in the range stays."""
    end -= len(match[0]) if (match := _TAIL.search(text[start:end])) else 0
    quoted = text[start:end]
    is_open = quoted.count("“") > quoted.count("”") or quoted.count('"') % 2
    return end + 1 if is_open and text[end : end + 1] in {"”", '"'} else end


def parse_clause(reading: Reading, start: int, end: int, *, told: bool, anybody: bool = False) -> Clause | None:
    """The action in a range, or None where no action begins there.

    `told`: an order word stands right before it, so that an unknown actor or verb is still told something;
    `anybody`: even a common noun that no lexicon knows can be told ("yêu cầu chủ nhà dừng thi công").
    """
    lead = skip_lead(reading, start, end)
    end = _skip_tail(reading.text, lead, end)
    start, named = _skip_circumstances(reading, lead, end)
    opener = first_opener(reading, start, end)
    if opener and opener.start() > start and _IF.search(reading.folded, start, opener.start()):
        opener = None
    if opener is None:
        return _unknown_verb(reading, lead, start, end) if told and named is None else None
    if opener.start() > start and OPENERS[opener[0]].kind == "verb":
        opener = _duty_of_actor(reading, opener, end) or opener
    action, modal = _after_modals(reading, opener, end)
    if action >= end or (modal and _NEEDED.match(reading.folded, action)):
        return None
    clause = Clause(lead, action, end, named, modal, opener[0], passive=False)
    before = reading.text[start : opener.start()].rstrip(" ,:")
    if not before:
        return clause
    if CONDITION.match(reading.folded, start, end):
        return clause._replace(start=action if modal else start)
    if len(before) > _LONGEST_ACTOR:
        return None
    phrase = (start, start + len(before))
    if reading.actor_from(*phrase) or (told and _may_be_actor(reading, *phrase, anybody=anybody)):
        return clause._replace(actor=phrase)
    if modal and (_FRONTED.match(reading.folded, start) or PASSIVE_VOICE.match(reading.folded, action)):
        return clause._replace(start=start, passive=True)
    after = "," not in before and ADVERBIAL.match(reading.folded, start, end)
    return clause if modal and (told or after) else None


def _may_be_actor(reading: Reading, start: int, end: int, *, anybody: bool) -> bool:
    """Whether an unknown phrase right after an order word can be who is told: "các …", or a short name."""
    if _SEVERAL.match(reading.folded, start, end):
        return True
    phrase = reading.text[start:end]
    if _FRONTED.match(reading.folded, start, end) or _PURPOSE.search(reading.folded, start, end):
        return False
    if phrase[0].isupper():
        return len(phrase) < _LONGEST_NAME
    if not anybody or any(word.match(reading.folded, start, end) for word in (_NO_VERB, ADVERBIAL, _NOUN_START)):
        return False
    return "," not in reading.text[start : end + 1] and 1 < len(phrase.split()) <= _LONGEST_NOUN


def _skip_circumstances(reading: Reading, start: int, end: int) -> tuple[int, Place | None]:
    """Past "trong tháng này,", "nếu … thì", "đối với …,"; the second is who such a phrase says is told."""
    named: Place | None = None
    if (target := TARGET.match(reading.folded, start, end)) and _is_told_with_modal(reading, target.end() + 1, end):
        start = target.end() + 1
    while (adverbial := ADVERBIAL.match(reading.folded, start, end)) and not reading.actor_over(start):
        if dated := _end_of_date_before_actor(reading, adverbial.end() + 1, end):
            start = dated
            break
        comma = _comma_before_begin(reading, start, end)
        if comma is None:
            break
        after = skip_lead(reading, comma + 1, end)
        if _MUST.search(reading.folded, start, comma) and not reading.actor_from(after, end):
            break  # "khi kiểm tra phải vào tận nơi, xem xét …"
        if TARGET.match(reading.folded, start, end) and reading.actor_from(adverbial.end() + 1, comma):
            named = (adverbial.end() + 1, comma)
        start = after
    if then := _THEN.match(reading.folded, start, end):
        return skip_lead(reading, then.end(), end), named
    if (target := TARGET.match(reading.folded, start, end)) and reading.actor_from(target.end() + 1, end):
        return target.end() + 1, named
    return start, named


def _end_of_date_before_actor(reading: Reading, start: int, end: int) -> int | None:
    """Where the actor begins that follows a date without a comma: "trong năm nay tất cả các xã phải …"."""
    for when in reading.dates_in(start, min(end, start + _LONGEST_ACTOR))[:1]:
        if when.start < start + _DATE_REACH and reading.actor_from(when.end + 1, end):
            return when.end + 1
    return None


def _is_told_with_modal(reading: Reading, start: int, end: int) -> bool:
    """Whether an actor and, after it, a modal come next: "đối với các huyện, thành phố cần …"."""
    if start >= end or not reading.actor_from(start, end):
        return False
    opener = first_opener(reading, start, end)
    return opener is not None and OPENERS[opener[0]].kind == "modal"


def _comma_before_begin(reading: Reading, start: int, end: int) -> int | None:
    """The first comma after which an action or an actor begins."""
    reach = min(end, start + _LONGEST_ACTOR)
    comma = reading.text.find(",", start, reach)
    while comma >= 0 and not _can_begin(reading, skip_lead(reading, comma + 1, end), end):
        comma = reading.text.find(",", comma + 1, reach)
    return comma if comma >= 0 else None


def _unknown_verb(reading: Reading, lead: int, start: int, end: int) -> Clause | None:
    """An action whose verb is in no lexicon: what follows the actor, if there is one."""
    actor = reading.actor_from(start, end)
    if actor is None or actor.end >= end or reading.text[actor.end] != " ":
        return None
    after = actor.end + 1
    row = ACTORS.get(reading.folded[actor.start : actor.end])
    if row is not None and row.orders == "no":
        return None
    if not reading.text[after].islower() or reading.actor_over(after) or _NO_VERB.match(reading.folded, after):
        return None
    return Clause(lead, after, end, (start, actor.end), modal=False, opener=None, passive=False)


def unknown_clause(reading: Reading, start: int, end: int) -> Clause | None:
    """The rest of the range as an action of nobody whose verb is in no lexicon: "yêu cầu khái toán giá trị"."""
    start = skip_lead(reading, start, end)
    end = _skip_tail(reading.text, start, end)
    if start >= end or not reading.text[start].islower() or _SEVERAL.match(reading.folded, start, end):
        return None
    if any(word.match(reading.folded, start, end) for word in (_NO_VERB, ADVERBIAL, _NOUN_START)):
        return None
    if reading.actor_over(start) or " " not in reading.text[start:end]:
        return None
    return Clause(start, start, end, None, modal=False, opener=None, passive=False)


def first_opener(reading: Reading, start: int, end: int) -> re.Match[str] | None:
    """The first word that can begin an action: not inside the name of an actor, not a noun there."""
    for match in OPENER.finditer(reading.folded, start, end):
        if OPENERS[match[0]].kind == "skip":
            continue
        over = reading.actor_over(match.start())
        if over is not None and over.start < match.start():
            continue
        if reading.text.startswith("(", match.start() - 1) and reading.text.startswith(")", match.end()):
            continue
        if match[0] == "nên" and not OPENER.match(reading.folded, match.end() + 1, end):
            continue
        if is_name(reading, match) or _STATE.match(reading.folded, match.start()):
            continue
        if match.start() == start:
            if _IS_TOLD.match(reading.folded, match.end()) is None:
                return match
        elif not _is_noun(reading, start, match):
            return match
    return None


def is_name(reading: Reading, word: re.Match[str]) -> bool:
    """Whether the word is in a name, as its capital shows: "Cần Thơ", "các phòng Nội vụ, Giáo dục"."""
    start, end = word.span()
    if not reading.text[start].isupper():
        return False
    before, after = reading.text[max(0, start - 2) : start], reading.text[end : end + 2]
    goes_on = before == ", " or (before[:1].isalnum() and before[1:] == " ")
    return goes_on or (after[:1] == " " and after[1:].isupper())


def _duty_of_actor(reading: Reading, opener: re.Match[str], end: int) -> re.Match[str] | None:
    """The modal after a verb that only says which actor is meant: "các hộ lấn chiếm đất phải trả lại"."""
    comma = reading.text.find(",", opener.start(), end)
    duty = _DUTY.search(reading.folded, opener.end(), comma if comma >= 0 else end)
    if duty is None or reading.folded.endswith(" và ", opener.end(), duty.start()):
        return None
    return OPENER.match(reading.folded, duty.start(), end)


def _is_noun(reading: Reading, start: int, verb: re.Match[str]) -> bool:
    """Whether the word before makes a verb a noun: "việc quản lý", "đơn vị quản lý"."""
    name = reading.actor_over(verb.start() - 2)
    modal = OPENERS[verb[0]].kind == "modal"  # "đoàn công tác cần …"
    if name is not None and (modal or reading.folded[name.start : name.end] not in ACTORS):
        start = max(start, name.end)
    before = reading.folded[max(start, verb.start() - _NOMINAL_REACH) : verb.start()]
    if _NOMINAL.search(before) or reading.folded.startswith(" của ", verb.end()):
        return True
    if reading.text[verb.start() - len(before.split()[-1]) - 1 : verb.start()].istitle() if before.split() else False:
        return False
    return bool(_UNIT.search(before)) and _UNIT_WORK.fullmatch(reading.folded, verb.start(), verb.end()) is not None


def _after_modals(reading: Reading, opener: re.Match[str], end: int) -> tuple[int, bool]:
    """Where the action begins once modals are left out, and whether there was one."""
    position, modal = opener.start(), False
    match: re.Match[str] | None = opener
    while match and OPENERS[match[0]].kind == "modal":
        modal = True
        position = min(match.end() + 1, end)
        match = OPENER.match(reading.folded, position, end)
    return position, modal
