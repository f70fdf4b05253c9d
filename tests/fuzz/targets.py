"""What is fuzzed: for each name a function that takes any bytes, and raises only where something is wrong.

The program's own errors about its input (`InputError`, `ContractError`, `ConfigError`) are what is expected of it.
"""

import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.annotate.date_values import find_dates
from pipeline.archive import read_warc
from pipeline.crawl.failures import PageError
from pipeline.crawl.links import advertised_feeds, feed_links, page_links, sitemap_links
from pipeline.errors import ChidaoError, ConfigError, ContractError, InputError
from pipeline.flow import Annotator
from pipeline.orthography import fold, normalize, unaccent
from pipeline.parse import parse_page
from pipeline.review.sheet import read_sheet
from pipeline.schema import Article, Issue, RawPage, Record
from pipeline.sources import load_sources
from pipeline.store import check_record, read_records
from pipeline.store.articles import read_articles
from pipeline.store.corrections import Corrections

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
GOLD = ROOT / "tests" / "gold" / "sample.jsonl"

Target = Callable[[bytes], None]


@cache
def annotator() -> Annotator:
    return Annotator()


def fold_any(data: bytes) -> None:
    text = data.decode("utf-8", "surrogatepass") if _is_utf8(data) else data.decode("latin-1")
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
    normal = normalize(text)
    assert normalize(normal) == normal
    assert unicodedata.is_normalized("NFC", normal)
    normal.encode()
    unaccent(text)


def find_dates_in(data: bytes) -> None:
    text = normalize(data.decode("utf-8", "replace"))
    for published in (date(2025, 6, 11), date.min, date.max, None):
        for found in find_dates(text, published):
            assert text[found.start : found.end] == found.text


def annotate(data: bytes) -> None:
    title, _, text = data.decode("utf-8", "replace").partition("\n")
    published = ("2025-06-11T18:20:45+07:00", None, "0001-01-01", "9999-12-31")[len(data) % 4]
    article = Article(id="f", text=normalize(text) or "x", title=normalize(title) or None, published_at=published)
    outcome = annotator()(article)
    assert isinstance(outcome, Record), outcome
    check_record(outcome)


def parse(data: bytes) -> None:
    with suppress(InputError):
        _check(parse_page(RawPage(url="http://bao.example/tin-1.html", body=data)))


def parse_dump(data: bytes) -> None:
    with suppress(InputError):
        _check(parse_page(RawPage(url="", body=data, headers={"content-type": "text/plain"})))


def _check(article: Article) -> None:
    assert article.text
    assert normalize(article.text) == article.text


def read_lists(data: bytes) -> None:
    page = RawPage(url="http://bao.example/", body=data)
    page_links(page)
    advertised_feeds(page)
    for read in (feed_links, lambda page: sitemap_links(page, size=1 << 20)):
        with suppress(PageError):
            read(page)


def read_source(data: bytes) -> None:
    with _file("bao.toml", data) as path, suppress(ConfigError):
        load_sources(path.parent)


def read_record_file(data: bytes) -> None:
    with _file("a.jsonl", data) as path:
        _exhaust(lambda: read_records(path), ContractError, InputError)
        _exhaust(lambda: Corrections(path).by_article(), ContractError, InputError)
        _exhaust(lambda: read_sheet(path), InputError)
        _exhaust(lambda: _usable(read_articles(path)), InputError)
    with _file("a.csv", data) as path:
        _exhaust(lambda: read_sheet(path), InputError)


def read_archive(data: bytes) -> None:
    with _file("a.warc.gz", data) as path:
        _exhaust(lambda: read_warc(path), InputError)


def _usable(articles: Iterable[Article | Issue]) -> Iterator[None]:
    for article in articles:
        if isinstance(article, Article):
            assert normalize(article.text) == article.text
        yield


def _exhaust(make: Callable[[], Iterable[object]], *expected: type[ChidaoError]) -> None:
    with suppress(*expected):
        for _ in make():
            pass


class _file:  # noqa: N801  used as a function
    """A file with this content, in a folder of its own."""

    def __init__(self, name: str, data: bytes) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / name
        self.path.write_bytes(data)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.folder.cleanup()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


TARGETS: dict[str, Target] = {
    "fold": fold_any,
    "dates": find_dates_in,
    "annotate": annotate,
    "parse": parse,
    "dump": parse_dump,
    "lists": read_lists,
    "source": read_source,
    "records": read_record_file,
    "warc": read_archive,
}


def seeds(name: str) -> list[bytes]:
    """What the fuzzing of a target begins with: the bundled samples, and what was found wrong once."""
    found = sorted((Path(__file__).parent / "regressions").glob(f"{name}.*"))
    return [path.read_bytes() for path in found] + _SEEDS[name]()


def _texts() -> list[bytes]:
    articles = [article for article in read_articles(GOLD) if isinstance(article, Article)]
    return [f"{article.title}\n{article.text}".encode() for article in articles]


def _files(pattern: str) -> Callable[[], list[bytes]]:
    return lambda: [path.read_bytes() for path in sorted(SAMPLE.rglob(pattern)) if path.is_file()]


def _records() -> list[bytes]:
    from msgspec.json import encode

    articles = [article for article in read_articles(GOLD) if isinstance(article, Article)][:4]
    return [encode(annotator()(article)) + b"\n" for article in articles] + GOLD.read_bytes().splitlines(True)[:4]


def _warcs() -> list[bytes]:
    from pipeline.archive.warc import encode_page

    fields = {"url": "http://bao.example/tin.html", "source": "bao", "fetched_at": "2025-06-11T00:00:00Z"}
    return [encode_page(RawPage(body=body, **fields)) for body in _files("*.html")()[:4]]  # type: ignore[arg-type]


_SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "fold": _texts,
    "dates": _texts,
    "annotate": _texts,
    "parse": _files("*.html"),
    "dump": _texts,
    "lists": lambda: _files("*.xml")() + _files("*.rss")() + _files("*.html")()[:4],
    "source": _files("*.toml"),
    "records": _records,
    "warc": _warcs,
}
