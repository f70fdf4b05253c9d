"""`chidao parse`."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
import msgspec

from pipeline.cli.console import Troubles, keep_apart, progress
from pipeline.errors import InputError, NotAnArticleError
from pipeline.parse import parse_page
from pipeline.parse.read import Read, read_pages
from pipeline.schema import Issue
from pipeline.sources import Source, host_of, load_sources
from pipeline.store.articles import write_articles
from pipeline.store.files import atomic_writer


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
def command(pages: tuple[Path, ...], output: Path | None, folder: Path | None) -> None:
    """Turn PAGES into clean articles: one JSON object a line, each with the `file` that it came from.

    PAGES are saved HTML files, WARC files, and folders of them. A page that is no article, or can't be read, is
    reported and left out; with -o, OUTPUT.issues.jsonl lists all that were. The exit status is 1 only where
    something could not be read: a page that is no article is not a failure.

    \b
    Examples:
      chidao parse data/sample/sites -o articles.jsonl
      chidao parse data/raw -o articles.jsonl
    """
    keep_apart(output, pages)
    by_host = {host_of(source.homepage): source for source in load_sources(folder).values()}
    troubles = Troubles()
    destination = nullcontext(sys.stdout.buffer) if output is None else atomic_writer(output)
    with progress("parsing") as step, destination as file:
        outcomes = (_parse(read, by_host) for read in _stepping(read_pages(pages), step))
        written = write_articles(file, troubles.sift(outcomes))
    troubles.write_beside(output)
    unread = [issue for issue in troubles.issues if issue.kind != "not_an_article"]
    click.echo(
        f"{written} articles, {len(troubles.issues) - len(unread)} no articles, {len(unread)} not read", err=True
    )
    if unread:
        raise click.exceptions.Exit(1)


def _stepping(reads: Iterable[Read], step: Any) -> Iterator[Read]:
    for read in reads:
        yield read
        step()


def _parse(read: Read, by_host: dict[str, Source]) -> dict[str, Any] | Issue:
    if isinstance(read.page, Issue):
        return read.page
    page = read.page
    try:
        article = parse_page(page, by_host.get(host_of(page.url)) if page.url else None)
    except NotAnArticleError as error:
        kind, message = "not_an_article", str(error)
    except InputError as error:
        kind, message = "bad_input", str(error)
    except Exception as error:  # one page's failure is its outcome, whatever it was
        kind, message = type(error).__name__, str(error)
    else:
        return {"file": read.file.name, **msgspec.to_builtins(article)}
    return Issue(stage="parse", kind=kind, message=f"{read.file}: {message}", url=page.url or None)
