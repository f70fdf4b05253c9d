"""Whether two lines of news tell one order: issuer, action and day close, whatever the wording.

Rule: the issuers share a name or body (or one is not named). Of the actions, without words that only urge, the longer
one says four fifths of the shorter one's syllables, all of them if those are few, and every name and number among them;
and they share over half of both. One of the addressees is the same (or one side names none), nothing is forbidden here
and demanded there, the articles are at most a week apart, and the days, where both name one, at most one day.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.summarize.entries import Order

_SYLLABLE = re.compile(r"\w+")
_OVERLAP, _DICE = 0.8, 0.55
_NEAR_IDENTICAL = 0.85
_SHORT = 3  # actions of fewer syllables must be the same in all of them
_FEW = 10  # and of two of which one has fewer, the other one must say it all
_ADDRESSEE_DICE = 0.5
_DAYS_APART = 7
_DAY_TOLERANCE = 1
_COMMON = 100  # a syllable of so many orders tells nothing

Syllables = frozenset[str]


class EmphasisRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    example: str


class Telling(NamedTuple):
    """An order as one article tells it, and what is compared of it; `marks` are the action's names and numbers."""

    order: Order
    published: str | None
    night: str
    action: Syllables
    marks: Syllables
    addressees: list[Syllables]


def telling(order: Order, *, published: str | None, night: str) -> Telling:
    """An order made ready for comparison; `published` is when its article was, `night` that of the digest."""
    action = order.action.text
    if order.deadline:
        action = action.replace(order.deadline.quote.text, " ")
    said = _syllables(_emphasis().sub(" ", fold(action)))
    addressees = [_syllables(addressee.text) for addressee in order.addressees]
    return Telling(order, published and published[:10], night, said, _marks(action), addressees)


class Tellings:
    """Orders told so far, to be asked whether one is among them.

    Those of `earlier` nights are the same also if the day has moved, or the same article tells it again.
    """

    def __init__(self, told: Iterable[Telling] = (), *, earlier: bool = False) -> None:
        self._earlier = earlier
        self._by_syllable: dict[str, list[Telling]] = defaultdict(list)
        self._by_action: dict[Syllables, list[Telling]] = defaultdict(list)
        for one in told:
            self.add(one)

    def add(self, one: Telling) -> None:
        """Take in an order, to be found by those that come later."""
        self._by_action[one.action].append(one)
        for syllable in one.action:
            self._by_syllable[syllable].append(one)

    def find(self, one: Telling) -> Telling | None:
        """The telling of the same order that is most like it."""
        alike = [(_dice(one.action, other.action), other) for other in self._near(one) if self._is_same(one, other)]
        return max(alike, key=lambda pair: pair[0])[1] if alike else None

    def novelty(self, one: Telling) -> float:
        """1 for what nobody has ordered, less the more of it an order of the same issuer has said already."""
        near = (other for other in self._near(one) if set(one.order.who) & set(other.order.who))
        return 1 - max((_dice(one.action, other.action) for other in near), default=0.0)

    def _near(self, one: Telling) -> list[Telling]:
        near = {id(item): item for item in self._by_action.get(one.action, ())}
        for syllable in one.action:
            if len(group := self._by_syllable.get(syllable, ())) <= _COMMON:
                near |= {id(item): item for item in group}
        article = one.order.action.record
        return [item for item in near.values() if self._earlier or item.order.action.record != article]

    def _is_same(self, one: Telling, other: Telling) -> bool:
        likeness = _dice(one.action, other.action)
        return (
            one.order.polarity == other.order.polarity
            and _is_same_action(one, other)
            and _is_same_issuer(one.order, other.order, likeness)
            and _share_addressee(one, other)
            and (self._earlier or _are_close_in_time(one, other))
        )


def is_among(addressee: Syllables, others: list[Syllables]) -> bool:
    """Whether one of the others is the same body or group, perhaps written more or less fully."""
    return any(addressee <= one or one <= addressee or _dice(addressee, one) >= _ADDRESSEE_DICE for one in others)


def _is_same_action(one: Telling, other: Telling) -> bool:
    shorter, longer = sorted((one, other), key=lambda telling: len(telling.action))
    if len(shorter.action) < _SHORT:
        return one.action == other.action
    missing = shorter.action - longer.action
    allowed = 0 if len(shorter.action) < _FEW else (1 - _OVERLAP) * len(shorter.action)
    return len(missing) <= allowed and not missing & shorter.marks and _dice(one.action, other.action) >= _DICE


def _is_same_issuer(one: Order, other: Order, likeness: float) -> bool:
    if one.who and other.who:
        return not set(one.who).isdisjoint(other.who)
    return likeness >= _NEAR_IDENTICAL


def _share_addressee(one: Telling, other: Telling) -> bool:
    """Or else the action is a long one, and the same in all its words: then papers name the addressees differently."""
    if not one.addressees or not other.addressees or (one.action == other.action and len(one.action) >= _FEW):
        return True
    return any(is_among(addressee, other.addressees) for addressee in one.addressees)


def _are_close_in_time(one: Telling, other: Telling) -> bool:
    return _are_close(one.published, other.published, _DAYS_APART) and _are_close(
        _day(one.order), _day(other.order), _DAY_TOLERANCE
    )


def _day(order: Order) -> str | None:
    return order.deadline.day if order.deadline else None


def _are_close(one: str | None, other: str | None, most: int) -> bool:
    if one is None or other is None:
        return True
    return abs(date.fromisoformat(one) - date.fromisoformat(other)).days <= most


def _dice(one: Syllables, other: Syllables) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def _marks(action: str) -> Syllables:
    """Names (capitals that do not begin the action) and numbers."""
    words = _SYLLABLE.findall(action)
    later = {word for word in words[1:] if word[0].isupper()}
    return frozenset(fold(word) for word in words if word in later or word[0].isdigit())


@cache
def _emphasis() -> re.Pattern[str]:
    forms = sorted((fold(row.form) for row in load_lexicon("summary_emphasis", EmphasisRow)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


def _syllables(text: str) -> Syllables:
    return frozenset(_SYLLABLE.findall(fold(text)))
