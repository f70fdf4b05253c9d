"""ROUGE over syllables: how much of a reference summary a summary says, and how little else.

F1 of Lin's ROUGE-1, -2 and -L, without stemming or stop words; a syllable is a run of letters and digits, compared
as `fold` gives it. ROUGE-L is that of the two texts as one sequence each.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from pipeline.orthography import fold

T = TypeVar("T")

_SYLLABLE = re.compile(r"\w+")


class Rouge(NamedTuple):
    """F1s between 0 and 1."""

    one: float
    two: float
    longest: float

    @classmethod
    def mean(cls, scores: Iterable["Rouge"]) -> "Rouge":
        """The mean of each; raises ZeroDivisionError for no scores."""
        columns = [sum(column) / len(column) for column in zip(*scores, strict=True)]
        if not columns:
            raise ZeroDivisionError("no scores to take the mean of")
        return Rouge(*columns)


def rouge(summary: str, reference: str) -> Rouge:
    """ROUGE of the summary against the reference; zeros where one of them has no syllable."""
    said, wanted = syllables(summary), syllables(reference)
    return Rouge(
        _overlap(Counter(said), Counter(wanted)),
        _overlap(Counter(pairwise(said)), Counter(pairwise(wanted))),
        _f1(longest_common(said, wanted), len(said), len(wanted)),
    )


def syllables(text: str) -> list[str]:
    """The runs of letters and digits, folded."""
    return _SYLLABLE.findall(fold(text))


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for left in one:
        diagonal = 0
        for number, right in enumerate(other, 1):
            above = row[number]
            row[number] = diagonal + 1 if left == right else max(above, row[number - 1])
            diagonal = above
    return row[-1]


def _overlap(said: Counter[T], wanted: Counter[T]) -> float:
    return _f1((said & wanted).total(), said.total(), wanted.total())


def _f1(common: int, said: int, wanted: int) -> float:
    return 2 * common / (said + wanted) if common else 0.0
