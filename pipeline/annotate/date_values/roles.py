"""The role and the tense of a date, from the words around it (lexicons `date_cues` and `date_signs`)."""

import re
from dataclasses import dataclass
from datetime import date

from pipeline.annotate.date_values.context import Context
from pipeline.annotate.date_values.reading import Reading
from pipeline.annotate.date_values.resolution import Tense
from pipeline.annotate.date_values.scanning import Found
from pipeline.annotate.date_values.values import Value
from pipeline.annotate.date_values.words import Cue, SignKind, any_of, frames, signs
from pipeline.schema import DateRole

_REACH = 90
_NEAR = 30
_CLOSE = 20
_SHORT = 20
_OPENING = 4
_FINE = {"day", "clock", "weekday", "part"}
_SPANS = {"year", "quarter", "half", "same_period"}


def _pattern(*kinds: SignKind) -> re.Pattern[str]:
    """Words of these signs; the group is empty where one is part of a neutral word ("giao" in "giao ban")."""
    neutral, words = (
        "|".join(re.escape(word) for word in sorted(found, key=lambda word: (-len(word), word)))
        for found in (signs("neutral"), frozenset[str]().union(*map(signs, kinds)))
    )
    return re.compile(rf"(?<!\w)(?:(?:{neutral})|({words}))(?!\w)")


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    """Where its words end in the text."""
    return [match.end() for match in pattern.finditer(text) if match[1]]


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    """Where its last word ends, 0 where there is none."""
    return max(_ends(pattern, text), default=0)


_PAST = _pattern("past")
_COMING = _pattern("future", "order")
_FUTURE = _pattern("future")
_FINISH = _pattern("finish")
_ORDER = _pattern("order")
_DUE = _pattern("order", "finish")
_POINT = _pattern("point")
_ACT = _pattern("act")
_OCCASION = _pattern("occasion")
_MEASURE = _pattern("measure")
_STATISTIC = _pattern("statistic")
_STAGED = _pattern("staged")
_SIGNING = _pattern("signing")
_ISSUING = _pattern("issuing")
_DOCUMENT = _pattern("document")
_MISSED = _pattern("missed")
_TELLING = _pattern("telling")
_LATEST = _pattern("latest")
_SAID = re.compile(r" (tới|vừa qua|vừa rồi|qua)(?!\w)")
_CONNECTIVE = re.compile(r"[^\d,]+, ")
_AND = re.compile(r",|(?<!\w)và(?!\w)")
_INSERTED = re.compile(r"[^\W\d], \Z")
_CLAUSE_END = re.compile(r"[,:]")
_SINCE = re.compile(r"(?<!\w)từ (?!nay)")
_NUMBERED = re.compile(r" số [^\s,]+, \Z")
_TO_NOW = re.compile(r" ?(?:đến nay|trở đi|trở lại)(?!\w)")
_NO_DOCUMENT = re.compile(rf"[,:]|(?<!\w){any_of(frames('no_document'))}(?!\w)")


@dataclass(frozen=True, slots=True)
class Setting:
    """A date's surroundings: the cue right before it, and its sentence on both sides, folded and cut to reach.

    `apposed`: it stands in parentheses after "từ ngày …", which it explains.
    """

    reading: Reading
    cue: Cue | None
    before: str
    after: str
    apposed: bool

    @classmethod
    def of(cls, found: Found, cue: Cue | None, context: Context) -> "Setting":
        before = context.sentence_before(found.start, _REACH)
        after = context.sentence_after(found.end, _REACH)
        return cls(found.reading, cue, before, after, apposed=context.opens_apposition(found.start))

    @property
    def tense(self) -> Tense:
        """Deadlines lie ahead unless they were missed; else the nearest sign before the date, then after it."""
        if said := _SAID.match(self.after):
            return "next" if said[1] == "tới" else "past"
        if self.cue and self.cue.role == "deadline":
            return "past" if _ends(_MISSED, self.after) else "future"
        past, coming = _last_end(_PAST, self.before), _last_end(_COMING, self.before)
        if past or coming:
            return "past" if past > coming else "future"
        if self.opens and _ends(_PAST, self.after):
            return "past"
        return "future" if self.reading.name or (self.opens and _ends(_COMING, self.after)) else "open"

    @property
    def opens(self) -> bool:
        """Is it the first thing of its sentence, but for a cue?"""
        return len(self.before.split()) <= _OPENING

    def role(self, value: Value, published: date | None) -> DateRole:
        """What the date is for; `value` tells with the day of publication whether it is over or lies ahead."""
        reading, cue = self.reading, self.cue
        past = bool(published and value.last and value.last < published)
        ahead = bool(published and value.last and value.last > published)
        if reading.unit == "length":
            return "period" if value.text.startswith("P") else "event"
        if self._is_signed():
            return "signed"
        if reading.until is not None:
            return self._range_role(value, past)
        if self.apposed:
            return "start"
        if cue is None:
            return self._plain_role(ahead)
        if cue.role == "start":
            return self._start_role(past)
        if cue.bound == "until" and cue.role != "period":
            return self._until_role(past)
        if cue.role:
            passed = cue.role == "deadline" and past
            return "event" if reading.unit == "year" and (passed or cue.role == "signed") else cue.role
        if cue.bound == "within" and reading.unit not in _FINE:
            return self._within_role(past, ahead)
        return "deadline" if ahead and _ends(_ORDER, self.before) else "event"

    def _is_signed(self) -> bool:
        reading = self.reading
        if reading.until is not None or reading.unit not in {"day", "month"} or reading.hour is not None:
            return False
        if reading.part:
            return False
        if self.cue and self.cue.role in {"deadline", "start"}:
            return False
        if self.cue is None and reading.unit == "day":
            near = self.before[-50:]
            document = _last_end(_DOCUMENT, near)
            if document and (not _NO_DOCUMENT.search(near, document) or _NUMBERED.search(near, document)):
                return True
        signing = _last_end(_SIGNING, self.before)
        if signing and "," not in self.before[signing:]:
            return True
        issuing = next(iter(_ends(_ISSUING, self.after)), 0)
        told = self.after[:issuing]
        before = self.before.strip(' "“(')
        begins = not before or before.endswith((",", ":")) or _last_end(_TELLING, before) == len(before)
        if not begins and (issuing > _CLOSE or _AND.search(told)):
            return False
        return issuing > 0 and not _ends(_TELLING, told) and not _ends(_COMING, told)

    def _range_role(self, value: Value, past: bool) -> DateRole:
        if self.cue and self.cue.role == "deadline" and not past:
            return "deadline"
        if self.cue and self.cue.bound == "within" and _ends(_ORDER, self.before):
            return "deadline"
        if self.reading.edge:
            return "event"
        if self.reading.of == "phase" and self.cue and self.cue.role == "start":
            return "start"
        long = value.first and value.last and (value.last - value.first).days > _SHORT
        if long or self.reading.unit != "day":
            return "period"
        return "event" if _ends(_STAGED, self.before) or _ends(_STAGED, self.after) else "period"

    def _start_role(self, past: bool) -> DateRole:
        """ "từ …": mostly a start, but a thing done since then is an event."""
        reading = self.reading
        if reading.unit == "year" and reading.edge and reading.shift is not None:
            return "period"
        if not past or _TO_NOW.match(self.after):
            return "start"
        done = _ends(_POINT, self.before[-_CLOSE:]) or _ends(_PAST, self.before[-_NEAR:])
        return "event" if done or reading.part else "start"

    def _until_role(self, past: bool) -> DateRole:
        """ "đến …": a deadline where something is still to come, else the end of what is counted."""
        due = self.cue is not None and self.cue.role == "deadline"
        if due and not past:
            return "deadline" if _last_end(_PAST, self.before) <= _last_end(_COMING, self.before) else "period"
        if due or _SINCE.search(self.before.rpartition(",")[2]):
            return "period"
        coming = _ends(_COMING, self.before) or _ends(_COMING, self.after)
        if coming and not past and self.reading.unit != "year":
            return "deadline"
        return "period" if self.reading.unit in _SPANS and (not past or self.reading.edge) else "event"

    def _within_role(self, past: bool, ahead: bool) -> DateRole:
        """ "trong tháng 7": a deadline in an order, also without its verb, for what lies ahead."""
        reading = self.reading
        if past and (reading.edge or _ends(_PAST, self.before)):
            return "event" if reading.edge or _ends(_FINISH, self.before) else "period"
        if _ends(_DUE, self.before):
            return "period" if past and reading.unit == "year" else "deadline"
        planned = self.opens or _ends(_FUTURE, self.before)
        return "deadline" if ahead and reading.unit not in {"year", "school_year"} and not planned else "period"

    def _follows_act(self) -> bool:
        return 0 < _last_end(_ACT, self.before) == len(self.before.rstrip())

    def _names_occasion(self) -> bool:
        occasion = _last_end(_OCCASION, self.before)
        named = self.before[occasion:]
        return occasion > 0 and not _CLAUSE_END.search(named) and not _ends(_MEASURE, named)

    def _plain_role(self, ahead: bool) -> DateRole:
        reading, near = self.reading, self.before[-_NEAR:]
        if _ends(_LATEST, self.before):
            return "deadline"
        if reading.unit in _FINE:
            return "event"
        inserted = _INSERTED.search(near) is not None and self.after.startswith(",")
        opening = (
            not near.strip(' "“')
            or near.endswith(": ")
            or inserted
            or (self.opens and _CONNECTIVE.fullmatch(near) is not None)
        )
        if reading.unit in {"month", "week"}:
            ordered = ahead and reading.edge and _ends(_ORDER, self.before)
            measured = _ends(_MEASURE, near) or self.after.startswith(" trước ngày")
            return "period" if measured else "deadline" if ordered else "event"
        if reading.of == "phase":
            return "period"
        if reading.edge or _ends(_POINT, near) or self._follows_act() or self._names_occasion():
            return "event"
        if opening and reading.unit == "year" and not _ends(_STATISTIC, self.after):
            return "event"
        return "period"
