"""How those who tell stand to those who are told: whether one may order the other."""

import re

from pipeline.annotate.directives.authority import (
    has_authority,
    is_above,
    is_foreign,
    is_outside,
    names_another_country,
)
from pipeline.annotate.directives.cues import goes_on_telling, leads_to
from pipeline.annotate.directives.lexicon import ACTORS, context
from pipeline.annotate.directives.reading import Actor, Reading
from pipeline.annotate.directives.telling import Telling

_IN_PETITION = re.compile(r"(?<!\w)(?:có|gửi|nộp|viết|làm) (?:\w+ ){0,3}đơn(?! vị)(?!\w)")
_PETITIONER = re.compile(r"(?<!\w)(?:đứng|làm|viết|ký) đơn(?! vị)(?!\w)")
_GRANTING = re.compile(context("granting"))
_JUDGE = re.compile(context("judge"))
_HIGHER = re.compile(f"(?:{context('determiner')} )*{context('higher')}")
_ABROAD = re.compile(f" {context('abroad')}|(?: \\w+){{0,3}} của {context('country')}")
_OF = re.compile(" (?:của|thuộc) ")
_JOINED = re.compile("(?: và|,) ")
_VOICE = re.compile(context("passive"))
_EACH = re.compile(f"(?:\\A|.* ){context('several')} ")
_OWNER_REACH = 40


def is_told_to_direct(telling: Telling) -> bool:
    """Whether the many who direct are told to: "theo đó, chủ tịch các huyện chỉ đạo …"."""
    teller, cue, folded = telling.teller, telling.cue, telling.reading.folded
    if teller is None or cue.kind not in {"direct", "assign"} or cue.already or cue.passive:
        return False
    return _EACH.match(folded, max(telling.begin, teller.start - len("tất cả ")), teller.end) is not None


def is_of_foreigner(telling: Telling) -> bool:
    return telling.teller is not None and is_foreign(telling.reading, telling.teller)


def is_of_anybody(telling: Telling) -> bool:
    """Whether the teller has no authority, at all or over a body of the state, or only stands in what citizens do:
    "người dân tập trung trước UBND xã để yêu cầu …"."""
    reading, cue, teller, told, begin, _ = telling
    if teller is None:
        return False
    if not has_authority(reading, teller) or (told is not None and told.orders and is_outside(teller)):
        return True
    if _IN_PETITION.search(reading.folded, max(begin, teller.end), cue.start) or _PETITIONER.search(telling.before):
        return True
    if is_outside(teller) and (cue.kind == "say" or (cue.kind == "ask" and told is None)):
        return True
    if goes_on_telling(reading, begin, cue) and _is_done_by_anybody(reading, max(begin, teller.end), cue.start):
        return True
    subject = reading.actor_from(begin, teller.start)
    if subject is None or subject.orders is not False or leads_to(reading, teller, cue.start):
        return False
    return re.search('[,;:“"]', reading.text[subject.end : teller.start]) is None


def _is_done_by_anybody(reading: Reading, start: int, end: int) -> bool:
    """Whether citizens do what stands before the order word: "đoàn bị người dân chặn xe và yêu cầu …"."""
    agents = (reading.actor_from(passive.end() + 1, end) for passive in _VOICE.finditer(reading.folded, start, end))
    return any(agent is not None and agent.orders is False for agent in agents)


def is_to_court(telling: Telling) -> bool:
    told = telling.told
    return told is not None and _JUDGE.match(telling.reading.folded, told.start, told.end) is not None


def is_abroad(telling: Telling) -> bool:
    if names_another_country(telling.reading, telling.cue.end + 1):
        return True
    told = telling.told
    if told is None:
        return False
    return is_foreign(telling.reading, told) or _ABROAD.match(telling.reading.folded, told.end) is not None


def is_upward(telling: Telling) -> bool:
    teller, told = telling.teller, telling.told
    if telling.cue.kind not in {"ask", "wish"} or teller is None:
        return False
    if _HIGHER.match(telling.reading.folded, telling.cue.end + 1):
        return True
    if told is not None and _is_below(telling.reading, teller, told):
        return True
    if told is None:
        return telling.cue.kind == "ask" and _GRANTING.match(telling.reading.folded, telling.cue.end + 1) is not None
    if _GRANTING.match(telling.reading.folded, told.end + 1) and not is_above(teller, told):
        return True
    if telling.reading.folded[told.start : told.end] == telling.reading.folded[teller.start : teller.end]:
        return True
    others = _JOINED.match(telling.reading.folded, told.end) if told.level is None else None
    other = telling.reading.actor_over(others.end()) if others else None
    if other is not None and is_above(other, teller):
        return True
    owner = _OF.match(telling.reading.folded, told.end)
    whole = telling.reading.actor_from(owner.end(), owner.end() + _OWNER_REACH) if owner else None
    return is_above(told, teller) or (whole is not None and is_above(whole, teller))


def _is_below(reading: Reading, teller: Actor, told: Actor) -> bool:
    """Whether an office of a city asks its council: "Thanh tra thành phố đề nghị UBND thành phố …"."""
    one, other = (reading.folded[body.start : body.end].split(" ") for body in (teller, told))
    same = teller.level is None and told.level is None and one[-2:] == other[-2:]
    return same and told.below < teller.below


def is_wish(telling: Telling) -> bool:
    """Whether nobody with an office wishes it, or of nobody who has one."""
    teller, told = telling.teller, telling.told
    if telling.cue.kind != "wish":
        return False
    row = ACTORS.get(telling.reading.folded[told.start : told.end]) if told else None
    official = told is not None and (row is None or row.orders != "no") and told.kind != "person"
    leads = teller is not None and teller.kind == "person" and teller.level in {"province", "central"}
    return not (leads and official)
