"""Whether two articles are one: the same text again, or a reprint with an extra paragraph or another lead.

Stories that follow one another share their background, and notices their wording; what tells them from reprints
is the title, and the numbers and names that stand in place of each other.
"""

import re
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zlib import crc32

import numpy as np

from pipeline.orthography import fold

if TYPE_CHECKING:
    from datasketch import MinHash

_WORD = re.compile(r"\w+")
_SHINGLE = 5
_BANDS = 42
_ROWS = 3
# Hashed this many at a time: datasketch makes a table of all shingles by all permutations.
_AT_ONCE = 4096
_SHORT = 300
_LEAST_WORDS = 40

_TITLES_ALIKE = 0.8
_CONTRADICTED = 0.05


class Comparable(Protocol):
    """What is compared of an article or a record."""

    @property
    def source(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def text(self) -> str: ...


class _Least(NamedTuple):
    """How much of the shorter text must be in the longer one, and how long it must be beside it."""

    share: float
    ratio: float


# Another title speaks for a follow-up, most of all within one paper.
_SAME_TITLE = _Least(share=0.7, ratio=0.35)
_OTHER_PAPER = _Least(share=0.85, ratio=0.35)
_OTHER_TITLE = _Least(share=0.95, ratio=0.6)


class Words(NamedTuple):
    """The words of a text as written, and its shingles: runs of five folded words, one beginning at each word."""

    written: list[str]
    shingles: list[str]


def words_of(text: str) -> Words:
    written = _WORD.findall(text)
    folded = fold(" ".join(written)).split(" ")
    return Words(written, [" ".join(folded[at : at + _SHINGLE]) for at in range(max(1, len(folded) - _SHINGLE + 1))])


def digest_of(article: Comparable) -> bytes:
    """What articles of the same text have in common: letters and digits, of the title too where the text is short."""
    text = article.text if len(article.text) >= _SHORT else f"{article.title or ''}\n{article.text}"
    letters = "".join(filter(str.isalnum, fold(text)))
    return blake2b(letters.encode(), digest_size=16).digest()


def bands_of(words: Words) -> list[int]:
    """MinHash in bands: numbers of which texts that share much have one or more in common. None for a short text."""
    if len(words.written) < _LEAST_WORDS:
        return []
    shingles = [shingle.encode() for shingle in words.shingles]
    minhash = _empty_minhash().copy()
    for start in range(0, len(shingles), _AT_ONCE):
        minhash.update_batch(shingles[start : start + _AT_ONCE])
    rows = np.asarray(minhash.hashvalues, dtype="<u8").reshape(_BANDS, _ROWS)
    hashes = (blake2b(row.tobytes(), digest_size=8, salt=bytes([band])) for band, row in enumerate(rows))
    return [int.from_bytes(hashed.digest(), "big", signed=True) for hashed in hashes]


def is_reprint(first: Comparable, second: Comparable) -> bool:
    """Whether most of the shorter text is in the longer one, and nothing says that they tell different things."""
    one, other = words_of(first.text), words_of(second.text)
    in_one, in_other = set(one.shingles), set(other.shingles)
    shared = in_one & in_other
    shorter, longer = sorted((len(in_one), len(in_other)))
    least = _least(first, second)
    if shorter < least.ratio * longer or len(shared) < least.share * shorter:
        return False
    return not _contradict(one, other, shared)


def _least(first: Comparable, second: Comparable) -> _Least:
    if not first.title or not second.title or _titles_alike(first.title, second.title):
        return _SAME_TITLE
    same_paper = first.source is not None and first.source == second.source
    return _OTHER_TITLE if same_paper else _OTHER_PAPER


def _titles_alike(first: str, second: str) -> bool:
    one, other = (set(_WORD.findall(fold(title))) for title in (first, second))
    if _numbers(one) != _numbers(other):
        return False
    return len(one & other) >= _TITLES_ALIKE * len(one | other)


def _contradict(one: Words, other: Words, shared: set[str]) -> bool:
    """Whether each text has numbers and names of its own where they differ: a form filled in twice."""
    own = min(len(_own_specifics(one, other, shared)), len(_own_specifics(other, one, shared)))
    return own > max(1, _CONTRADICTED * min(len(_specifics(one.written)), len(_specifics(other.written))))


def _own_specifics(words: Words, others: Words, shared: set[str]) -> set[str]:
    """The specifics outside of what is shared that the other text has nowhere."""
    covered = [False] * len(words.written)
    for at, shingle in enumerate(words.shingles):
        if shingle in shared:
            covered[at : at + _SHINGLE] = [True] * min(_SHINGLE, len(covered) - at)
    changed = [word for word, is_shared in zip(words.written, covered, strict=True) if not is_shared]
    return _specifics(changed) - set(others.written)


def _specifics(words: list[str]) -> set[str]:
    return {word for word in words if word[0].isdigit() or word[0].isupper()}


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if word[0].isdigit()}


@cache
def _empty_minhash() -> "MinHash":
    # It brings SciPy along, which readers of records do not need.
    from datasketch import MinHash

    return MinHash(num_perm=_BANDS * _ROWS, hashfunc=crc32)
