"""The grammar of a body's name: a head ("Sở", "UBND", "công ty"), what it deals with or is called, its place."""

import re
from typing import Literal

from msgspec import Struct

from pipeline.annotate.grammar.areas import UNIT, Tail, after_places, after_unit_name, end_of_country
from pipeline.annotate.grammar.names import (
    Run,
    has_strong_surname,
    is_full_name,
    is_historic,
    name_start,
    run_at,
    words_of,
)
from pipeline.annotate.grammar.patterns import UPPER, WORD_END, WORD_START, alternation
from pipeline.annotate.grammar.places import known_place, place_level
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Level

Takes = Literal["nothing", "village", "place", "town", "part", "party", "body", "field", "name"]


class HeadRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: str
    takes: Takes
    level: Level | None
    example: str


class FieldRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    verbal: bool | None
    example: str


class Body(Struct, frozen=True):
    """A body in the text: `kind` as in `body_heads.tsv`, or "place" for an administrative unit itself."""

    start: int
    end: int
    kind: str
    level: Level | None


_HEADS = {fold(row.form): row for row in load_lexicon("body_heads", HeadRow)}
_FIELDS = {fold(row.form): row for row in load_lexicon("body_fields", FieldRow)}
_DEEPEST = 4
_NAMED_UNITS = {"town": "huyện", "village": "thôn"}
_WHOLES = {"enterprise", "school", "hospital"}

HEADS_IN_TEXT = re.compile(f"{WORD_START}(?:{alternation(_HEADS)}){WORD_END}")
HEADS_LIKE_UNITS = [form for form in _HEADS if form.endswith(" xã")]
_HEAD = re.compile(f"(?i:{alternation(_HEADS)}){WORD_END}")
_UNIT = re.compile(f" {UNIT}")
_JOINED_FIELD = re.compile(f"(?P<joint>(?: (?:và|&|-|–))? |-)(?P<field>(?i:{alternation(_FIELDS)})){WORD_END}")
_NUMBER = re.compile(r" (?:số )?(?:\d+|[IVX]+)(?![\w/%&])(?! (?:tỷ|triệu|nghìn|người|năm|tháng|ngày|đồng|giờ))")
_NAME_PIECE = re.compile(f"(?P<joint> (?:- |– |& )?)(?=[{UPPER}\"“‘'])")
_CAPITALS = re.compile(f"[{UPPER}][\\w&.'’]*(?<![.])")


def body_at(cased: str, start: int, *, depth: int = 0) -> Body | None:
    """The body whose head starts at `start`, or None where the head lacks what it needs to be a body.

    Within another body or an office, at `depth` 1 and more, less is needed: "Bí thư" + "Đảng ủy".
    """
    head = _HEAD.match(cased, start)
    if head is None or _is_name(cased, start, head.end()):
        return None
    row = _HEADS[fold(head[0])]
    tail = follow(cased, head.end(), row.takes, owned=row.kind != "ministry", depth=depth)
    if country := end_of_country(cased, tail.end, row.level):
        tail = Tail(country, row.level)
    if tail.end == head.end() and not _can_be_bare(row, cased[start], within=depth > 0):
        return None
    if depth == 0 and row.takes in {"field", "name"} and cased[start : tail.end].islower():
        return None
    if row.takes == "field" and cased[start].islower() and not _JOINED_FIELD.match(cased, head.end()):
        return None
    return Body(start, tail.end, row.kind, row.level or tail.level)


def head_end(cased: str, start: int) -> int:
    """The end of the head of a body that starts at `start`, or `start`."""
    head = _HEAD.match(cased, start)
    return head.end() if head else start


def _can_be_bare(row: HeadRow, first: str, *, within: bool) -> bool:
    if row.takes in {"part", "party", "body"}:
        return within or row.kind == "police" or (row.kind == "party" and first.isupper())
    if row.kind in {"committee", "department"} and " " in row.form:
        return within or (row.kind == "committee" and first.isupper())
    if row.takes in {"field", "name"}:
        return within and first.isupper()
    return row.takes in {"nothing", "place", "town"}


def _is_name(cased: str, start: int, end: int) -> bool:
    """Whether the head is the family name of a person: "Đoàn Văn Bình"."""
    run = run_at(cased, start)
    if run is None or run.end <= end or name_start(cased, run) != start or known_place(cased, end + 1) == run.end:
        return False
    field = _JOINED_FIELD.match(cased, end)
    return field is None or field.end() < run.end


def follow(cased: str, end: int, takes: Takes, *, owned: bool = False, depth: int = 0) -> Tail:
    """How far a body's name goes on after `end`, where its head or a rank takes what `takes` says.

    With `owned` its own name may begin like a person's ("Trường" + "Nguyễn Trãi").
    """
    tail = Tail(end, None)
    if takes == "nothing":
        return tail
    if takes in _NAMED_UNITS:
        place = after_unit_name(cased, end, _NAMED_UNITS[takes])
        tail = Tail(place, place_level(cased[end + 1 : place]))
    elif takes != "place":
        tail = _nested(cased, tail, depth)
    if takes == "part" and tail.end == end and cased.startswith(", ", end):
        whole = body_at(cased, end + 2)
        return Tail(whole.end, whole.level) if whole and whole.kind in _WHOLES else tail
    if takes == "party" and tail.end == end:
        more = _field(cased, end, begins=False, after_verb=False)
        tail = _nested(cased, Tail(more.end(), None), depth) if more and more["joint"].strip() else tail
    if takes in {"part", "field", "name"}:
        after = _after_fields(cased, end, named=takes == "name", owned=owned)
        tail = _nested(cased, Tail(after, None), depth) if after > tail.end else tail
    return after_places(cased, tail)


def _nested(cased: str, tail: Tail, depth: int) -> Tail:
    """Past a body that the body belongs to: "Ban Tổ chức" + "Tỉnh ủy"."""
    if depth == _DEEPEST:
        return tail
    start = tail.end
    for link in (" của ", " "):
        if cased.startswith(link, start):
            start += len(link)
            break
    else:
        return tail
    body = body_at(cased, start, depth=depth + 1)
    return Tail(body.end, body.level) if body and body.kind != "group" else tail


def _after_fields(cased: str, end: int, *, named: bool, owned: bool) -> int:
    """Past what a body deals with, numbers and, if `named`, a name of its own."""
    first, verbal = end, True
    while True:
        if field := _field(cased, end, begins=end == first, after_verb=verbal):
            verbal, end = bool(_FIELDS[fold(field["field"])].verbal), field.end()
            continue
        number = _NUMBER.match(cased, end)
        after = number.end() if number else _capitals_end(cased, end, end == first, named, owned)
        if after is None:
            return end
        end = after


def _field(cased: str, end: int, *, begins: bool, after_verb: bool) -> re.Match[str] | None:
    """A field after `end`. In lower case a verbal one only begins a name, or goes on from another verb."""
    match = _JOINED_FIELD.match(cased, end)
    if match is None:
        return None
    field, joint = match["field"], match["joint"].strip()
    if begins:
        return None if joint else match
    if _FIELDS[fold(field)].verbal and field[0].islower() and not (joint and after_verb):
        return None
    head = _HEAD.match(cased, match.start("field"))
    return None if head and head.end() >= match.end() else match


def _capitals_end(cased: str, end: int, begins: bool, named: bool, owned: bool) -> int | None:
    """Past one capitalised word, or a quoted name, unless a person's name or a known place begins there."""
    joint = _NAME_PIECE.match(cased, end)
    if joint is None or (joint["joint"].strip() and (begins or not named)):
        return None
    start = joint.end()
    place = known_place(cased, start)
    if place > start:
        return place if owned and named else None
    free = named and owned and begins
    if _UNIT.match(cased, start - 1) or (not free and _HEAD.match(cased, start)):
        return None
    run = run_at(cased, start)
    if run and not free and _is_person(cased, run, strict=owned):
        return None
    if run and not owned and not (named and (not begins or _can_be_firm(cased[start : run.end]))):
        return None
    word = _CAPITALS.match(cased, start)
    return word.end() if word else None


def _is_person(cased: str, run: Run, *, strict: bool) -> bool:
    """Whether the capitals are a full name, if `strict` two of them only after an unmistakable family name."""
    if name_start(cased, run) != run.start or not is_full_name(cased[run.start : run.end], strict=strict):
        return False
    return not _ends_in_name(cased, run)


def _ends_in_name(cased: str, run: Run) -> bool:
    """Whether words that could be a name end in one that is surer: "An Lê Văn Ba"."""
    words = words_of(cased, run)[1:-2]
    return not has_strong_surname(cased[run.start : run.end]) and any(
        has_strong_surname(cased[word.start : run.end]) for word in words
    )


def _can_be_firm(capitals: str) -> bool:
    """Whether a rank can be followed by these words as the name of a firm: "giám đốc Nam Long", no surname alone."""
    return " " in capitals and not is_historic(capitals)
