"""Finding the dates of a text: which readings stand, and what each of them means."""

from dataclasses import replace
from datetime import date

from pipeline.annotate.date_values.context import Context
from pipeline.annotate.date_values.reading import Reading
from pipeline.annotate.date_values.resolution import Resolver
from pipeline.annotate.date_values.roles import Setting
from pipeline.annotate.date_values.scanning import Found, scan
from pipeline.annotate.date_values.words import Cue, frames, strangers
from pipeline.orthography import fold
from pipeline.schema import Date

_COMPARISONS = frames("comparison")
_NO_DATE_BEFORE = strangers("before", "number")
_NO_DATE_AFTER = strangers("after", "number")
_NO_LENGTH_BEFORE = strangers("before", "length")
_NO_LENGTH_AFTER = strangers("after", "length")
_NO_RELATIVE_BEFORE = strangers("before", "relative")


def find_dates(text: str, published: date | None) -> list[Date]:
    """The dates of the text in its order, without overlaps, resolved against the day of publication.

    Where that is None, what leans on it stays open: `XXXX-06-15`, without first and last day.
    """
    folded = fold(text)
    context, resolver = Context(text, folded), Resolver(published)
    dates: list[Date] = []
    previous: tuple[Found, Cue | None] | None = None
    for candidate in _sharing_years(scan(folded), context):
        found = _accept(candidate, context, previous[0] if previous else None)
        if found is None:
            continue
        cue = context.cue(found.start)
        if previous and cue is None and _goes_on(previous[0], found, context):
            cue = previous[1]
        if previous and not (cue and cue.role):
            found = _in_year_of(previous[0], found, context)
        if found.reading.unit in {"month", "quarter"} and context.before(found.start, _COMPARISONS):
            found = replace(found, reading=replace(found.reading, anchor="context"))
        dated = _date(found, Setting.of(found, cue, context), resolver, text)
        if dated is not None:
            dates.append(dated)
            previous = found, cue
    return dates


def _date(found: Found, setting: Setting, resolver: Resolver, text: str) -> Date | None:
    """The date as it is published, None where the calendar has no such day."""
    try:
        value, source = resolver.place(found.reading, setting.tense)
    except (ValueError, OverflowError):
        return None
    role = setting.role(value, resolver.published)
    if role in {"event", "period"} or (role == "signed" and setting.opens):
        resolver.remember(found.reading, value)
    return Date(
        start=found.start,
        end=found.end,
        text=text[found.start : found.end],
        value=value.text,
        first_day=value.first.isoformat() if value.first else None,
        last_day=value.last.isoformat() if value.last else None,
        bound=setting.cue.bound if setting.cue else None,
        role=role,
        resolved_from=source,
    )


def _sharing_years(founds: list[Found], context: Context) -> list[Found]:
    """The same, where "ngày 13-7 và ngày 13-9-2017" has its year in both dates."""
    for index in range(len(founds) - 1, 0, -1):
        found, following = founds[index - 1 : index + 1]
        reading = found.reading
        is_open = reading.month and reading.year is None and reading.year_shift is None
        if is_open and reading.unit == following.reading.unit and context.listed(found.end, following.start):
            founds[index - 1] = replace(found, reading=replace(reading, year=following.reading.year))
    return founds


def _goes_on(previous: Found, found: Found, context: Context) -> bool:
    """Does what is said of one date hold for the next: "trước ngày 14/6 và ngày 14/12", "trước 10/2 (23 Tết)"?"""
    return previous.reading.unit == found.reading.unit and (
        context.listed(previous.end, found.start) or context.folded[previous.end : found.start] == " ("
    )


def _in_year_of(previous: Found, found: Found, context: Context) -> Found:
    """The same, where "Năm 2023, số thu 6 tháng đầu năm" has its year before it in the sentence."""
    reading = found.reading
    is_open = reading.year is None and reading.year_shift is None and reading.shift is None
    if not is_open or reading.unit not in {"month", "quarter", "half"} or reading.until:
        return found
    if (
        previous.reading.unit != "year"
        or previous.reading.until
        or not context.same_sentence(previous.end, found.start)
    ):
        return found
    return replace(found, reading=replace(reading, year=previous.reading.year))


def _accept(found: Found, context: Context, previous: Found | None) -> Found | None:
    """The found expression as the words around it let it stand, or None."""
    reading = found.reading
    if context.in_teaser(found.start):
        return None
    if reading.unit == "length":
        return None if _is_no_length(found, context) else found
    if reading.unit == "clock" and reading.weak:
        return _accept_clock(found, context)
    if _is_stranger(found, context):
        return None
    return found if not reading.weak or _has_support(found, context, previous) else None


def _has_support(found: Found, context: Context, previous: Found | None) -> bool:
    """Do the words around a weak reading say that it is a date?"""
    reading, cue = found.reading, context.cue(found.start)
    if context.alone(found.start, found.end) and reading.unit != "part":
        return True
    if reading.unit == "part" or context.after(found.end, _NO_DATE_AFTER):
        return False
    if reading.unit == "weekday":
        return cue is not None and cue.bound != "until"
    if reading.name:
        return cue is not None and cue.role == "deadline"
    if previous and previous.reading.unit == reading.unit and context.listed(previous.end, found.start):
        return True
    return cue is not None or context.in_parentheses(found.start, found.end)


def _is_stranger(found: Found, context: Context) -> bool:
    """A name or a way of speaking: "Cách mạng tháng Tám", "những năm qua", "Bộ luật Dân sự năm 2015"."""
    reading = found.reading
    if _leans(reading):
        counts = reading.unit == "day" and reading.number is not None
        return context.before(found.start, _NO_RELATIVE_BEFORE) or (counts and context.after(found.end, _NO_DATE_AFTER))
    counted = reading.unit in {"half", "quarter"} or (reading.unit == "month" and reading.until is not None)
    if context.folded[found.start].isdigit() and not counted and (reading.weak or reading.year is None):
        return context.before(found.start, _NO_DATE_BEFORE)
    return reading.unit == "year" and reading.until is None and context.names_law(found.start)


def _leans(reading: Reading) -> bool:
    """Is it a day without a month, a month or quarter without a year, or nothing but "last", "this", "next"?"""
    if reading.unit in {"month", "quarter"}:
        return reading.year is None
    alone = reading.unit == "day" and reading.number is not None
    return (reading.shift is not None or alone) and reading.year is None and reading.month is None


def _is_no_length(found: Found, context: Context) -> bool:
    return (
        context.before(found.start, _NO_LENGTH_BEFORE)
        or context.after(found.end, _NO_LENGTH_AFTER)
        or context.names_event(found.end)
    )


def _accept_clock(found: Found, context: Context) -> Found | None:
    """An hour without a day: the hour of the last day named, or else a number of hours."""
    reading, cue = found.reading, context.cue(found.start)
    if cue and cue.bound != "within":
        return replace(found, reading=replace(reading, anchor="context", weak=False))
    if reading.minute or not (cue or "giờ" in context.folded[found.start : found.end]):
        return None
    length = replace(found, reading=Reading(unit="length", amount=str(reading.hour), of="hour"))
    return None if _is_no_length(length, context) else length
