"""How fast each stage is, beside the libraries it stands on: `python -m pipeline.evaluation.bench ARTICLES.jsonl`.

Seconds mean little across machines, so each stage is also given as a multiple of underthesea's word segmentation of
the same text (for pages: of trafilatura's extraction), measured in turn with it, article by article.
"""

import logging
import resource
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import click
import msgspec
import trafilatura
from msgspec import Struct
from spacy.language import Language
from underthesea import ner, word_tokenize

from pipeline import __version__
from pipeline.annotate import create_annotator
from pipeline.errors import InputError
from pipeline.parse import parse_page
from pipeline.parse.charset import decode
from pipeline.parse.read import read_pages
from pipeline.schema import Article, Extractor, RawPage, Summary
from pipeline.segment import make_doc
from pipeline.segment.sentences import sentence_ranges
from pipeline.store.articles import read_articles
from pipeline.store.records import make_record

WORDS = "underthesea.word_tokenize"
NER = "underthesea.ner"
EXTRACT = "trafilatura.extract"

_SEGMENTERS = ("vn_sentences", "vn_words")
_NO_SUMMARY = Summary(headline=None, sentences=[])
_EXTRACTOR = Extractor(version=__version__, models={})

Seconds = defaultdict[str, float]


class Page(NamedTuple):
    """A page that is an article, and its HTML as trafilatura gets it."""

    page: RawPage
    html: str


class Speed(Struct, frozen=True):
    """One stage or library: medians over the rounds; `ratio` is its time in multiples of `baseline`'s."""

    name: str
    items_per_second: float
    characters_per_second: float
    ratio: float
    baseline: str


class Bench(Struct, frozen=True):
    """`peak_mb`: the most memory that the process had held when all stages had run once, before underthesea's NER."""

    articles: int
    pages: int
    rounds: int
    peak_mb: float
    speeds: list[Speed]


def run_bench(articles: Sequence[Article], pages: Sequence[Page], *, rounds: int) -> Bench:
    """Time every stage on all articles and pages, `rounds` times, after one round that only warms up.

    Raises InputError if there are no articles or no pages.
    """
    if not articles or not pages:
        raise InputError("nothing to measure: no articles, or no pages that are articles")
    nlp = create_annotator()
    for article in articles:
        _time_stages(nlp, article, Seconds(float))
    for page in pages:
        _time_page(page, Seconds(float))
    peak = _peak_mb()
    _time_libraries(articles[0], Seconds(float))
    on_articles, on_pages = [], []
    for _ in range(rounds):
        on_articles.append(Seconds(float))
        for article in articles:
            _time_stages(nlp, article, on_articles[-1])
            _time_libraries(article, on_articles[-1])
        on_pages.append(Seconds(float))
        for page in pages:
            _time_page(page, on_pages[-1])
    speeds = [
        *_speeds(on_articles, WORDS, len(articles), sum(len(article.text) for article in articles)),
        *_speeds(on_pages, EXTRACT, len(pages), sum(len(page.html) for page in pages)),
    ]
    return Bench(len(articles), len(pages), rounds, round(peak, 1), speeds)


def readable_pages(paths: Iterable[Path]) -> Iterator[Page]:
    """The pages that are articles: the others are refused early, which would flatter the parser."""
    for read in read_pages(paths):
        if isinstance(read.page, RawPage):
            try:
                parse_page(read.page)
            except InputError:
                continue
            yield Page(read.page, decode(read.page.body))


@contextmanager
def _timed(seconds: Seconds, *names: str) -> Iterator[None]:
    start = perf_counter()
    yield
    elapsed = perf_counter() - start
    for name in names:
        seconds[name] += elapsed


def _time_stages(nlp: Language, article: Article, seconds: Seconds) -> None:
    whole = "article to record"
    with _timed(seconds, "segment", whole):
        doc = make_doc(nlp, article)
    for name, component in nlp.pipeline:
        stage = "segment" if name in _SEGMENTERS else name.removeprefix("vn_")
        with _timed(seconds, stage, whole):
            doc = component(doc)
    with _timed(seconds, "record", whole):
        msgspec.json.encode(make_record(doc, _NO_SUMMARY, _EXTRACTOR))


def _time_libraries(article: Article, seconds: Seconds) -> None:
    with _timed(seconds, WORDS):
        word_tokenize(article.text, use_token_normalize=False)
    sentences = [article.text[start:end] for start, end in sentence_ranges(article.text)]
    with _timed(seconds, NER):  # a sentence at a time: on a whole article it takes several times as long
        for sentence in sentences:
            ner(sentence)


def _time_page(page: Page, seconds: Seconds) -> None:
    with _timed(seconds, "parse"):
        parse_page(page.page)
    with _timed(seconds, EXTRACT):
        trafilatura.extract(page.html)


def _speeds(rounds: list[Seconds], baseline: str, items: int, characters: int) -> Iterator[Speed]:
    for name in rounds[0]:
        took = median(seconds[name] for seconds in rounds)
        ratio = median(seconds[name] / seconds[baseline] for seconds in rounds)
        yield Speed(name, round(items / took, 2), round(characters / took), round(ratio, 3), baseline)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _print_table(bench: Bench) -> None:
    click.echo(
        f"{bench.articles} articles, {bench.pages} pages, medians of {bench.rounds} rounds; "
        f"peak memory {bench.peak_mb:.0f} MB"
    )
    click.echo(f"{'':28}{'items/s':>10}{'characters/s':>14}{'time':>9}")
    for speed in bench.speeds:
        click.echo(
            f"{speed.name:28}{speed.items_per_second:10.1f}{speed.characters_per_second:14,.0f}{speed.ratio:9.3f}"
            f" × {speed.baseline}"
        )


@click.command()
@click.argument("articles", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--pages",
    type=click.Path(exists=True, path_type=Path),
    default="data/sample/sites",
    show_default=True,
    help="Saved pages to time the parser on.",
)
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here too."
)
@click.option("--repeat", type=click.IntRange(min=1), default=5, show_default=True, help="Rounds to take medians of.")
def main(articles: Path, pages: Path, json_file: Path | None, repeat: int) -> None:
    """Time every stage on the articles of a JSONL file and on saved pages."""
    usable = [article for article in read_articles(articles) if isinstance(article, Article)]
    bench = run_bench(usable, list(readable_pages([pages])), rounds=repeat)
    _print_table(bench)
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(bench), indent=2) + b"\n")


if __name__ == "__main__":
    logging.getLogger().setLevel(logging.CRITICAL)  # what trafilatura says of a page is not for the table
    main()
