"""Pronouns ("ông", "bà") that stand for the person last named with the same word of address."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from msgspec import Struct

from pipeline.annotate.grammar.patterns import UPPER, WORD_END, WORD_START, alternation
from pipeline.annotate.people.coreference import Identity, folded_words
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Mention


class PronounRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    not_after: str
    not_before: str
    example: str


def _pattern(number: int, row: PronounRow) -> str:
    after, before = alternation(row.not_after.split("|")), alternation(row.not_before.split("|"))
    pronoun = f"(?P<row{number}>{fold(row.form)}){WORD_END}(?!,? (?:{before}){WORD_END})"
    return f"(?:{after}) {fold(row.form)}|{pronoun}"


_ROWS = load_lexicon("name_pronouns", PronounRow)
_PRONOUN = re.compile(f"{WORD_START}(?:{'|'.join(_pattern(number, row) for number, row in enumerate(_ROWS))})")
_MOST_BETWEEN = 40
_NAME_AFTER = re.compile(f" ?[{UPPER}]")


def find_pronouns(folded: str, text: str) -> Iterator[Mention]:
    """Every pronoun in text order that is not the title of a name."""
    for match in _PRONOUN.finditer(folded):
        if match.lastgroup and not _NAME_AFTER.match(text, match.end()):
            start, end = match.span(match.lastgroup)
            yield Mention(start=start, end=end, text=text[start:end], kind="pronoun")


def resolve_pronouns(folded: str, text: str, people: list[Identity], offices: set[int]) -> None:
    """Give each pronoun to the person last mentioned that is so addressed, no further off than a paragraph.

    What stands before an office (`offices`: where they start) is that office's title.
    """
    timeline = sorted(((mention.start, number) for number, person in enumerate(people) for mention in person.mentions))
    for pronoun in find_pronouns(folded, text):
        if pronoun.end + 1 in offices:
            continue
        words = folded_words(pronoun.text)
        paragraph = text.rfind("\n", 0, pronoun.start)
        reach = text.rfind("\n", 0, paragraph) if paragraph > 0 else -1
        place = bisect_left(timeline, (pronoun.start, 0))
        for start, number in reversed(timeline[max(0, place - _MOST_BETWEEN) : place]):
            if start < reach:
                break
            if people[number].titles.issuperset(words):
                people[number].mentions.append(pronoun)
                timeline.insert(place, (pronoun.start, number))
                break
