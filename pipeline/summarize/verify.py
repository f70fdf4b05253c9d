"""The proof that a written digest says only what the records say."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from pipeline.schema import Record
from pipeline.summarize.entries import ArticleEntry, Digest, Order, count_figures, list_due, make_order, told_orders
from pipeline.summarize.quotes import Quote, page_url, passage_url


def verify_digest(digest_json: bytes | str, records: Iterable[Record]) -> list[str]:
    """What is wrong with a written `digest.json`: nothing, if the list is empty.

    Checked are each quotation and its link against its record at its place, each order and its day against
    a directive of the record, each article's source, day, address and province, the figures, and that no article,
    order or day is missing or there twice.
    """
    try:
        digest = msgspec.json.decode(digest_json, type=Digest)
    except msgspec.DecodeError as error:
        return [f"not a digest: {error}"]
    by_id = {record.id: record for record in records}
    return list(_problems(digest, by_id))


def _problems(digest: Digest, records: dict[str, Record]) -> Iterator[str]:
    if digest.figures != count_figures(records.values()):
        yield f"figures: {digest.figures} are not those of the records"
    listed = Counter(article.record for province in digest.provinces for article in province.articles)
    if listed != Counter(record.id for record in records.values() if record.duplicate_of is None):
        yield "articles: those of the digest are not those of the records, each once"
    for province in digest.provinces:
        for article in province.articles:
            record = records.get(article.record)
            if record is None:
                yield f"{article.record}: there is no such record"
            else:
                yield from _article_problems(article, province.province, record)
    if digest.due != list_due(digest.provinces, digest.night):
        yield "due: the days are not those of the orders above, in their order"


def _article_problems(article: ArticleEntry, province: str | None, record: Record) -> Iterator[str]:
    said = (province, article.source, article.published_at, article.url)
    if said != (record.province, record.source, record.published_at, page_url(record.url)):
        yield f"{record.id}: province, source, day or address {said} are not those of the record"
    for quote in (article.title, *article.sentences):
        yield from _quote_problems(quote, record)
    if [order.id for order in article.orders] != [directive.id for directive in told_orders(record)]:
        yield f"{record.id}: the orders are not those of the record, each once"
    for order in article.orders:
        yield from _order_problems(order, record)


def _order_problems(order: Order, record: Record) -> Iterator[str]:
    day = order.deadline.quote if order.deadline else None
    for quote in (order.issuer, *order.offices, *order.addressees, order.action, day):
        yield from _quote_problems(quote, record)
    directive = next((directive for directive in told_orders(record) if directive.id == order.id), None)
    if directive is None or order != make_order(record, directive):
        yield f"{record.id}: order {order.id} {order.action.text!r} is not as the record has it"


def _quote_problems(quote: Quote | None, record: Record) -> Iterator[str]:
    if quote is None:
        return
    source = record.text if quote.field == "text" else record.title or ""
    at = f"{record.id}: {quote.field} {quote.start}..{quote.end}"
    if quote.record != record.id:
        yield f"{at}: {quote.text!r} is said to be from record {quote.record}"
    elif not 0 <= quote.start < quote.end <= len(source):
        yield f"{at}: {quote.text!r} is outside the {quote.field}"
    elif source[quote.start : quote.end] != quote.text:
        yield f"{at}: {quote.text!r} is not what stands there: {source[quote.start : quote.end]!r}"
    elif quote.url != _url(quote, record):
        yield f"{at}: the link {quote.url} does not lead to {quote.text!r}"


def _url(quote: Quote, record: Record) -> str | None:
    return page_url(record.url) if quote.field == "title" else passage_url(record, quote.start, quote.end)
