"""Regular expressions made from lexicons, and the letters of Vietnamese names."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from pipeline.orthography import fold

_LATIN = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
UPPER = "".join(letter for letter in _LATIN if letter.isupper())
LOWER = "".join(letter for letter in _LATIN if letter.islower())
APOSTROPHE = "'’‘`"

_TONES = "\u0300\u0301\u0309\u0303\u0323"
_TONED = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in "aeyAEY" for tone in _TONES)
_TONED_PAIR = re.compile(f"[oOuU][{_TONED}]")

WORD_START = r"(?<![\w&])"
WORD_END = r"(?!\w)"


def alternation(forms: Iterable[str]) -> str:
    """A regex for any of the folded forms, longest first, that tries each common beginning only once."""
    return _branches(sorted({fold(form) for form in forms}))


def _branches(forms: list[str]) -> str:
    """A regex for any of the sorted forms; the empty form among them makes the rest optional."""
    optional = "" in forms
    parts = []
    for letter, group in groupby((form for form in forms if form), key=lambda form: form[0]):
        parts.append(_literal(letter) + _branches([form[1:] for form in group]))
    if not parts:
        return ""
    joined = parts[0] if len(parts) == 1 and not optional else f"(?:{'|'.join(parts)})"
    return joined + ("?" if optional else "")


def _literal(letter: str) -> str:
    return letter if letter.isalnum() or letter in " &,/" else "\\" + letter


def recase(text: str, folded: str) -> str:
    """`text` with the tone marks of `folded` and its own capitals: for patterns that need both."""

    def with_capitals(pair: re.Match[str]) -> str:
        new = folded[pair.start() : pair.end()]
        if new == pair[0].lower():
            return pair[0]
        return "".join(letter.upper() if old.isupper() else letter for old, letter in zip(pair[0], new, strict=True))

    return _TONED_PAIR.sub(with_capitals, text)
