"""Words as the search index knows them: syllables and numbers, as they are written and without diacritics."""

import re
from functools import lru_cache

from pipeline.orthography import fold, unaccent

_WORD = re.compile(r"[^\W_]+")
# Stands in the index between texts that do not belong together, and is no word.
BREAK = "¶"


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(fold(text))


def word_spans(text: str) -> list[tuple[int, int]]:
    """The places of the words of a text."""
    return [match.span() for match in _WORD.finditer(text)]


class _Bare(dict[int, str]):
    """Each letter without its diacritics, where that leaves one letter."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        bare = unaccent(letter)
        self[code] = bare if len(bare) == 1 else letter
        return self[code]


_BARE = _Bare()


def bare(folded: str) -> str:
    """A folded text without diacritics, letter for letter: offsets stay."""
    return folded.translate(_BARE)


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """A folded word without diacritics."""
    return unaccent(word)


def indexed(*texts: str) -> tuple[str, str]:
    """The words of some texts as the index takes them, exact and plain, with a break between two texts."""
    words = [word for text in texts for word in (*words_of(text), BREAK)]
    return " ".join(words), " ".join(map(plain, words))


def facet(kind: str, value: str = "") -> str:
    """One word of the index for a property of an article."""
    return f"{kind}{BREAK}{''.join(_WORD.findall(unaccent(value)))}"
