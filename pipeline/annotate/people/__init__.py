"""`vn_people`: the people in a text, their offices and all that stands for them."""

import re
from bisect import bisect_right
from functools import partial

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.annotate.grammar.offices import Office
from pipeline.annotate.people.attachment import hold
from pipeline.annotate.people.bylines import Credit, find_credits
from pipeline.annotate.people.coreference import Identity, folded_words, identify
from pipeline.annotate.people.holders import Holders, distinct
from pipeline.annotate.people.name_finder import Recognize, find_names
from pipeline.annotate.people.pronouns import resolve_pronouns
from pipeline.annotate.people.recognizer import NameRecognizer, weights_folder
from pipeline.extensions import set_spans, text_of
from pipeline.orthography import fold
from pipeline.schema import Mention, Person, Role

_TEASER = re.compile(r"^.*\(\d{1,2}/\d{1,2}/\d{4}\)$", re.MULTILINE)


def find_people(text: str, offices: list[Office], recognize: Recognize | None = None) -> list[Person]:
    """The people of a text in order of first mention.

    `offices` as `find_offices` gives them; `recognize` as `find_names` asks it.
    """
    folded = fold(text)
    bylines = find_credits(folded, text)
    elsewhere = _elsewhere(text, bylines)
    found = find_names(folded, text, offices, find_bodies(folded, text), recognize)
    names = [name for name in found if not _is_in(name.start, elsewhere)]
    people, owners = identify(names, text)
    holdings = hold(folded, list(owners), offices)
    for name, office in holdings:
        owners[name].offices.append(office)
    held = {office.start for _, office in holdings}
    holders = Holders(people)
    for office in offices:
        person = None if office.start in held else holders.holder(office, folded, text)
        if person:
            person.offices.append(office)
            person.mentions.append(Mention(start=office.start, end=office.end, text=office.text, kind="role"))
    resolve_pronouns(folded, text, people, {office.start for office in offices})
    return _numbered(text, people, bylines)


def _elsewhere(text: str, bylines: list[Credit]) -> list[tuple[int, int]]:
    """The ranges of bylines, and of other stories' headlines with their dates: in order, none in another."""
    teasers = (line.span() for line in _TEASER.finditer(text))
    merged: list[tuple[int, int]] = []
    for start, end in sorted((*teasers, *((credit.start, credit.end) for credit in bylines))):
        if not merged or merged[-1][1] < end:
            merged.append((start, end))
    return merged


def _is_in(place: int, ranges: list[tuple[int, int]]) -> bool:
    before = bisect_right(ranges, place, key=lambda one: one[0])
    return before > 0 and place < ranges[before - 1][1]


def _numbered(text: str, people: list[Identity], bylines: list[Credit]) -> list[Person]:
    """The people as the record has them, also those of the bylines, in order of first mention."""
    drafts = {person.words: (person, [_role(office) for office in distinct(person.offices)]) for person in people}
    for credit in bylines:
        name = text[credit.start : credit.end]
        person, roles = drafts.setdefault(folded_words(name), (Identity(name), []))
        mention = Mention(start=credit.start, end=credit.end, text=name, kind="name")
        if mention not in person.mentions:
            person.mentions.append(mention)
        if credit.title not in {role.title for role in roles}:
            roles.append(_credited_role(credit))
    for person, _ in drafts.values():
        person.mentions.sort(key=lambda mention: mention.start)
    in_order = sorted(drafts.values(), key=lambda draft: draft[0].mentions[0].start)
    return [
        Person(id=f"p{number}", name=one.name, honorific=one.honorific, roles=roles, mentions=one.mentions)
        for number, (one, roles) in enumerate(in_order, 1)
    ]


def _role(office: Office) -> Role:
    return Role(
        title=office.text,
        rank=office.rank,
        organization=office.organization,
        level=office.level,
        former=office.former,
        start=office.start,
        end=office.end,
    )


def _credited_role(credit: Credit) -> Role:
    return Role(
        title=credit.title,
        rank=None,
        organization=None,
        level=None,
        former=False,
        start=credit.role_start,
        end=credit.role_end,
    )


class PeopleFinder:
    """Sets `doc._.people` and `doc.spans["people"]` (every mention) from the text and `doc._.offices`.

    With a recognizer it needs the sentences too.
    """

    def __init__(self, recognizer: NameRecognizer | None) -> None:
        self.recognizer = recognizer

    def __call__(self, doc: Doc) -> Doc:
        recognize = partial(self.recognizer.names_near, doc) if self.recognizer else None
        doc._.people = find_people(text_of(doc), doc._.offices, recognize)
        mentions = sorted({(one.start, one.end) for person in doc._.people for one in person.mentions})
        set_spans(doc, "people", "PERSON", mentions)
        return doc


@Language.factory("vn_people", default_config={"model": False}, requires=["doc._.offices"], assigns=["doc._.people"])
def create_people(nlp: Language, name: str, *, model: bool) -> PeopleFinder:  # noqa: ARG001  (spaCy calls factories with all)
    """`model`: whether the rules ask the trained model. Raises ConfigError if its weights are not there."""
    return PeopleFinder(NameRecognizer(weights_folder()) if model else None)
