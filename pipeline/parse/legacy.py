"""Text typed for the one-byte fonts TCVN3 and VNI, to Unicode."""

import re
from functools import cache
from typing import Literal

from msgspec import Struct

from pipeline.lexicons import load_lexicon

Charset = Literal["tcvn3", "vni"]

_MODERN = re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")
# What all signs have one of.
_FOREIGN = re.compile("[\xa0-\xff]")
# Signs of TCVN3 that stand in no Unicode word, and vowels with a VNI tone letter after them.
_SIGNS: dict[Charset, re.Pattern[str]] = {
    "tcvn3": re.compile(r"(?<=[^\W\d_])[µ¶·¸¹¨»¼½¾©®ª«¬\xad]|[µ¶·¸¹¨¼½¾©®ª«¬](?=[^\W\d_])"),
    "vni": re.compile(r"[aeouyôö][ùøûõïâáàåãäêéèúüë]|(?<=n)ñ|\bñ(?=[^\W\d_])", re.I),
}
_LEAST_SIGNS = 5


class LegacyLetter(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `page_legacy.tsv`."""

    charset: Charset
    written: str
    letter: str


def from_legacy(text: str) -> str:
    """`text` in Unicode when it shows the signs of an old font more often than modern letters; else as it is."""
    charset = legacy_charset(text)
    if charset is None:
        return text
    letters, written = _letters(charset)
    return written.sub(lambda found: letters[found[0]], text)


def legacy_charset(text: str) -> Charset | None:
    """Which old font a text was typed for."""
    modern = len(_MODERN.findall(text))
    if len(_FOREIGN.findall(text)) <= modern:
        return None
    counts = {charset: len(signs.findall(text)) for charset, signs in _SIGNS.items()}
    likely = max(counts, key=lambda charset: counts[charset])
    return likely if counts[likely] >= max(_LEAST_SIGNS, modern + 1) else None


@cache
def _letters(charset: Charset) -> tuple[dict[str, str], re.Pattern[str]]:
    letters = {row.written: row.letter for row in load_lexicon("page_legacy", LegacyLetter) if row.charset == charset}
    longest_first = sorted(letters, key=len, reverse=True)
    return letters, re.compile("|".join(map(re.escape, longest_first)))
