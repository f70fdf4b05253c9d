"""The summary of one article: its title and the sentences that say most of it, word for word."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from math import sqrt
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.extensions import text_of
from pipeline.orthography import fold
from pipeline.schema import Article, Directive, Person, Summary, SummarySentence
from pipeline.summarize.sentences import leans_on_the_last, whole_sentences

_SENTENCES = 3
_SYLLABLES = 100  # of a summary, unless its first sentence alone is longer
_SHORTEST, _LONGEST = 8, 120  # words

# How much each reason weighs; all lie between 0 and 1. Tuned on 1,000 articles other than those measured.
_POSITION = 1.0
_BEGINNING = 0.5
_CENTRALITY = 0.5
_TITLE = 2.0
_PEOPLE = 0.2
_ORDER = 0.4
_REDUNDANCY = 0.5
_SAME = 0.8  # likeness at which two sentences say the same

_SYLLABLE = re.compile(r"\w+")


class _Bag(NamedTuple):
    """Words with their counts, and the length of that vector."""

    words: Counter[str]
    length: float


class _Candidate(NamedTuple):
    """A sentence that may be taken; `after` is the start of the one that has to be taken with it, if any."""

    start: int
    end: int
    bag: _Bag
    after: int | None

    @property
    def syllables(self) -> int:
        return sum(count * (word.count(" ") + 1) for word, count in self.bag.words.items())


def summarize_doc(doc: Doc) -> Summary:
    """The article's title, and up to three sentences of the text in its order, each with its place.

    A sentence is taken for standing early, for sharing its words (`doc.spans["words"]`) with the title and with the
    rest of the article, for naming people (`doc._.people`) or an order (`doc._.directives`), and for not repeating one
    already taken. Captions, headings, list items and half quotations are not sentences; one that can't be understood
    without the sentence before it ("Theo đó", "Ông") is taken only after that one.
    """
    article: Article | None = doc._.article
    text = text_of(doc)
    title = (article.title or None) if article else None
    candidates = _candidates(doc, text)
    chosen = sorted((item.start, item.end) for item in _choose(candidates, _scores(doc, candidates, title or "")))
    return Summary(
        headline=title,
        sentences=[SummarySentence(text[start:end], start, end) for start, end in chosen],
    )


def _candidates(doc: Doc, text: str) -> list[_Candidate]:
    places = [(word.start_char, word.end_char) for word in doc.spans["words"]]
    folded = fold(text)
    words = [(start, folded[start:end]) for start, end in places if text[start].isalnum()]
    starts = [start for start, _ in words]
    found = []
    for start, end, before in whole_sentences(doc, text):
        inside = words[bisect_left(starts, start) : bisect_left(starts, end)]
        if _SHORTEST <= len(inside) <= _LONGEST:
            after = before if leans_on_the_last(text[start:end]) else None
            found.append(_Candidate(start, end, _bag(word for _, word in inside), after))
    return found


def _bag(words: Iterable[str]) -> _Bag:
    counts = Counter(words)
    return _Bag(counts, sqrt(sum(count * count for count in counts.values())))


def _likeness(one: _Bag, other: _Bag) -> float:
    """The cosine of two bags; the smaller one first is faster."""
    common = sum(count * other.words[word] for word, count in one.words.items())
    return common / (one.length * other.length)


def _scores(doc: Doc, candidates: list[_Candidate], title: str) -> list[float]:
    people: list[Person] = doc._.people or []
    directives: list[Directive] = doc._.directives or []
    names = sorted(m.start for person in people for m in person.mentions if m.kind == "name")
    orders = sorted(directive.action.start for directive in directives if directive.kind == "order")
    article = _bag(chain.from_iterable(item.bag.words.elements() for item in candidates))
    headline = set(_SYLLABLE.findall(fold(title)))
    return [
        _POSITION * (1 - index / len(candidates))
        + _BEGINNING / (1 + index)
        + _CENTRALITY * _likeness(item.bag, article)
        + _TITLE * _share(headline, item)
        + _PEOPLE * _any_within(names, item)
        + _ORDER * _any_within(orders, item)
        for index, item in enumerate(candidates)
    ]


def _share(headline: set[str], item: _Candidate) -> float:
    """How much of the title the sentence says."""
    said = headline.intersection(" ".join(item.bag.words).split())
    return len(said) / len(headline) if headline else 0.0


def _any_within(starts: list[int], item: _Candidate) -> bool:
    return bisect_left(starts, item.start) < bisect_left(starts, item.end)


def _choose(candidates: list[_Candidate], scores: list[float]) -> list[_Candidate]:
    """The best, then each time the best of what is least like those already chosen, while there is room."""
    chosen: list[_Candidate] = []
    room = _SYLLABLES
    left = [(score, 0.0, item) for item, score in zip(candidates, scores, strict=True)]
    while len(chosen) < _SENTENCES:
        taken = {item.start for item in chosen}
        fit = [one for one in left if _is_understood(one[2], taken) and (not chosen or one[2].syllables <= room)]
        if not fit:
            break
        *_, best = max(fit, key=lambda one: (one[0] - _REDUNDANCY * one[1], -one[2].start))
        chosen.append(best)
        room -= best.syllables
        repeats = ((score, max(like, _likeness(item.bag, best.bag)), item) for score, like, item in left)
        left = [one for one in repeats if one[1] < _SAME]
    return chosen


def _is_understood(item: _Candidate, taken: set[int]) -> bool:
    return item.after is None or item.after in taken
