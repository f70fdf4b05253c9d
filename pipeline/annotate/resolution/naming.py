"""A body's name written out with its place."""

import re
from functools import lru_cache

from pipeline.annotate.directives.lexicon import context
from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.annotate.grammar.body_names import Body
from pipeline.annotate.resolution.home import Home, above, is_district, last_unit, named_unit, province_in, unit_of
from pipeline.orthography import fold

_SEVERAL = re.compile(context("several"))
_LEAD = re.compile(f"(?:{context('determiner')} )+")


def write_out(words: str, home: Home) -> str | None:
    """The body with its place, as far up as the province; None where it isn't one body or its place isn't certain.

    "Sở Y tế" -> "Sở Y tế tỉnh Hưng Yên", "UBND xã Tân An" -> "UBND xã Tân An, tỉnh Hưng Yên"; a central body is itself.
    """
    folded = fold(words)
    lead = _LEAD.match(folded)
    words = words[lead.end() :] if lead else words
    words = words[:1].upper() + words[1:]
    body = _whole(words)
    if body is None or _SEVERAL.search(folded):
        return None
    if body.level == "central":
        return words
    unit = named_unit(words)
    word = unit.word if unit else last_unit(words)
    named = province_in(words if body.level == "province" or word == "thành phố" else above(words))
    if word == "thành phố" and not (named or unit):
        return _city(words, home)
    if named and word == "thành phố" and named.kind == "province":
        return f"{words}, tỉnh {named.name}" if home.districts else None
    if named:
        return words
    if body.level == "province":
        return _provincial(words, word, home)
    return _local(words, word, home, named=unit is not None) if word else None


@lru_cache(maxsize=1024)
def _whole(words: str) -> Body | None:
    """The body that the words name, all of them."""
    bodies = find_bodies(fold(words), words)
    return bodies[0] if bodies and (bodies[0].start, bodies[0].end) == (0, len(words)) else None


def _provincial(words: str, word: str | None, home: Home) -> str | None:
    if home.province is None:
        return None
    unit = unit_of(home.province)
    if word is None:
        return f"{words} {unit} {home.province.name}"
    return f"{words} {home.province.name}" if word == unit else None


def _city(words: str, home: Home) -> str | None:
    """ "UBND thành phố": of the home where that is a centrally-run city, else of the only city that is named."""
    if home.province is not None and home.province.kind == "city":
        return f"{words} {home.province.name}"
    city = home.only("thành phố")
    central = province_in(city) if city else None
    return f"{words} {city}" if central and central.kind == "city" else _local(words, "thành phố", home, named=False)


def _local(words: str, word: str, home: Home, *, named: bool) -> str | None:
    """A body of a district or a commune, which may lack its own name."""
    if home.province is None or (is_district(word) and not home.districts):
        return None
    name = None if named else home.only(word)
    if not (named or name):
        return None
    return f"{words if named else f'{words} {name}'}, {unit_of(home.province)} {home.province.name}"
