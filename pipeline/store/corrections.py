"""What people corrected, laid on top of what was extracted: who, when, and on what evidence.

A correction holds as long as its evidence stands in the text: the sentence it was made on, and the words of every
slot. It may move (a paragraph added before it); where a word of it has changed, the correction is open again and
what was extracted stands.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, structs

from pipeline.errors import ContractError, InputError
from pipeline.schema import Directive, Issuer, Person, Record, Span
from pipeline.store.files import write_atomically
from pipeline.store.lines import decode_line, read_lines

# The rule that a corrected directive names beside those that found it.
CORRECTED = "corrected"


class Correction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of `corrections.jsonl`: what is to stand for a directive. `at` is ISO 8601 with +07:00.

    `directive` is the id and `extracted` the action of the directive that a person looked at. `corrected` is what
    stands for it, with all offsets as they were in the text of `sentence`; None where it is no directive at all.
    """

    article: str
    directive: str
    extracted: Span
    sentence: Span
    corrected: Directive | None
    by: str
    at: str
    note: str | None


class Corrected(NamedTuple):
    """A record with its corrections laid on, and those that no longer fit its text."""

    record: Record
    reopened: list[Correction]


class Corrections:
    """The corrections in a file; the last one of a directive holds. Raises ContractError where it is broken."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def by_article(self) -> dict[str, list[Correction]]:
        """The corrections that hold, by the article's id."""
        latest = {(one.article, one.directive): one for one in self._all()}
        found: defaultdict[str, list[Correction]] = defaultdict(list)
        for correction in latest.values():
            found[correction.article].append(correction)
        return dict(found)

    def add(self, corrections: Iterable[Correction], *, instead_of: Collection[tuple[str, str]] = ()) -> None:
        """Keep them, after those that are there, in place of those of the given articles and directives."""
        kept = [one for one in self._all() if (one.article, one.directive) not in instead_of]
        self._write([*kept, *corrections])

    def forget(self, articles: Iterable[str]) -> None:
        """Drop all that is kept of these articles."""
        gone = set(articles)
        if any(one.article in gone for one in self._all()):
            self._write(one for one in self._all() if one.article not in gone)

    def _write(self, corrections: Iterable[Correction]) -> None:
        write_atomically(self.file, b"".join(msgspec.json.encode(one) + b"\n" for one in corrections))

    def _all(self) -> Iterator[Correction]:
        if not self.file.exists():
            return
        decoder = msgspec.json.Decoder(Correction)
        for number, line in read_lines(self.file):
            try:
                yield decode_line(decoder, line)
            except InputError as error:
                raise ContractError(f"{self.file}:{number}: {error}") from error


def correct(record: Record, corrections: Iterable[Correction]) -> Corrected:
    """Lay corrections on a record: idempotent, and the same whatever directives extraction finds there now."""
    directives, reopened = list(record.directives), []
    renamed: dict[str, str | None] = {}
    for correction in corrections:
        moved = _moved(correction, record)
        if moved is None:
            reopened.append(correction)
            continue
        stands = [] if moved.corrected is None else [_settled(moved.corrected, record)]
        replaced = [one for one in directives if _is_meant(one, moved)]
        renamed |= {one.id: stands[0].id if stands else None for one in replaced}
        directives = [one for one in directives if one not in replaced] + stands
    directives.sort(key=lambda one: (one.action.start, one.action.end))
    kept = {one.id for one in directives}
    return Corrected(
        structs.replace(record, directives=[_repointed(one, renamed, kept) for one in directives]), reopened
    )


def _is_meant(directive: Directive, correction: Correction) -> bool:
    """Whether extraction says the same again, or something else about the same words."""
    if directive.id == correction.directive:
        return True
    places = [(correction.extracted.start, correction.extracted.end)]
    if correction.corrected is not None:
        places.append((correction.corrected.action.start, correction.corrected.action.end))
    return any(directive.action.start < end and start < directive.action.end for start, end in places)


def _repointed(directive: Directive, renamed: dict[str, str | None], kept: set[str]) -> Directive:
    """`restates` leads to what stands for the directive that it named."""
    if directive.restates is None:
        return directive
    target = renamed.get(directive.restates, directive.restates)
    return structs.replace(directive, restates=target if target in kept and target != directive.id else None)


def _settled(directive: Directive, record: Record) -> Directive:
    """The corrected directive with the issuer's id among the record's people of today."""
    issuer = directive.issuer
    if issuer is None:
        return directive
    there = next((person.id for person in record.people if _stands_at(person, issuer)), None)
    named = next((person.id for person in record.people if person.name == issuer.name), None)
    return structs.replace(directive, issuer=structs.replace(issuer, person=there or named))


def _stands_at(person: Person, issuer: Issuer) -> bool:
    """Whether the issuer's words are a mention or an office of the person."""
    places = [(one.start, one.end) for one in person.mentions] + [(one.start, one.end) for one in person.roles]
    return any(start < issuer.end and issuer.start < end for start, end in places)


def _moved(correction: Correction, record: Record) -> Correction | None:
    """The correction with the offsets of today's text; None where its evidence is gone."""
    sentence = correction.sentence
    start = _nearest(record.text, sentence.text, sentence.start)
    if start is None:
        return None
    raw = msgspec.to_builtins(correction)
    return msgspec.convert(raw, Correction) if _move(raw, record.text, start - sentence.start, sentence) else None


def _move(value: Any, text: str, shift: int, sentence: Span) -> bool:
    """Move every span, with its sentence or to where its words stand nearest. False where they stand nowhere."""
    if isinstance(value, list):
        return all(_move(inner, text, shift, sentence) for inner in value)
    if not isinstance(value, dict):
        return True
    if "start" in value and "end" in value:
        start, end = value["start"], value["end"]
        moved: int | None = start + shift
        if "text" in value and not sentence.start <= start <= end <= sentence.end:
            moved = _nearest(text, value["text"], start + shift)
        if moved is None:
            return False
        value["start"], value["end"] = moved, moved + end - start
        return True
    return all(_move(inner, text, shift, sentence) for inner in value.values())


def _nearest(text: str, words: str, place: int) -> int | None:
    """Where the words stand in the text, as near to a place as they do."""
    before = text.rfind(words, 0, max(0, place) + len(words))
    after = text.find(words, max(0, place))
    found = [start for start in (before, after) if start >= 0]
    return min(found, key=lambda start: abs(start - place)) if found else None
