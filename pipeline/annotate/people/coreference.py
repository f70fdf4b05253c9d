"""Who is meant: one person for all forms of a name, and the mentions that stand for people."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from pipeline.annotate.grammar.names import given_first, has_prefix, is_historic, is_surname
from pipeline.annotate.grammar.offices import Office
from pipeline.annotate.people.name_finder import Name
from pipeline.orthography import fold
from pipeline.schema import Mention, MentionKind


class Identity:
    """One person as the text builds them up."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.words = folded_words(name)
        self.honorific: str | None = None
        self.titles: set[str] = set()
        self.offices: list[Office] = []
        self.mentions: list[Mention] = []

    def add_name(self, name: Name, kind: MentionKind) -> None:
        self.honorific = self.honorific or name.honorific
        self.titles.update(folded_words(name.honorific or ""))
        self.mentions.append(Mention(start=name.start, end=name.end, text=name.text, kind=kind))


def folded_words(name: str) -> tuple[str, ...]:
    return tuple(fold(name).split(" "))


def identify(names: list[Name], text: str) -> tuple[list[Identity], dict[Name, Identity]]:
    """The people that the names name, in order of first mention, and whose each name is.

    A short form belongs to the person last named before it whose name ends so; a single word with
    a title that is nobody's short form is a person of its own.
    """
    people = _with_full_names(names)
    by_given = {given_first(words): person for words, person in people.items()}
    endings = _Endings(people.values())
    families = _families(people.values())
    owners: dict[Name, Identity] = {}
    for number, name in enumerate(names):
        alias = _written_out(name, names[number + 1 : number + 2], text)
        words = folded_words(alias.text if alias else name.text)
        owner = people.get(words) or by_given.get(words) or endings.closest(words)
        if owner is None and len(words) == 1 and (relative := families.get(words[0])) and relative.mentions:
            owner = relative
        if owner is None and _can_be_alone(name):
            owner = people[words] = Identity(name.text)
            endings.add(owner)
        if owner is not None:
            endings.named(owner)
            owner.add_name(name, "name" if owner.words == words and not alias else "short_name")
            owners[name] = owner
    found = [person for person in people.values() if person.mentions]
    return sorted(found, key=lambda person: person.mentions[0].start), owners


def _families(people: Collection[Identity]) -> dict[str, Identity]:
    """Who is alone in the text with a family name, for Chinese and Koreans are called by it: "ông Tập"."""
    counts = Counter(person.words[0] for person in people)
    return {person.words[0]: person for person in people if counts[person.words[0]] == 1 and len(person.words) > 1}


def _with_full_names(names: list[Name]) -> dict[tuple[str, ...], Identity]:
    """A person for each full name; two words that end a longer name are no name of their own, nor is a given name."""
    people: dict[tuple[str, ...], Identity] = {}
    short: set[tuple[str, ...]] = set()
    for name in sorted(filter(_is_full, names), key=lambda name: -name.text.count(" ")):
        words = folded_words(name.text)
        if words not in people and words not in short:
            people[words] = Identity(name.text)
            short.update({words[-2:], given_first(words)})
    return people


def _is_full(name: Name) -> bool:
    words = name.text.split(" ")
    return len(words) > 2 or (len(words) == 2 and (is_surname(words[0]) or name.anchor != "grammar"))


def _can_be_alone(name: Name) -> bool:
    return name.alone or has_prefix(name.text) or is_historic(name.text)


def _written_out(name: Name, following: list[Name], text: str) -> Name | None:
    """The full name in brackets after a nickname: "bà Năm (Nguyễn Thị Bình)"."""
    for other in following:
        inside = text.startswith(" (", name.end) and other.lead == name.end + 2
        if inside and name.text.count(" ") < 2 <= other.text.count(" "):
            return other
    return None


class _Endings:
    """People by what their names end in, and who of several was named last; names are told in text order."""

    def __init__(self, people: Iterable[Identity]) -> None:
        self._people: dict[tuple[str, ...], list[Identity]] = {}
        self._last: dict[tuple[str, ...], Identity] = {}
        for person in people:
            self.add(person)

    def add(self, person: Identity) -> None:
        for words in _endings(person.words):
            self._people.setdefault(words, []).append(person)

    def named(self, person: Identity) -> None:
        self._last.update(dict.fromkeys(_endings(person.words), person))

    def closest(self, words: tuple[str, ...]) -> Identity | None:
        """Of those whose name ends so the one last named, or the only one where none has been."""
        fitting = self._people.get(words, [])
        return fitting[0] if len(fitting) == 1 else self._last.get(words)


def _endings(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[first:] for first in range(1, len(words)))
