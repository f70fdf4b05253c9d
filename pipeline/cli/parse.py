"""`chidao parse`."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import structs

from pipeline.cli.console import Troubles, keep_apart, output_file, progress, stepping
from pipeline.errors import ConfigError, InputError
from pipeline.parse.read import Read, read_pages
from pipeline.runners.bulk import pages_of_sources, source_finder, warc_files
from pipeline.runners.outcomes import SourcedPage, article_of
from pipeline.runners.processes import parse_pages
from pipeline.runners.statistics import Statistics
from pipeline.schema import NOT_AN_ARTICLE, Article, Issue, RawPage
from pipeline.sources import Source, host_of, load_sources
from pipeline.store.articles import write_articles
from pipeline.store.files import write_atomically


@click.command("parse")
@click.argument("pages", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Articles file.  [default: standard output]"
)
@click.option(
    "--sources",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of source files whose layouts to use.  [default: the bundled ones]",
)
@click.option(
    "--known-only",
    is_flag=True,
    help="Take WARC files only, and of them only the pages under the domains of the sources.",
)
@click.option("--workers", type=click.IntRange(min=1), help="With --known-only: processes.  [default: one a processor]")
@click.option(
    "--statistics",
    "statistics_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --known-only: write figures by source and year here as JSON, and show them.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Write a page that shows one page line by line: what was kept, what was cut, and why.",
)
def command(
    pages: tuple[Path, ...],
    output: Path | None,
    folder: Path | None,
    known_only: bool,
    workers: int | None,
    statistics_file: Path | None,
    explain: bool,
) -> None:
    """Turn PAGES into clean articles: one JSON object a line, each with the `file` that it came from.

    PAGES are saved HTML files, WARC files, and folders of them. A page that is no article, or can't be read, is
    reported and left out; with -o, OUTPUT.issues.jsonl lists all that were. The exit status is 1 only where
    something could not be read: a page that is no article is not a failure.

    Use --known-only for archives of many sites, such as Common Crawl's news crawl: the pages of other sites are
    skipped unread.

    With --explain PAGES is one page, and the output is an HTML page: by default PAGE.explained.html in the current
    folder.

    \b
    Examples:
      chidao parse data/sample/sites -o articles.jsonl
      chidao parse data/raw -o articles.jsonl
      chidao parse data/raw --known-only --sources data/sample/sources --statistics statistics.json -o articles.jsonl
      chidao parse data/sample/sites/songthuong.gov.example/Pages/2025-7-1/lich-tiep-cong-dan-thang-7.htm --explain
    """
    keep_apart(output, pages)
    sources = load_sources(folder).values()
    by_host = {host_of(source.homepage): source for source in sources}
    if explain:
        _explain(pages, output, by_host)
        return
    troubles, statistics = Troubles(), Statistics()
    with progress("parsing") as step, output_file(output) as file:
        outcomes: Iterable[dict[str, Any] | Issue]
        if known_only:
            items = stepping(pages_of_sources(warc_files(pages), source_finder(sources)), step)
            outcomes = map(_as_line, statistics.count(parse_pages(items, workers=workers)))
        else:
            outcomes = (_parse(read, by_host) for read in stepping(read_pages(pages), step))
        written = write_articles(file, troubles.sift(outcomes))
    troubles.write_beside(output)
    if statistics_file:
        statistics.write(statistics_file)
        click.echo(statistics.table(), err=True)
    unread = [issue for issue in troubles.issues if issue.kind != NOT_AN_ARTICLE]
    click.echo(
        f"{written} articles, {len(troubles.issues) - len(unread)} no articles, {len(unread)} not read", err=True
    )
    if unread:
        raise click.exceptions.Exit(1)


def _explain(paths: Sequence[Path], output: Path | None, by_host: dict[str, Source]) -> None:
    """Write the page about the one page that the paths hold; without an output, into the current folder.

    Raises ConfigError where that is not one page, InputError where it can't be read.
    """
    from pipeline.explain.page import explain_page

    reads = list(islice(read_pages(paths), 2))
    if len(reads) != 1:
        raise ConfigError("--explain shows one page: give one HTML or text file")
    [(file, page)] = reads
    if isinstance(page, Issue):
        raise InputError(page.message)
    output = output or Path(f"{file.stem}.explained.html")
    write_atomically(output, explain_page(file.name, page, _source_of(page, by_host)).encode())
    click.echo(f"explained in {output}", err=True)


def _source_of(page: RawPage, by_host: dict[str, Source]) -> Source | None:
    return by_host.get(host_of(page.url)) if page.url else None


def _as_line(outcome: Article | Issue) -> dict[str, Any] | Issue:
    if isinstance(outcome, Issue):
        return outcome
    article: dict[str, Any] = msgspec.to_builtins(outcome)
    return {"file": Path(outcome.archive.file).name, **article} if outcome.archive else article


def _parse(read: Read, by_host: dict[str, Source]) -> dict[str, Any] | Issue:
    if isinstance(read.page, Issue):
        return read.page
    outcome = article_of(SourcedPage(read.page, _source_of(read.page, by_host)))
    if isinstance(outcome, Article):
        return {"file": read.file.name, **msgspec.to_builtins(outcome)}
    return outcome if read.page.archive else structs.replace(outcome, message=f"{read.file}: {outcome.message}")
