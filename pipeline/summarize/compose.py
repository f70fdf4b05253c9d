"""The digest of a night, out of what its records say and what earlier digests have said."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from msgspec import Struct, structs

from pipeline import __version__
from pipeline.orthography import unaccent
from pipeline.schema import Record
from pipeline.summarize.entries import (
    ArticleEntry,
    Change,
    Cited,
    Digest,
    Due,
    Figures,
    NewOffice,
    Order,
    ProvinceEntry,
    SilentSource,
    Unlisted,
    cite,
    make_article,
    told,
)
from pipeline.summarize.ranking import DAYS_AHEAD, weigh
from pipeline.summarize.sameness import Telling, Tellings, is_among, telling

TOP = 10


class Edition(Struct, frozen=True, kw_only=True):
    """Which digest: of a night, perhaps of one province or topic alone (both as they are stored).

    `limit` is how many articles of a province are listed. `names` are the sources' for readers, by key; `sources` those
    that were silent, None if nothing is known of the run. `late` are ids of records that the night stored although
    their pages are in another night's archive.
    """

    night: date
    province: str | None = None
    topic: str | None = None
    limit: int = 20
    names: dict[str, str] = {}
    sources: list[SilentSource] | None = None
    late: frozenset[str] = frozenset()

    def has(self, record: Record, article: ArticleEntry) -> bool:
        """Whether the digest is about the record; `article` is the record as a line of it."""
        if self.province is not None and record.province != self.province:
            return False
        return self.topic is None or self.topic in article.topics or any(self.topic in o.topics for o in article.orders)

    def shows(self, order: Order, province: str | None) -> bool:
        """Whether the digest lists an order from an article about the province."""
        return self.province in {None, province} and (self.topic is None or self.topic in order.topics)


class Gathered:
    """The records of a night, read one at a time and kept as lines of a digest."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.articles: dict[str, ArticleEntry] = {}
        self.cited: dict[str, Cited] = {}
        self._reprints: dict[str, str] = {}
        self._counts = dict.fromkeys(Figures.__struct_fields__, 0)

    def add(self, record: Record) -> bool:
        """Whether the record is of this edition, and an article of its own."""
        edition, article = self.edition, make_article(record)
        if not edition.has(record, article) or record.id in self.cited:
            return False
        self.cited[record.id] = cite(record, edition.names)
        if record.duplicate_of is not None:
            self._reprints[record.id] = record.duplicate_of
            return False
        shown = [order for order in article.orders if edition.shows(order, record.province)]
        self.articles[record.id] = structs.replace(article, orders=shown)
        self._count(record, shown)
        return True

    def _count(self, record: Record, orders: list[Order]) -> None:
        added = {
            "articles": 1,
            "articles_with_orders": bool(orders),
            "orders": len(orders),
            "deadlines": sum(order.deadline is not None for order in orders),
            "exhortations": len(told(record, "exhortation")),
            "people": len(record.people),
        }
        for name, number in added.items():
            self._counts[name] += number

    @property
    def figures(self) -> Figures:
        """Counted so far."""
        return Figures(**self._counts | {"reprints": len(self._reprints)})

    @property
    def reprints(self) -> dict[str, list[str]]:
        """By the record that they reprint."""
        found = defaultdict(list)
        for reprint, original in sorted(self._reprints.items()):
            found[original].append(reprint)
        return found


class Past(NamedTuple):
    """What a digest is compared with: `digests` of nights before, oldest first; `offices` that are new against earlier
    records, which are in `cited`; and the `uid`s of due orders of the latest digest that their articles no longer say.
    """

    digests: Sequence[Digest]
    offices: list[NewOffice]
    cited: Mapping[str, Cited]
    gone: Collection[str]


def make_digest(gathered: Gathered, past: Past) -> Digest:
    """The digest; the same whatever the order of records."""
    edition, night = gathered.edition, gathered.edition.night.isoformat()
    latest = {one.order.uid: one for digest in past.digests for one in _tellings(digest)}
    before = Tellings(latest.values(), earlier=True)
    first, same = _merge(gathered, night)
    orders, known = _compare(first, before)
    listed = {order.id: order for order in orders if order.id not in known}
    weights = {
        one.order.id: weigh(listed[one.order.id], night=night, novelty=before.novelty(one))
        for one in first
        if one.order.id in listed
    }
    provinces, beyond = _by_province(gathered, listed, weights)
    digest = Digest(
        version=__version__,
        night=night,
        province=edition.province,
        topic=edition.topic,
        limit=edition.limit,
        late=sorted(edition.late & gathered.cited.keys()),
        figures=gathered.figures,
        top=_best([order.id for entry in provinces for a in entry.articles for order in a.orders], weights)[:TOP],
        provinces=provinces,
        due=_due(past, orders, edition),
        offices=past.offices,
        sources=edition.sources,
        unlisted=Unlisted(same, known, sorted(beyond)),
        articles={},
    )
    return structs.replace(digest, articles=_cited(digest, gathered.cited, past))


def _tellings(digest: Digest) -> Iterable[Telling]:
    """All orders that a digest tells; those of the night itself last."""
    for order in (*(due.order for due in digest.due), *digest.listed_orders()):
        yield telling(order, published=digest.articles[order.action.record].published_at, night=digest.night)


def _merge(gathered: Gathered, night: str) -> tuple[list[Telling], dict[str, str]]:
    """Each order once, as the article that says most of it tells it; and which others are the same as which."""
    all_told = [
        telling(order, published=gathered.cited[article.record].published_at, night=night)
        for article in gathered.articles.values()
        for order in article.orders
    ]
    first, same = Tellings(), dict[str, str]()
    others: dict[str, list[Order]] = defaultdict(list)
    kept: list[Telling] = []
    for one in sorted(all_told, key=_fullest_first):
        if (other := first.find(one)) is None:
            first.add(one)
            kept.append(one)
        else:
            same[one.order.id] = other.order.id
            others[other.order.id].append(one.order)
    return [one._replace(order=_with_others(one.order, others[one.order.id])) for one in kept], same


def _fullest_first(one: Telling) -> tuple[bool, bool, int, int, str, str]:
    order = one.order
    return (
        not order.who,
        order.deadline is None,
        -len(order.addressees),
        -len(order.action.text),
        one.published or "",
        order.id,
    )


def _with_others(order: Order, others: list[Order]) -> Order:
    return structs.replace(order, told_by=[other.action for other in others])


def _compare(first: list[Telling], before: Tellings) -> tuple[list[Order], dict[str, str]]:
    """The orders with what has changed since an earlier digest; and those known from one, unchanged."""
    orders, known = [], {}
    for one in first:
        other = before.find(one)
        changes = list(_changes(one, other)) if other else []
        if other and not changes:
            known[one.order.id] = other.order.uid
        orders.append(structs.replace(one.order, uid=other.order.uid if other else one.order.uid, changes=changes))
    return orders, known


def _changes(one: Telling, other: Telling) -> Iterable[Change]:
    due, was_due = one.order.deadline, other.order.deadline
    if due and due.day and (was_due is None or was_due.day != due.day):
        yield Change("deadline", due.quote, was_due.day if was_due else None, other.night)
    for quote, addressee in zip(one.order.addressees, one.addressees, strict=True):
        if other.addressees and not is_among(addressee, other.addressees):
            yield Change("addressee", quote, None, other.night)


def _by_province(
    gathered: Gathered, listed: Mapping[str, Order], weights: Mapping[str, float]
) -> tuple[list[ProvinceEntry], list[str]]:
    """In the order of the alphabet, national news last; and the ids of orders for which there is no room."""
    reprints = gathered.reprints
    groups: dict[str | None, list[ArticleEntry]] = defaultdict(list)
    for article in gathered.articles.values():
        if article.orders and not any(order.id in listed for order in article.orders):
            continue  # all that it tells stands elsewhere
        ids = _best([order.id for order in article.orders if order.id in listed], weights)
        entry = structs.replace(article, orders=[listed[i] for i in ids], reprints=reprints.get(article.record, []))
        groups[gathered.cited[article.record].province].append(entry)
    entries, beyond = [], []
    for province in sorted(groups, key=lambda name: (name is None, unaccent(name or ""), name or "")):
        articles = sorted(groups[province], key=lambda article: _weight(article, weights))
        room = gathered.edition.limit
        entries.append(ProvinceEntry(province, articles[:room], len(articles[room:])))
        beyond += [order.id for article in articles[room:] for order in article.orders]
    return entries, beyond


def _weight(article: ArticleEntry, weights: Mapping[str, float]) -> tuple[float, str]:
    return -max((weights[order.id] for order in article.orders), default=0.0), article.record


def _best(ids: list[str], weights: Mapping[str, float]) -> list[str]:
    return sorted(ids, key=lambda one: (-weights[one], one))


def _due(past: Past, orders: list[Order], edition: Edition) -> list[Due]:
    """The days that the latest digest gives, and those of tonight in their place or beside them."""
    night = edition.night.isoformat()
    longest_past = (edition.night - timedelta(days=DAYS_AHEAD)).isoformat()
    before: dict[str, Due] = {}
    found: dict[str, Due] = {}
    if past.digests:
        latest = past.digests[-1]
        before = {due.uid: due for due in latest.due}
        found = {
            uid: due
            for uid, due in before.items()
            if uid not in past.gone and edition.shows(due.order, latest.articles[due.order.action.record].province)
        }
    for order in orders:
        if order.deadline is None or order.deadline.day is None or (order.uid in found and not order.changes):
            continue
        old = before.get(order.uid)
        sequence, since = (old.sequence + 1, old.since) if old else (0, night)
        found[order.uid] = Due(order.uid, sequence, order.deadline.day, since, order)
    return sorted((due for due in found.values() if due.day >= longest_past), key=lambda due: (due.day, due.uid))


def _cited(digest: Digest, tonight: Mapping[str, Cited], past: Past) -> dict[str, Cited]:
    """The articles of all that the digest quotes."""
    known = {record: cited for one in past.digests for record, cited in one.articles.items()}
    known |= {**past.cited, **tonight}
    return {record: known[record] for record in sorted(quoted_records(digest)) if record in known}


def quoted_records(digest: Digest) -> set[str]:
    """The records that the digest names, whether or not it has their `articles`."""
    quotes = [quote for new in digest.offices for quote in (new.name, new.before)]
    quotes += [quote for order in digest.listed_orders() for quote in order.told_by]
    quotes += [quote for due in digest.due for quote in (due.order.action, *due.order.told_by)]
    listed = {record for article in digest.listed_articles() for record in (article.record, *article.reprints)}
    return listed | {quote.record for quote in quotes}
