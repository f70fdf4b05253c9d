"""An article as the directive stage sees it: its text, and everybody in it who can tell or be told."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.annotate.directives.lexicon import ACTOR, ACTORS, CUE, context
from pipeline.annotate.grammar.bodies import Body, find_bodies
from pipeline.annotate.grammar.offices import Office
from pipeline.annotate.grammar.patterns import LOWER
from pipeline.extensions import text_of
from pipeline.orthography import fold
from pipeline.schema import AddresseeKind, Date, Document, Level, Person

# Kinds of bodies that give orders to others; the rest (enterprises, hospitals …) only carry them out.
_ORDERING_BODIES = frozenset(
    {"party", "state", "assembly", "committee", "court", "department", "front", "ministry", "police", "army", "place"}
)
_NEVER_ORDERING = frozenset({"enterprise", "foreign", "press", "culture"})
LEADING_BODIES = frozenset({"party", "state", "assembly", "place"})
_DETERMINERS = re.compile(f"(?:{context('determiner')} )+\\Z")
_DETERMINERS_REACH = 40
_LONGEST_WORD = 12
_TRIAL = re.compile(context("trial"))
_TRIAL_WORDS = 4
_NUMBER_SO_FAR = re.compile(f"\\d[^{LOWER}]{{0,30}}[/–-] ?\\Z")
_LEADERS = re.compile(f"{context('leader')} \\Z")
_COUNCIL = re.compile(context("council"))
_NEXT_TO = re.compile(r",? ")
_HEAD_THAT_TELLS = re.compile(f"(?P<head>Sở|Bộ|Cục|Tỉnh|Huyện|Xã) {CUE.pattern}")  # "Sở chỉ đạo các trường"
_APPOSITION = re.compile(
    r"(?: về [^,.;:]{1,60})?(?:,| ?[-–]) (?:(?:hiện|nay|hiện nay|hiện tại)(?: đang)?(?: là)? )?|[-–]| \("
)


Place = tuple[int, int]


_NEWLINE = re.compile("\n")


class Actor(NamedTuple):
    """Somebody in the text. `orders`: can order by themselves, can't, or None where that isn't known.

    `below`: how far it stands below the leading body of its level: a ministry less than other departments.
    `place`: an administrative unit, which stands for its authorities only where it does something itself.
    """

    start: int
    end: int
    kind: AddresseeKind
    level: Level | None
    orders: bool | None
    person: Person | None = None
    office: Office | None = None
    below: float = 0.0
    place: bool = False


class Reading:
    """Text, folded text, people, dates and actors of one article."""

    def __init__(self, doc: Doc) -> None:
        self.text = text_of(doc)
        self.folded = fold(text_of(doc))
        self.people: list[Person] = doc._.people or []
        self.dates: list[Date] = doc._.dates or []
        self.offices: list[Office] = doc._.offices or []
        self.documents: list[Document] = doc._.documents or []
        self.published = _day(doc._.article.published_at) if doc._.article else None
        self.fuller_bodies: dict[tuple[str, bool, Level | None], list[Actor]] = {}
        self.delegates: dict[str, bool] = {}
        self.sentences = [_trim(self.text, sent.start_char, sent.end_char) for sent in doc.sents]

    @cached_property
    def actors(self) -> list[Actor]:
        """In text order, none inside another: people and offices before bodies before plain nouns."""
        taken: list[Actor] = []
        for layer in (self._people_and_offices(), self._bodies(), self._nouns()):
            starts = [actor.start for actor in taken]
            free = [actor for actor in layer if not _overlaps(actor, taken, starts) and not self._is_in_number(actor)]
            taken = sorted([*taken, *free])
        return taken

    @cached_property
    def mentions(self) -> list[tuple[int, Person]]:
        """Everything that stands for a person, in text order: where it starts, and the person."""
        found = ((mention.start, person) for person in self.people for mention in person.mentions)
        return sorted(found, key=lambda mention: mention[0])

    @cached_property
    def bodies_beginning(self) -> dict[str, list[Actor]]:
        """The bodies by all folded words that their names begin with and go on after."""
        found: dict[str, list[Actor]] = {}
        for actor, words in self._names_of_bodies():
            for last in range(1, len(words)):
                found.setdefault(" ".join(words[:last]), []).append(actor)
        return found

    @cached_property
    def councils_of(self) -> dict[tuple[str, Level | None], list[Actor]]:
        """The people's councils and committees by their level and all folded words that stand inside their names."""
        found: dict[tuple[str, Level | None], list[Actor]] = {}
        for actor, words in self._names_of_bodies():
            if _COUNCIL.match(self.folded, actor.start, actor.end):
                for first, last in combinations(range(1, len(words) + 1), 2):
                    found.setdefault((" ".join(words[first:last]), actor.level), []).append(actor)
        return found

    def _names_of_bodies(self) -> Iterator[tuple[Actor, list[str]]]:
        for actor in self.actors:
            if actor.kind == "body":
                yield actor, self.folded[actor.start : actor.end].split(" ")

    @cached_property
    def tells_of_trial(self) -> bool:
        """Whether the article is about a trial, where all that was ordered is over."""
        return len(_TRIAL.findall(self.folded)) >= _TRIAL_WORDS

    @cached_property
    def _actor_starts(self) -> list[int]:
        return [actor.start for actor in self.actors]

    @cached_property
    def _paragraph_ends(self) -> list[int]:
        return [match.start() for match in _NEWLINE.finditer(self.text)]

    def paragraph_of(self, position: int) -> int:
        """The number of the paragraph that the position lies in, from 0."""
        return bisect_left(self._paragraph_ends, position)

    def actors_in(self, start: int, end: int) -> list[Actor]:
        """The actors wholly inside the range, in order."""
        first = bisect_right(self._actor_starts, start - 1)
        return [actor for actor in self.actors[first : bisect_right(self._actor_starts, end)] if actor.end <= end]

    def document_at(self, position: int) -> Document | None:
        """The cited document that `position` lies in or right behind."""
        index = bisect_right(self.documents, position, key=lambda document: document.start) - 1
        return self.documents[index] if index >= 0 and position <= self.documents[index].end else None

    def dates_in(self, start: int, end: int) -> list[Date]:
        """The dates wholly inside the range, in order."""
        first = bisect_left(self.dates, start, key=_start)
        behind = bisect_left(self.dates, end, first, key=_start)
        return [when for when in self.dates[first:behind] if when.end <= end]

    def actor_over(self, position: int) -> Actor | None:
        """The actor that `position` lies in, if any."""
        index = bisect_right(self._actor_starts, position) - 1
        return self.actors[index] if index >= 0 and position < self.actors[index].end else None

    def actor_from(self, start: int, end: int) -> Actor | None:
        """The actor with which the range begins, determiners and honorifics before it aside."""
        first = bisect_left(self._actor_starts, start)
        for actor in self.actors[first : first + 1]:
            if actor.end > end:
                return None
            before = self.folded[start : actor.start]
            if not before or (len(before) <= _DETERMINERS_REACH and _DETERMINERS.match(before)):
                return actor
        return None

    def _is_in_number(self, actor: Actor) -> bool:
        """Whether the actor is only letters of a document's number: "Công văn số 15/UBND-KT"."""
        document = self.document_at(actor.start)
        if document is None or document.number is None:
            return False
        return _NUMBER_SO_FAR.search(self.text, document.start, actor.start) is not None

    def _people_and_offices(self) -> list[Actor]:
        actors: dict[int, Actor] = {}
        holders = {role.start: person for person in self.people for role in person.roles}
        holders |= {m.start: person for person in self.people for m in person.mentions if m.kind == "role"}
        for office in self.offices:
            holder = holders.get(office.start)
            orders = None if office.former else True
            below = _below(body_kinds(office.organization)[:1])
            actors[office.start] = Actor(
                office.start, office.end, "person", office.level, orders, holder, office, below=below
            )
        for person in self.people:
            level = next((role.level for role in person.roles if role.level), None)
            below = min((_below(body_kinds(role.organization)[:1]) for role in person.roles), default=0.0)
            orders = True if person.roles or person.honorific else None
            for mention in person.mentions:
                if mention.kind != "role":
                    actors[mention.start] = Actor(
                        mention.start, mention.end, "person", level, orders, person, below=below
                    )
        return self._with_holders(_without_overlaps([actors[start] for start in sorted(actors)]))

    def _with_holders(self, actors: list[Actor]) -> list[Actor]:
        """Gives an office that stands right beside a name to that person: "A, Bí thư Tỉnh ủy", "Chủ tịch xã A"."""
        for index, actor in enumerate(actors):
            if actor.office is None or actor.person is not None:
                continue
            before = actors[index - 1] if index else None
            after = actors[index + 1] if index + 1 < len(actors) else None
            holder = None
            if after and after.office is None and _NEXT_TO.fullmatch(self.text, actor.end, after.start):
                holder = after.person
            elif before and self._is_named_fully(before) and _APPOSITION.fullmatch(self.text, before.end, actor.start):
                holder = before.person
            actors[index] = actor._replace(person=holder)
        return actors

    def _is_named_fully(self, actor: Actor) -> bool:
        """Whether an office may follow in apposition: "Kiều Bá Tòng, Chủ tịch xã A", not "ông Tòng, Chủ tịch …"."""
        return actor.person is not None and " " in self.text[actor.start : actor.end]

    def _bodies(self) -> list[Actor]:
        actors = []
        for body in find_bodies(self.folded, self.text):
            actor = _body_actor(body)
            if telling := _HEAD_THAT_TELLS.fullmatch(self.text, body.start, body.end):
                actor = actor._replace(end=telling.end("head"))
            if leaders := _LEADERS.search(self.folded, max(0, body.start - _DETERMINERS_REACH), body.start):
                actor = actor._replace(start=leaders.start(), place=False)
            actors.append(actor)
        return actors

    def _nouns(self) -> list[Actor]:
        actors = []
        for match in ACTOR.finditer(self.folded):
            row = ACTORS[match[0]]
            if row.kind == "skip" or (row.kind == "place" and self._ends_name(match.start())):
                continue
            kind: AddresseeKind = "body" if row.kind == "place" else row.kind
            orders = None if row.orders is None else row.orders == "yes"
            below = 0.5 if row.kind == "body" and not body_kinds(match[0].capitalize()) else 0.0
            actors.append(Actor(match.start(), match.end(), kind, row.level, orders, below=below))
        return actors

    def _ends_name(self, start: int) -> bool:
        """Whether a capital there goes on with a name: "cầu Lạch Huyện"."""
        before = self.text[max(0, start - _LONGEST_WORD) : start].split(" ")
        return self.text[start].isupper() and len(before) > 1 and before[-2][:1].isupper()


@lru_cache(maxsize=1024)
def body_kinds(organization: str | None) -> tuple[str, ...]:
    """What kinds of bodies the name of an organisation names, first to last."""
    text = organization or ""
    return tuple(body.kind for body in find_bodies(fold(text), text))


def _below(kinds: tuple[str, ...]) -> float:
    """How far a body of these kinds stands below the leading body of its level; none of any kind leads."""
    if set(kinds) <= LEADING_BODIES:
        return 0.0
    return 0.25 if "ministry" in kinds else 0.5


def _body_actor(body: Body) -> Actor:
    group = body.kind == "group"
    orders = True if body.kind in _ORDERING_BODIES else False if body.kind in _NEVER_ORDERING else None
    return Actor(
        body.start,
        body.end,
        "group" if group else "body",
        body.level,
        orders,
        below=_below((body.kind,)),
        place=body.kind == "place",
    )


def _overlaps(actor: Actor, others: list[Actor], starts: list[int]) -> bool:
    index = bisect_right(starts, actor.start) - 1
    before = index >= 0 and others[index].end > actor.start
    return before or (index + 1 < len(others) and others[index + 1].start < actor.end)


def _without_overlaps(actors: list[Actor]) -> list[Actor]:
    kept: list[Actor] = []
    for actor in actors:
        if not kept or kept[-1].end <= actor.start:
            kept.append(actor)
    return kept


def _day(published_at: str | None) -> date | None:
    try:
        return date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return None


def _start(when: Date) -> int:
    return when.start


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    body = text[start:end]
    return start + len(body) - len(body.lstrip()), start + len(body.rstrip())
