"""The grammar of offices: rank, the body it is held in, and that body's place, composed from lexicons."""

import re
from typing import Literal

from msgspec import Struct

from pipeline.annotate.grammar.areas import Tail, end_of_country
from pipeline.annotate.grammar.body_names import Body, Takes, body_at, follow, head_end
from pipeline.annotate.grammar.names import inside_name
from pipeline.annotate.grammar.patterns import LOWER, UPPER, WORD_END, WORD_START, alternation, recase
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Level


class RankRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    rank: str
    takes: Takes
    strength: Literal["strong", "weak", "former"]
    level: Level | None
    head: str | None
    example: str


class ModifierRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: Literal["former", "acting", "deputy", "after"]
    example: str


class StopRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    example: str


class Office(Struct, frozen=True):
    """An office named in the text, whoever holds it. `rank` is folded and without abbreviation."""

    start: int
    end: int
    text: str
    rank: str
    organization: str | None
    level: Level | None
    former: bool


def _modifiers(kind: str) -> str:
    return alternation(row.form for row in load_lexicon("office_modifiers", ModifierRow) if row.kind == kind)


_RANKS = {fold(row.form): row for row in load_lexicon("office_ranks", RankRow)}
_RANK = re.compile(
    f"(?<!/){WORD_START}(?:(?P<former>{_modifiers('former')}) )?(?:(?:{_modifiers('acting')}) )?"
    f"(?:(?P<deputy>{_modifiers('deputy')}) )?(?P<rank>{alternation(_RANKS)}){WORD_END}"
    f"(?: (?:{_modifiers('after')}){WORD_END}){{0,2}}"
)
_UNSPACED = re.compile(
    f"{WORD_START}(?:(?:{alternation(form for form in _RANKS if ' ' not in form)})[.](?=[^\\W\\d_])"
    f"|[pq][.](?=(?:{alternation(_RANKS)}){WORD_END}))"
)
_OPENED = re.compile(r"(?: [-–—] |\()\Z")
_APPOSED_BY = re.compile(r"[,(–—-] ?\Z")
_APPOSED = re.compile(f" (?=[{LOWER}])[^,;:.()\n–—]{{1,60}}?(?= [-–—] |\\))")
_STOP_WORDS = alternation(row.form for row in load_lexicon("office_stops", StopRow))
_STOPS = re.compile(f"{WORD_START}(?:{_STOP_WORDS}){WORD_END}")
_PARTS = {"department", "school", "police"}
_WHOLES = {"department", "ministry", "police", "school", "hospital", "court", "army", "enterprise"}
_BEFORE_A_NAME = re.compile(f" [{UPPER}]")


def find_offices(folded: str, text: str) -> list[Office]:
    """Every office in text order, none inside another. `folded` is `fold(text)`; offsets are those of both."""
    cased, folded = _spaced(recase(text, folded), folded), _spaced(folded, folded)
    offices: list[Office] = []
    position = 0
    while match := _RANK.search(folded, position):
        office = None if _is_something_else(match, cased) else _office(match, cased, text)
        position = office.end if office else match.start() + len(match[0].split(" ")[0])
        if office:
            offices.append(office)
    return offices


def _spaced(text: str, folded: str) -> str:
    """The text with a space for the full stop of an abbreviated rank that has none after it: "CT.UBND"."""
    letters = list(text)
    for stop in _UNSPACED.finditer(folded):
        letters[stop.end() - 1] = " "
    return "".join(letters)


def _is_something_else(match: re.Match[str], cased: str) -> bool:
    """Whether the rank is part of a name, or joins two words: "nhiệm vụ Trưởng đoàn"."""
    rank = cased[match.start("rank") : match.end("rank")]
    first, _, last = rank.partition(" ")
    joins_words = first.islower() and last.istitle() and not _RANKS[match["rank"]].head
    return joins_words or _in_body(match, cased) or inside_name(cased, match.start())


def _in_body(match: re.Match[str], cased: str) -> bool:
    """Whether the rank is in the first words of a body: "Đại sứ quán", "Đoàn đại biểu Quốc hội"."""
    start, end = match.span("rank")
    one_back = cased.rfind(" ", 0, max(0, start - 1)) + 1
    two_back = cased.rfind(" ", 0, max(0, one_back - 1)) + 1
    return head_end(cased, start) > end or any(
        first < start and head_end(cased, first) >= end for first in (one_back, two_back)
    )


def _office(match: re.Match[str], cased: str, text: str) -> Office | None:
    row = _RANKS[match["rank"]]
    start, end = match.span()
    tail = _tail(match, row, cased)
    if row.strength == "former" and not match["former"]:
        return None
    if row.strength == "weak" and tail.end == end and not _BEFORE_A_NAME.match(text, end):
        return None
    body_start = match.end("rank") - len(row.head) if row.head else end
    organization = text[body_start : tail.end].strip().removeprefix("của ")
    return Office(
        start=start,
        end=tail.end,
        text=text[start : tail.end],
        rank=f"{_deputy(match['deputy'])} {row.rank}" if match["deputy"] else row.rank,
        organization=organization or None,
        level=row.level or tail.level,
        former=match["former"] is not None,
    )


def _deputy(word: str) -> str:
    """The word before the rank, in full: "P." is "phó"."""
    return "phó" if word.startswith("p") else word


def _tail(match: re.Match[str], row: RankRow, cased: str) -> Tail:
    """How far the office goes after its rank."""
    end = match.end()
    tail = follow(cased, end, _takes(row, cased[match.start("rank") : match.end("rank")], cased, end))
    if row.head and (body := body_at(cased, match.end("rank") - len(row.head), depth=1)):
        tail = Tail(body.end, body.level) if body.end >= tail.end else tail
    if whole := _whole(match, row, cased, tail):
        tail = Tail(whole.end, tail.level or whole.level)
    if country := end_of_country(cased, tail.end, tail.level or row.level):
        return Tail(country, tail.level)
    return Tail(_apposed_end(match, cased, tail.end), tail.level)


def _whole(match: re.Match[str], row: RankRow, cased: str, tail: Tail) -> Body | None:
    """After a comma the body that the office's own is part of: "trưởng phòng Hình sự, Công an tỉnh"."""
    if not cased.startswith(", ", tail.end):
        return None
    whole = body_at(cased, tail.end + 2)
    if whole is None or row.strength == "weak":
        return whole
    part = body_at(cased, match.end("rank") - len(row.head), depth=1) if row.head else None
    apposed = _APPOSED_BY.search(cased, max(0, match.start() - 2), match.start())
    fits = part and apposed and part.kind in _PARTS and part.level is None and whole.kind in _WHOLES
    return whole if fits and cased[tail.end + 2].isupper() else None


def _apposed_end(match: re.Match[str], cased: str, end: int) -> int:
    """Past words that no lexicon has, where dashes or brackets show how far the office goes."""
    if not _OPENED.search(cased, max(0, match.start() - 3), match.start()):
        return end
    rest = _APPOSED.match(cased, end)
    return rest.end() if rest and not _STOPS.search(fold(rest[0])) else end


def _takes(row: RankRow, rank: str, cased: str, end: int) -> Takes:
    """A rank without a head takes a field only in capitals: after "Bộ trưởng" "kiểm tra" is a verb."""
    if row.takes == "field" and not row.head and not rank.islower() and cased[end + 1 : end + 2].islower():
        return "body"
    return row.takes
