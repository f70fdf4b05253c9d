"""Provinces under all their names: of today, of before 1 July 2025, and older ones."""

from collections.abc import Iterable
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from pipeline.errors import ConfigError
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold, normalize, unaccent


class ChangeRow(Struct, frozen=True, forbid_unknown_fields=True):
    """On the day after `until`, `name` became `into` or a part of it; one row for each part of what was split."""

    name: str
    until: str
    into: str


class FormRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: str
    name: str
    valid_until: str | None
    example: str


class Area(NamedTuple):
    """The names under which a province may stand in records, and what to tell whoever asked by one of them."""

    names: frozenset[str]
    note: str | None


@cache
def changes() -> dict[str, list[ChangeRow]]:
    """What became of the provinces that are no more."""
    found: dict[str, list[ChangeRow]] = {}
    for row in load_lexicon("provinces", ChangeRow):
        found.setdefault(row.name, []).append(row)
    return found


@cache
def province_names() -> dict[str, str]:
    """Each known form of a name, folded, with the name it stands for."""
    forms = {fold(row.form): row.name for row in load_lexicon("place_provinces", FormRow)}
    return forms | {fold(name): name for name in changes()}


def canonical(name: str) -> str:
    """The usual form of a province's name ("TP. HCM" -> "Hồ Chí Minh"); what is not known stays as it is."""
    name = normalize(name)
    folded = fold(name)
    for unit in ("", "tỉnh ", "thành phố ", "tp. ", "tp "):
        if folded.startswith(unit) and (known := province_names().get(folded.removeprefix(unit))):
            return known
    return name


def today(name: str) -> frozenset[str]:
    """The provinces of today that a province, given by its usual name, lies in: several if it was split."""
    if name not in changes():
        return frozenset({name})
    return frozenset().union(*(today(row.into) for row in changes()[name]))


def area_of(name: str) -> Area:
    """All names to look for when asked for a province by its usual name.

    A province of today is found under the names of those merged into it, too; one of the past also under the names
    of what it became. Of one that was split all parts are found, for which is meant can't be known.
    """
    later = _successors(name)
    names = frozenset({name, *later, *(old for old in changes() if name in _successors(old))})
    if not later:
        return Area(names, None)
    parts = changes()[name]
    became = ", ".join(row.into for row in parts)
    told = f"was split into {became}" if len(parts) > 1 else f"has been part of {became}"
    since = date.fromisoformat(parts[0].until) + timedelta(days=1)
    return Area(names, f"{name} {told} since {since}: articles of {', '.join(sorted(later))} are taken too")


def find_province(typed: str, stored: Iterable[str]) -> Area:
    """Which of the stored names of provinces are meant by a typed one, with diacritics or without.

    Raises ConfigError with the likely names for one that nobody knows.
    """
    by_name: dict[str, set[str]] = {}
    for each in stored:
        by_name.setdefault(canonical(each), set()).add(each)
    known = {*province_names().values(), *by_name}
    meant = sorted(_meant(canonical(typed), known))
    if not meant:
        plain = {unaccent(name): name for name in known}
        close = [plain[name] for name in get_close_matches(unaccent(typed), plain, 3, 0.7)]
        hint = f"did you mean {' or '.join(close)}?" if close else "there are: " + ", ".join(sorted(by_name))
        raise ConfigError(f"no such province: {typed}; {hint}")
    areas = [area_of(name) for name in meant]
    found = {name for area in areas for name in area.names if name in by_name}
    notes = [area.note for area in areas if area.note]
    notes += [
        f"articles of {name} are taken too: which of its parts they are of can't be known"
        for name in sorted(found.difference(meant))
        if len(changes().get(name, ())) > 1
    ]
    return Area(frozenset(each for name in found for each in by_name[name]), "; ".join(notes) or None)


def _meant(typed: str, known: set[str]) -> set[str]:
    exact = {name for name in known if fold(name) == fold(typed)}
    return exact or {name for name in known if unaccent(name) == unaccent(typed)}


def _successors(name: str) -> set[str]:
    """Everything that a province became, at once or later."""
    later = {row.into for row in changes().get(name, ())}
    return later.union(*map(_successors, later))
