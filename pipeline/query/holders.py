"""Which articles mean the same holder of the same office.

Two of them do where the name, the rank and the body agree (but for case and the place of tone marks, and for the
body's own province, which may be left out), the level, the province, and whether it is a former office; and only where
rank and body name one office: a central one; a provincial one of a known province; below that, one of a known province
whose body names its place. Whoever is called by anything less certain counts for each article apart. Where one article
tells two people of the same name and office apart, their holder is doubtful.
"""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b

from msgspec import Struct

from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.query.provinces import canonical
from pipeline.schema import Level, Record, Role

_BELOW_STATE = frozenset({"province", "district", "commune"})


class UnitRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    level: Level | None
    town: bool | None
    example: str


class HeadRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: str
    takes: str
    level: Level | None
    example: str


class Holding(Struct, frozen=True):
    """What one role of one person says: whose office it is, whether its article says so for the first time.

    `apart` is whether it is not certain enough to be counted together with other articles.
    """

    holder: str
    first: bool
    apart: bool
    doubtful: bool


def holdings(record: Record) -> Iterator[Holding]:
    """One for each role of each person, in their order."""
    province = canonical(record.province) if record.province else None
    said = [
        (person.id, *_holder(record.id, province, person.name, role))
        for person in record.people
        for role in person.roles
    ]
    people: dict[str, set[str]] = {}
    for person, holder, _ in said:
        people.setdefault(holder, set()).add(person)
    seen: set[str] = set()
    for _, holder, apart in said:
        yield Holding(holder, holder not in seen, apart, len(people[holder]) > 1)
        seen.add(holder)


def _holder(article: str, province: str | None, name: str, role: Role) -> tuple[str, bool]:
    area = None if role.level == "central" else province
    body = fold(role.organization or role.title)
    apart = not _is_one_office(role.level, area, body)
    if area:
        body = body.removesuffix(fold(area)).rstrip()
    key = [
        fold(name),
        fold(role.rank or role.title),
        body,
        role.level,
        area,
        str(role.former),
        article if apart else None,
    ]
    return blake2b("\n".join(part or "" for part in key).encode(), digest_size=8).hexdigest(), apart


def _is_one_office(level: Level | None, area: str | None, body: str) -> bool:
    if level == "central":
        return True
    if area is None or level is None:
        return False
    return level == "province" or _names_its_place(body)


def _names_its_place(body: str) -> bool:
    """Whether something follows the last word for a unit: "đảng ủy xã phú khê", not "đảng ủy xã"."""
    *_, last = (None, *_units().finditer(body))
    return last is not None and bool(body[last.end() :].strip())


@cache
def _units() -> re.Pattern[str]:
    """Words after which a place is named: those for units below the state, and for their party committees."""
    units = {fold(row.form) for row in load_lexicon("place_units", UnitRow) if row.town or row.level in _BELOW_STATE}
    committees = {fold(row.form) for row in load_lexicon("body_heads", HeadRow) if fold(row.form).endswith(" ủy")}
    words = sorted(units | committees, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
