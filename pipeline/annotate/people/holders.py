"""Offices compared: one office under several forms, and offices that stand for their holder."""

import re
from functools import lru_cache

from msgspec import Struct

from pipeline.annotate.grammar.offices import Office
from pipeline.annotate.grammar.patterns import UPPER
from pipeline.annotate.people.coreference import Identity
from pipeline.annotate.people.office_links import NOBODY_BEFORE
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold


class AbbreviationRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    expansion: str
    example: str


_ABBREVIATIONS = {row.form: row.expansion for row in load_lexicon("body_abbreviations", AbbreviationRow)}
_WORD = re.compile(r"[\w&]+")
_NAME_AFTER = re.compile(f" [{UPPER}]")
_REACH = 12
# More than this are a list, not a story: holders of one rank, and offices of one person that a form of one is
# looked for among.
_MOST_HOLDERS = 100
_MOST_OFFICES = 20
_SEVERAL_BODIES = re.compile(r" (?:các|mỗi|từng) ")


@lru_cache(maxsize=4096)
def written_out(text: str) -> tuple[str, ...]:
    """The folded words, abbreviations expanded."""
    words = _WORD.findall(fold(text))
    return tuple(" ".join(_ABBREVIATIONS.get(word, word) for word in words).split(" "))


def is_part(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Whether the words stand in `longer` in the same order, perhaps with others between."""
    rest = iter(longer)
    return all(word in rest for word in shorter)


def distinct(offices: list[Office]) -> list[Office]:
    """The offices in text order, each once, in its fullest form."""
    kept: list[Office] = []
    for office in sorted(offices, key=lambda office: office.start):
        words = written_out(office.text)
        for number in range(max(0, len(kept) - _MOST_OFFICES), len(kept)):
            other = kept[number]
            if office.rank != other.rank or office.former != other.former or _differ_in_level(office, other):
                continue
            known = written_out(other.text)
            if is_part(words, known) and (words != known or len(office.text) <= len(other.text)):
                break
            if is_part(known, words):
                kept[number] = office
                break
        else:
            kept.append(office)
    return kept


class Holders:
    """Who holds which offices in a text, to tell for whom an office without a name stands."""

    def __init__(self, people: list[Identity]) -> None:
        self.by_rank: dict[str, list[tuple[Office, Identity]]] = {}
        for person in people:
            for office in person.offices:
                if not office.former:
                    self.by_rank.setdefault(office.rank, []).append((office, person))

    def holder(self, office: Office, folded: str, text: str) -> Identity | None:
        """The only person known to hold the office; None if in doubt."""
        if office.former or NOBODY_BEFORE.search(folded, max(0, office.start - _REACH), office.start):
            return None
        if _NAME_AFTER.match(text, office.end) or _SEVERAL_BODIES.search(folded, office.start, office.end):
            return None
        if office.organization is None and office.level is None and office.text[0].islower():
            return None
        known = self.by_rank.get(office.rank, [])
        if len(known) > _MOST_HOLDERS:
            return None
        words = written_out(office.text)
        holding = [person for held, person in known if _can_be_same(words, held) and not _differ_in_level(office, held)]
        return holding[0] if holding and all(person is holding[0] for person in holding) else None


def _differ_in_level(one: Office, other: Office) -> bool:
    """Whether one is of a province and the other of a commune in it, say: "thị trấn Nà Lanh, tỉnh Tà Pình"."""
    return None not in {one.level, other.level} and one.level != other.level


def _can_be_same(words: tuple[str, ...], held: Office) -> bool:
    known = written_out(held.text)
    return is_part(words, known) or (held.organization is not None and is_part(known, words))
