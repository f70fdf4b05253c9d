"""`chidao run`."""

import os
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import click
from msgspec import structs

from pipeline.cli.console import progress
from pipeline.cli.options import DAY, data_option
from pipeline.crawl import CrawlSettings, LoopbackSites
from pipeline.errors import ConfigError
from pipeline.runners.night import Night, Plan, run_night
from pipeline.schema import VIETNAM
from pipeline.settings import Folders
from pipeline.sources import Source, load_sources

# More than any newspaper has: one a day for ten years.
_ALL_SITEMAPS = 4000


@click.command("run")
@click.option(
    "--sample",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Serve the sample newspapers of this folder on loopback, and run on them instead of the live ones.",
)
@click.option("--source", "keys", multiple=True, metavar="KEY", help="Only this source; may be given several times.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many new articles from each source.")
@click.option(
    "--since", type=DAY, metavar="DAY", help="Take listed articles from this day on.  [default: the last 7 days]"
)
@click.option(
    "--backfill",
    is_flag=True,
    help="Take all that the lists give, however old; what exceeds a night's limit follows in the next nights.",
)
@click.option("--night", type=DAY, metavar="DAY", help="The day that the night counts for.  [default: today]")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched, and fetch no article.")
@data_option
def command(
    sample: Path | None,
    keys: tuple[str, ...],
    limit: int | None,
    since: datetime | None,
    backfill: bool,
    night: datetime | None,
    dry_run: bool,
    data: Path,
) -> None:
    """The nightly job: fetch what is new, archive it, read it, and write records, a digest and a run report.

    A run that was interrupted is taken up by the next one. Set CHIDAO_CONTACT to an address or URL under which
    the owners of the sites find you: it is sent along with every request.

    \b
    Examples:
      chidao run --sample data/sample
      chidao run --sample data/sample --source songthuong --limit 5 --dry-run
      chidao run --source baohungyen --backfill

    \b
    Exit status: 0 all well; 1 some sources failed; 2 wrong usage or configuration; 3 nothing came from any source.
    A source that gives much less than in its last 14 nights raises an alarm: in the report, on standard error, and in
    the exit status of `chidao status`.
    """
    if backfill and since:
        raise click.UsageError("--backfill takes everything: leave out --since")
    today = datetime.now(VIETNAM).date()
    folders = Folders(data)
    with ExitStack() as stack:
        sites = stack.enter_context(LoopbackSites(sample / "sites")) if sample else None
        plan = Plan(
            sources=_chosen(load_sources(sample / "sources" if sample else None), keys),
            folders=folders,
            night=night.date() if night else today,
            settings=_settings(backfill=backfill),
            connect_to=sites.connect_to if sites else {},
            limit=limit,
            since=since.date() if since else date.min if sample or backfill else None,
            dry_run=dry_run,
            usual=not (limit or since or backfill or dry_run),
        )
        with progress("pages") as step:
            result = run_night(plan, step=step, stopping=_say_stopping)
    _say(result, folders, dry_run=dry_run)
    failed = len(result.report.failed_sources)
    if failed == len(plan.sources):
        raise click.exceptions.Exit(3)
    if failed:
        raise click.exceptions.Exit(1)


def _say_stopping() -> None:
    click.echo("stopping after the article in hand; once more stops at once", err=True)


def _settings(*, backfill: bool) -> CrawlSettings:
    settings = CrawlSettings(contact=os.environ.get("CHIDAO_CONTACT"))
    return structs.replace(settings, sitemap_files=_ALL_SITEMAPS) if backfill else settings


def _chosen(sources: dict[str, Source], keys: tuple[str, ...]) -> list[Source]:
    if unknown := [key for key in keys if key not in sources]:
        raise ConfigError(f"no such source: {', '.join(unknown)}; there are: {', '.join(sorted(sources))}")
    return [sources[key] for key in (keys or sorted(sources))]


def _say(result: Night, folders: Folders, *, dry_run: bool) -> None:
    report = result.report
    for key, counts in sorted(report.sources.items()):
        click.echo(
            f"{key:16} {counts.found:5} found {counts.new:5} new {counts.fetched:5} fetched {counts.parsed:5} articles "
            f"{counts.with_directives:5} with directives {counts.failed:5} failed"
        )
    for key in report.failed_sources:
        click.echo(f"{key}: this source failed; see the report", err=True)
    for alarm in report.alarms:
        click.echo(f"alarm: {alarm.source}: {alarm.message}", err=True)
    if dry_run:
        return
    totals = report.totals
    click.echo(
        f"{totals.records} records: {totals.people} people, {totals.dates} dates, {totals.directives} directives; "
        f"{totals.issues} issues"
    )
    click.echo(f"records  {folders.records}{os.sep}")
    for path in result.digest:
        if path.suffix == ".html":
            click.echo(f"digest   {path}")
    click.echo(f"report   {result.report_page}")
