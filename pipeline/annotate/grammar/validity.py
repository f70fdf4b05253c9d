"""Offices in their time: what a body's beginning or end says of an office on the day an article appeared."""

import re

from msgspec import Struct
from msgspec.structs import replace

from pipeline.annotate.grammar.offices import Office
from pipeline.annotate.grammar.patterns import WORD_END, WORD_START, alternation
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Level


class ValidityRow(Struct, frozen=True, forbid_unknown_fields=True):
    """When the bodies named `form`, or all of a `level`, existed; ISO dates, both included."""

    form: str | None
    level: Level | None
    valid_from: str | None
    valid_until: str | None
    gives: Level | None
    example: str


_BY_FORM = {fold(row.form): row for row in load_lexicon("office_validity", ValidityRow) if row.form}
_BY_LEVEL = {row.level: row for row in load_lexicon("office_validity", ValidityRow) if not row.form}
_FORM = re.compile(f"{WORD_START}(?:{alternation(_BY_FORM)}){WORD_END}")


def as_of(office: Office, day: str) -> Office:
    """The office as it was on the day (ISO date): former if its body was no more, at the level it had by then."""
    rows = [_BY_FORM[form] for form in _FORM.findall(fold(office.text))]
    level = office.level
    for row in rows:
        level = level or (row.gives if row.valid_from and row.valid_from <= day else None)
    if level in _BY_LEVEL:
        rows.append(_BY_LEVEL[level])
    over = any(row.valid_until and row.valid_until < day for row in rows)
    return replace(office, level=level, former=office.former or over)
