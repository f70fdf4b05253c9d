"""The digest as data (`digest.json`): the types, and how one record becomes lines of it.

Everything in it is a quotation with its place, a figure that can be counted again, or a field of a record.
"""

from typing import Literal

from msgspec import Struct

from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.orthography import fold
from pipeline.schema import Directive, DirectiveKind, DueDate, Issuer, Level, Person, Polarity, Record
from pipeline.summarize.quotes import Quote, page_url, quote_text
from pipeline.summarize.topics import article_topics, passage_topics

LEVELS: tuple[Level, ...] = ("commune", "district", "province", "central")


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


class Change(Entry, frozen=True):
    """What is not as the digest of the night `since` had it: a new addressee, or another day (not `before`)."""

    what: Literal["deadline", "addressee"]
    quote: Quote
    before: str | None
    since: str


class Order(Entry, frozen=True):
    """One directive: issuer (offices) → addressees: action (deadline).

    `id` is the directive's; `uid` stays the same when the order is told again, in another paper or another night.
    `who` are the keys by which issuers are compared; `told_by` is the same order in other articles.
    """

    id: str
    uid: str
    issuer: Quote | None
    offices: list[Quote]
    level: Level | None
    who: list[str]
    addressees: list[Quote]
    groups: int
    action: Quote
    deadline: Deadline | None
    polarity: Polarity
    topics: list[str]
    told_by: list[Quote] = []
    changes: list[Change] = []


class Due(Entry, frozen=True):
    """An order by its day. `since` is the night that first told it; `sequence` how often its day has been moved."""

    uid: str
    sequence: int
    day: str
    since: str
    order: Order


class ArticleEntry(Entry, frozen=True):
    """An article with its summary and orders; `reprints` are the records that have the same text.

    `rewritten` is a language model's wording of it, None unless one was asked for and kept to the article.
    """

    record: str
    sentences: list[Quote]
    orders: list[Order]
    topics: list[str]
    reprints: list[str]
    rewritten: str | None = None


class ProvinceEntry(Entry, frozen=True):
    """The articles of one province, or of none (`province` is None: national news), those of most weight first.

    `more` counts the articles for which there was no room.
    """

    province: str | None
    articles: list[ArticleEntry]
    more: int


class NewOffice(Entry, frozen=True):
    """A person with an office that no earlier record gives them, and the office that the latest one does."""

    name: Quote
    office: Quote
    before: Quote


class SilentSource(Entry, frozen=True):
    """A source that gave no article in the night's run, or of which pages failed."""

    source: str
    name: str
    parsed: int
    failed: int


class Cited(Entry, frozen=True):
    """The article of a record from which something is quoted. `source_name` is the source's for readers."""

    title: str | None
    url: str | None
    source: str | None
    source_name: str | None
    province: str | None
    published_at: str | None
    content_sha256: str


class Unlisted(Entry, frozen=True):
    """Orders of the night that are not listed: `same` in another article (id → id), `known` from an earlier digest
    (id → uid), or `beyond` the room there is.
    """

    same: dict[str, str]
    known: dict[str, str]
    beyond: list[str]


class Digest(Entry, frozen=True):
    """`province` and `topic` are None in the digest of the whole night, `sources` if nothing is known of the run.

    `articles` are those of all records that it quotes, by id.
    `top` are ids of listed orders, best first. `due` are all days not longer past than the digest tells of, in order.
    `late` are records that the night stored of pages from another night's archive. `limit` is that of `Edition`.
    """

    version: str
    night: str
    province: str | None
    topic: str | None
    limit: int
    late: list[str]
    figures: Figures
    top: list[str]
    provinces: list[ProvinceEntry]
    due: list[Due]
    offices: list[NewOffice]
    sources: list[SilentSource] | None
    unlisted: Unlisted
    articles: dict[str, Cited]

    def listed_articles(self) -> list[ArticleEntry]:
        """The articles of all provinces, in the order of the page."""
        return [article for entry in self.provinces for article in entry.articles]

    def listed_orders(self) -> list[Order]:
        """The orders of these articles, in the order of the page."""
        return [order for article in self.listed_articles() for order in article.orders]


def cite(record: Record, names: dict[str, str]) -> Cited:
    """`names` are those of sources, by key; a source without one is shown by its key."""
    return Cited(
        title=record.title or None,
        url=page_url(record.url),
        source=record.source,
        source_name=names.get(record.source, record.source) if record.source else None,
        province=record.province,
        published_at=record.published_at,
        content_sha256=record.content_sha256,
    )


def make_article(record: Record) -> ArticleEntry:
    """The record's summary and its orders, each once: where it is said most fully."""
    topics = article_topics(record.title, record.text)
    return ArticleEntry(
        record=record.id,
        sentences=[quote_text(record, item.start, item.end) for item in record.summary.sentences],
        orders=[make_order(record, directive, topics) for directive in told(record, "order")],
        topics=topics,
        reprints=[],
    )


def told(record: Record, kind: DirectiveKind) -> list[Directive]:
    """The record's directives of a kind, without those that say an earlier one again."""
    return [item for item in record.directives if item.kind == kind and item.restates is None]


def make_order(record: Record, directive: Directive, topics: list[str]) -> Order:
    """The directive as a line of the digest; `topics` are its article's, which it has where it names none itself."""
    issuer, offices = _issuer(record, directive)
    action = quote_text(record, directive.action.start, directive.action.end)
    return Order(
        id=directive.id,
        uid=directive.id,
        issuer=issuer,
        offices=offices,
        level=_level(record, directive.issuer),
        who=_who(record, directive.issuer),
        addressees=[quote_text(record, item.start, item.end) for item in directive.addressees],
        groups=sum(item.kind == "group" for item in directive.addressees),
        action=action,
        deadline=_deadline(record, directive.deadline),
        polarity=directive.polarity,
        topics=passage_topics(action.text) or topics,
    )


def _person(record: Record, issuer: Issuer | None) -> Person | None:
    return next((person for person in record.people if issuer and person.id == issuer.person), None)


def _issuer(record: Record, directive: Directive) -> tuple[Quote | None, list[Quote]]:
    """A person by the name and with the office in which they speak; anybody else as the sentence says it."""
    issuer = directive.issuer
    if issuer is None:
        return None, []
    person = _person(record, issuer)
    if person is None:
        return quote_text(record, issuer.start, issuer.end), []
    return quote_name(record, person) or quote_text(record, issuer.start, issuer.end), _offices(record, person, issuer)


def quote_name(record: Record, person: Person) -> Quote | None:
    """The first place where the person's name stands in full."""
    full = (mention for mention in person.mentions if fold(mention.text) == fold(person.name))
    mention = next(full, None)
    return quote_text(record, mention.start, mention.end) if mention else None


def _offices(record: Record, person: Person, issuer: Issuer) -> list[Quote]:
    """The office named with the order, or else all that the person holds."""
    held = [role for role in person.roles if not role.former]
    named = [role for role in held if issuer.role and fold(role.title) == fold(issuer.role)]
    return [quote_text(record, role.start, role.end) for role in named[:1] or held]


def _level(record: Record, issuer: Issuer | None) -> Level | None:
    """The highest level of the offices that the issuer holds, or of the body that it is."""
    if issuer is None:
        return None
    person = _person(record, issuer)
    if person is None:
        return _body_level(issuer.resolved or issuer.text)
    levels = [role.level for role in person.roles if role.level and not role.former]
    return max(levels, key=LEVELS.index, default=None)


def _body_level(name: str) -> Level | None:
    return next((body.level for body in find_bodies(fold(name), name)), None)


def _who(record: Record, issuer: Issuer | None) -> list[str]:
    """A person's name; bodies with their place if that is certain, else with the province of the news.

    What a national paper calls "UBND tỉnh" may be any: there only central bodies are known by their name alone.
    """
    if issuer is None:
        return []
    person = _person(record, issuer)
    bodies = [role.organization for role in person.roles if not role.former] if person else [issuer.text]
    near = {fold(body) for body in bodies if body and (record.province or _body_level(body) == "central")}
    sure = {fold(name) for name in (issuer.resolved, person.name if person else None) if name}
    return sorted(sure | {f"{fold(record.province or '')}: {body}" for body in near})


def _deadline(record: Record, due: DueDate | None) -> Deadline | None:
    return Deadline(quote_text(record, due.start, due.end), due.last_day) if due else None
