"""Order words in a sentence that really report an order, and who is said to give it."""

import re
from typing import NamedTuple

from pipeline.annotate.directives.clauses import first_opener
from pipeline.annotate.directives.lexicon import (
    ACTORS,
    ADVERBIAL,
    BLOCKED_AFTER,
    BLOCKED_BEFORE,
    CONNECTIVE,
    CUE,
    CUES,
    NARRATION,
    CueKind,
    context,
)
from pipeline.annotate.directives.reading import Actor, Place, Reading
from pipeline.annotate.grammar.patterns import WORD_START

_LOOK_BACK = 24
FARTHEST = 1_000  # how far before an order word its teller and its conditions are looked for
# Words that make the actor after them a receiver or a circumstance of the telling, not the one who tells.
_NOT_THE_TELLER = re.compile(f"{context('receiver')} (?:{context('determiner')} )*\\Z")
# All that may stand between a place and the order word where the place itself orders: "tỉnh A vừa có văn bản yêu cầu".
_DOES = re.compile(f"(?: {context('does')},?)* ")
_PASSIVE = re.compile(f"(?!{context('not_passive')}){context('passive')}(?: (?!nên |và |thì |mà )\\w+){{0,3}} \\Z")
_TO_BE_DONE = re.compile(f"{context('duty')} \\Z")
_NO_VERB = re.compile(f"{context('purpose')} \\Z|{WORD_START}(?:việc|như) \\Z")
_ALREADY = re.compile(f"{context('already')}(?: \\w+){{0,3}} \\Z")
_LINK = context("boundary")
_BOUNDARY = re.compile(f'(?:[,;]["”]?|{_LINK})(?: {_LINK})*(?: {context("does")})* \\Z')
_SMALL = f"{CONNECTIVE.pattern}|{NARRATION.pattern}|{context('today')}|{context('determiner')}|{_LINK}"
_BEFORE_PLACE = re.compile(f'(?:\\A|[,;:“”"(] ?)(?: ?(?:{_SMALL}),?)* ?\\Z')
_SAID_THAT = re.compile(f"{context('said_that')} \\Z")
_SEGMENT = re.compile(f'(?:\\A|[,;:“"] ?)(?: ?{context("determiner")})* ?\\Z')
_DOCUMENT = re.compile(f"{context('document')}(?: (?:cũng|chỉ đạo|khẩn|hỏa tốc|số [\\w/-]+|nói trên|trên|này|đã))* \\Z")
_SENT = re.compile(f"\\w+ \\w+ (?:\\(\\w+\\) )?(?:gửi|có|ra|ban hành|ký) (?:\\w+ )?{_DOCUMENT.pattern}")
_CONVEYED = re.compile(f"{context('conveyed')} của (?:{context('determiner')} )*\\Z")
_OWNED = re.compile(f"[^,;:]* của (?:{context('determiner')} )*\\Z")
_WRITING = re.compile(f"{context('document')}|{WORD_START}(?:chỉ đạo|ý kiến|kết luận|yêu cầu|đề nghị|theo)(?!\\w)")
_AGENT = re.compile(f"{context('passive')} (?:{context('determiner')} )*\\Z")
_BOUND = re.compile(f"(?: cũng)? {context('modal')}")
_PETITION = re.compile(f"{context('petition')}|nội dung(?: \\w+){{0,2}}:")
_TOWARD = re.compile(f"{context('toward')} ")
_SENT_TO = re.compile(f"{context('sent_to')} ")
_IN_WRITING = re.compile(
    f"(?:trong|tại|theo) (?:các )?{context('document')}"
)  # "trong công văn gửi Sở A, UBND tỉnh yêu cầu"
_ASIDE_AT_END = re.compile(r" \([^()]*\)\Z")
_TOLD_REACH = 200
_LONGEST_TOLD = 240
_LONGEST_TRAIL = 20  # after those to whom a writing is sent: "các bộ, ngành chức năng"
_OMITTED = re.compile(
    r'(?:\A[\s\d.)•+*-]*|[,;:–“”"(-] ?)'
    f"(?:(?:{_LINK}|{CONNECTIVE.pattern}|{context('does')}|{context('self')}),? )*\\Z"
)
_PRONOUN = re.compile(f"{context('pronoun')}(?: {context('does')},?)* \\Z")


_SAYS_OR_STOPS = re.compile(f':| ?[“"]| {context("stopping")}')
_OPENS_WITH_SELF = re.compile(r'["“”\s]*(?:chúng )?tôi(?!\w)')
_THIS = re.compile(r" (?:này|trên)(?!\w)")
_SELF = re.compile(f"(?:chúng )?tôi(?: {context('does')},?)* \\Z")


class Cue(NamedTuple):
    """An order word at its place. `already`: reported with đã; `passive`: those told stand before it."""

    start: int
    end: int
    kind: CueKind
    already: bool
    passive: bool


def find_cues(reading: Reading, start: int, end: int) -> list[Cue]:
    """Order words between `start` and `end` that no context forbids, in order."""
    cues = []
    for match in CUE.finditer(reading.folded, start, end):
        word = match[0]
        before = reading.folded[max(start, match.start() - _LOOK_BACK) : match.start()]
        blocked = BLOCKED_BEFORE.get(word)
        if blocked and (block := blocked.search(before)) and not _is_voice(block[0], word):
            continue
        blocked = BLOCKED_AFTER.get(word)
        if blocked and blocked.match(reading.folded, match.end()) and not _names_a_body(reading, match.end() + 1):
            continue
        if _TO_BE_DONE.search(before) or _NO_VERB.search(before):
            continue
        over = reading.actor_over(match.start())
        if over is not None and over.end > match.end():
            continue
        passive = bool(_PASSIVE.search(before))
        if passive and CUES[word] in {"say", "wish"}:
            continue  # "hàng loạt vi phạm được nêu rõ", "được nghe nói"
        cues.append(Cue(match.start(), match.end(), CUES[word], bool(_ALREADY.search(before)), passive))
    return cues


def _is_voice(block: str, word: str) -> bool:
    """Whether "được" before an order word says that those told are named first: "Sở Y tế được giao …"."""
    return block.strip() in {"được", "bị"} and CUES[word] in {"assign", "order"}


def _names_a_body(reading: Reading, position: int) -> bool:
    """Whether an actor begins there with a capital, or has several words: "giao Ban Quản lý", "giao ban cán sự đảng",
    not "giao ban"."""
    actor = reading.actor_over(position)
    return actor is not None and (reading.text[position].isupper() or " " in reading.text[actor.start : actor.end])


def find_teller(reading: Reading, start: int, cue: Cue) -> Actor | None:
    """Who tells, among the actors before the cue in its sentence that are not told, visited or cited there.

    Whoever is said to have ordered where an office only passes it on ("Văn phòng truyền đạt chỉ đạo của …");
    else the nearest; where a comma or "và" parts it from the cue, the last one with which a part of the
    sentence begins.
    """
    start = max(start, cue.start - FARTHEST)
    near = reading.actors_in(start, cue.start)
    if conveyed := [actor for actor in near if _CONVEYED.search(reading.folded[start : actor.start])]:
        return conveyed[-1]
    sent = receiver_before(reading, start, cue) or (cue.start, cue.start)
    near = [actor for actor in near if not sent[0] <= actor.start < sent[1]]
    actors = [actor for actor in near if _can_tell(reading, start, actor, cue)]
    if _BOUNDARY.search(reading.folded[max(start, cue.start - _LOOK_BACK) : cue.start]):
        subjects = [actor for actor in actors if _SEGMENT.search(reading.folded[start : actor.start])]
        actors = subjects or actors[:1]
    actors = [actor for actor in actors if not _is_aside(reading, actor)] or actors
    actors = [actor for actor in actors if not _is_owner(reading, start, actor)] or actors
    if len(actors) > 1 and _heads_name(reading, start, *actors[-2:]):
        return actors[-2]._replace(end=actors[-1].end)
    if actors and actors[-1].orders is None and _is_subject(reading, start, actors, cue):
        return actors[-1]
    ordering = [actor for actor in actors if actor.orders is not None or actor.kind == "person"]
    return next(reversed(ordering or actors), None)


def _is_owner(reading: Reading, start: int, actor: Actor) -> bool:
    """Whether somebody else serves the actor: "thành viên Tổ tư vấn của Thủ tướng", not "công điện của Thủ tướng"."""
    owner = _OWNED.search(reading.folded, max(start, actor.start - _LOOK_BACK * 2), actor.start)
    return owner is not None and _WRITING.search(owner[0]) is None


def _heads_name(reading: Reading, start: int, head: Actor, body: Actor) -> bool:
    """Whether the first, which begins a part of the sentence, is named by the second: "tổ công tác thu nợ BHXH"."""
    row = ACTORS.get(reading.folded[head.start : head.end])
    if row is None or row.kind != "body" or body.kind != "body":
        return False
    between = reading.folded[head.end : body.start]
    return not re.search(r"[,;:]", between) and _SEGMENT.search(reading.folded[start : head.start]) is not None


def _is_subject(reading: Reading, start: int, actors: list[Actor], cue: Cue) -> bool:
    """Whether the last actor begins a part of the sentence, alone, and tells: "hôm qua, cơ quan chức năng yêu cầu"."""
    last = actors[-1]
    before = reading.folded[start : last.start]
    if not leads_to(reading, last, cue.start) or not (_SEGMENT.search(before) or _SAID_THAT.search(before)):
        return False
    return not any(other.end + len(", ") >= last.start for other in actors[:-1])


def _begins_part(reading: Reading, start: int, place: Actor) -> bool:
    """Whether a place begins its part of the sentence, or stands behind a date or "cho hay": not in "Hội Sử học TP
    A"."""
    before = reading.folded[start : place.start]
    if _BEFORE_PLACE.search(before) or _SAID_THAT.search(before):
        return True
    return any(
        when.end + 1 == place.start for when in reading.dates_in(max(start, place.start - _TOLD_REACH), place.start)
    )


def _is_aside(reading: Reading, actor: Actor) -> bool:
    """Whether the actor stands in parentheses, as an office or a body of the one named before them."""
    return reading.text.startswith("(", actor.start - 1) and reading.text.startswith(")", actor.end)


def _can_tell(reading: Reading, start: int, actor: Actor, cue: Cue) -> bool:
    if _NOT_THE_TELLER.search(reading.folded[max(start, actor.start - _LOOK_BACK * 2) : actor.start]):
        return False
    if reading.folded.startswith("cơ quan ", actor.start - len("cơ quan ")):
        return False
    row = ACTORS.get(reading.folded[actor.start : actor.end])
    if row and row.kind == "place" and not _begins_part(reading, start, actor):
        return False
    near = reading.actors_in(start, actor.start)
    if actor.place and near and near[-1].end + len(", ") == actor.start and is_receiver(reading, near[-1]):
        return False
    within = [other for other in reading.actors_in(start, actor.start) if other.end + len(", ") == actor.start]
    if actor.place and within and within[-1].place and not _can_tell(reading, start, within[-1], cue):
        return False
    if actor.place and not _begins_part(reading, start, actor):
        return False
    return not actor.place or _DOES.fullmatch(reading.folded, actor.end, cue.start) is not None


def is_receiver(reading: Reading, actor: Actor) -> bool:
    """Whether the actor is told, visited or written to: "văn bản gửi Chủ tịch xã", "đến UBND huyện"."""
    return _NOT_THE_TELLER.search(reading.folded[max(0, actor.start - _LOOK_BACK * 2) : actor.start]) is not None


def is_agent(reading: Reading, start: int, teller: Actor) -> bool:
    """Whether "được" before the teller says that those told, or the thing given, stand first."""
    return bool(_AGENT.search(reading.folded[max(start, teller.start - _LOOK_BACK) : teller.start]))


def says_or_stops(reading: Reading, cue: Cue) -> bool:
    """Whether the very words of the order follow, or a stop: "chỉ đạo: …", "chỉ đạo “…”", "chỉ đạo dừng thi công"."""
    return _SAYS_OR_STOPS.match(reading.folded, cue.end) is not None


def is_bound(reading: Reading, teller: Actor | None, cue: Cue) -> bool:
    """Whether the one before the order word is told to do so: "tỉnh cũng cần rà soát, yêu cầu …"."""
    return teller is not None and _BOUND.match(reading.folded, teller.end, cue.start) is not None


def is_petition(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether the cue stands among what citizens ask for: "Nội dung: đề nghị …", "khiếu nại …; yêu cầu …"."""
    return _PETITION.search(reading.folded, start, cue.start) is not None


def leads_to(reading: Reading, teller: Actor, position: int) -> bool:
    """Whether only an office, a comma and small words stand between the teller and what the teller does."""
    between = reading.folded[teller.end : position]
    return _DOES.fullmatch(between.removeprefix(",")) is not None


def actor_told(reading: Reading, start: int, cue: Cue) -> Actor | None:
    """Who is told right after the cue, or to whom the writing is sent: "công văn gửi UBND các xã, yêu cầu …"."""
    toward = _TOWARD.match(reading.folded, cue.end + 1)
    begin = toward.end() if toward else cue.end + 1
    reach = min(len(reading.text), cue.end + _TOLD_REACH)
    comma = reading.text.find(", ", begin, reach) if ADVERBIAL.match(reading.folded, begin) else -1
    after = reading.actor_from(begin, reach) or (reading.actor_from(comma + 2, reach) if comma >= 0 else None)
    if after is not None:
        return after
    receiver = receiver_before(reading, start, cue)
    return reading.actor_from(*receiver) if receiver else None


def receiver_before(reading: Reading, start: int, cue: Cue) -> Place | None:
    """The phrase that says to whom the writing is sent in which the order stands."""
    start = max(start, cue.start - _LONGEST_TOLD)
    for sent in reversed(list(_SENT_TO.finditer(reading.folded, start, cue.start))):
        end = sent.end() + len(_ASIDE_AT_END.sub("", reading.text[sent.end() : cue.start].rstrip(" ,")))
        told = reading.actor_from(sent.end(), end)
        if told is None or first_opener(reading, told.end, end) is not None:
            continue
        *others, last = reading.actors_in(sent.end(), end)
        if others and _IN_WRITING.match(reading.folded, start) and reading.text.startswith(", ", last.start - 2):
            return sent.end(), others[-1].end
        return (sent.end(), end) if end - last.end <= _LONGEST_TRAIL else None
    return None


def goes_on_telling(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether the cue, after a comma or "và", has the teller of the order word before it."""
    return bool(_BOUNDARY.search(reading.folded[max(start, cue.start - _LOOK_BACK) : cue.start]))


def is_said_by_document(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether "công điện", "chỉ thị" … is what says it: its signer or the body that issued it tells."""
    return bool(_DOCUMENT.search(reading.folded[max(start, cue.start - _LOOK_BACK * 2) : cue.start]))


def is_sent_by_unknown(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether somebody whom no lexicon knows writes the document: "Mạng lưới Sông ngòi gửi văn bản đề nghị …"."""
    sent = _SENT.search(reading.folded, max(start, cue.start - _LOOK_BACK * 4), cue.start)
    return sent is not None and not reading.actors_in(start, cue.start)


def leaves_teller_out(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether nothing stands between the order word and the beginning of its part of the sentence: whoever was
    speaking tells. In "nhóm bạn quỳ gối yêu cầu …" somebody else does, whom no lexicon knows."""
    if cue.start == start > 0 and reading.text[start - 1] == "\n" and reading.text[start].islower():
        return False  # "Ông T.V.¶yêu cầu …"
    return bool(_OMITTED.search(reading.folded[max(start, cue.start - FARTHEST) : cue.start]))


def is_pronoun_before(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether "ông", "đồng chí" … alone stands for the teller."""
    return bool(_PRONOUN.search(reading.folded[max(start, cue.start - _LOOK_BACK * 2) : cue.start]))


def stands_for_another(reading: Reading, teller: Actor) -> bool:
    """Whether a common noun and "này" stand for the body named before: "cơ quan này giao Cục A …"."""
    common = reading.folded[teller.start : teller.end] in ACTORS
    return common and teller.kind != "person" and _THIS.match(reading.folded, teller.end) is not None


def is_self_before(reading: Reading, start: int, cue: Cue) -> bool:
    """Whether "tôi" or "chúng tôi" stands for the teller, whoever it is that speaks."""
    before = reading.folded[max(start, cue.start - _LOOK_BACK * 2) : cue.start]
    return bool(
        _SELF.search(before) or (_OPENS_WITH_SELF.match(reading.folded, start) and goes_on_telling(reading, start, cue))
    )
