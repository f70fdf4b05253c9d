"""underthesea's word model with the sums of its weights in memory: the same words in a quarter of the time.

`underthesea.word_tokenize` cuts a text into tokens by a pattern, writes 43 features of every token as strings, and
a conditional random field says which tokens begin a word. Three quarters of its time go into the strings. Here the
model file that underthesea ships (CRFsuite's format) is read once, and a run of one, two or three tokens is looked
up once for all its features. `tests/segment/test_word_model.py` compares the outcome with `word_tokenize`.
"""

import re
import struct
from collections.abc import Iterator
from functools import _lru_cache_wrapper, cache, lru_cache
from itertools import pairwise, product
from operator import add
from pathlib import Path
from typing import NamedTuple

import joblib  # type: ignore[import-untyped]
import numpy as np
from underthesea.pipeline import word_tokenize as package
from underthesea.pipeline.word_tokenize.regex_tokenize import patterns

from pipeline.errors import ConfigError

_FOLDER = Path(package.__file__).parent / "models" / "ws_crf_vlsp2013_20230727"

# "T[-1,0].lower=tỉnh ủy": the run from the token before to this one, in lower case, is "tỉnh ủy".
_ATTRIBUTE = re.compile(r"T\[(-?\d)(?:,(-?\d))?\](?:\.(\w+))?=(.*)", re.S)
_FIRST_OFFSET, _LAST_OFFSET = -2, 2
_WIDTHS = (1, 2, 3)
_TESTS = ("isdigit", "istitle", "is_in_dict")
_DIGITS = re.compile(r"[+-]?0*[0-9]{1,10}")
_LARGEST_NUMBER = 2**31 - 1
# Runs that were seen lately, of each width: about 30 MB with their weights.
_REMEMBERED = 1 << 16

_HEADER = struct.Struct("<4sI4s9I")
_CHUNK = struct.Struct("<4sII")
_FEATURE = np.dtype([("is_transition", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_KEY = struct.Struct("<II")
_KEYS_START = 24 + 256 * 8  # behind the header and the table references of a string table

# What a run adds for the token that stands two after the run's first one, one after, and so on.
Weights = tuple[float, ...]


class _Model(NamedTuple):
    """By how much each attribute speaks for "inside a word" rather than "begins one"; scores from label to label."""

    attributes: dict[str, float]
    begin_begin: float
    begin_inside: float
    inside_begin: float
    inside_inside: float


class _Runs(NamedTuple):
    """What runs of one width weigh: those that begin before the text, those that end behind it, all others."""

    before: Weights
    behind: Weights
    weights: "_lru_cache_wrapper[Weights]"


def find_words(text: str) -> Iterator[tuple[int, int]]:
    """Code-point ranges of the words of a text in the form that underthesea works on: NFC, without `ð` and `Ð`."""
    tokens = [match.span() for match in patterns.finditer(text)]
    inside = _labels([text[start:end] for start, end in tokens])
    first = 0
    for index in range(1, len(tokens) + 1):
        if index == len(tokens) or not inside[index]:
            yield tokens[first][0], tokens[index - 1][1]
            first = index


def forget_runs() -> None:
    """Be as slow as with a text of unseen words: for measurements."""
    for width in _WIDTHS:
        _runs(width).weights.cache_clear()


def _labels(tokens: list[str]) -> list[bool]:
    """Whether each token is inside a word: the best sequence of labels (Viterbi)."""
    _, begin_begin, begin_inside, inside_begin, inside_inside = _model()
    emissions = _emissions(tokens)
    begin, inside = 0.0, next(emissions, 0.0)
    came_from: list[tuple[bool, bool]] = []
    for emission in emissions:
        from_begin, from_inside = begin + begin_inside, inside + inside_inside
        begin, other = begin + begin_begin, inside + inside_begin
        came_from.append((other > begin, from_inside > from_begin))
        begin, inside = max(begin, other), max(from_begin, from_inside) + emission
    labels = [inside > begin]
    for origin in reversed(came_from):
        labels.append(origin[labels[-1]])
    return labels[::-1]


def _emissions(tokens: list[str]) -> Iterator[float]:
    """For each token, by how much the runs around it speak for "inside"."""
    one = _padded(_runs(1), tokens)
    two = _padded(_runs(2), map(" ".join, pairwise(tokens)))
    three = _padded(_runs(3), map(" ".join, zip(tokens, tokens[1:], tokens[2:], strict=False)))
    for at in range(len(tokens)):
        yield (
            one[at][0] + one[at + 1][1] + one[at + 2][2] + one[at + 3][3] + one[at + 4][4]
            + two[at][0] + two[at + 1][1] + two[at + 2][2] + two[at + 3][3]
            + three[at][0] + three[at + 1][1] + three[at + 2][2]
        )  # fmt: skip


def _padded(runs: _Runs, texts: Iterator[str] | list[str]) -> list[Weights]:
    """From the run that begins two tokens before the text on."""
    return [runs.before, runs.before, *map(runs.weights, texts), runs.behind, runs.behind]


@cache
def _runs(width: int) -> _Runs:
    table, dictionary = _weights()[width], _dictionary()
    nothing: Weights = (0.0,) * _offsets(width)

    def total(*features: tuple[str, str]) -> Weights:
        weights = nothing
        for feature in features:
            weights = tuple(map(add, weights, table.get(feature, nothing)))
        return weights

    by_tests = {
        passed: total(*zip(_TESTS, map(str, passed), strict=True)) for passed in product((True, False), repeat=3)
    }
    plain = {value: tuple(weights) for (function, value), weights in table.items() if not function}
    lower = {value: tuple(weights) for (function, value), weights in table.items() if function == "lower"}

    def weigh(run: str) -> Weights:
        lowered = run.lower()
        weights = by_tests[_is_number(run), _is_title(run), lowered in dictionary]
        for known in (plain.get(run), lower.get(lowered)):
            if known is not None:
                weights = tuple(map(add, weights, known))
        return weights

    before, behind = (total(*((name, edge) for name in ("", "lower", *_TESTS))) for edge in ("BOS", "EOS"))
    return _Runs(before, behind, lru_cache(_REMEMBERED)(weigh))


@cache
def _weights() -> dict[int, dict[tuple[str, str], list[float]]]:
    """What runs of each width weigh by a function of them ("lower", …, "" for the run itself) and its value."""
    tables: dict[int, dict[tuple[str, str], list[float]]] = {width: {} for width in _WIDTHS}
    for name, weight in _model().attributes.items():
        match = _ATTRIBUTE.fullmatch(name)
        if match is None:
            raise ConfigError(f"underthesea's word model has a feature of an unknown kind: {name}")
        first, last, function, value = match.groups("")
        width = int(last or first) - int(first) + 1
        weights = tables[width].setdefault((function, value), [0.0] * _offsets(width))
        weights[int(first) - _FIRST_OFFSET] += weight
    return tables


def _offsets(width: int) -> int:
    """How many places a run of this width can have around a token and still count for it."""
    return _LAST_OFFSET - _FIRST_OFFSET + 2 - width


@cache
def _dictionary() -> frozenset[str]:
    return frozenset(joblib.load(_FOLDER / "dictionary.bin"))


def _is_number(run: str) -> bool:
    """Whether underthesea's core can read it as a number of 32 bits."""
    return _DIGITS.fullmatch(run) is not None and abs(int(run)) <= _LARGEST_NUMBER


def _is_title(run: str) -> bool:
    """Whether no token of the run begins with a small letter."""
    return run[0] == run[0].upper() and all(token[0] == token[0].upper() for token in run.split(" "))


@cache
def _model() -> _Model:
    data = (_FOLDER / "models.bin").read_bytes()
    magic, _, kind, *_, labels, count, features_at, labels_at, attributes_at, _, _ = _HEADER.unpack_from(data)
    if (magic, kind, labels) != (b"lCRF", b"FOMC", 2):
        raise ConfigError(f"{_FOLDER}: not the word model that this version was made for")
    begin, inside = (_strings(data, labels_at, labels).index(label) for label in ("B-W", "I-W"))
    _, _, number = _CHUNK.unpack_from(data, features_at)
    features = np.frombuffer(data, _FEATURE, number, features_at + _CHUNK.size)
    states, transitions = (features[features["is_transition"] == kind] for kind in (0, 1))
    weights = np.zeros((count, labels))
    weights[states["source"], states["target"]] = states["weight"]
    scores = np.zeros((labels, labels))
    scores[transitions["source"], transitions["target"]] = transitions["weight"]
    return _Model(
        dict(zip(_strings(data, attributes_at, count), (weights[:, inside] - weights[:, begin]).tolist(), strict=True)),
        *(float(scores[source, target]) for source in (begin, inside) for target in (begin, inside)),
    )


def _strings(data: bytes, at: int, count: int) -> list[str]:
    """The strings of one of the file's tables, by number; each stands behind its number and its length."""
    strings = [""] * count
    at += _KEYS_START
    for _ in range(count):
        number, length = _KEY.unpack_from(data, at)
        at += _KEY.size + length
        strings[number] = data[at - length : at - 1].decode()
    return strings
