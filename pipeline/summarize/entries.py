"""The digest as data (`digest.json`), and how it is made from records.

Everything in it is a quotation with its place, a figure that can be counted again, or a field of a record.
"""

from collections.abc import Iterable
from itertools import groupby

from msgspec import Struct

from pipeline.orthography import fold, unaccent
from pipeline.schema import Directive, DueDate, Person, Polarity, Record
from pipeline.summarize.quotes import Quote, page_url, quote_text, quote_title


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all that is written into a digest: exact keys, nothing more, nothing less."""


class Figures(Entry, frozen=True):
    """The night in figures. `orders` are counted once however often an article says them.

    `reprints` (`duplicate_of` is set) are counted here only, and nothing else counts them.
    """

    articles: int
    reprints: int
    articles_with_orders: int
    orders: int
    deadlines: int
    exhortations: int
    people: int


class Deadline(Entry, frozen=True):
    """The article's words for the day, and that day (ISO 8601; the last one of a longer time) if it is known."""

    quote: Quote
    day: str | None


class Order(Entry, frozen=True):
    """One directive: issuer (offices) → addressees: action (deadline). `id` is the directive's."""

    id: str
    issuer: Quote | None
    offices: list[Quote]
    addressees: list[Quote]
    action: Quote
    deadline: Deadline | None
    polarity: Polarity


class Due(Entry, frozen=True):
    """An order by its day, and its article's title; overdue if that day is before the night."""

    day: str
    overdue: bool
    order: Order
    title: Quote | None


class ArticleEntry(Entry, frozen=True):
    record: str
    title: Quote | None
    url: str | None
    source: str | None
    published_at: str | None
    sentences: list[Quote]
    orders: list[Order]


class ProvinceEntry(Entry, frozen=True):
    """The articles of one province, or of none (`province` is None: national news)."""

    province: str | None
    articles: list[ArticleEntry]


class SilentSource(Entry, frozen=True):
    """A source that gave no article in the night's run, or of which pages failed."""

    source: str
    parsed: int
    failed: int


class Digest(Entry, frozen=True):
    """`sources` is None if nothing is known about the run."""

    night: str
    figures: Figures
    due: list[Due]
    provinces: list[ProvinceEntry]
    sources: list[SilentSource] | None


def make_digest(records: Iterable[Record], *, night: str, sources: list[SilentSource] | None) -> Digest:
    """The digest of these records; the same whatever their order."""
    unique = {record.id: record for record in records}
    originals = sorted(
        (record for record in unique.values() if record.duplicate_of is None),
        key=lambda record: (record.published_at or "", record.id),
    )
    provinces = _by_province(originals)
    return Digest(
        night=night,
        figures=count_figures(unique.values()),
        due=list_due(provinces, night),
        provinces=provinces,
        sources=sources,
    )


def count_figures(records: Iterable[Record]) -> Figures:
    """What the figures of a digest of these records must be."""
    unique = {record.id: record for record in records}.values()
    originals = [record for record in unique if record.duplicate_of is None]
    orders = [told_orders(record) for record in originals]
    return Figures(
        articles=len(originals),
        reprints=len(unique) - len(originals),
        articles_with_orders=sum(1 for told in orders if told),
        orders=sum(map(len, orders)),
        deadlines=sum(1 for told in orders for directive in told if directive.deadline),
        exhortations=sum(_is_told(item, "exhortation") for record in originals for item in record.directives),
        people=sum(len(record.people) for record in originals),
    )


def list_due(provinces: list[ProvinceEntry], night: str) -> list[Due]:
    """The orders whose day is known: first those ahead, then those overdue, each by day."""
    found = [
        Due(order.deadline.day, order.deadline.day < night, order, article.title)
        for province in provinces
        for article in province.articles
        for order in article.orders
        if order.deadline and order.deadline.day
    ]
    return sorted(found, key=lambda due: (due.overdue, due.day))


def told_orders(record: Record) -> list[Directive]:
    """The record's orders, each once: where it is said most fully."""
    return [directive for directive in record.directives if _is_told(directive, "order")]


def _is_told(directive: Directive, kind: str) -> bool:
    return directive.kind == kind and directive.restates is None


def _by_province(records: list[Record]) -> list[ProvinceEntry]:
    """In the order of the alphabet; national news comes last."""

    def place(record: Record) -> tuple[bool, str, str]:
        return record.province is None, unaccent(record.province or ""), record.province or ""

    groups = groupby(sorted(records, key=place), key=lambda record: record.province)
    return [ProvinceEntry(province, [_article(record) for record in group]) for province, group in groups]


def _article(record: Record) -> ArticleEntry:
    return ArticleEntry(
        record=record.id,
        title=quote_title(record),
        url=page_url(record.url),
        source=record.source,
        published_at=record.published_at,
        sentences=[quote_text(record, item.start, item.end) for item in record.summary.sentences],
        orders=[make_order(record, directive) for directive in told_orders(record)],
    )


def make_order(record: Record, directive: Directive) -> Order:
    """The directive as a line of the digest."""
    issuer, offices = _issuer(record, directive)
    return Order(
        id=directive.id,
        issuer=issuer,
        offices=offices,
        addressees=[quote_text(record, item.start, item.end) for item in directive.addressees],
        action=quote_text(record, directive.action.start, directive.action.end),
        deadline=_deadline(record, directive.deadline),
        polarity=directive.polarity,
    )


def _issuer(record: Record, directive: Directive) -> tuple[Quote | None, list[Quote]]:
    """A person by the name and with the office in which they speak; anybody else as the sentence says it."""
    issuer = directive.issuer
    if issuer is None:
        return None, []
    person = next((person for person in record.people if person.id == issuer.person), None)
    if person is None:
        return quote_text(record, issuer.start, issuer.end), []
    return _name(record, person) or quote_text(record, issuer.start, issuer.end), _offices(record, person, issuer.role)


def _name(record: Record, person: Person) -> Quote | None:
    full = (mention for mention in person.mentions if fold(mention.text) == fold(person.name))
    mention = next(full, None)
    return quote_text(record, mention.start, mention.end) if mention else None


def _offices(record: Record, person: Person, spoken_in: str | None) -> list[Quote]:
    """The office named with the order, or else all that the person holds."""
    held = [role for role in person.roles if not role.former]
    named = [role for role in held if spoken_in and fold(role.title) == fold(spoken_in)]
    return [quote_text(record, role.start, role.end) for role in named[:1] or held]


def _deadline(record: Record, due: DueDate | None) -> Deadline | None:
    return Deadline(quote_text(record, due.start, due.end), due.last_day) if due else None
