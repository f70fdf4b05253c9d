"""The same order said again, in lead, caption or quotation: all but the fullest point to it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from math import ceil

from msgspec.structs import replace

from pipeline.annotate.directives.lexicon import context
from pipeline.orthography import fold
from pipeline.schema import Addressee, Directive

_WORD = re.compile(r"\w+")
_SEVERAL = re.compile(context("several"))
_SAME = 0.8  # share of the shorter action's words that another action must hold to say the same
_IN_ORDER = 0.75  # share of its words that must come in the same order
_FEWEST_WORDS = 4
_MOST_COMPARED = 20


def mark_restatements(directives: list[Directive]) -> list[Directive]:
    """Sets `restates` of each directive that another one of the same issuer says as fully, or more so."""
    fullest: dict[int, int] = {}
    by_issuer: defaultdict[str | None, list[int]] = defaultdict(list)
    for index, directive in enumerate(directives):
        by_issuer[directive.issuer.name if directive.issuer else None].append(index)
    words = [frozenset(_words(directive.action.text)) for directive in directives]
    for group in by_issuer.values():
        fullest.update(_fullest(group, words, directives))
    return [
        replace(directive, restates=directives[fullest[index]].id) if index in fullest else directive
        for index, directive in enumerate(directives)
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _fullest(group: list[int], words: list[frozenset[str]], directives: list[Directive]) -> Iterator[tuple[int, int]]:
    """Each directive of the group that another one restates, with the fullest that does."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    first = {(words[index], *_compared(directives[index])): index for index in reversed(group)}
    for index in sorted(first.values(), key=lambda index: (-len(words[index]), index)):
        for word in words[index]:
            holders[word].append(index)
    for index in group:
        if len(words[index]) < _FEWEST_WORDS:
            continue
        rank = (len(words[index]), -index)
        candidates = _sharing(words[index], holders)
        fuller = sorted(
            (
                (len(words[other]), -other)
                for other in candidates
                if (len(words[other]), -other) > rank and len(words[index] & words[other]) >= _SAME * len(words[index])
            ),
            reverse=True,
        )
        same = (-other for _, other in fuller if _says_the_same(directives[index], directives[-other]))
        if (fullest := next(same, None)) is not None:
            yield index, fullest


def _compared(directive: Directive) -> tuple[str, str | None, tuple[str, ...]]:
    """What `_says_the_same` looks at beside the words."""
    deadline = directive.deadline.value if directive.deadline else None
    return directive.polarity, deadline, tuple(told.text for told in directive.addressees)


def _says_the_same(one: Directive, other: Directive) -> bool:
    """Whether the words come in the same order, the verb among them, and neither deadlines nor those told differ."""
    if one.polarity != other.polarity or not _may_be_same_bodies(one.addressees, other.addressees):
        return False
    if one.deadline and other.deadline and one.deadline.value != other.deadline.value:
        return False
    words, others = _words(one.action.text), _words(other.action.text)
    blocks = SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
    shared = [word for block in blocks for word in words[block.a : block.a + block.size]]
    return len(shared) >= _IN_ORDER * len(words) and set(_words(one.action.verb)) <= set(shared)


def _may_be_same_bodies(some: Sequence[Addressee], others: Sequence[Addressee]) -> bool:
    """Whether nobody is named on one side, or somebody on both: "Sở Y tế" and "Sở Y tế tỉnh A", "thành phố" and
    "UBND TP A", but not "Tổng cục Thuế" and "Tổng cục Hải quan"."""
    if not some or not others:
        return True
    if any(_may_be_called(one, other) or _may_be_called(other, one) for one in some for other in others):
        return True
    names = [set(_words(told.text)) for told in some]
    return any(name <= other or other <= name for name in names for other in (set(_words(o.text)) for o in others))


def _may_be_called(told: Addressee, other: Addressee) -> bool:
    """Whether no name shows who it is: "thành phố", or only letters, "NSMO"; several ("các đơn vị") are not one."""
    if told.text[1:].islower():
        return other.text[1:].islower() or _SEVERAL.search(fold(told.text)) is None
    return " " not in told.text


def _sharing(words: Iterable[str], holders: dict[str, list[int]]) -> Iterable[int]:
    """Those that can share enough: they hold at least one of the rarest words (prefix filtering of set joins).

    `holders` has the fullest first; of very many the others are left out.
    """
    by_rarity = sorted(words, key=lambda word: (len(holders[word]), word))
    rarest = by_rarity[: len(by_rarity) - ceil(_SAME * len(by_rarity)) + 1]
    return {other for word in rarest for other in holders[word][:_MOST_COMPARED]}
