"""The time of every stage, in turn with that of underthesea's word segmentation of the same text.

Seconds mean little across machines, ratios more. Times are those of the processor, and each ratio is taken article by
article: other programs on the same machine slow down both of its sides.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import msgspec
import trafilatura
from msgspec import Struct, structs
from underthesea import ner, word_tokenize

from pipeline.archive import Archive, read_warc
from pipeline.errors import InputError
from pipeline.flow import Annotator
from pipeline.parse import parse_page
from pipeline.parse.charset import decode
from pipeline.schema import Article, RawPage
from pipeline.segment import make_doc
from pipeline.segment.sentences import sentence_ranges
from pipeline.segment.word_model import forget_runs
from pipeline.store.duplicates import mark_duplicates
from pipeline.store.records import make_record
from pipeline.summarize.article import summarize_doc

WORDS = "underthesea.word_tokenize"
NER = "underthesea.ner"
EXTRACT = "trafilatura.extract"
WHOLE = "annotate"
PARSE = "parse"
END_TO_END = "WARC to record"

_SEGMENTERS = ("vn_sentences", "vn_words")
_FETCHED = "2025-06-10T00:00:00+07:00"
_NIGHT = date(2025, 6, 10)

Seconds = defaultdict[str, float]


class Speed(Struct, frozen=True):
    """One stage or library: medians over the rounds. `ratio` is its time in multiples of `WORDS` on the same texts."""

    name: str
    articles_per_second: float
    characters_per_second: float
    ratio: float


def time_articles(articles: Sequence[Article], *, rounds: int) -> list[Speed]:
    """Every stage from article to record, and the libraries beside them. Raises InputError without articles."""
    if not articles:
        raise InputError("nothing to measure: no articles")
    annotator = Annotator()
    _time_article(annotator, articles[0], Seconds(float))
    _recognize(articles[0])
    measured = []
    for _ in range(rounds):
        forget_runs()
        seconds = Seconds(float)
        for article in articles:
            _time_article(annotator, article, seconds)
        with _timed(seconds, "duplicates"):
            list(mark_duplicates(articles))
        with _timed(seconds, NER):
            for article in articles:
                _recognize(article)
        measured.append(seconds)
    return list(_speeds(measured, len(articles), sum(len(article.text) for article in articles)))


def time_pages(pages: Sequence[RawPage], *, rounds: int) -> list[Speed]:
    """Parsing, and all from a WARC file to the line of a record; pages that are no articles are part of the work.

    Raises InputError where no page is an article.
    """
    annotator = Annotator()
    measured = []
    with TemporaryDirectory() as folder:
        file = _archive(pages, Path(folder))
        articles = [article for page in read_warc(file) if (article := _parse(page))]
        if not articles:
            raise InputError("nothing to measure: no page is an article")
        annotator(articles[0])
        word_tokenize(articles[0].text)
        for _ in range(rounds):
            forget_runs()
            seconds = Seconds(float)
            for page in _timed_steps(read_warc(file), seconds, END_TO_END):
                _time_page(annotator, page, seconds)
            measured.append(seconds)
    return list(_speeds(measured, len(articles), sum(len(article.text) for article in articles)))


def _time_article(annotator: Annotator, article: Article, seconds: Seconds) -> None:
    with _timed(seconds, "segment", WHOLE):
        doc = make_doc(annotator.nlp, article)
    for name, component in annotator.nlp.pipeline:
        stage = "segment" if name in _SEGMENTERS else name.removeprefix("vn_")
        with _timed(seconds, stage, WHOLE):
            doc = component(doc)
    with _timed(seconds, "summary", WHOLE):
        summary = summarize_doc(doc)
    with _timed(seconds, "record", WHOLE):
        msgspec.json.encode(make_record(doc, summary, annotator.extractor))
    with _timed(seconds, WORDS):
        word_tokenize(article.text, use_token_normalize=False)


def _recognize(article: Article) -> None:
    """A sentence at a time: on a whole article it takes several times as long."""
    for start, end in sentence_ranges(article.text):
        ner(article.text[start:end])


def _time_page(annotator: Annotator, page: RawPage, seconds: Seconds) -> None:
    with _timed(seconds, PARSE, END_TO_END):
        article = _parse(page)
    with _timed(seconds, EXTRACT):
        trafilatura.extract(decode(page.body))
    if article is None:
        return
    with _timed(seconds, END_TO_END):
        msgspec.json.encode(annotator(article))
    with _timed(seconds, WORDS):
        word_tokenize(article.text, use_token_normalize=False)


def _parse(page: RawPage) -> Article | None:
    try:
        return parse_page(page)
    except InputError:
        return None


def _archive(pages: Sequence[RawPage], folder: Path) -> Path:
    """A WARC file of the pages, each under an address of its own."""
    archive = Archive(folder, night=_NIGHT)
    for number, page in enumerate(pages):
        url = page.url or f"https://bench.example/post{number}.html"
        archive.append(structs.replace(page, url=url, source="bench", fetched_at=_FETCHED))
    return folder / "raw" / "bench" / f"{_NIGHT}.warc.gz"


@contextmanager
def _timed(seconds: Seconds, *names: str) -> Iterator[None]:
    start = process_time()
    yield
    elapsed = process_time() - start
    for name in names:
        seconds[name] += elapsed


def _timed_steps(pages: Iterator[RawPage], seconds: Seconds, name: str) -> Iterator[RawPage]:
    while True:
        with _timed(seconds, name):
            page = next(pages, None)
        if page is None:
            return
        yield page


def _speeds(rounds: list[Seconds], articles: int, characters: int) -> Iterator[Speed]:
    for name in rounds[0]:
        took = median(seconds[name] for seconds in rounds)
        ratio = median(seconds[name] / seconds[WORDS] for seconds in rounds)
        yield Speed(name, round(articles / took, 2), round(characters / took), round(ratio, 3))
