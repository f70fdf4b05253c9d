"""Checks that a written digest says only what the records say."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import structs

from pipeline.errors import ContractError
from pipeline.schema import Record
from pipeline.store import RecordStore
from pipeline.summarize.compose import Edition, Gathered, quoted_records
from pipeline.summarize.entries import ArticleEntry, Change, Digest, Order, SilentSource, cite, make_article
from pipeline.summarize.folders import earlier_digests, files_of, read_digest
from pipeline.summarize.nights import OnBroken, records_by_id, records_of_night
from pipeline.summarize.pages import Quoted, make_page, quotes_by_record
from pipeline.summarize.quotes import LOCAL_PAGES, Quote, local_page, passage_url
from pipeline.summarize.rewrite import unsupported


def verify_folder(
    folder: Path,
    store: RecordStore,
    *,
    names: dict[str, str],
    earlier: Path,
    on_broken: OnBroken,
    sources: list[SilentSource] | None = None,
) -> list[str]:
    """What is wrong with the digest written in a folder: nothing, if the list is empty.

    Checked against the records in the store: each quotation and its link at its place; each order, its issuer's
    offices, addressees and day against a directive; each article's title, source (`names` has their names), day and
    address; the figures; the silent sources, if `sources` says which they are; that every order of the night is listed
    once or accounted for; what has changed, against the digests in `earlier`; the days that are due; and that every
    other file says what `digest.json` says.
    """
    try:
        digest = read_digest(folder)
    except ContractError as error:
        return [str(error)]
    verifier = _Verifier(digest, store, names, on_broken)
    problems = [
        *verifier.check_figures(),
        *verifier.check_quotations(folder),
        *verifier.check_lists(),
        *verifier.check_changes(earlier),
        *_source_problems(digest, sources),
    ]
    return problems or list(_file_problems(folder, digest))


class _Verifier:
    def __init__(self, digest: Digest, store: RecordStore, names: dict[str, str], on_broken: OnBroken) -> None:
        self.digest = digest
        self.store = store
        self.names = names
        self.on_broken = on_broken
        self.articles = digest.listed_articles()
        self.orders = digest.listed_orders()

    def check_figures(self) -> Iterator[str]:
        """The night is counted again, and every order of it is listed or accounted for."""
        digest = self.digest
        night, late = date.fromisoformat(digest.night), frozenset(digest.late)
        again = Gathered(
            Edition(night=night, province=digest.province, topic=digest.topic, limit=digest.limit, late=late)
        )
        for record in records_of_night(self.store, night, late=late, on_broken=self.on_broken):
            again.add(record)
        if digest.figures != again.figures:
            yield f"figures: {digest.figures} are not those of the records: {again.figures}"
        unlisted = digest.unlisted
        accounted = [order.id for order in self.orders] + [*unlisted.same, *unlisted.known, *unlisted.beyond]
        if Counter(accounted) != Counter(order.id for one in again.articles.values() for order in one.orders):
            yield "orders: those listed and those accounted for are not those of the records, each once"
        if not all(article.record in again.articles for article in self.articles):
            yield "articles: not all that are listed are of the night"
        told = Counter(quote.record for order in self.orders for quote in order.told_by)
        if told.total() > len(unlisted.same):
            yield "orders: more are said to be told elsewhere than are accounted for"

    def check_quotations(self, folder: Path) -> Iterator[str]:
        """Each record that is cited, against all that is said to be in it; and its page."""
        digest = self.digest
        quoted, missing = quotes_by_record(digest), quoted_records(digest) | set(digest.articles)
        days = {record: cited.published_at for record, cited in digest.articles.items()}
        for record in records_by_id(self.store, days, on_broken=self.on_broken):
            missing.discard(record.id)
            if digest.articles[record.id] != cite(record, {**_names_in(digest), **self.names}):
                yield f"{record.id}: title, address, source, day or text are not those of the record (any more)"
            passages = quoted.get(record.id, [])
            wrong = [problem for _, quote in passages for problem in _quote_problems(quote, record)]
            yield from wrong or self._page_problems(folder, record, passages)
            yield from self._order_problems(record)
        yield from (f"{record}: there is no such record" for record in sorted(missing))

    def _page_problems(self, folder: Path, record: Record, passages: list[Quoted]) -> Iterator[str]:
        page = make_page(record, self.digest.articles[record.id], passages, night=self.digest.night)
        if _read(folder / local_page(record.id)) != page.encode():
            yield f"{local_page(record.id)}: the page is missing, or shows something else than the record"

    def _order_problems(self, record: Record) -> Iterator[str]:
        true = make_article(record)
        by_id = {order.id: order for order in true.orders}
        dues = [due.order for due in self.digest.due]
        for order in (*self.orders, *dues):
            if order.action.record == record.id and (order.id not in by_id or _said(order) != by_id[order.id]):
                yield f"{record.id}: order {order.id} {order.action.text!r} is not as the record has it"
        for article in self.articles:
            if article.record == record.id:
                if (article.sentences, article.topics) != (true.sentences, true.topics):
                    yield f"{record.id}: the summary is not that of the record"
                yield from _rewriting_problems(article)

    def check_lists(self) -> Iterator[str]:
        digest = self.digest
        listed = {order.id for order in self.orders}
        if not listed.issuperset(digest.top) or len(set(digest.top)) != len(digest.top):
            yield "top: not all are listed orders, each once"
        for due in digest.due:
            if due.order.deadline is None or due.order.deadline.day != due.day or due.order.uid != due.uid:
                yield f"due: {due.day} is not the day of order {due.order.id}"
        if [(due.day, due.uid) for due in digest.due] != sorted({(due.day, due.uid) for due in digest.due}):
            yield "due: the days are not in their order, each order once"

    def check_changes(self, earlier: Path) -> Iterator[str]:
        """What is said of earlier digests, against them; those that are there no more prove nothing."""
        digest = self.digest
        said: dict[str, dict[str, list[Order]]] = {}
        for one in earlier_digests(earlier, date.fromisoformat(digest.night), self.on_broken):
            by_uid = said.setdefault(one.night, {})
            for order in (*one.listed_orders(), *(due.order for due in one.due)):
                by_uid.setdefault(order.uid, []).append(order)
        for order in self.orders:
            for change in order.changes:
                if change.since in said and not _was(change, said[change.since].get(order.uid, [])):
                    yield f"order {order.id}: the digest of {change.since} did not say what is said to have changed"
        known = {uid for orders in said.values() for uid in orders}
        if said and not known.issuperset(digest.unlisted.known.values()):
            yield "orders: some that are left out as known are in no earlier digest"


def _source_problems(digest: Digest, sources: list[SilentSource] | None) -> Iterator[str]:
    if sources is not None and sources != digest.sources:
        yield "sources: those said to be silent or to have failed are not those that the runs report"


def _names_in(digest: Digest) -> dict[str, str]:
    """The names that the digest gives to sources, for those that are not known otherwise."""
    cited = digest.articles.values()
    return {one.source: one.source_name for one in cited if one.source and one.source_name}


def _said(order: Order) -> Order:
    """What the order's own article says of it."""
    return structs.replace(order, uid=order.id, told_by=[], changes=[])


def _was(change: Change, orders: list[Order]) -> bool:
    if change.what == "addressee":
        return bool(orders)
    return any((order.deadline.day if order.deadline else None) == change.before for order in orders)


def _rewriting_problems(article: ArticleEntry) -> Iterator[str]:
    if article.rewritten is not None and (strange := unsupported(article.rewritten, article)):
        yield f"{article.record}: the rewriting says what the article does not: {', '.join(strange)}"


def _quote_problems(quote: Quote, record: Record) -> Iterator[str]:
    at = f"{record.id}: {quote.start}..{quote.end}"
    if not 0 <= quote.start < quote.end <= len(record.text):
        yield f"{at}: {quote.text!r} is outside the text"
    elif record.text[quote.start : quote.end] != quote.text:
        yield f"{at}: {quote.text!r} is not what stands there: {record.text[quote.start : quote.end]!r}"
    elif quote.url != passage_url(record, quote.start, quote.end):
        yield f"{at}: the link {quote.url} does not lead to {quote.text!r}"


def _file_problems(folder: Path, digest: Digest) -> Iterator[str]:
    for name, content in files_of(digest).items():
        if _read(folder / name) != content:
            yield f"{name}: it is missing, or says something else than this version makes of the digest"
    pages = {f"{LOCAL_PAGES}/{path.name}" for path in (folder / LOCAL_PAGES).glob("*")}
    for page in sorted(pages - {local_page(record) for record in digest.articles}):
        yield f"{page}: the digest quotes no such article"


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
