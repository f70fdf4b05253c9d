"""`chidao annotate`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import click

from pipeline.cli.console import Troubles, each_file, keep_apart, progress
from pipeline.runners.processes import annotate_articles
from pipeline.schema import Record
from pipeline.store.articles import read_articles
from pipeline.store.files import atomic_writer
from pipeline.store.records import write_records


@click.command("annotate")
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Records file.  [default: standard output]"
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes to use.  [default: one a processor]")
def command(articles: tuple[Path, ...], output: Path | None, workers: int | None) -> None:
    """Find people, roles, dates and directives in ARTICLES: one record a line, in the order of the input.

    ARTICLES are JSONL files, plain or gzipped, or - for standard input. Each line is an object with `id`, `text`,
    `published_at`, and optionally `title`, `url`, `source`, `province`. A line that can't be used is reported and
    left out, the others go on, and the exit status is 1; with -o, OUTPUT.issues.jsonl lists all that were left out.
    The exit status is 3 where the input is empty.

    \b
    Examples:
      chidao annotate tests/gold/sample.jsonl -o records.jsonl
      cat articles.jsonl | chidao annotate - > records.jsonl
    """
    keep_apart(output, articles)
    troubles = Troubles()
    outcomes = annotate_articles(each_file(articles, read_articles, "annotate"), workers=workers)
    destination = nullcontext(sys.stdout.buffer) if output is None else atomic_writer(output)
    with progress("annotating") as step, closing(outcomes), destination as file:
        written = write_records(file, _stepping(troubles.sift(outcomes), step))
    troubles.write_beside(output)
    click.echo(f"{written} records, {len(troubles.issues)} issues", err=True)
    if troubles.issues:
        raise click.exceptions.Exit(1)
    if not written:
        click.echo("nothing came in: no line of the input holds an article", err=True)
        raise click.exceptions.Exit(3)


def _stepping(records: Iterator[Record], step: Callable[[], None]) -> Iterator[Record]:
    for record in records:
        yield record
        step()
