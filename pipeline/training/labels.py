"""Weak labels: which words of a text the rules take for names, and of which nothing can be said."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.annotate.grammar.names import (
    RUN,
    Run,
    is_lookalike,
    is_surname,
    is_vietnamese,
    names_something_else,
    words_of,
)
from pipeline.annotate.grammar.offices import Office, find_offices
from pipeline.annotate.grammar.patterns import recase
from pipeline.annotate.grammar.places import begins_place, known_place
from pipeline.annotate.people import find_people
from pipeline.annotate.people.name_finder import title_ends
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.training.names import NamePartRow

Range = tuple[int, int]

_MOST_WORDS = 5
_LONGEST_TITLE = 60
_SEEN_OFTEN = 3
_NAMED_OFTEN = 0.2


class Labels(NamedTuple):
    """`names` are certain; `unsure` may be names or not; `titles` stand right before a name, which needs none."""

    names: list[Range]
    unsure: list[Range]
    titles: list[Range]


def label_text(text: str) -> Labels:
    """What the rules of `vn_people` say about the names in a text; ranges in text order."""
    folded = fold(text)
    offices = find_offices(folded, text)
    people = find_people(text, offices)
    kinds = ("name", "short_name")
    names = sorted({(one.start, one.end) for person in people for one in person.mentions if one.kind in kinds})
    taken = [*names, *((one.start, one.end) for one in offices), *_bodies(folded, text)]
    words = {word for start, end in names for word in folded[start:end].split(" ")}
    return Labels(names, list(_unsure(folded, text, sorted(taken), words)), list(_titles(folded, text, names, offices)))


def _bodies(folded: str, text: str) -> Iterator[Range]:
    return ((body.start, body.end) for body in find_bodies(folded, text))


def _unsure(folded: str, text: str, taken: list[Range], words: set[str]) -> Iterator[Range]:
    """Capitalised words that are nothing known and could be a name; `words` are those of the names in the text."""
    cased = recase(text, folded)
    position, number = 0, 0
    while match := RUN.search(cased, position):
        start, end = match.span()
        while number < len(taken) and taken[number][1] <= start:
            number += 1
        if number < len(taken) and taken[number][0] < end:
            if taken[number][0] <= start:
                position = taken[number][1]
                continue
            end = taken[number][0] - 1
        position = end + 1
        if folded[start:end] in words:
            yield start, end
        elif not is_lookalike(cased[start:end]) and not names_something_else(folded, start):
            yield from _possible_name(cased, Run(start, end))


def _possible_name(cased: str, run: Run) -> Iterator[Range]:
    """The end of the run that can be a name; before it may stand a sentence's first word or a place: "Theo Obama"."""
    for word in words_of(cased, run):
        name = cased[word.start : run.end]
        first = name.split(" ")[0]
        if known_place(cased, word.start) > word.start or begins_place(name):
            return
        foreign = not is_vietnamese(first) and (" " in name or not name.isupper())
        if foreign or (is_surname(first) and 1 <= name.count(" ") < _MOST_WORDS):
            yield word.start, run.end
            return


def _titles(folded: str, text: str, names: list[Range], offices: list[Office]) -> Iterator[Range]:
    """The honorific or office right before each name, with the space after it."""
    leads = dict(title_ends(folded, text))
    leads.update({office.end + 1: office.start for office in offices})
    for start, _ in names:
        if start - leads.get(start, start) in range(1, _LONGEST_TITLE):
            yield leads[start], start


class Gazetteer:
    """What a whole corpus says of words that one text leaves unsure: named with a title elsewhere, or never."""

    def __init__(self, texts: Iterable[tuple[str, Labels]]) -> None:
        self.named: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.first_names = {row.form for row in load_lexicon("training_names", NamePartRow) if row.is_foreign_first}
        for text, labels in texts:
            self.named.update({fold(text[start:end]) for start, end in labels.names})
            self.seen.update({fold(text[start:end]) for start, end in labels.unsure})

    def settle(self, text: str, labels: Labels) -> Labels:
        """The labels with what was unsure made a name or left out, where its spelling and the corpus allow it."""
        names, unsure = list(labels.names), []
        for start, end in labels.unsure:
            verdict = self._verdict(text[start:end])
            if verdict == "name":
                names.append((start, end))
            elif verdict == "unsure":
                unsure.append((start, end))
        return Labels(sorted(names), unsure, labels.titles)

    def _verdict(self, words: str) -> Literal["name", "unsure", "other"]:
        named, seen = self.named[fold(words)], self.seen[fold(words)]
        if is_vietnamese(words):
            return "unsure" if " " not in words or named or seen < _SEEN_OFTEN else "other"
        if named:
            return "name" if named >= _NAMED_OFTEN * (named + seen) else "unsure"
        return "unsure" if words.split(" ")[0] in self.first_names and " " in words else "other"
