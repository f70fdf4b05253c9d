"""Which directives a person should look at."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from pipeline.review.sheet import Row, row_of
from pipeline.schema import Directive, Issuer, Record
from pipeline.store.corrections import CORRECTED, Correction, correct

# Actions as alike as this are taken for one that was worded anew.
_ALIKE = 0.6


def uncertain(records: Iterable[Record], corrections: Mapping[str, list[Correction]], *, below: float) -> Iterator[Row]:
    """The directives to look at: corrections whose evidence has changed, no issuer, confidence under `below`."""
    for record in records:
        reopened = list(_reopened(record, corrections.get(record.id, [])))
        yield from reopened
        again = {row.directive for row in reopened}
        for directive in record.directives:
            if directive.id not in again and (why := _why(directive, below)):
                yield row_of(record, directive, why)


def _why(directive: Directive, below: float) -> str:
    if CORRECTED in directive.rules:
        return ""
    reasons = []
    if directive.issuer is None or not _is_known(directive.issuer):
        reasons.append("no issuer")
    if directive.confidence < below:
        reasons.append(f"confidence {directive.confidence:g}")
    return ", ".join(reasons)


def _is_known(issuer: Issuer) -> bool:
    return bool(issuer.person or issuer.name or issuer.role or issuer.organization)


def _reopened(record: Record, corrections: Iterable[Correction]) -> Iterator[Row]:
    """A correction that no longer fits, beside what is extracted in its place now; nothing, where nothing is."""
    for correction in correct(record, corrections).reopened:
        open_ones = [one for one in record.directives if CORRECTED not in one.rules]
        likeness = {one.id: _likeness(correction.extracted.text, one.action.text) for one in open_ones}
        nearest = max(open_ones, key=lambda one: likeness[one.id], default=None)
        if nearest is not None and likeness[nearest.id] >= _ALIKE:
            said = "wrong" if correction.corrected is None else f"“{correction.corrected.action.text}”"
            why = f"reopened: the text has changed since {correction.by} said {said} on {correction.at[:10]}"
            yield row_of(record, nearest, why, reopens=correction.directive)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
