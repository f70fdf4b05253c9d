"""The grammar of people's names: which runs of capitalised words can be one."""

import re
from typing import Literal, NamedTuple

from msgspec import Struct

from pipeline.annotate.grammar.patterns import APOSTROPHE, LOWER, UPPER, WORD_START, alternation
from pipeline.annotate.grammar.places import known_place, place_level
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold, unaccent

MOST_WORDS = 6
_USUALLY_MOST_WORDS = 4
_LONGEST_RUN = 11


class SurnameRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    strength: str | None
    example: str


class HonorificRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: Literal["address", "comrade", "military", "degree", "occupation", "called"]
    number: Literal["plural"] | None
    example: str


class ExampleRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    example: str


_SURNAMES = {fold(row.form): row for row in load_lexicon("name_surnames", SurnameRow)}
_HISTORIC = {fold(row.form) for row in load_lexicon("name_historic", ExampleRow)}
_LOOKALIKES = {fold(row.form) for row in load_lexicon("name_lookalikes", ExampleRow)}
_HISTORIC_IN_TEXT = re.compile(f"{WORD_START}(?:{alternation(_HISTORIC)})(?![\\w-]| -)")

_STRONG = "|".join(row.form for row in load_lexicon("name_surnames", SurnameRow) if row.strength == "strong")
_TITLE_WORD = f"[{UPPER}][{LOWER}]*+(?:[{APOSTROPHE}][{UPPER}]?[{LOWER}]++|-[{LOWER}]++)*+(?![\\w])"
_CAPITAL_WORD = f"[{UPPER}]++(?![\\w])"
_PARTICLES = alternation(row.form for row in load_lexicon("name_particles", ExampleRow))
_WITH_PARTICLE = f"(?:{_TITLE_WORD} )?(?:{_STRONG}) (?:{_PARTICLES})(?= [{UPPER}][{LOWER}])"
_PREFIXES = {row.form[0] for row in load_lexicon("name_surnames", SurnameRow) if row.strength == "prefix"}
_SPACED_PREFIX = f"(?:[{''.join(sorted(_PREFIXES))}][{APOSTROPHE}] (?=[{UPPER}]))?"
RUN = re.compile(
    f"{WORD_START}(?:{_SPACED_PREFIX}(?:{_WITH_PARTICLE}|{_TITLE_WORD})"
    f"(?: {_SPACED_PREFIX}{_TITLE_WORD}){{0,{_LONGEST_RUN}}}+"
    f"|{_CAPITAL_WORD}(?: {_CAPITAL_WORD}){{1,{_LONGEST_RUN}}}+)"
)
_CONTEXT = re.compile(
    f"(?:{WORD_START}(?:{alternation(row.form for row in load_lexicon('name_contexts', ExampleRow))}|\\d+[a-z]?)"
    f"(?: (?:{alternation(row.form for row in load_lexicon('name_context_links', ExampleRow))})){{0,2}})[ “\"'‘]*\\Z"
)
_CONTEXT_REACH = 40
_CAPITALS_BEFORE = re.compile(f"(?:(?<!\\w)[{UPPER}][{LOWER}]+ ){{1,3}}\\Z")


# A syllable of Vietnamese without its marks; what is spelled otherwise is foreign or of a minority's language.
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnrstvx])?"
    "(?:a[iouy]?|eo|eu|e|ieu|ia|ie|iu|i|oa[iyo]?|oeo?|oi|o|ua[iy]?|ue|ui|uo[iu]?|uu|uy[aue]?|u|yeu|ye|y)"
    "(?:ng|nh|ch|[cmnpt])?"
)


class Run(NamedTuple):
    """Capitalised words that follow one another, as a range of the text."""

    start: int
    end: int


def words_of(text: str, run: Run) -> list[Run]:
    """The ranges of the words of a run."""
    places, start = [], run.start
    for word in text[run.start : run.end].split(" "):
        places.append(Run(start, start + len(word)))
        start += len(word) + 1
    return places


def run_at(text: str, start: int) -> Run | None:
    """The capitalised words that start at `start`."""
    match = RUN.match(text, start)
    return Run(match.start(), match.end()) if match else None


def is_surname(word: str) -> bool:
    return fold(word) in _SURNAMES or has_prefix(word)


def has_prefix(word: str) -> bool:
    """Whether the word is a name that marks its bearer as man or woman: "K'Brơi", "H'Lan"."""
    return len(word) > 2 and word[1] in APOSTROPHE and fold(word[:2]) in _SURNAMES


def given_first(words: tuple[str, ...]) -> tuple[str, ...]:
    """The given name where it is before the family name: "H'Lan" of "H'Lan Niê", "Y Brôi" of "Y Brôi Niê"; else all."""
    if has_prefix(words[0]):
        return words[:1]
    return words[:2] if words[0] == "y" else words


def is_full_name(text: str, *, strict: bool = False) -> bool:
    """Whether the words are a family name with a given name and no known place.

    With `strict` two words need a family name that hardly begins anything else.
    """
    words = text.split(" ")
    if len(words) == 1 and has_prefix(text):
        return True
    if not 2 <= len(words) <= MOST_WORDS or not is_surname(words[0]) or known_place(text, 0) == len(text):
        return False
    return not strict or len(words) > 2 or has_strong_surname(text)


def has_strong_surname(name: str) -> bool:
    """Whether the name begins with a family name that hardly begins anything else."""
    surname = _SURNAMES.get(fold(name.split(" ", 1)[0]))
    return surname is not None and surname.strength == "strong"


def name_start(text: str, run: Run) -> int:
    """Where in the run a full name to the run's end starts; the run's end if none does.

    A known place at the run's beginning is left out of the name.
    """
    past_place = run.start if begins_name(text, run.start) else max(known_place(text, run.start), run.start)
    starts = [
        word.start
        for word in words_of(text, run)
        if word.start >= past_place and is_full_name(text[word.start : run.end])
    ]
    if not starts:
        return run.end
    if text.count(" ", starts[0], run.end) < _USUALLY_MOST_WORDS:
        return starts[0]
    return next((start for start in starts if has_strong_surname(text[start : run.end])), starts[0])


def begins_name(text: str, start: int) -> bool:
    """Whether the place at `start` is the beginning of a person's name: "Đinh Văn" in "Đinh Văn Thu"."""
    run, place = run_at(text, start), known_place(text, start)
    if run is None or not start < place < run.end or place_level(text[start:place]):
        return False
    name = text[start : run.end]
    return name.count(" ") < _USUALLY_MOST_WORDS and has_strong_surname(name)


def inside_name(text: str, start: int) -> bool:
    """Whether the word at `start` is a given name: "Trường" in "Phạm Trường Vinh"."""
    before = _CAPITALS_BEFORE.search(text, max(0, start - _CONTEXT_REACH), start)
    run = run_at(text, start) if before else None
    if before is None or run is None:
        return False
    words = words_of(text, Run(before.start(), start - 1))
    return any(is_full_name(text[word.start : run.end], strict=True) for word in words)


def is_vietnamese(words: str) -> bool:
    """Whether all the words are spelled as Vietnamese syllables."""
    return all(_SYLLABLE.fullmatch(word) for word in unaccent(words).split(" "))


def is_lookalike(words: str) -> bool:
    """Whether the words are known to be a newspaper, a heading or the like."""
    return fold(words) in _LOOKALIKES


def is_historic(name: str) -> bool:
    return fold(name) in _HISTORIC


def historic_names(folded: str, text: str) -> list[Run]:
    """Where historical figures are named, whatever the context."""
    return [Run(*match.span()) for match in _HISTORIC_IN_TEXT.finditer(folded) if text[match.start()].isupper()]


def names_something_else(folded: str, start: int) -> bool:
    """Whether what stands before `start` makes the name there that of a street, school, movement or city."""
    return _CONTEXT.search(folded, max(0, start - _CONTEXT_REACH), start) is not None
