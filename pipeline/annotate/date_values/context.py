"""What stands around a date: the words before it, its sentence, lists and parentheses."""

import re
from bisect import bisect_right
from functools import cached_property

from pipeline.annotate.date_values.words import CUES, Cue, any_of, frames

_WORD = re.compile(r"\w+|[^\w\s]")
_SENTENCE_END = re.compile(r"\n|[;!?…](?=\s)|(?<!\W[A-ZĐ])(?<!\W[A-ZĐ]{2})\.(?= \W?(\w))")
_LIST_GAP = re.compile(r",? (?:và )?$|; ?$")
_EVENT_NAME = re.compile(rf" {any_of(frames('event'))}(?!\w)")
_LAW = re.compile(
    rf"(?<!\w)(?:{any_of(frames('no_law'))}(?: \w+){{0,7}}|(?P<law>{any_of(frames('law'))})"
    rf"(?:(?:,(?= bổ sung))? (?!{any_of(frames('not_in_law'))}(?!\w))\w+){{1,7}}"
    rf"|(?P<whole>{any_of(frames('whole_law'))})) ?\Z"
)
_TEASER = re.compile(r"^[^\n]{8,300}\(\d{1,2}/\d{1,2}/\d{4}\)$", re.MULTILINE)
_SINCE_WHEN = re.compile(r"(?<!\w)từ (?:ngày|khi|lúc) [^,.;:\n()]{3,40} \($")
_LONGEST_CUE = max(len(phrase.split()) for phrase in CUES)
_REACH = 48


class Context:
    """A text, its folded form, and look-ups around places in it."""

    def __init__(self, text: str, folded: str) -> None:
        self.text = text
        self.folded = folded

    @cached_property
    def _breaks(self) -> list[int]:
        """Where sentences end: a full stop ends one before a capital, unless it stands after "TP" or "Q"."""
        ends = _SENTENCE_END.finditer(self.text)
        return [end.end() for end in ends if end[1] is None or end[1].isupper()]

    def sentence_before(self, start: int, reach: int) -> str:
        """The folded sentence up to the place, at most `reach` characters of it."""
        index = bisect_right(self._breaks, start)
        begin = self._breaks[index - 1] if index else 0
        return self.folded[max(begin, start - reach) : start]

    def sentence_after(self, end: int, reach: int) -> str:
        """The folded sentence from the place on, at most `reach` characters of it."""
        index = bisect_right(self._breaks, end)
        stop = self._breaks[index] if index < len(self._breaks) else len(self.folded)
        return self.folded[end : min(stop, end + reach)]

    def same_sentence(self, end: int, start: int) -> bool:
        return bisect_right(self._breaks, end) == bisect_right(self._breaks, start)

    def cue(self, start: int) -> Cue | None:
        """The longest cue that stands right before the place."""
        return next((CUES[phrase] for phrase in self._phrases_before(start) if phrase in CUES), None)

    def before(self, start: int, phrases: frozenset[str]) -> bool:
        """Does one of the phrases stand right before the place?"""
        return not phrases.isdisjoint(self._phrases_before(start))

    def after(self, end: int, phrases: frozenset[str]) -> bool:
        """Does one of the phrases stand right after the place?"""
        words = _WORD.findall(self.folded[end : end + _REACH])
        return any(" ".join(words[:count]) in phrases for count in range(1, 4))

    def _phrases_before(self, start: int) -> list[str]:
        before = self.folded[max(0, start - _REACH) : start].rpartition("\n")[2]
        words = _WORD.findall(before)[-_LONGEST_CUE:]
        return [" ".join(words[first:]) for first in range(len(words))]

    def names_event(self, end: int) -> bool:
        """A length followed by a name is an anniversary: "44 năm Ngày giải phóng"."""
        return self.text[end + 1 : end + 2].isupper() and _EVENT_NAME.match(self.folded, end) is not None

    def names_law(self, start: int) -> bool:
        """A year after a law is part of its name: "Bộ luật Dân sự năm 2015"."""
        law = _LAW.search(self.folded, max(0, start - _REACH), start)
        return law is not None and (law["law"] or law["whole"]) is not None

    @cached_property
    def _teasers(self) -> list[int]:
        """Beginnings and ends of the lines that are headlines of other stories, in turn."""
        lines = [match.span() for match in _TEASER.finditer(self.folded)]
        ends, starts = {end for _, end in lines}, {start for start, _ in lines}
        return [
            place
            for start, end in lines
            if start - 1 in ends or end + 1 in starts or self._line_ending(start - 1).isupper()
            for place in (start, end)
        ]

    def _line_ending(self, end: int) -> str:
        return self.text[self.text.rfind("\n", max(0, end - _REACH), max(0, end)) + 1 : max(0, end)]

    def in_teaser(self, start: int) -> bool:
        """Is the place in a headline of another story, "… (30/07/2019)" in a list of them?"""
        return bisect_right(self._teasers, start) % 2 == 1

    def opens_apposition(self, start: int) -> bool:
        """Does the date explain what stands before it: "kể từ ngày vận hành (ngày 1/3)"?"""
        return _SINCE_WHEN.search(self.folded, max(0, start - _REACH), start) is not None

    def listed(self, end: int, start: int) -> bool:
        return _LIST_GAP.match(self.folded[end:start]) is not None

    def alone(self, start: int, end: int) -> bool:
        """Is there nothing else in its line?"""
        return self.folded[max(0, start - 1) : start] in {"", "\n"} and self.folded[end : end + 1] in {
            "",
            "\n",
        }

    def in_parentheses(self, start: int, end: int) -> bool:
        return self.folded[start - 1 : start] == "(" and self.folded[end : end + 1] == ")"
