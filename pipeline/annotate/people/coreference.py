"""Who is meant: one person for all forms of a name, and the mentions that stand for people."""

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
    by_last_word: dict[str, list[Identity]] = {}
    for person in people.values():
        by_last_word.setdefault(person.words[-1], []).append(person)
    owners: dict[Name, Identity] = {}
    for number, name in enumerate(names):
        alias = _written_out(name, names[number + 1 : number + 2], text)
        words = folded_words(alias.text if alias else name.text)
        owner = people.get(words) or by_given.get(words) or _closest(by_last_word.get(words[-1], []), words)
        if owner is None and _can_be_alone(name):
            owner = people[words] = Identity(name.text)
            by_last_word.setdefault(words[-1], []).append(owner)
        if owner is not None:
            owner.add_name(name, "name" if owner.words == words and not alias else "short_name")
            owners[name] = owner
    found = [person for person in people.values() if person.mentions]
    return sorted(found, key=lambda person: person.mentions[0].start), owners


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


def _closest(people: list[Identity], words: tuple[str, ...]) -> Identity | None:
    """Of those whose name ends so the one last named, or the only one where none has been."""
    fitting = [person for person in people if len(person.words) > len(words) and person.words[-len(words) :] == words]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    named = [person for person in fitting if person.mentions]
    return max(named, key=lambda person: person.mentions[-1].start, default=None)
