"""Where people are named: after a title, an office or by a full name that is nothing else."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pipeline.annotate.grammar.bodies import Body
from pipeline.annotate.grammar.names import (
    MOST_WORDS,
    RUN,
    ExampleRow,
    HonorificRow,
    Run,
    given_first,
    has_strong_surname,
    historic_names,
    is_full_name,
    is_lookalike,
    is_surname,
    is_vietnamese,
    name_start,
    names_something_else,
    words_of,
)
from pipeline.annotate.grammar.offices import Office
from pipeline.annotate.grammar.patterns import WORD_END, WORD_START, alternation, recase
from pipeline.annotate.grammar.places import UNIT_WORDS, begins_place, known_place
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold, unaccent

Anchor = Literal["title", "office", "grammar", "model"]

# Gives what a model takes for names in the sentences of these starts.
Recognize = Callable[[Sequence[int]], Iterable[tuple[int, int]]]


class Name(Struct, frozen=True):
    """A name in the text.

    `lead` is where its titles begin, `anchor` what makes it a person's name, `plural` that its title
    opens a list, `alone` that the title is enough for a name of one word.
    """

    start: int
    end: int
    text: str
    lead: int
    honorific: str | None
    plural: bool
    alone: bool
    anchor: Anchor


_HONORIFICS = {fold(row.form): row for row in load_lexicon("honorifics", HonorificRow)}
_TITLE = f"(?:{alternation(_HONORIFICS)}){WORD_END}"
_TITLES = re.compile(f"{WORD_START}{_TITLE}(?:[:,]? {_TITLE})*:? ")
_LAST_TITLE = re.compile(f"{WORD_START}{_TITLE}")
_BEFORE_OFFICE = re.compile(r" ?[-–,(—] ?")
_AFTERWORDS = alternation(row.form for row in load_lexicon("name_afterwords", ExampleRow))
_NO_NAME = re.compile(f"(?:{UNIT_WORDS}) \\d|(?:{_AFTERWORDS}){WORD_END}")
_LIST_JOINTS = {", ", " và ", " - ", " – ", "; "}
_VOWEL = re.compile("[aeiouy]")
_LONGEST_AFTER_TITLE = 5
_MOST_OVER_ONE_PLACE = 2
_NAMED_AFTER_PEOPLE = {"enterprise", "school", "hospital", "culture"}


def find_names(
    folded: str, text: str, offices: list[Office], bodies: list[Body], recognize: Recognize | None = None
) -> list[Name]:
    """Every name in text order, also short ones after a title ("ông Bình"); whose they are is not said.

    `recognize` is asked about capitalised words that the rules can't explain; of what it gives come the names that
    no rule finds or knows to be something else.
    """
    finder = _Finder(folded, text, offices, bodies)
    names = [*finder.historic_names(), *finder]
    if recognize and (open_places := finder.unexplained(names)):
        names += finder.recognized(recognize(open_places), names)
    full = [words for words in map(_words, names) if len(words) > 1]
    known = {form for words in full for form in (words, words[-2:], given_first(words))}
    starts = {name.start for name in names}
    again = [name for name in finder.others if _words(name) in known and name.start not in starts]
    return sorted([*names, *again], key=lambda name: name.start)


class _Finder:
    """Walks over the capitalised words that are not part of an office or a body."""

    def __init__(self, folded: str, text: str, offices: list[Office], bodies: list[Body]) -> None:
        self.folded, self.text, self.cased = folded, text, recase(text, folded)
        self.others: list[Name] = []
        self.rejected: set[int] = set()
        self.titles = dict(title_ends(folded, text))
        self.office_before = {office.end + 1: office for office in offices}
        self.office_starts = {office.start for office in offices}
        office_ends = {office.end for office in offices}
        firms = {body.end for body in bodies if body.kind in _NAMED_AFTER_PEOPLE}
        self.after_firm = {end + 1 for end in firms - office_ends}
        self.covers = sorted({*((one.start, one.end) for one in offices), *_outside(bodies, offices)})
        self.historic = [run for run in historic_names(folded, text) if self._is_historic(run)]
        self.covers = sorted({*self.covers, *self.historic})

    def __iter__(self) -> Iterator[Name]:
        """The names; `others` are then capitalised words that are no names alone, `rejected` where other names end."""
        rejected = accepted = -1
        for run in self._runs():
            name = self._name(run)
            if name is None or _is_hidden(self.cased, name):
                self.others.append(self._made(run, run.start, "grammar"))
                rejected = run.end if self._goes_on(rejected, run.start) else rejected
            elif name.anchor == "grammar" and self._is_something_else(name, run.start, rejected):
                rejected = name.end
                self.rejected.add(rejected)
            elif name.anchor == "grammar" and not self._is_sure(name, accepted):
                self.others.append(name)
            else:
                accepted = name.end
                yield name

    def _runs(self) -> Iterator[Run]:
        """Capitalised words outside of offices and bodies."""
        position, cover = 0, 0
        while match := RUN.search(self.cased, position):
            start, end = match.span()
            while cover < len(self.covers) and self.covers[cover][1] <= start:
                cover += 1
            first, last = self.covers[cover] if cover < len(self.covers) else (len(self.cased) + 2, 0)
            if first <= start:
                position = last
                continue
            end = min(end, first - 1)
            position = end + 1
            yield Run(start, end)

    def unexplained(self, names: list[Name]) -> list[int]:
        """Where capitalised words start that no rule knows: several together, or one that ends somebody's name."""
        last_words = {words[-1] for words in map(_words, names) if len(words) > 1}
        return [
            other.start
            for other in self.others
            if other.end not in self.rejected
            and (" " in other.text or fold(other.text) in last_words)
            and known_place(self.cased, other.start) < other.end
        ]

    def recognized(self, seen: Iterable[tuple[int, int]], names: list[Name]) -> Iterator[Name]:
        """Of what a model has seen, what can be a name by its form and stands where the rules have found nothing."""
        taken = sorted({*self.covers, *((name.start, name.end) for name in names)})
        for start, end in seen:
            if end not in self.rejected and not _is_over(taken, Run(start, end)):
                name = self._made(Run(start, end), start, "model")
                if self._can_be_seen(name) and not _is_hidden(self.cased, name):
                    yield name

    def historic_names(self) -> Iterator[Name]:
        for run in self.historic:
            yield self._made(run, run.start, "grammar")

    def _is_historic(self, run: Run) -> bool:
        if _is_over(self.covers, run):
            return False
        office = self.office_before.get(run.start)
        return not names_something_else(self.folded, office.start if office else run.start)

    def _goes_on(self, last: int, start: int) -> bool:
        """Whether a list goes on from the name that ended at `last`."""
        return last >= 0 and self.cased[last:start] in _LIST_JOINTS

    def _is_sure(self, name: Name, accepted: int) -> bool:
        """A name of two words without a title needs a name or an office beside it."""
        if len(name.text.split(" ")) != 2:
            return True
        joint = _BEFORE_OFFICE.match(self.cased, name.end)
        return self._goes_on(accepted, name.start) or (joint is not None and joint.end() in self.office_starts)

    def _name(self, run: Run) -> Name | None:
        for word in words_of(self.cased, run):
            lead = self.titles.get(word.start, run.end)
            if lead <= run.start or (lead < word.start and is_full_name(self.cased[word.start : run.end])):
                return self._titled(Run(word.start, run.end), lead)
        if run.start in self.office_before:
            return self._in_office(run)
        start = name_start(self.cased, run)
        if start < run.end and is_full_name(self.cased[start : run.end], strict=True):
            return self._made(Run(start, run.end), start, "grammar")
        return None

    def _titled(self, run: Run, lead: int) -> Name | None:
        words = words_of(self.cased, run)[:_LONGEST_AFTER_TITLE]
        if len(words) > 2 and _NO_NAME.match(self.folded, words[-1].start):
            words.pop()
        run = Run(run.start, words[-1].end)
        if is_lookalike(self.cased[run.start : run.end]) or known_place(self.cased, lead) > lead:
            return None
        if known_place(self.cased, run.start) == run.end:
            return None
        if self._is_called(run, lead) and not is_surname(self.cased[run.start : words[0].end]):
            return None
        name = self._made(run, lead, "title")
        called_so = name.alone and self.cased[lead].isupper() and names_something_else(self.folded, lead)
        return None if called_so else name

    def _is_called(self, run: Run, lead: int) -> bool:
        """Whether all that is said before is that somebody or something is called so."""
        return any(_HONORIFICS[title].kind == "called" for title in _LAST_TITLE.findall(self.folded, lead, run.start))

    def _in_office(self, run: Run) -> Name | None:
        start = name_start(self.cased, run)
        if start == run.end:
            words = self.cased[run.start : run.end]
            if known_place(self.cased, run.start) > run.start or begins_place(words) or words.isupper():
                return None
            start = run.start
        name = self._made(Run(start, run.end), start, "office")
        foreign = not is_vietnamese(name.text) and "-" not in name.text
        return replace(name, alone=foreign and self.office_before[run.start].level == "central")

    def _made(self, run: Run, lead: int, anchor: Anchor) -> Name:
        titles = _LAST_TITLE.findall(self.folded, lead, run.start)
        return Name(
            start=run.start,
            end=run.end,
            text=self.text[run.start : run.end],
            lead=lead,
            honorific=self.text[lead : run.start].strip(" :,") or None,
            alone=bool(titles) and _HONORIFICS[titles[-1]].kind == "address",
            plural=any(_HONORIFICS[title].number for title in titles),
            anchor=anchor,
        )

    def _can_be_seen(self, name: Name) -> bool:
        """Whether the grammar of names agrees; one word can only be somebody's short form."""
        if known_place(self.cased, name.start) > name.start or begins_place(name.text):
            return False
        if self._is_something_else(name, name.start, -1):
            return False
        words = name.text.split(" ")
        foreign = not is_vietnamese(words[0]) or (is_surname(words[0]) and not is_vietnamese(name.text))
        return len(words) == 1 or (foreign and len(words) <= MOST_WORDS) or is_full_name(name.text, strict=True)

    def _is_something_else(self, name: Name, run_start: int, rejected: int) -> bool:
        """Whether a name without a title is that of a street, a school or the like, or goes on such a list."""
        first = 2 if has_strong_surname(name.text) else 1
        words = words_of(self.cased, Run(name.start, name.end))[first:]
        return (
            is_lookalike(name.text)
            or self._goes_on(rejected, name.start)
            or names_something_else(self.folded, name.start)
            or names_something_else(self.folded, run_start)
            or name.start in self.after_firm
            or any(known_place(self.cased, word.start) == name.end for word in words)
        )


def _is_over(places: list[tuple[int, int]], run: Run) -> bool:
    """Whether any of the sorted places has a part of the run."""
    before = bisect_left(places, (run.end, 0))
    return any(end > run.start for _, end in places[max(0, before - _MOST_OVER_ONE_PLACE) : before])


def _outside(bodies: list[Body], offices: list[Office]) -> Iterator[tuple[int, int]]:
    """The ranges of the bodies but those that begin inside an office: "Bản" in "Thủ tướng Nhật Bản"."""
    ends = [office.end for office in offices]
    for body in bodies:
        after = bisect_right(ends, body.start)
        if after == len(offices) or offices[after].start >= body.start:
            yield body.start, body.end


def title_ends(folded: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a name may begin after titles, and where the titles do.

    The last word with a capital before small letters is the name: "ông Anh nói", "anh Hùng nói".
    """
    for match in _TITLES.finditer(folded):
        end = match.end()
        if match[0].endswith(": ") and not any(_HONORIFICS[title].number for title in _LAST_TITLE.findall(match[0])):
            continue
        while not text[end : end + 1].isupper():
            end = folded.rfind(" ", match.start(), end - 1) + 1
            if end <= match.start() or not _LAST_TITLE.search(folded[match.start() : end - 1]):
                break
        else:
            yield end, match.start()


def _words(name: Name) -> tuple[str, ...]:
    return tuple(fold(name.text).split(" "))


def _is_hidden(text: str, name: Name) -> bool:
    """Whether initials hide the person: "ông T", "Lê Thị Th."."""
    last = name.text.rsplit(" ", 1)[-1]
    if len(name.text) == 1 or last.endswith("."):
        return True
    return text.startswith(".", name.end) and not _VOWEL.search(unaccent(last))
