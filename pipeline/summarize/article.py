"""The summary of one article: its title and the sentences that say most of it, word for word."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from math import sqrt
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.orthography import fold
from pipeline.schema import Article, Directive, Person, Summary, SummarySentence

_SENTENCES = 3
_SHORTEST, _LONGEST = 8, 120  # words
# A one-sentence paragraph this much shorter than the article's average is a caption, a heading or a byline.
_SHORT_PARAGRAPH = 1 / 3

_CLOSING = re.compile(r"[.?!…][”\"’')\]»]*\Z")
_LIST_MARKS = "-–—•*+"
_PAIRS = (("“", "”"), ("(", ")"), ("«", "»"), ("[", "]"))

# How much each reason weighs. Position and likeness (to the article, to a sentence already taken) lie
# between 0 and 1. Where news puts its first sentences matters most, so much less loses ROUGE against the lead.
_POSITION = 2.0
_PEOPLE = 0.2
_ORDER = 0.4
_REDUNDANCY = 2.0
_SAME = 0.8  # likeness at which two sentences say the same


class _Bag(NamedTuple):
    """Words with their counts, and the length of that vector."""

    words: Counter[str]
    length: float


class _Candidate(NamedTuple):
    start: int
    end: int
    bag: _Bag


def summarize_doc(doc: Doc) -> Summary:
    """The article's title, and up to three sentences of the text in its order, each with its place.

    A sentence is taken for standing early, for sharing its words (`doc.spans["words"]`) with the rest of the
    article, for naming people (`doc._.people`) or an order (`doc._.directives`), and for not repeating one
    already taken. Captions, headings, list items and half quotations are not sentences.
    """
    article: Article | None = doc._.article
    text = doc.text
    candidates = _candidates(doc, text)
    chosen = sorted((item.start, item.end) for item in _choose(candidates, _scores(doc, candidates)))
    return Summary(
        headline=(article.title or None) if article else None,
        sentences=[SummarySentence(text[start:end], start, end) for start, end in chosen],
    )


def _candidates(doc: Doc, text: str) -> list[_Candidate]:
    places = [(word.start_char, word.end_char) for word in doc.spans["words"]]
    folded = fold(text)
    words = [(start, folded[start:end]) for start, end in places if text[start].isalnum()]
    starts = [start for start, _ in words]
    found = []
    for start, end in _whole_sentences(doc, text):
        inside = words[bisect_left(starts, start) : bisect_left(starts, end)]
        if _SHORTEST <= len(inside) <= _LONGEST:
            found.append(_Candidate(start, end, _bag(word for _, word in inside)))
    return found


def _bag(words: Iterable[str]) -> _Bag:
    counts = Counter(words)
    return _Bag(counts, sqrt(sum(count * count for count in counts.values())))


def _likeness(one: _Bag, other: _Bag) -> float:
    """The cosine of two bags; the smaller one first is faster."""
    common = sum(count * other.words[word] for word, count in one.words.items())
    return common / (one.length * other.length)


def _whole_sentences(doc: Doc, text: str) -> Iterator[tuple[int, int]]:
    paragraphs = text.split("\n")
    short = _SHORT_PARAGRAPH * len(text) / len(paragraphs)
    minor = {paragraph for paragraph in paragraphs if len(paragraph) < short}
    for sentence in doc.sents:
        piece = text[sentence.start_char : sentence.end_char]
        if (body := piece.strip()) and body not in minor and _is_whole(body):
            start = sentence.start_char + len(piece) - len(piece.lstrip())
            yield start, start + len(body)


def _is_whole(text: str) -> bool:
    """Begins and ends as a sentence does, and closes what it opens."""
    if text[0] in _LIST_MARKS or text[0].islower() or not _CLOSING.search(text):
        return False
    return text.count('"') % 2 == 0 and all(text.count(opens) == text.count(closes) for opens, closes in _PAIRS)


def _scores(doc: Doc, candidates: list[_Candidate]) -> list[float]:
    people: list[Person] = doc._.people or []
    directives: list[Directive] = doc._.directives or []
    names = sorted(m.start for person in people for m in person.mentions if m.kind == "name")
    orders = sorted(directive.action.start for directive in directives if directive.kind == "order")
    article = _bag(chain.from_iterable(item.bag.words.elements() for item in candidates))
    return [
        _likeness(item.bag, article)
        + _POSITION * (1 - index / len(candidates))
        + _PEOPLE * _any_within(names, item)
        + _ORDER * _any_within(orders, item)
        for index, item in enumerate(candidates)
    ]


def _any_within(starts: list[int], item: _Candidate) -> bool:
    return bisect_left(starts, item.start) < bisect_left(starts, item.end)


def _choose(candidates: list[_Candidate], scores: list[float]) -> list[_Candidate]:
    """The best, then each time the best of what is least like those already chosen."""
    chosen: list[_Candidate] = []
    left = [(score, 0.0, item) for item, score in zip(candidates, scores, strict=True)]
    while left and len(chosen) < _SENTENCES:
        *_, best = max(left, key=lambda one: (one[0] - _REDUNDANCY * one[1], -one[2].start))
        chosen.append(best)
        repeats = ((score, max(like, _likeness(item.bag, best.bag)), item) for score, like, item in left)
        left = [one for one in repeats if one[1] < _SAME]
    return chosen
