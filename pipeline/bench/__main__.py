"""`python -m pipeline.bench ARTICLES.jsonl`."""

import logging
import platform
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from msgspec import Struct

from pipeline import __version__
from pipeline.bench.growth import Growth, Scaling, grow, scale
from pipeline.bench.stages import END_TO_END, WHOLE, WORDS, Speed, time_articles, time_pages
from pipeline.parse.read import read_pages
from pipeline.runners.processes import default_workers
from pipeline.schema import Article, RawPage
from pipeline.store.articles import read_articles

_WORKERS = (1, 2)
# Shares of word segmentation that are promised for whole runs: see docs/performance.md.
_AT_MOST = {WHOLE: 2.0, END_TO_END: 3.0}


class Bench(Struct, frozen=True):
    """All figures of one run, and the machine they come from."""

    version: str
    machine: str
    articles: list[Speed]
    pages: list[Speed]
    growth: list[Growth]
    scaling: list[Scaling]


@click.command()
@click.argument("articles", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--pages",
    type=click.Path(exists=True, path_type=Path),
    default="data/sample/sites",
    show_default=True,
    help="Saved pages, or WARC files, to time the parser on.",
)
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Rounds to take medians of.")
def main(articles: Path, pages: Path, json_file: Path | None, rounds: int) -> None:
    """Time every stage on the articles of a JSONL file and on saved pages, and see how time and memory grow."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says of a page is not for the table
    texts = [article for article in read_articles(articles) if isinstance(article, Article)]
    found = [read.page for read in read_pages([pages]) if isinstance(read.page, RawPage)]
    scaling = scale(texts, _WORKERS)  # first: a process's peak counts from what the one that started it held
    bench = Bench(
        version=__version__,
        machine=_machine(),
        articles=time_articles(texts, rounds=rounds),
        pages=time_pages(found, rounds=rounds),
        growth=grow(texts),
        scaling=scaling,
    )
    click.echo("\n".join(_table(bench)))
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(bench), indent=2) + b"\n")


def _machine() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{name}, {default_workers()} processors, Python {platform.python_version()}, {platform.system()}"


def _table(bench: Bench) -> Iterator[str]:
    yield f"chidao {bench.version} on {bench.machine}"
    for title, speeds in (("articles", bench.articles), ("pages", bench.pages)):
        yield f"\n{title:28}{'articles/s':>12}{'characters/s':>14}{'× ' + WORDS:>30}"
        for speed in speeds:
            limit = f"  (at most {_AT_MOST[speed.name]})" if speed.name in _AT_MOST else ""
            yield (
                f"{speed.name:28}{speed.articles_per_second:12.1f}{speed.characters_per_second:14,}"
                f"{speed.ratio:30.3f}{limit}"
            )
    yield f"\n{'growth':28}{'articles':>12}{'characters':>14}{'seconds':>12}{'µs a character':>18}"
    for growth in bench.growth:
        yield (
            f"{growth.name:28}{growth.articles:12}{growth.characters:14,}{growth.seconds:12.2f}"
            f"{growth.microseconds_per_character:18.2f}"
        )
    yield f"\n{'processes':28}{'articles/s':>12}{'a worker, MB':>14}{'parent, MB':>12}"
    for scaling in bench.scaling:
        yield (
            f"{scaling.workers:<28}{scaling.articles_per_second:12.1f}{scaling.worker_mb:14.0f}{scaling.parent_mb:12.0f}"
        )


if __name__ == "__main__":
    main()
