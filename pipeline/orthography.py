"""Vietnamese letters: one stored form for all text, and a folded form to match on.

`normalize` is applied once, where text enters the program; after it offsets never move.
`fold` is applied wherever text is compared; it keeps the length, so offsets carry over.
"""

import re
import unicodedata

_TONE_MARKS = "\u0300\u0301\u0309\u0303\u0323"
_TONE_VOWELS = ("oa", "oe", "uy")

# U+00D0 and U+00F0 (Icelandic eth) and U+0189 look like Đ and are typed for it by old input methods.
_LOOKALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ"})
# Controls, soft hyphens, joiners, direction marks, fillers, variation selectors, tags, private use.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_PARAGRAPH_BREAK = re.compile(" ?\n[ \n]*")


def normalize(text: str) -> str:
    """The stored form: NFC, Đ for its look-alikes, nothing invisible, single spaces, one newline a paragraph.

    Idempotent. Lone surrogates become U+FFFD, so that every result can be written as UTF-8.
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_LOOKALIKES)
    text = _SPACES.sub(" ", _LINE_BREAK.sub("\n", text))
    return _PARAGRAPH_BREAK.sub("\n", text).strip()


def _old_to_new_tones() -> dict[str, str]:
    pairs = {}
    for vowels in _TONE_VOWELS:
        for mark in _TONE_MARKS:
            old = unicodedata.normalize("NFC", vowels + mark)
            pairs[old] = unicodedata.normalize("NFC", vowels[0] + mark + vowels[1])
    return pairs


_TONES = _old_to_new_tones()
_OLD_TONE = re.compile("|".join(_TONES))


def fold(text: str) -> str:
    """The form to compare: lower case, tone marks of oa/oe/uy in one place (`Uỷ` -> `ủy`).

    Always as long as `text`: a match in the folded text has the same offsets in the original.
    A letter whose lower case is longer (`İ`) is kept as it is.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return _OLD_TONE.sub(lambda tone: _TONES[tone[0]], lowered)


def unaccent(text: str) -> str:
    """Lower case without any diacritic, đ as d: for what people type without marks. May change the length."""
    decomposed = unicodedata.normalize("NFD", text.translate(_LOOKALIKES).lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("đ", "d")
