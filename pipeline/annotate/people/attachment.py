"""Which offices belong to which names: by what stands between them."""

import re
from collections.abc import Iterator

from pipeline.annotate.grammar.offices import Office
from pipeline.annotate.people.name_finder import Name
from pipeline.annotate.people.office_links import (
    BEHALF_BEFORE,
    FROM_NAME,
    FROM_NAMES,
    HELD_BEFORE,
    IN_CHAIN,
    IN_LIST,
    NEXT_TO_NAME,
    SEVERAL_BEFORE,
    SHARING,
    STRAIGHT_TO_NAME,
    TO_NAME,
)

Holding = tuple[Name, Office]


def hold(folded: str, names: list[Name], offices: list[Office]) -> list[Holding]:
    """Pairs of a name and an office that the text gives it, in no particular order.

    `names` and `offices` in text order; `folded` is the folded text.
    """
    items: list[Name | Office] = sorted([*names, *offices], key=_lead)
    grouped = _in_groups(folded, items)
    holdings: list[Holding] = []
    for first, last in _chains(folded, items):
        holdings.extend(_attach(folded, items, first, last, grouped))
    return holdings


def _lead(item: Name | Office) -> int:
    return item.lead if isinstance(item, Name) else item.start


def _joined(folded: str, joint: re.Pattern[str], left: Name | Office, right: Name | Office) -> bool:
    return joint.fullmatch(folded, left.end, _lead(right)) is not None


def _in_groups(folded: str, items: list[Name | Office]) -> list[bool]:
    """For each item whether it is in a list that "các đồng chí" or the like opened."""
    grouped: list[bool] = []
    for number, item in enumerate(items):
        goes_on = number > 0 and grouped[-1] and _joined(folded, IN_LIST, items[number - 1], item)
        grouped.append(goes_on or (isinstance(item, Name) and item.plural))
    return grouped


def _chains(folded: str, items: list[Name | Office]) -> Iterator[tuple[int, int]]:
    """Ranges of items that are offices of one holder, one after the other."""
    first = 0
    for number in range(1, len(items) + 1):
        pair = items[number - 1 : number + 1]
        both = len(pair) == 2 and all(isinstance(item, Office) for item in pair)
        if both and _joined(folded, IN_CHAIN, *pair) and not _is_represented(folded, pair[0]):
            continue
        if isinstance(items[first], Office):
            yield first, number
        first = number


def _is_represented(folded: str, item: Name | Office) -> bool:
    """Whether another acts for the holder of the office: "thừa ủy quyền của Thủ tướng, Bộ trưởng ..."."""
    return BEHALF_BEFORE.search(folded, max(0, _lead(item) - 30), _lead(item)) is not None


def _attach(folded: str, items: list[Name | Office], first: int, last: int, grouped: list[bool]) -> Iterator[Holding]:
    chain = [item for item in items[first:last] if isinstance(item, Office)]
    before = items[first - 1] if first else None
    after = items[last] if last < len(items) else None
    shared = isinstance(before, Name) and _joined(folded, FROM_NAMES, before, chain[0])
    direct = isinstance(after, Name) and _joined(folded, STRAIGHT_TO_NAME, chain[-1], after)
    to_before = isinstance(before, Name) and (
        shared or _joined(folded, FROM_NAME, before, chain[0]) or (not direct and _follows(folded, before, chain[0]))
    )
    split = len(chain)
    if direct:
        split = split - 1 if to_before else 0
    elif not to_before:
        split = 0 if isinstance(after, Name) and _leads(folded, chain, after) else len(chain)
    if to_before:
        for name in _backward(folded, items, first - 1, grouped, shared):
            yield from ((name, office) for office in chain[:split])
    for name in _forward(folded, items, last, plural=_is_plural(folded, items, first, last)):
        yield from ((name, office) for office in chain[split:])


def _leads(folded: str, chain: list[Office], name: Name) -> bool:
    """Whether the offices are those of the name after them.

    A comma parts them from a short name ("theo Chủ tịch, ông An"), but not in "khi làm Chủ tịch, ông An".
    """
    if not _joined(folded, TO_NAME, chain[-1], name):
        return False
    parted = " " not in name.text and folded.endswith(", ", 0, name.lead)
    return not parted or HELD_BEFORE.search(folded, max(0, chain[0].start - 30), chain[0].start) is not None


def _follows(folded: str, name: Name, office: Office) -> bool:
    """Whether the office stands right behind a name with a title: "anh Lê Văn An bí thư đoàn xã"."""
    return name.anchor == "title" and office.organization is not None and _joined(folded, NEXT_TO_NAME, name, office)


def _is_plural(folded: str, items: list[Name | Office], first: int, last: int) -> bool:
    """Whether the chain's offices are said of several people: "các Phó Chủ tịch", "hai đội phó", "...: A, B"."""
    start = _lead(items[first])
    if SEVERAL_BEFORE.search(folded, max(0, start - 20), start):
        return True
    after = items[last] if last < len(items) else None
    return isinstance(after, Name) and (after.plural or ":" in folded[items[last - 1].end : after.lead])


def _backward(
    folded: str, items: list[Name | Office], number: int, grouped: list[bool], shared: bool
) -> Iterator[Name]:
    """The name before the chain and, in a list, the names before it that have no office of their own."""
    while number >= 0 and isinstance(item := items[number], Name):
        yield item
        if number == 0 or not (shared or grouped[number - 1]):
            return
        if not _joined(folded, SHARING, items[number - 1], item):
            return
        number -= 1


def _forward(folded: str, items: list[Name | Office], number: int, *, plural: bool) -> Iterator[Name]:
    """The name after the chain and, if the office is said of several, those that follow it in the list."""
    while number < len(items) and isinstance(item := items[number], Name):
        yield item
        number += 1
        if not plural or number == len(items) or not _joined(folded, SHARING, item, items[number]):
            return
        has_own = number + 1 < len(items) and isinstance(items[number + 1], Office)
        if has_own and _joined(folded, FROM_NAME, items[number], items[number + 1]):
            return
