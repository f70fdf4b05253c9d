"""Where a body or an office is: the unit with its name, the unit above it, or a known place alone."""

import re
from typing import NamedTuple

from pipeline.annotate.grammar.names import (
    Run,
    begins_name,
    has_strong_surname,
    is_full_name,
    is_historic,
    is_vietnamese,
    run_at,
    words_of,
)
from pipeline.annotate.grammar.patterns import UPPER, WORD_END, alternation
from pipeline.annotate.grammar.places import (
    ABBREVIATED_UNITS,
    UNIT_WORDS,
    PlaceRow,
    known_place,
    place_level,
    unit_level,
)
from pipeline.lexicons import load_lexicon
from pipeline.schema import Level


class Tail(NamedTuple):
    """How far the name of a body goes, and the level that its last part gives it."""

    end: int
    level: Level | None


UNIT = f"(?i:{UNIT_WORDS}){WORD_END}"
_AFTER_UNIT = re.compile(
    f"(?: của)? (?P<unit>{UNIT}|(?i:{ABBREVIATED_UNITS}))(?P<number>(?: |(?<=[.]))(?:số )?(?:\\d+|[IVX]+){WORD_END})?"
)
_COUNTRIES = "|".join(row.form for row in load_lexicon("place_countries", PlaceRow))
_COUNTRY = re.compile(f" (?:{_COUNTRIES}){WORD_END}")
_SIDES = alternation(row.form for row in load_lexicon("place_sides", PlaceRow))
_SIDE = re.compile(f" (?=[{UPPER}])(?i:{_SIDES}){WORD_END}")
_ONE_OF_SEVERAL = re.compile(r" \d{1,2}(?=[,;)\n]|[.](?!\d)| [-–] |\Z)")
_GROUP = re.compile(f" (?i:các|mỗi|từng|hai|một số) (?P<unit>{UNIT})(?:, {UNIT})*(?: và {UNIT})?")
_HIGHER = re.compile(f", (?=(?i:huyện|quận|thị xã|thành phố|tp\\.?|tỉnh) [{UPPER}])")
_DASH = re.compile(" [-–] ")
_MOST_PLACES = 3
_LONG_NAME = 5


def after_places(cased: str, tail: Tail) -> Tail:
    """Past the place of a body: a unit with or without its name, the unit above it, or a name alone."""
    for _ in range(_MOST_PLACES):
        further = _after_known_place(cased, tail) or _after_unit(cased, tail)
        if further is None:
            break
        tail = further
    return tail


def end_of_country(cased: str, end: int, level: Level | None) -> int | None:
    """The end of the country that a central body or office ending at `end` is of: "Bộ Ngoại giao Nga"."""
    country = _COUNTRY.match(cased, end) if level == "central" else None
    return country.end() if country else None


def _after_unit(cased: str, tail: Tail) -> Tail | None:
    if group := _GROUP.match(cased, tail.end):
        return Tail(group.end(), tail.level or unit_level(group["unit"], ""))
    above = _HIGHER.match(cased, tail.end) if tail.level in {"commune", "district"} else None
    unit = _AFTER_UNIT.match(cased, above.end() - 1 if above else tail.end)
    if unit is None or (above and unit_level(unit["unit"], "") == tail.level):
        return None
    end = _after_number(cased, unit) if unit["number"] else after_unit_name(cased, unit.end(), unit["unit"])
    if end > unit.end() and (number := _ONE_OF_SEVERAL.match(cased, end)):
        end = number.end()
    return Tail(end, tail.level or unit_level(unit["unit"], cased[unit.end() : end].strip()))


def _after_known_place(cased: str, tail: Tail) -> Tail | None:
    start = tail.end + 1
    end = known_place(cased, start) if cased.startswith(" ", tail.end) else start
    if end == start or is_historic(cased[start:end]) or begins_name(cased, start):
        return None
    return Tail(end, tail.level or place_level(cased[start:end]))


def after_unit_name(cased: str, end: int, unit: str) -> int:
    """Past the name of the unit that ends at `end`, leaving a person's full name after it alone."""
    start = end if cased[end - 1] == "." and cased[end : end + 1] != " " else end + 1
    if start > end and not cased.startswith(" ", end):
        return end
    level = unit_level(unit, "")
    known = known_place(cased, start)
    if known > start:
        side = _SIDE.match(cased, known) if level == "commune" else None
        return side.end() if side else _past_dash(cased, known)
    run = run_at(cased, start)
    if run is None or (level == "central" and _is_foreign(cased, run)):
        return end
    return _before_name(cased, run, level)


def _is_foreign(cased: str, run: Run) -> bool:
    """Whether the capitals can be a foreigner's name: several words, none spelled in Vietnamese."""
    words = cased[run.start : run.end].split(" ")
    return len(words) > 1 and not any(is_vietnamese(word) for word in words)


def _after_number(cased: str, unit: re.Match[str]) -> int:
    """Past a numbered unit and, where units of its kind have both, its name: "khu vực 5 - Bình Minh"."""
    dash = _DASH.match(cased, unit.end()) if unit_level(unit["unit"], "") is None else None
    run = run_at(cased, dash.end()) if dash else None
    if run is None or is_full_name(cased[run.start : run.end]):
        return unit.end()
    return run.end


def _before_name(cased: str, run: Run, level: Level | None) -> int:
    """Where the place ends in a run of capitals that may go on with a person's name."""
    words = words_of(cased, run)
    communal = level in {None, "commune"}
    whole = is_full_name(cased[run.start : run.end], strict=level != "province")
    if len(words) == 2:
        return run.end if communal or not whole else run.start - 1
    if len(words) < _LONG_NAME and whole and has_strong_surname(cased[run.start : run.end]):
        return run.start - 1
    one_word = known_place(cased, run.start) == words[0].end
    for number in (2, 1, 3) if one_word or not whole else (2, 3):
        if number < len(words) and is_full_name(cased[words[number].start : run.end], strict=True):
            return words[number - 1].end
    return run.start - 1 if whole else run.end


def _past_dash(cased: str, end: int) -> int:
    """Past the second half of a region named after two places ("Đông Á - Thái Bình Dương")."""
    dash = _DASH.match(cased, end)
    second = known_place(cased, dash.end()) if dash else end
    return second if dash and second > dash.end() else end
