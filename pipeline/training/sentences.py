"""Training sentences: an article's own, varied so that names are learned without their titles, and made-up ones."""

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from msgspec import Struct

from pipeline.annotate.grammar.names import ExampleRow, is_vietnamese
from pipeline.annotate.grammar.places import ProvinceRow
from pipeline.lexicons import load_lexicon
from pipeline.segment.sentences import sentence_ranges
from pipeline.training.labels import Labels, Range
from pipeline.training.names import NameMaker

_LONGEST = 600
_MORE_THAN_NAMES = 10
_VARIED = 0.5
_WITHOUT_TITLE = 0.6
_OTHER_NAME = 0.6
_OTHER_SHORT_NAME = 0.3
_ALL_CAPITALS = 0.03


class FrameRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    example: str


class Sentence(NamedTuple):
    """A sentence with its certain names, and what may be names or not."""

    text: str
    names: list[Range]
    unsure: list[Range]


def sentences_of(text: str, labels: Labels, random: Random, maker: NameMaker) -> Iterator[Sentence]:
    """The sentences; half of those that name somebody are varied, and what is nothing but a name is left out."""
    for start, end in sentence_ranges(text):
        inside = Labels(*(_inside(ranges, start, end) for ranges in labels))
        sentence = text[start:end]
        if end - start > _LONGEST or any(
            last - first > len(sentence) - _MORE_THAN_NAMES for first, last in inside.names
        ):
            continue
        if inside.names and random.random() < _VARIED:
            yield _varied(sentence, inside, random, maker)
        else:
            yield Sentence(sentence, inside.names, inside.unsure)


def _inside(ranges: list[Range], start: int, end: int) -> list[Range]:
    return [(first - start, last - start) for first, last in ranges if start <= first and last <= end]


def _varied(text: str, labels: Labels, random: Random, maker: NameMaker) -> Sentence:
    """The sentence with some titles left out and some names exchanged for made-up ones."""
    changes: list[tuple[int, int, str, str]] = [(*place, text[slice(*place)], "unsure") for place in labels.unsure]
    changes += [(*place, _other_name(text[slice(*place)], random, maker), "name") for place in labels.names]
    changes += [(*place, "", "title") for place in labels.titles if random.random() < _WITHOUT_TITLE]
    built, position = "", 0
    ranges: dict[str, list[Range]] = {"name": [], "unsure": [], "title": []}
    for start, end, new, kind in sorted(changes):
        if start < position:
            continue
        built += text[position:start]
        ranges[kind].append((len(built), len(built) + len(new)))
        built += new
        position = end
    return Sentence(built + text[position:], ranges["name"], ranges["unsure"])


def _other_name(name: str, random: Random, maker: NameMaker) -> str:
    if " " in name and random.random() < _OTHER_NAME:
        name = maker.person()
    elif " " not in name and random.random() < _OTHER_SHORT_NAME:
        name = maker.given() if is_vietnamese(name) else maker.foreign_surname()
    return name.upper() if " " in name and random.random() < _ALL_CAPITALS else name


_SLOT = re.compile(r"\{(\w+)\}")
_PEOPLE = frozenset({"person", "short", "foreign"})


class SentenceMaker:
    """Makes up sentences from the frames in `training_frames.tsv`."""

    def __init__(self, random: Random, maker: NameMaker) -> None:
        self.random, self.maker = random, maker
        self.frames = [row.form for row in load_lexicon("training_frames", FrameRow)]
        self.contexts = [row.form for row in load_lexicon("name_contexts", ExampleRow)]
        self.places = [row.form for row in load_lexicon("place_provinces", ProvinceRow)]
        self.places += [row.form for row in load_lexicon("place_names", ExampleRow)]
        self._makers: dict[str, Callable[[], str]] = {
            "person": maker.person,
            "short": maker.given,
            "foreign": maker.foreign_surname,
            "place": lambda: random.choice(self.places),
            "firm": maker.firm,
            "org": self._organization,
            "other": self._named_thing,
        }

    def make(self) -> Sentence:
        """A frame with its slots filled, and the places of the people in it."""
        frame = self.random.choice(self.frames)
        text, names, position = "", [], 0
        for slot in _SLOT.finditer(frame):
            text += frame[position : slot.start()]
            words = self._makers[slot[1]]()
            words = words if text else words[0].upper() + words[1:]
            if slot[1] in _PEOPLE:
                names.append((len(text), len(text) + len(words)))
            text += words
            position = slot.end()
        return Sentence(text + frame[position:], names, [])

    def _organization(self) -> str:
        return self.maker.vietnamese().split(" ", 1)[-1]

    def _named_thing(self) -> str:
        return f"{self.random.choice(self.contexts)} {self.maker.vietnamese()}"
