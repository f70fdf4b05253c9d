"""From an edited row to a correction: every word that a person typed is found in the article, or refused."""

import re
from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec import structs

from pipeline.annotate.date_values import values
from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.errors import InputError
from pipeline.orthography import fold, unaccent
from pipeline.review.sheet import EDITED, SEPARATOR, VALUE, Row, row_of
from pipeline.schema import Action, Addressee, AddresseeKind, Directive, DueDate, Issuer, Person, Record, Role, Span
from pipeline.store.corrections import CORRECTED, Correction
from pipeline.urls import short_digest

_VERDICTS = {"": None, "right": True, "dung": True, "wrong": False, "sai": False}
_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<clock>\d\d:\d\d))?)?|Q(?P<quarter>[1-4])|H(?P<half>[12])))?"
    r"|(?P<length>P(?=.)(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?)"
)
_SURE = 1.0


def judge(row: Row, record: Record | None, *, by: str, at: str) -> Correction | None:
    """What the row says, None where nobody has looked at it.

    Raises InputError saying what can't be taken: an unknown verdict, words that are not in the article, a directive
    that is no more.
    """
    verdict = _VERDICTS.get(unaccent(row.verdict), row.verdict)
    if isinstance(verdict, str):
        raise InputError(f"`verdict` is right or wrong, not {verdict!r}")
    directive = next((one for one in record.directives if one.id == row.directive), None) if record else None
    if record is None or directive is None:
        if verdict is None:
            return None
        raise InputError(f"there is no directive {row.directive} in {row.article} any more: export again")
    shown = row_of(record, directive, "")
    edited = [name for name in EDITED if getattr(row, name) not in {None, getattr(shown, name)}]
    if verdict is None and not edited:
        return None
    corrected = None if verdict is False else _Editor(record, directive).edit(row, edited)
    start, end = directive.sentence.start, directive.sentence.end
    return Correction(
        article=record.id,
        directive=directive.id,
        extracted=Span(directive.action.start, directive.action.end, directive.action.text),
        sentence=Span(start, end, record.text[start:end]),
        corrected=corrected,
        by=by,
        at=at,
        note=row.note or None,
    )


class _Editor:
    def __init__(self, record: Record, directive: Directive) -> None:
        self.record = record
        self.directive = directive
        self.folded = fold(record.text)

    def edit(self, row: Row, edited: list[str]) -> Directive:
        """The directive with the columns that were edited, and only those."""
        changes: dict[str, object] = {}
        for name in edited:
            typed = getattr(row, name)
            match name:
                case "action":
                    changes |= self._action(typed)
                case "deadline":
                    due = self._deadline(typed)
                    changes |= {"deadline": due, "deadlines": [due] if due else []}
                case "issuer":
                    changes["issuer"] = self._issuer(typed) if typed else None
                case "addressees":
                    changes["addressees"] = list(self._addressees(typed))
                case _:
                    changes[name] = typed
        inherited = [slot for slot in self.directive.inherited if slot not in changes]
        rules = [*(rule for rule in self.directive.rules if rule != CORRECTED), CORRECTED]
        changed = structs.replace(
            self.directive, **changes, inherited=inherited, rules=rules, confidence=_SURE, restates=None
        )
        try:
            return msgspec.convert(msgspec.to_builtins(changed), Directive)
        except msgspec.ValidationError as error:
            raise InputError(f"{error}") from error

    def _place(self, typed: str) -> Span:
        """Where the typed words stand, nearest to the action; upper and lower case and old tone marks don't matter."""
        words, near = fold(typed), self.directive.action.start
        places = [match.start() for match in re.finditer(re.escape(words), self.folded)]
        if not words or not places:
            raise InputError(f"the article has no “{typed}”: only words that stand in it can be taken")
        start = min(places, key=lambda place: abs(place - near))
        return Span(start, start + len(words), self.record.text[start : start + len(words)])

    def _action(self, typed: str) -> dict[str, object]:
        place = self._place(typed)
        old = self.directive.action
        verb = old.verb if fold(old.verb) in fold(place.text) else place.text.partition(" ")[0]
        same = sum(one.action.text == place.text for one in self.record.directives if one.id != self.directive.id)
        key = short_digest(f"{self.record.id}{place.text}{same + 1 if same else ''}")
        return {"action": Action(place.start, place.end, place.text, verb), "id": key}

    def _issuer(self, typed: str) -> Issuer:
        place = self._place(typed)
        person, role = self._holder(place)
        return Issuer(
            person=person.id if person else None,
            name=person.name if person else None if role else place.text,
            role=role.title if role else None,
            organization=role.organization if role else None,
            resolved=None,
            start=place.start,
            end=place.end,
            text=place.text,
        )

    def _holder(self, place: Span) -> tuple[Person | None, Role | None]:
        """The person whose name, office or pronoun stands there, and the office."""
        for person in self.record.people:
            spans = [(one.start, one.end) for one in person.mentions] + [(one.start, one.end) for one in person.roles]
            if any(start < place.end and place.start < end for start, end in spans):
                roles = sorted(person.roles, key=lambda role: (role.former, abs(role.start - place.start)))
                return person, roles[0] if roles else None
        return None, None

    def _addressees(self, typed: str) -> Iterator[Addressee]:
        known = {addressee.text: addressee for addressee in self.directive.addressees}
        for one in filter(None, (part.strip() for part in typed.split(SEPARATOR.strip()))):
            if one in known:
                yield known[one]
                continue
            place = self._place(one)
            yield Addressee(place.start, place.end, place.text, self._kind(place), None)

    def _kind(self, place: Span) -> AddresseeKind:
        person, _ = self._holder(place)
        if person is not None:
            return "person"
        bodies = [body for body in find_bodies(fold(place.text), place.text) if body.kind != "group"]
        return "body" if bodies and bodies[0].start == 0 else "group"

    def _deadline(self, typed: str) -> DueDate | None:
        if not typed:
            return None
        words, _, value = typed.partition(VALUE)
        place = self._place(words.strip())
        dates = [one for one in self.record.dates if one.start < place.end and place.start < one.end]
        if value.strip():
            return DueDate(place.start, place.end, place.text, value.strip(), *_bounds(value.strip()))
        if not dates:
            raise InputError(f"no date was found at “{place.text}”: give its value too, as “{place.text} = 2025-06-30”")
        one = dates[-1]
        return DueDate(one.start, one.end, one.text, one.value, one.first_day, one.last_day)


def _bounds(value: str) -> tuple[str | None, str | None]:
    """The first and the last day of an ISO 8601 value; raises InputError where it is none."""
    found = _VALUE.fullmatch(value)
    if found is None:
        raise InputError(f"a deadline's value is a day, month, quarter, half-year, year or length, not {value!r}")
    try:
        read = _read(found)
    except ValueError as error:
        raise InputError(f"there is no {value}: {error}") from error
    return _iso(read.first), _iso(read.last)


def _read(found: re.Match[str]) -> values.Value:
    if found["length"]:
        return values.Value(found["length"])
    year = int(found["year"])
    if found["day"]:
        return values.day(year, int(found["month"]), int(found["day"]), found["clock"])
    if found["month"]:
        return values.month(year, int(found["month"]))
    if found["quarter"]:
        return values.quarter(year, int(found["quarter"]))
    return values.half(year, int(found["half"])) if found["half"] else values.year_of(year)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
