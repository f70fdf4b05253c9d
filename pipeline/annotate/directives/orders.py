"""The orders of one stretch of reported speech: which of its clauses are ordered, and who is told."""

import re
from typing import NamedTuple

from pipeline.annotate.directives.authority import is_above
from pipeline.annotate.directives.boundaries import end_of_action
from pipeline.annotate.directives.clauses import (
    PASSIVE_VOICE,
    TELLING,
    Clause,
    first_opener,
    is_name,
    parse_clause,
    skip_lead,
    split_clauses,
    unknown_clause,
)
from pipeline.annotate.directives.cues import Cue, find_cues, leads_to, receiver_before, says_or_stops
from pipeline.annotate.directives.lexicon import ACTORS, CONDITION, CUES, OPENER, OPENERS, TARGET, context
from pipeline.annotate.directives.reading import LEADING_BODIES, Actor, Place, Reading, body_kinds
from pipeline.annotate.grammar.patterns import WORD_START
from pipeline.orthography import fold

_FOLLOWED = frozenset({"order", "ban"})  # order words after which the action may have any verb
_TELLING = re.compile(context("telling"))
_SEVERAL = re.compile(context("several"))
_MODAL = re.compile(f"{context('modal')}(?! thiết)")
_PASSIVE = re.compile(f" (?:{context('does')} )*{context('passive')}")
_THEN = re.compile(r"(?<!\w)thì(?!\w)")
_ALREADY = re.compile(r", (?:hiện |nay )?đã(?!\w)|(?<!\w)đều (?:đã|đang|có mặt)(?!\w)")
_TALE = re.compile(f"{context('tale')}(?! được| bị)")
_STILL = re.compile(f"{context('still')} (?:cần|phải) \\Z")
_COUNTED = re.compile(r" có \d")  # "xã A có 90 ha phải thu hồi"
_BY_RULE = re.compile(f"{WORD_START}(?:theo|căn cứ)(?: vào)?(?: các)? {context('law')}")
_MUST = re.compile(r"[^,;]*(?<!\w)thì phải(?!\w)")
_WILL_BE = re.compile(r"(?<!\w)sẽ(?!\w)")
_WOULD_HAVE_TO = re.compile(f"{CONDITION.pattern}[^;]*(?<!\\w)sẽ phải \\Z")
_ONLY_SO = re.compile(r" mới (?:tạo|được|đạt|có thể|thành công|phát triển)(?!\w)")
_SHALL = re.compile(r"[^,;]{1,40}? sẽ ")
_ONLY_THEN = re.compile(r"(?<!\w)thì mới(?!\w)")
_DESCRIBES = re.compile(r"[^,;]{1,60} là (?:một|những) ")
_IS = re.compile(" là (?!người|đơn vị|cơ quan)")
_TASK = re.compile(
    r"(?:coi|xem(?! xét| lại)) [^,;]{1,120} là "
    r"|xác định [^,;]{1,120} là (?:một )?(?:nhiệm vụ|trách nhiệm|việc|khâu|mục tiêu)"
)
_MAXIM = re.compile(context("maxim"))
_PERMITTED = re.compile(context("permitted"))
_STATED = re.compile(context("stated"))
_AGENT = re.compile(context("passive"))
_AFTER_COMMA = re.compile(f", (?:{context('determiner')} )*\\Z")
_SAYS = re.compile(f"(?: \\w+)?(?: {context('does')})* {context('telling')}")
_LONGEST_TOLD = 80
_LONGEST_MODIFIER = 4  # words after those told that say which ones ("có liên quan trên địa bàn"), before an action
_NARRATIVE = re.compile(f"{context('time_of_telling')}|{context('passive')}")
_SERVANT = 0.5  # how far a department stands below the leading body of its level
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
        begin = again.end if again else start
        strong = told and (cue.kind in TELLING or (cue.kind == "direct" and _directs_official(reading, begin, end)))
        clause = parse_clause(reading, begin, end, told=strong, anybody=strong and cue.kind == "order")
        if clause is None and opens and cue.kind in _FOLLOWED and _is_said_by_teller(reading, speech.teller, cue):
            clause = unknown_clause(reading, start, end)
        if clause is None or (clause.opener is None and cue.kind == "assign"):
            continue
        clause = clause._replace(end=end_of_action(reading, (clause.start, clause.end)))
        if not _is_ordered(reading, clause, speech, cue, told=told):
            if clause.actor and _is_maxim(reading, clause):  # what follows is still told to them
                speech = speech._replace(addressees=clause.actor)
            continue
        if index and not orders and not clause.modal and _NARRATIVE.search(reading.folded, region[0], start):
            continue
        speech = speech._replace(obliging=speech.obliging or _obliges(reading, clause))
        actor = None if _is_teller(reading, clause.actor, speech.teller) else clause.actor
        inherited: tuple[str, ...] = () if opens else ("issuer",)
        if clause.passive and PASSIVE_VOICE.search(reading.folded, clause.start, clause.end):
            orders.append(Order(clause, speech._replace(cue=cue), sentence, None, inherited, told))
            continue
        if actor is None and speech.addressees is not None and (not told or opens):
            actor, inherited = speech.addressees, inherited if cue.passive else (*inherited, "addressees")
        speech = speech._replace(addressees=actor)
        orders.append(Order(clause, speech._replace(cue=cue), sentence, actor, inherited, told))
    return orders, speech


def _directs_official(reading: Reading, start: int, end: int) -> bool:
    """Whether a body or an office is told right after "chỉ đạo", so that an act of theirs follows."""
    told = reading.actor_from(skip_lead(reading, start, end), end)
    return told is not None and told.orders is True


def _is_said_by_teller(reading: Reading, teller: Actor | None, cue: Cue) -> bool:
    """Whether the order word stands right behind who orders, so that it is a verb whatever follows."""
    told_at_once = reading.text.startswith(" ", cue.end) and reading.text[cue.end + 1 : cue.end + 2].isalpha()
    return teller is not None and teller.end < cue.start and told_at_once and leads_to(reading, teller, cue.start)


def after_colon(reading: Reading, cue: Cue, end: int) -> int:
    """Where what is said begins: after the colon in "nêu rõ tiến độ như sau: Sở A chủ trì …"."""
    colon = reading.text.find(":", cue.end, min(end, cue.end + _COLON_REACH)) if cue.kind != "assign" else -1
    if colon < 0 or first_opener(reading, cue.end + 1, colon) or reading.actors_in(cue.end, colon):
        return cue.end
    return colon + 1


def told_before(reading: Reading, start: int, cue: Cue) -> Place | None:
    """Who is told before the order word: "các trạm y tế được yêu cầu", "công văn gửi các xã yêu cầu", "đối với
    các xã, UBND tỉnh yêu cầu"."""
    if not cue.passive:
        return receiver_before(reading, start, cue) or _target_before(reading, start, cue)
    passive = _PASSIVE.search(reading.folded, start, cue.start)
    end = passive.start() if passive else cue.start
    for begin in (start, reading.text.rfind(",", start, end) + 1, reading.text.rfind(";", start, end) + 1):
        first = skip_lead(reading, max(start, begin), end)
        told = reading.actor_from(first, end) or _SEVERAL.match(reading.folded, first, end)
        if (
            told
            and first < end
            and ";" not in reading.text[first:end]
            and not _TELLING.search(reading.folded, first, end)
        ):
            return first, end
    first = skip_lead(reading, start, end)
    return (first, end) if reading.actors_in(first, end) and end - first < _LONGEST_TOLD else None


def told_by_agent(reading: Reading, start: int, teller: Actor) -> Place | None:
    """Who is told in "Sở Tài chính được UBND tỉnh giao …": the actor with which the sentence or its part begins."""
    passive = _AGENT.search(reading.folded, start, teller.start)
    begin = skip_lead(reading, start, teller.start)
    told = reading.actor_from(begin, passive.start()) if passive else None
    return (begin, told.end) if told and passive and passive.start() <= told.end + 1 + len("cũng ") else None


def _target_before(reading: Reading, start: int, cue: Cue) -> Place | None:
    """Whom "đối với …," at the beginning of the sentence names, if officials."""
    target = TARGET.match(reading.folded, skip_lead(reading, start, cue.start), cue.start)
    comma = reading.text.find(",", target.end(), cue.start) if target else -1
    if target is None or comma < 0:
        return None
    told = reading.actor_from(target.end() + 1, comma)
    row = ACTORS.get(reading.folded[told.start : told.end]) if told else None
    return (target.end() + 1, comma) if told and not (row and row.orders == "no") else None


def told_after(reading: Reading, cue: Cue, end: int) -> Place | None:
    """Who is told in "yêu cầu các xã:"."""
    begin = skip_lead(reading, cue.end, end)
    phrase = reading.text[begin:end].rstrip(" :")
    return (begin, begin + len(phrase)) if reading.actor_from(begin, end) else None


def _is_teller(reading: Reading, phrase: Place | None, teller: Actor | None) -> bool:
    """Whether the phrase before an action names the person who tells, who orders nothing of himself."""
    actor = reading.actor_from(*phrase) if phrase else None
    return actor is not None and actor.person is not None and is_same(reading, actor, teller)


def _repeated_cue(reading: Reading, start: int, end: int) -> Cue | None:
    """A cue with which the clause begins: "; giao Sở B …" has the teller of the clause before."""
    begin = skip_lead(reading, start, end)
    cues = find_cues(reading, begin, min(end, begin + _LONGEST_CUE))
    return cues[0] if cues and cues[0].start == begin and cues[0].kind in TELLING else None


def _is_ordered(reading: Reading, clause: Clause, speech: Speech, cue: Cue, *, told: bool) -> bool:
    obliging = speech.obliging or _obliges(reading, clause) or cue.kind == "wish"
    if cue.kind in {"say", "wish"} and (clause.opener is None or not obliging):
        return False
    if clause.opener == "không" and _THEN.search(reading.folded, clause.start, clause.end):
        return False
    wished = told and cue.kind == "wish"  # "mong các xã sẽ phối hợp"
    if clause.actor and not (clause.modal or wished) and _TALE.search(reading.folded, clause.actor[0], clause.start):
        return False
    actor = reading.actor_from(*clause.actor) if clause.actor else None
    asserted = told and cue.kind in {"order", "assign", "direct"}
    if actor and actor.kind != "group" and speech.teller and not asserted and is_above(actor, speech.teller):
        return False
    if _is_description(reading, clause, cue, told=told) or _is_maxim(reading, clause):
        return False
    if told and cue.kind == "say" and not _is_told_to_act(reading, clause, cue):
        return False
    if cue.kind == "assign" and told and not reading.text.startswith((" ", ":"), cue.end):
        return False
    if (
        told
        and clause.actor is None
        and speech.addressees is None
        and not _may_tell_nobody(reading, clause, speech, cue)
    ):
        return False
    if not told and clause.actor and any(cue.kind in TELLING for cue in find_cues(reading, *clause.actor)):
        return False
    return told or not _is_told_by_paper(reading, clause, speech)


def _is_description(reading: Reading, clause: Clause, cue: Cue, *, told: bool) -> bool:
    """Whether the clause says how things are or must be: "nhiều hộ vẫn phải …", "bà A là …", "đào đá thì phải …"."""
    folded, start, end = reading.folded, clause.start, clause.end
    still = not (told and cue.kind in TELLING) and _STILL.search(folded, clause.lead, start)
    if clause.modal and (still or _COUNTED.search(folded, clause.lead, start)):
        return True
    if folded.startswith("?", end) or (cue.kind == "say" and _BY_RULE.search(folded, clause.lead, start)):
        return True
    if cue.kind == "say" and clause.modal and _WOULD_HAVE_TO.match(folded, clause.lead, start):
        return True
    if not clause.modal and CONDITION.match(folded, start) and _WILL_BE.search(folded, start, end):
        return True
    actor = reading.actor_from(*clause.actor) if clause.actor else None
    if actor and actor.person and _IS.match(folded, actor.end):
        return True
    if cue.kind == "say" and (
        _ONLY_SO.search(folded, start, end)
        or _ONLY_THEN.search(folded, start, end)
        or (_MUST.match(folded, start, end) and not clause.modal)
    ):
        return True
    return not (told or clause.modal or clause.actor) and _DESCRIBES.match(folded, start) is not None


def _may_tell_nobody(reading: Reading, clause: Clause, speech: Speech, cue: Cue) -> bool:
    """Whether the order word orders even where nobody is told: "chỉ đạo dừng thi công" does, "chỉ đạo tổ chức lễ hội"
    only describes what is done, "ra văn bản chỉ đạo giải quyết" says nothing that could be done."""
    bare = clause.opener is not None and clause.end - clause.start == len(clause.opener)
    if bare and CUES[reading.folded[cue.start : cue.end]] == "direct":
        return False
    if cue.kind == "direct":
        duty = clause.modal and reading.text.startswith(",", cue.end)  # "chỉ đạo, quá trình giải quyết phải …"
        return duty or says_or_stops(reading, cue) or (not cue.already and _leads(speech.teller))
    return cue.kind not in {"assign", "force"} and (cue.kind != "ask" or _leads(speech.teller))


def _leads(teller: Actor | None) -> bool:
    """Whether the teller is a person at the head of a level or a place, so that even what is asked of nobody in
    particular is an order; a body that asks nobody mostly proposes."""
    if teller is None:
        return True
    if teller.orders is not True or teller.kind != "person" or teller.below >= _SERVANT:
        return False
    roles = teller.person.roles if teller.person else []
    return teller.level is not None or any(
        LEADING_BODIES.issuperset(body_kinds(r.organization)[:1] or "-") for r in roles
    )


def _is_maxim(reading: Reading, clause: Clause) -> bool:
    """Whether the clause says how to see things, or what may be: "phải coi …", "cấp huyện có thể …"."""
    before = reading.folded[clause.lead : clause.start]
    maxim = _MAXIM.match(reading.folded, clause.start) or _TASK.match(reading.folded, clause.start, clause.end)
    return maxim is not None or (not clause.modal and _PERMITTED.search(before) is not None)


def _is_told_to_act(reading: Reading, clause: Clause, cue: Cue) -> bool:
    """Whether a statement with a modal is about somebody's act, not how things must come: "thói quen phải thay đổi",
    "cho biết phải chờ kết quả"."""
    if clause.passive:
        return PASSIVE_VOICE.search(reading.folded, clause.start, clause.end) is not None
    if clause.actor and _words_after_actor(reading, clause) > _LONGEST_MODIFIER:
        return False
    return clause.actor is not None or _STATED.fullmatch(reading.folded, cue.start, cue.end) is None


def _is_told_by_paper(reading: Reading, clause: Clause, speech: Speech) -> bool:
    """Whether the paper goes on with its own tale: of a person, of what the teller does, "tỉnh A đồng ý bổ sung …",
    of what those do who were told."""
    actor = reading.actor_from(*clause.actor) if clause.actor else None
    if _is_told_after(reading, clause) or (not clause.modal and _has_subject_after(reading, clause)):
        return True
    if not clause.modal and _SHALL.match(reading.folded, clause.start, clause.end):
        return True
    if actor is None or clause.modal:
        return False
    if _TELLING.match(reading.folded, clause.start) or _TELLING.search(reading.folded, actor.end, clause.start):
        return True
    if _words_after_actor(reading, clause) > _LONGEST_MODIFIER or _is_answer(reading, actor, speech):
        return True
    row = ACTORS.get(reading.folded[actor.start : actor.end])
    if (row and row.orders == "no") or _ALREADY.search(reading.folded, clause.start, clause.end):
        return True
    return actor.person is not None and actor.office is None


def _is_answer(reading: Reading, actor: Actor, speech: Speech) -> bool:
    """Whether the actor has told, was told before ("đã yêu cầu xã A khắc phục. Xã A lập tổ …") or acts as well."""
    if is_same(reading, actor, speech.teller) or _is_own_body(reading, actor, speech.teller):
        return True
    if speech.cue.already and (speech.addressees is None or _is_among(reading, actor, speech.addressees)):
        return True
    return actor.kind == "body" and reading.folded.startswith(" cũng ", actor.end)


def _is_own_body(reading: Reading, actor: Actor, teller: Actor | None) -> bool:
    """Whether the actor is the body in which the teller serves."""
    own = reading.folded[actor.start : actor.end]
    roles = teller.person.roles if teller and teller.person else []
    return actor.kind == "body" and any(fold(role.organization or "").startswith(own) for role in roles)


def _is_among(reading: Reading, actor: Actor, told: Place | None) -> bool:
    one, others = reading.folded[actor.start : actor.end], reading.folded[slice(*told)] if told else ""
    return bool(others) and (one in others or others in one)


def _is_told_after(reading: Reading, clause: Clause) -> bool:
    """Whether somebody else speaks in the clause: "Đánh giá về dự án, Giám đốc Sở A cho rằng …"."""
    for other in reading.actors_in(clause.start, clause.end):
        begins = _AFTER_COMMA.search(reading.folded, clause.start, other.start)
        if begins and _SAYS.match(reading.folded, other.end):
            return True
    return False


def _has_subject_after(reading: Reading, clause: Clause) -> bool:
    """Whether the verb only leads to what somebody does: "Kiểm tra trên diện rộng, Sở A xác định bãi rác …"."""
    comma = reading.text.find(", ", clause.start, clause.end) if clause.actor is None else -1
    later = reading.actor_from(comma + 2, clause.end) if comma >= 0 else None
    if later is None or later.kind == "group" or reading.actor_over(comma - 1):
        return False
    return (
        OPENER.match(reading.folded, later.end + 1) is not None
        or _TALE.match(reading.folded, later.end + 1) is not None
    )


def _words_after_actor(reading: Reading, clause: Clause) -> int:
    """How many words stand between the last actor before the action and the action."""
    start, end = clause.actor or (clause.start, clause.start)
    last = max((actor.end for actor in reading.actors_in(start, end)), default=start)
    return len(reading.text[last : clause.start].split())


def is_same(reading: Reading, actor: Actor, teller: Actor | None) -> bool:
    """Whether both are the same person, or bodies of which one is named within the other."""
    if teller is None or actor.person or teller.person:
        return teller is not None and actor.person is not None and actor.person == teller.person
    one, other = (reading.folded[body.start : body.end] for body in (actor, teller))
    return one.startswith(other) or other.startswith(one)


def _obliges(reading: Reading, clause: Clause) -> bool:
    """Whether the clause has a modal, before its verb or right after: "đi công tác phải có kế hoạch"."""
    comma = reading.text.find(",", clause.start, clause.end)
    stop = comma if comma >= 0 else clause.end
    forbidden = clause.opener in OPENERS and clause.opener != "không" and OPENERS[clause.opener].kind == "negation"
    return (
        forbidden
        or clause.modal
        or any(not is_name(reading, modal) for modal in _MODAL.finditer(reading.folded, clause.start, stop))
    )
