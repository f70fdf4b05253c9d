"""The pages beside a digest: each article that it quotes, with the passages in colour."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.explain.markup import Mark, marked
from pipeline.schema import Record
from pipeline.summarize.entries import Cited, Digest, Order
from pipeline.summarize.quotes import Quote, anchor
from pipeline.summarize.render import render_html

# What a quotation is in the digest ("action", "deadline", …), and the quotation.
Quoted = tuple[str, Quote]


def quotes_of(digest: Digest) -> Iterator[Quoted]:
    """All quotations of a digest, in the order of the page."""
    for article in digest.listed_articles():
        for order in article.orders:
            yield from _of_order(order)
        yield from (("sentence", quote) for quote in article.sentences)
    for due in digest.due:
        yield from _of_order(due.order)
    for new in digest.offices:
        yield from (("issuer", new.name), ("office", new.office), ("office", new.before))


def quotes_by_record(digest: Digest) -> dict[str, list[Quoted]]:
    """The same, by the record that they are quoted from."""
    found = defaultdict(list)
    for kind, quote in quotes_of(digest):
        found[quote.record].append((kind, quote))
    return found


def _of_order(order: Order) -> Iterator[Quoted]:
    yield "action", order.action
    yield from (("addressee", quote) for quote in order.addressees)
    yield from (("office", quote) for quote in order.offices)
    if order.issuer:
        yield "issuer", order.issuer
    if order.deadline:
        yield "deadline", order.deadline.quote
    yield from (("action", quote) for quote in order.told_by)
    yield from ((change.what, change.quote) for change in order.changes)


def make_page(record: Record, cited: Cited, quoted: list[Quoted], *, night: str) -> str:
    """The record's text with these passages in colour, each under the id that links to it name.

    Raises ValueError for a passage that is not inside the text.
    """
    kinds: dict[tuple[int, int], Mark] = {}
    for kind, quote in quoted:
        kinds.setdefault((quote.start, quote.end), Mark(quote.start, quote.end, kind, id=anchor(quote)))
    return render_html("article.html", cited=cited, text=marked(record.text, kinds.values()), night=night)
