"""Searching for words in the articles: which, in what order, and where in the text."""

from bisect import bisect_right
from datetime import date

from msgspec import Struct

from pipeline.errors import InputError
from pipeline.orthography import fold
from pipeline.query.expression import Columns, Node, Phrase, parse, phrase_of, wanted
from pipeline.query.index import Found, Index, day_numbers
from pipeline.query.provinces import canonical, find_province
from pipeline.query.recordfiles import read_record_at
from pipeline.query.words import facet, word_spans

# As many of the newest matches are put into an order; older ones follow only where there are fewer.
_RANKED = 300
_SHOWN_WORDS = 40
_BEFORE = 10

_TITLE = Columns("heads", "title", "title_plain")
_ORDERS = Columns("heads", "orders", "orders_plain")
_ARTICLE = Columns("words", "title text", "title_plain text_plain")
_PEOPLE = Columns("heads", "people", "people")


class Hit(Struct, frozen=True):
    """A place of an article's text where a part of the search stands."""

    start: int
    end: int


class Result(Struct, frozen=True):
    """An article that was found. `text[start:end]` of its record is the snippet; `hits` are places of the text, too,
    `title_hits` of the title.
    """

    article_id: str
    title: str | None
    published_at: str | None
    source: str | None
    province: str | None
    url: str | None
    snippet: str
    start: int
    end: int
    hits: list[Hit]
    title_hits: list[Hit]


class Filters(Struct, frozen=True, kw_only=True):
    """What else is asked of the articles: a person in them, their province, their day, and words only within orders."""

    person: str | None = None
    province: str | None = None
    since: date | None = None
    until: date | None = None
    directives_only: bool = False


class Search:
    """Searches in an index; `notes` is what is to be told about the provinces that were asked for."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.notes: list[str] = []

    def __call__(self, typed: str, filters: Filters | None = None, *, limit: int = 20) -> list[Result]:
        """The best articles: with the words side by side before those with them anywhere; then those that have them in
        the title; then in an order; then as typed; then the newest. Only the newest of very many are compared.

        Raises ConfigError for a search that can't be understood, or a province that nobody knows.
        """
        query = parse(typed)
        filters = filters or Filters()
        also = self._also(filters)
        columns = _ORDERS if filters.directives_only else _ARTICLE
        results: dict[str, Result] = {}
        for version in dict.fromkeys((query.phrased() if isinstance(query, Node) else query, query)):
            for found in self._ranked(version, columns, also, filters, limit):
                if found.id not in results and len(results) < limit:
                    results[found.id] = self._result(found, list(wanted(version)), filters)
            if len(results) == limit:
                break
        return list(results.values())

    def _ranked(self, query: Node | Phrase, columns: Columns, also: str, filters: Filters, limit: int) -> list[Found]:
        first, last = day_numbers(filters.since, filters.until or date.max)
        expression = f"({query.expression(columns)}){also}"
        found = self.index.match(columns.table, expression, (first, last), max(_RANKED, limit))
        if len(found) < 2:
            return found
        span = (found[-1].number, found[0].number)
        points = dict.fromkeys((each.number for each in found), 0)
        as_typed = columns._replace(plain=columns.exact)
        tiers = [(4, _TITLE), (2, _ORDERS)]
        if any(phrase.is_plain for phrase in wanted(query)):
            tiers.append((1, as_typed))
        for worth, where in tiers:
            for number in self.index.numbers(where.table, f"({query.expression(where)}){also}", span):
                if number in points:
                    points[number] += worth
        return sorted(found, key=lambda each: (-points[each.number], -each.number))

    def _also(self, filters: Filters) -> str:
        parts = []
        if filters.person:
            parts.append(phrase_of(filters.person).expression(_PEOPLE))
        if filters.province:
            area = find_province(filters.province, self.index.provinces())
            if area.note:
                self.notes.append(area.note)
            names = {canonical(name) for name in area.names}
            facets = [facet("province", name) for name in sorted(names)] or [facet("none")]
            parts.append("{facets} : (" + " OR ".join(f'"{each}"' for each in facets) + ")")
        return "".join(f" AND {part}" for part in parts)

    def _result(self, found: Found, phrases: list[Phrase], filters: Filters) -> Result:
        record = read_record_at(self.index.records / found.file, found.offset, found.length, found.id)
        if record is None:
            raise InputError(f"{found.file} has changed while it was searched: search again")
        places = [(item.action.start, item.action.end) for item in record.directives]
        hits = find_hits(record.text, phrases, places if filters.directives_only else None)
        start, end = window(record.text, hits)
        return Result(
            article_id=record.id,
            title=record.title,
            published_at=record.published_at,
            source=record.source,
            province=record.province,
            url=record.url,
            snippet=record.text[start:end],
            start=start,
            end=end,
            hits=[hit for hit in hits if start <= hit.start and hit.end <= end],
            title_hits=[] if filters.directives_only else find_hits(record.title or "", phrases),
        )


def find_hits(text: str, phrases: list[Phrase], within: list[tuple[int, int]] | None = None) -> list[Hit]:
    """The places of a text, or of these ranges of it, that the phrases stand at; none of them overlap."""
    spans: set[tuple[int, int]] = set()
    for start, end in [(0, len(text))] if within is None else within:
        folded = fold(text[start:end])
        spans.update((start + first, start + last) for phrase in phrases for first, last in phrase.spans(folded))
    hits: list[Hit] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not hits or start >= hits[-1].end:
            hits.append(Hit(start, end))
    return hits


def window(text: str, hits: list[Hit]) -> tuple[int, int]:
    """The part of the text to show: some words around where most hits stand close together, or its beginning."""
    words = word_spans(text)
    if not words:
        return 0, 0
    starts = [start for start, _ in words]
    near = [bisect_right(starts, hit.start) - 1 for hit in hits]
    best = max(near, key=lambda at: (sum(at <= other < at + _SHOWN_WORDS - _BEFORE for other in near), -at), default=0)
    first = max(0, best - _BEFORE)
    last = min(len(words), first + _SHOWN_WORDS) - 1
    return words[first][0], words[last][1]
