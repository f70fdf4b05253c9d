"""`chidao annotate`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import click

from pipeline.cli.console import Troubles, each_file, progress
from pipeline.errors import ConfigError
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

    \b
    Examples:
      chidao annotate tests/gold/sample.jsonl -o records.jsonl
      cat articles.jsonl | chidao annotate - > records.jsonl
    """
    if output is not None and output.resolve() in {path.resolve() for path in articles}:
        raise ConfigError(f"{output} is also an input: choose another name for the records")
    troubles = Troubles()
    outcomes = annotate_articles(each_file(articles, read_articles, "annotate"), workers=workers)
    destination = nullcontext(sys.stdout.buffer) if output is None else atomic_writer(output)
    with progress("annotating") as step, destination as file:
        written = write_records(file, _stepping(troubles.sift(outcomes), step))
    troubles.write_beside(output)
    click.echo(f"{written} records, {len(troubles.issues)} issues", err=True)
    if troubles.issues:
        raise click.exceptions.Exit(1)


def _stepping(records: Iterator[Record], step: Callable[[], None]) -> Iterator[Record]:
    for record in records:
        yield record
        step()
