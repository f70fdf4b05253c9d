"""The same order said again, in lead, caption or quotation: all but the fullest point to it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import ceil

from msgspec.structs import replace

from pipeline.orthography import fold
from pipeline.schema import Directive

_WORD = re.compile(r"\w+")
_SAME = 0.8  # share of the shorter action's words that another action must hold to say the same
_FEWEST_WORDS = 4


def mark_restatements(directives: list[Directive]) -> list[Directive]:
    """Sets `restates` of each directive that another one of the same issuer says as fully, or more so."""
    fullest: dict[int, int] = {}
    by_issuer: defaultdict[str | None, list[int]] = defaultdict(list)
    for index, directive in enumerate(directives):
        by_issuer[directive.issuer.name if directive.issuer else None].append(index)
    words = [frozenset(_WORD.findall(fold(directive.action.text))) for directive in directives]
    for group in by_issuer.values():
        fullest.update(_fullest(group, words))
    return [
        replace(directive, restates=directives[fullest[index]].id) if index in fullest else directive
        for index, directive in enumerate(directives)
    ]


def _fullest(group: list[int], words: list[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Each directive of the group that another one restates, with the fullest that does."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for index in group:
        for word in words[index]:
            holders[word].append(index)
    for index in group:
        if len(words[index]) < _FEWEST_WORDS:
            continue
        rank = (len(words[index]), -index)
        candidates = _sharing(words[index], holders)
        same = [
            (len(words[other]), -other)
            for other in candidates
            if (len(words[other]), -other) > rank and len(words[index] & words[other]) >= _SAME * len(words[index])
        ]
        if same:
            yield index, -max(same)[1]


def _sharing(words: Iterable[str], holders: dict[str, list[int]]) -> Iterable[int]:
    """Those that can share enough: they hold at least one of the rarest words (prefix filtering of set joins)."""
    by_rarity = sorted(words, key=lambda word: (len(holders[word]), word))
    rarest = by_rarity[: len(by_rarity) - ceil(_SAME * len(by_rarity)) + 1]
    return {other for word in rarest for other in holders[word]}
