"""Who may order whom: officials and bodies of the state and the party, downwards or between equals."""

import re
import unicodedata

from pipeline.annotate.directives.lexicon import ACTORS, context
from pipeline.annotate.directives.reading import Actor, Reading, body_kinds
from pipeline.annotate.grammar.patterns import LOWER, UPPER, WORD_START, alternation
from pipeline.annotate.grammar.places import PlaceRow
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Person, Role

_LEVELS = {"commune": 0, "district": 1, "province": 2, "central": 3}
_WITHOUT_AUTHORITY = frozenset({"enterprise", "press", "foreign"})
_OUTSIDE = frozenset({"school", "hospital", "union", "culture"})
_VIETNAMESE = re.compile(
    "(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?", re.IGNORECASE
)
_COMRADE = re.compile(context("comrade"))
_ASSOCIATION = re.compile(context("association"))
_MEMBER = re.compile(context("member"))
_DELEGATE = re.compile(f"{context('delegate')} \\Z")
_UNNAMED = re.compile(f"{context('unnamed')} \\Z")
_REACH = 24
_NO_AUTHORITY = re.compile(
    WORD_START
    + "(?:"
    + alternation(form for form, row in ACTORS.items() if row.orders == "no")
    + ")(?: \\(\\w+\\))? \\Z"
)
_SHORT_NAMES = "|".join(row.form for row in load_lexicon("place_countries", PlaceRow))
_SHORT_COUNTRIES = fold(_SHORT_NAMES)
_COUNTRY = re.compile(context("country"))
_SHORT_COUNTRY = re.compile(f"{WORD_START}(?:{_SHORT_COUNTRIES})(?!\\w)")
_SHORT_COUNTRY_OF = re.compile(
    f"(?<!\\w)[{LOWER}]\\w* (?:{_SHORT_NAMES})(?= [{UPPER}]|\\Z)"
)  # "Bộ Ngoại giao Nga Ivan Orlov"
_FOREIGN = re.compile(f"{context('foreign')}|{context('country')}")


def has_authority(reading: Reading, teller: Actor) -> bool:
    """Whether what the teller asks for can be an order: no citizen, delegate, firm, or one who left the office."""
    row = ACTORS.get(reading.folded[teller.start : teller.end])
    if (row and row.orders == "no") or _ASSOCIATION.match(reading.folded, teller.start):
        return False
    if _NO_AUTHORITY.search(reading.folded[max(0, teller.start - 30) : teller.start]):
        return False
    if teller.kind == "group" and _is_unnamed(reading, teller):
        return False
    if teller.person is not None and _is_delegate(reading, teller.person):
        return False
    if teller.person is not None and teller.person.roles:
        return any(_gives_authority(role) for role in teller.person.roles)
    if teller.person is not None:
        return _COMRADE.fullmatch(fold(teller.person.honorific or "")) is not None
    return teller.orders is not False and not (teller.office and teller.office.former)


def _is_unnamed(reading: Reading, teller: Actor) -> bool:
    """Whether nobody in particular tells: "nhiều nhà trường yêu cầu …", "lãnh đạo một trường đại học nói …"."""
    return _UNNAMED.search(reading.folded, max(0, teller.start - _REACH), teller.start) is not None or (
        reading.folded.startswith(" một ", teller.end)
    )


def _is_delegate(reading: Reading, person: Person) -> bool:
    """Whether the article calls the person "đại biểu A", who only speaks in a session, whatever the office."""
    if person.id not in reading.delegates:
        reading.delegates[person.id] = any(
            _DELEGATE.search(reading.folded, max(0, mention.start - _REACH), mention.start)
            for mention in person.mentions
            if mention.kind != "role"
        )
    return reading.delegates[person.id]


def _gives_authority(role: Role) -> bool:
    if role.former or _MEMBER.match(fold(role.title)) or _ASSOCIATION.match(fold(role.organization or "")):
        return False
    kinds = body_kinds(role.organization)
    return _WITHOUT_AUTHORITY.isdisjoint(kinds) and bool(kinds or role.level or role.organization is None)


def is_outside(teller: Actor) -> bool:
    """Whether the teller serves only a school, a hospital or a union, none of which tells bodies of the state."""
    if teller.person is not None:
        served = [role.organization for role in teller.person.roles]
    else:
        served = [teller.office.organization] if teller.office else []
    return bool(served) and all(not _OUTSIDE.isdisjoint(body_kinds(organization)) for organization in served)


def is_foreign(reading: Reading, teller: Actor) -> bool:
    """Whether the teller serves another country, which its name or the word after it says."""
    if teller.person is not None and any(_names_foreign_office(role.title) for role in teller.person.roles):
        return True
    if teller.person is not None and teller.level == "central" and not _has_vietnamese_name(teller.person.name):
        return True
    if _names_foreign_office(reading.text[teller.start : teller.end]):
        return True
    if teller.level == "central" and _SHORT_COUNTRY_OF.search(reading.text[teller.start : teller.end]):
        return True
    after = teller.end + 1
    country = _COUNTRY.match(reading.folded, after)
    if country is None and teller.level == "central":
        country = _SHORT_COUNTRY.match(reading.folded, after)
    return country is not None and reading.text[after].isupper()


def names_another_country(reading: Reading, position: int) -> bool:
    """Whether what stands there is told to another country: "yêu cầu Trung Quốc …", "đề nghị hai bên …"."""
    return _FOREIGN.match(reading.folded, position) is not None


def _has_vietnamese_name(name: str) -> bool:
    """Whether any part of the name is spelled as a Vietnamese syllable: "Ksor Phước", not "Prayut"."""
    letters = [character for character in unicodedata.normalize("NFD", name) if not unicodedata.combining(character)]
    return any(_VIETNAMESE.fullmatch(part) for part in "".join(letters).split())


def _names_foreign_office(title: str) -> bool:
    return _FOREIGN.search(fold(title)) is not None


def is_above(actor: Actor, other: Actor) -> bool:
    """Whether one is known to stand above the other; the centre stands above all of whom nothing is known,
    the province above a place that is none."""
    if other.level is None:
        return actor.level == "central" or (other.place and actor.level == "province")
    if actor.level is None:
        return False
    return _rank(actor) > _rank(other)


def _rank(actor: Actor) -> float:
    """Level of the actor, less for those who serve its leading body."""
    return _LEVELS[actor.level or "commune"] - actor.below
