"""`chidao annotate`."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from pipeline.cli.console import Troubles, each_file, keep_apart, output_file, progress, stepping
from pipeline.cli.explained import write_explained
from pipeline.errors import ConfigError
from pipeline.runners.bulk import pages_of_sources, source_finder, warc_files
from pipeline.runners.local import annotate_locally
from pipeline.runners.outcomes import Item
from pipeline.runners.processes import annotate_articles
from pipeline.runners.statistics import Statistics
from pipeline.schema import NOT_AN_ARTICLE
from pipeline.sources import load_sources
from pipeline.store.articles import read_articles
from pipeline.store.duplicates import mark_duplicates
from pipeline.store.records import write_records


@click.command("annotate")
@click.argument("articles", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Records file.  [default: standard output]"
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes to use.  [default: one a processor]")
@click.option(
    "--runner",
    type=click.Choice(["local", "processes", "ray"]),
    default="processes",
    show_default=True,
    help="Work in this process, in several, or on a Ray cluster ($RAY_ADDRESS, or one on this machine).",
)
@click.option(
    "--shards", metavar="FOLDER", help="With --runner ray: where to write, here or in a store (s3://, gs://)."
)
@click.option(
    "--sources",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of source files whose pages to take out of WARC files.  [default: the bundled ones]",
)
@click.option(
    "--statistics",
    "statistics_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write figures by source and year here as JSON, and show them.",
)
@click.option(
    "--explain", is_flag=True, help="Write a page that shows one article with all that was read in it, and why."
)
@click.option("--id", "identity", metavar="ID", help="With --explain: which article of the file.")
def command(
    articles: tuple[str, ...],
    output: Path | None,
    workers: int | None,
    runner: str,
    shards: str | None,
    folder: Path | None,
    statistics_file: Path | None,
    explain: bool,
    identity: str | None,
) -> None:
    """Find people, roles, dates and directives in ARTICLES: one record a line, in the order of the input.

    ARTICLES are JSONL files, plain or gzipped, or - for standard input. Each line is an object with `id`, `text`,
    `published_at`, and optionally `title`, `url`, `source`, `province`. A line that can't be used is reported and
    left out, the others go on, and the exit status is 1; with -o, OUTPUT.issues.jsonl lists all that were left out.
    An article that repeats one published before it names that one in `duplicate_of`.
    The exit status is 3 where the input is empty.

    ARTICLES may also be WARC files and folders of them, such as Common Crawl's news crawl: of these the pages under
    the domains of the sources are parsed and annotated, without looking for duplicates.

    With --runner ray the records go in parts into the folder --shards, and ARTICLES may be addresses in a store too.
    A job that was interrupted goes on where it stopped; all parts together are what the other runners write.

    With --explain the output is an HTML page instead: the text with people, dates, documents and directives in
    colour, a card for each directive with the reason why it was taken, and for each sentence with an order word that
    gave none the reason why not.

    \b
    Examples:
      chidao annotate tests/gold/sample.jsonl -o records.jsonl
      cat articles.jsonl | chidao annotate - > records.jsonl
      chidao annotate data/raw --sources data/sample/sources --statistics statistics.json -o records.jsonl
      chidao annotate tests/gold/sample.jsonl --explain --id eefcbde912a757d3 -o page.html
      chidao annotate tests/gold/sample.jsonl --runner ray --shards records
    """
    if identity and not explain:
        raise click.UsageError("--id goes with --explain")
    if explain:
        write_explained([Path(name) for name in articles], identity, output)
        return
    if (runner == "ray") != (shards is not None) or (shards and output):
        raise click.UsageError("--runner ray writes to --shards FOLDER, the others to -o FILE")
    troubles, statistics = Troubles(), Statistics()
    if shards:
        written = _on_ray(articles, shards, folder, workers, troubles, statistics)
    else:
        paths = [Path(name) for name in articles]
        keep_apart(output, paths)
        items = _items(paths, folder)
        outcomes = annotate_locally(items) if runner == "local" else annotate_articles(items, workers=workers)
        with progress("annotating") as step, closing(outcomes), output_file(output) as file:
            written = write_records(file, stepping(troubles.sift(statistics.count(outcomes)), step))
    troubles.write_beside(output)
    if statistics_file:
        statistics.write(statistics_file)
        click.echo(statistics.table(), err=True)
    failed = [issue for issue in troubles.issues if issue.kind != NOT_AN_ARTICLE]
    click.echo(f"{written} records, {len(troubles.issues)} issues", err=True)
    if failed:
        raise click.exceptions.Exit(1)
    if not written:
        click.echo("nothing came in: the input holds no article", err=True)
        raise click.exceptions.Exit(3)


def _items(paths: list[Path], folder: Path | None) -> Iterator[Item]:
    warcs = warc_files(paths)
    if not warcs:
        return mark_duplicates(each_file(paths, read_articles, "annotate"))
    if not all(path.is_dir() or path in warcs for path in paths):
        raise ConfigError("articles and WARC files can't be read together: give them separately")
    return pages_of_sources(warcs, source_finder(load_sources(folder).values()))


def _on_ray(
    articles: tuple[str, ...],
    shards: str,
    folder: Path | None,
    workers: int | None,
    troubles: Troubles,
    statistics: Statistics,
) -> int:
    try:
        from pipeline.runners.ray import annotate_on_ray
    except ImportError as error:
        raise ConfigError(f"{error}; for --runner ray install chidao[ray]") from error
    sources = list(load_sources(folder).values())
    with progress("annotating") as step:
        manifests = annotate_on_ray(articles, shards, sources=sources, actors=workers, step=step)
    for manifest in manifests:
        statistics.add(manifest.statistics)
        for issue in manifest.issues:
            troubles.add(issue)
    return sum(manifest.records for manifest in manifests)
