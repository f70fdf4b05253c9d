"""Documents in a text: a kind with its number, day and issuer in any order, a number alone, a law with its year."""

import re
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.annotate.documents.lexicon import (
    BARE,
    CODED,
    CODES,
    FOLLOWED,
    HOLDER,
    ISSUED,
    KIND,
    KINDS,
    LAW,
    NUMBER_SIGN,
    OWNED,
    QUALIFIED,
    SIGNED,
    SUBJECT,
    UNNAMED,
    URGENT,
    KindRow,
)
from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.annotate.grammar.body_names import body_at
from pipeline.annotate.grammar.offices import Office
from pipeline.annotate.grammar.patterns import recase
from pipeline.orthography import fold
from pipeline.schema import Date, Document

_KIND = re.compile(KIND)
_DAY = re.compile(r"[\dX]{4}-\d\d-\d\d")
_DAY_OR_YEAR = re.compile(f"{_DAY.pattern}|\\d{{4}}")
_WITH_YEAR = re.compile(r"\d{4}\Z")
_PART_OF_DAY = re.compile(r"(?!ngày)\D", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_DASHES = re.compile("[–—]")
_CERTAIN = re.compile(r"0|\d{3}|.*/")
_CODE = re.compile(r"[^\W\d]+")
_ISSUER_REACH = 160


def find_documents(text: str, offices: list[Office], dates: list[Date]) -> tuple[list[Document], list[Date]]:
    """The documents in text order, none inside another, and the dates, those of signing with that role."""
    finder = _Finder(text, offices, dates)
    documents = finder.find()
    days = [replace(day, role="signed") if day.start in finder.signing else day for day in dates]
    return documents, days


class _Parts(NamedTuple):
    """What is known of one document while it is being read; `end` is where that ends."""

    end: int
    number: str | None = None
    issuer: str | None = None
    signed: Date | None = None


class _Finder:
    def __init__(self, text: str, offices: list[Office], dates: list[Date]) -> None:
        self.text = text
        self.folded = fold(text)
        self.cased = recase(text, self.folded)
        self.offices = {office.start: office for office in offices}
        self.dates = {day.start: day for day in dates}
        self.signing: set[int] = set()

    def find(self) -> list[Document]:
        found: list[Document] = []
        for start, row in self._beginnings():
            if found and start < found[-1].end:
                continue
            document = self._named(start, row) if row else self._unnamed(start)
            if document is not None:
                found.append(document)
        return found

    def _beginnings(self) -> list[tuple[int, KindRow | None]]:
        kinds = [(match.start(), KINDS[match[0]]) for match in _KIND.finditer(self.folded)]
        laws = [(match.start(), None) for match in LAW.finditer(self.folded)]
        numbers = [(match.start(), None) for match in UNNAMED.finditer(self.text)]
        return sorted([*kinds, *laws, *numbers], key=lambda one: (one[0], one[1] is not None))

    def _named(self, start: int, row: KindRow) -> Document | None:
        urgent = URGENT.match(self.folded, start + len(row.form))
        parts = self._completed(
            _Parts(urgent.end() if urgent else start + len(row.form)), row, capital=self.text[start].isupper()
        )
        if parts.number is None and not (row.unnumbered and parts.signed):
            return None
        issuer = parts.issuer or self._issuer_before(start)
        if parts.number is None and issuer is None:
            return None
        kind = _kind_of(parts.number) if row.generic else None
        return self._document(start, parts._replace(issuer=issuer), kind or row.kind)

    def _unnamed(self, start: int) -> Document | None:
        """A law with its year, or a number whose letters say what it is."""
        if law := LAW.match(self.folded, start):
            named = self.text[start].isupper() or self.text[law.end("kind") + 1].isupper()
            return self._document(start, _Parts(law.end()), KINDS[law["kind"]].kind) if named else None
        number = CODED.match(self.text, start)
        if number is None:
            return None
        parts = self._completed(_Parts(number.end(), _plain(number[0])))
        return self._document(start, parts, _kind_of(parts.number))

    def _document(self, start: int, parts: _Parts, kind: str | None) -> Document:
        if parts.signed and _DAY.fullmatch(parts.signed.value) and not _PART_OF_DAY.match(parts.signed.text):
            self.signing.add(parts.signed.start)
        return Document(
            start=start,
            end=parts.end,
            text=self.text[start : parts.end],
            number=parts.number,
            kind=kind,
            issuer=parts.issuer or _issuer_of(parts.number),
            signed=parts.signed.value if parts.signed else None,
        )

    def _completed(self, parts: _Parts, row: KindRow | None = None, *, capital: bool = False) -> _Parts:
        """With the number, the day and the issuer after it, in any order; a number only where a kind was named."""
        while True:
            further = self._with_day(parts) or self._with_issuer(parts)
            if further is None and row and parts.number is None:
                further = self._with_number(parts, row, capital=capital)
            if further is None:
                return parts
            parts = further

    def _with_number(self, parts: _Parts, row: KindRow, *, capital: bool) -> _Parts | None:
        """The number right there, or after more words of the document's name and "số"."""
        sign = NUMBER_SIGN.match(self.folded, parts.end)
        number = CODED.match(self.text, sign.end()) if sign else None
        if sign and number is None:
            number = BARE.match(self.folded, sign.end())
            if number and not self._is_bare(number, row, signed=sign["sign"] is not None, capital=capital):
                number = None
        if number is None and (name := QUALIFIED.match(self.folded, parts.end)):
            number = CODED.match(self.text, name.end())
        return parts._replace(end=number.end(), number=_plain(number[0])) if number else None

    def _is_bare(self, number: re.Match[str], row: KindRow, *, signed: bool, capital: bool) -> bool:
        """Whether a number without letters is the document's, and counts nothing ("quyết định 5 vấn đề")."""
        if signed:
            return capital or row.bare is not None
        if row.bare == "noun" or (row.bare == "capital" and capital):
            return _CERTAIN.match(number[0]) is not None or FOLLOWED.match(self.folded, number.end()) is not None
        return row.bare == "capital" and ("/" in number[0] or SUBJECT.match(self.folded, number.end()) is not None)

    def _with_day(self, parts: _Parts) -> _Parts | None:
        link = SIGNED.match(self.folded, parts.end)
        if parts.signed or link is None:
            return None
        day = self.dates.get(link.end())
        if day is None or day.role == "deadline" or day.bound:
            return None
        if not (_DAY if parts.number is None else _DAY_OR_YEAR).fullmatch(day.value):
            return None
        if link[0].startswith(",") and (parts.number is None or self._opens_clause(day)):
            return None
        closed = link["open"] is not None and self.text.startswith(")", day.end)
        return parts._replace(end=day.end + closed, signed=day)

    def _opens_clause(self, day: Date) -> bool:
        """Whether a day after a comma belongs to what follows: "theo Nghị định số …, ngày 13/12, UBND tỉnh đã …"."""
        return self.text.startswith(",", day.end) and not _WITH_YEAR.search(day.text)

    def _with_issuer(self, parts: _Parts) -> _Parts | None:
        link = OWNED.match(self.folded, parts.end)
        if parts.issuer or link is None:
            return None
        start = link.end()
        holder = self.offices.get(start) or body_at(self.cased, start)
        if holder is None:
            return None
        name = HOLDER.match(self.text, holder.end) if start in self.offices else None
        dated = self._with_day(parts._replace(end=name.end())) if name else None
        return (dated or parts._replace(end=holder.end))._replace(issuer=self.text[start : holder.end])

    def _issuer_before(self, start: int) -> str | None:
        """Who issues it: "UBND tỉnh vừa ban hành" + document."""
        begin = max(self.text.rfind("\n", 0, start) + 1, start - _ISSUER_REACH)
        issued = ISSUED.search(self.folded, begin, start)
        if issued is None:
            return None
        end = issued.start()
        office = next((one for one in self.offices.values() if one.end == end), None)
        bodies = find_bodies(self.folded[begin:end], self.text[begin:end])
        if office:
            return office.text
        last = bodies[-1] if bodies else None
        return self.text[begin + last.start : end] if last and begin + last.end == end else None


def _plain(number: str) -> str:
    """The number without spaces, its dashes hyphens: "26 / KH – STNMT" -> "26/KH-STNMT"."""
    return _DASHES.sub("-", _SPACES.sub("", number))


def _codes(number: str | None) -> list[str]:
    return [fold(code) for code in _CODE.findall(number or "")]


def _kind_of(number: str | None) -> str | None:
    return next((row.kind for code in _codes(number) if (row := CODES.get(code)) and row.kind), None)


def _issuer_of(number: str | None) -> str | None:
    return next((row.issuer for code in _codes(number) if (row := CODES.get(code)) and row.issuer), None)
