"""People with an office that no earlier record gives them: new to the records, which is all that the digest says.

Rule: in the year before the night at least two records of the same province name the person with an office, and none
with this one, nor with the same rank in a body whose name contains this one's or is contained in it. Somebody who was
not in the news before is not known to be new; offices that the news calls former do not count on either side.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from pipeline.orthography import fold
from pipeline.schema import Record, Role
from pipeline.summarize.entries import Cited, NewOffice, cite, quote_name
from pipeline.summarize.quotes import Quote, quote_text

LOOKED_BACK = timedelta(days=366)

_LEAST_EARLIER = 2
_SYLLABLE = re.compile(r"\w+")

Whose = tuple[str, str]


class Held(NamedTuple):
    """An office as one record gives it, with the quotations that say so."""

    rank: str
    body: frozenset[str]
    name: Quote
    office: Quote

    def is_same(self, other: "Held") -> bool:
        """Whether both are one office: the same rank, in bodies of which one's name contains the other's."""
        return self.rank == other.rank and (self.body <= other.body or other.body <= self.body)


class Holders:
    """The people of a night with their offices, and what earlier records say of them."""

    def __init__(self, names: dict[str, str]) -> None:
        """`names` are those of sources, by key."""
        self._names = names
        self.cited: dict[str, Cited] = {}
        self._tonight: dict[Whose, list[Held]] = defaultdict(list)
        self._before: dict[Whose, list[Held]] = defaultdict(list)
        self._records: dict[Whose, set[str]] = defaultdict(set)

    def add(self, record: Record) -> None:
        """Take note of a record of the night."""
        for whose, held in _held(record):
            if not any(held.is_same(other) for other in self._tonight[whose]):
                self._tonight[whose].append(held)

    @property
    def names(self) -> frozenset[str]:
        """The people of the night, folded."""
        return frozenset(name for name, _ in self._tonight)

    def compare(self, earlier: Iterable[Record]) -> list[NewOffice]:
        """The new offices, by name. `earlier` are records, oldest first."""
        for record in earlier:
            self._look(record)
        return sorted(self._new(), key=lambda new: (fold(new.name.text), new.office.record, new.office.start))

    def _look(self, record: Record) -> None:
        for whose, held in _held(record):
            if whose in self._tonight and held.office.record not in {one.office.record for one in self._tonight[whose]}:
                self._before[whose].append(held)
                self.cited[record.id] = cite(record, self._names)
                self._records[whose].add(record.id)

    def _new(self) -> Iterable[NewOffice]:
        for whose, before in self._before.items():
            if len(self._records[whose]) < _LEAST_EARLIER:
                continue
            for held in self._tonight[whose]:
                if not any(held.is_same(other) for other in before):
                    yield NewOffice(held.name, held.office, before[-1].office)


def _held(record: Record) -> Iterable[tuple[Whose, Held]]:
    for person in record.people:
        offices = [role for role in person.roles if not role.former]
        if offices and (name := quote_name(record, person)):
            for role in offices:
                whose = (fold(person.name), fold(record.province or ""))
                yield whose, Held(_rank(role), _body(role), name, quote_text(record, role.start, role.end))


def _rank(role: Role) -> str:
    return fold(role.rank or role.title)


def _body(role: Role) -> frozenset[str]:
    return frozenset(_SYLLABLE.findall(fold(role.organization or "")))
