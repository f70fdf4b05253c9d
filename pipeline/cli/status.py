"""`chidao status`."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import click
import msgspec
from msgspec import Struct

from pipeline.cli.options import data_option
from pipeline.runners.history import NIGHTS, NightCounts, read_history
from pipeline.schema import VIETNAM
from pipeline.settings import Folders
from pipeline.summarize.report import Alarm, SourceCounts

_TOO_OLD = timedelta(hours=36)
_BARS = "▁▂▃▄▅▆▇█"
_NOT_VISITED = "·"
_HEADINGS = ("source", "new", "usual", "articles", "dated", "directives", "failed")


class Trend(Struct, frozen=True, kw_only=True):
    """A source: its counts in the last night, and its new articles night by night (None: not visited)."""

    source: str
    last: SourceCounts | None
    new: list[int | None]

    def cells(self) -> list[str]:
        """The columns of `_HEADINGS`."""
        before = [number for number in self.new[:-1] if number is not None]
        usual = f"{median(before):g}" if before else "-"
        if self.last is None:
            return [self.source, "-", usual, "-", "-", "-", "-"]
        dated = f"{self.last.with_date / self.last.parsed:.0%}" if self.last.parsed else "-"
        numbers = (self.last.parsed, dated, self.last.with_directives, self.last.failed)
        return [self.source, str(self.last.new), usual, *map(str, numbers)]


class Status(Struct, frozen=True, kw_only=True):
    """What `--json` prints. `well` is whether nothing has to be looked after, `reasons` what has.

    `report` is the page of the night's last run, with all that came, failed and changed.
    """

    well: bool
    reasons: list[str]
    night: str
    finished: str | None
    report: str
    failed_sources: list[str]
    alarms: list[Alarm]
    nights: list[str]
    sources: list[Trend]


@click.command("status")
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print it as one JSON object.")
def command(data: Path, as_json: bool) -> None:
    """The last night, its alarms, and how each source has done in the last 14 nights.

    A table on a terminal, plain lines in a pipe. Runs with --limit, --since, --backfill or --dry-run are left out.

    \b
    Examples:
      chidao status
      chidao status --json

    \b
    Exit status: 0 all well; 1 alarms or failed sources in the last night, or no run ended in the last 36 hours.
    """
    runs = Folders(data).runs
    nights, problems = read_history(runs)
    for problem in problems:
        click.echo(f"left out: {problem}", err=True)
    if not nights:
        click.echo(f"there is no run in {runs} yet: chidao run", err=True)
        raise click.exceptions.Exit(1)
    status = _status(nights, runs, datetime.now(VIETNAM))
    if as_json:
        click.echo(msgspec.json.encode(status))
    else:
        _print(status)
    if not status.well:
        raise click.exceptions.Exit(1)


def _status(nights: list[NightCounts], folder: Path, now: datetime) -> Status:
    last = nights[-1]
    ended = max((run.finished for run in last.runs if run.finished), default=None, key=datetime.fromisoformat)
    reasons = [*_lateness(last, ended, now), *(f"{key}: this source failed" for key in last.failed_sources)]
    reasons += [f"{alarm.source}: {alarm.message}" for alarm in last.alarms]
    keys = sorted({key for night in nights for key in night.sources})
    return Status(
        well=not reasons,
        reasons=reasons,
        night=last.day.isoformat(),
        finished=ended,
        report=str(folder / f"{last.runs[-1].started}.html"),
        failed_sources=last.failed_sources,
        alarms=last.alarms,
        nights=[night.day.isoformat() for night in nights],
        sources=[_trend(key, nights) for key in keys],
    )


def _lateness(last: NightCounts, ended: str | None, now: datetime) -> Iterator[str]:
    if not last.runs[-1].finished:
        yield f"the run that began {last.runs[-1].started} is still going on, or was killed: chidao run takes it up"
    elif ended and now - datetime.fromisoformat(ended) > _TOO_OLD:
        yield f"no run has ended since {ended}"


def _trend(key: str, nights: list[NightCounts]) -> Trend:
    counts = [night.sources.get(key) for night in nights]
    return Trend(source=key, last=counts[-1], new=[None if one is None else one.new for one in counts])


def _print(status: Status) -> None:
    click.echo(f"night of {status.night}, finished {status.finished or 'not yet'}")
    if sys.stdout.isatty():
        _print_table(status)
    else:
        for trend in status.sources:
            new = " ".join(_NOT_VISITED if number is None else str(number) for number in trend.new)
            named = zip(_HEADINGS[1:], trend.cells()[1:], strict=True)
            click.echo(f"{trend.source:18} {'  '.join(f'{name} {cell}' for name, cell in named)}  nights {new}")
    for reason in status.reasons:
        click.echo(f"alarm: {reason}", err=True)
    if status.well:
        click.echo("no alarms")
    click.echo(f"report  {status.report}")


def _print_table(status: Status) -> None:
    from rich.console import Console
    from rich.table import Table

    troubled = {*status.failed_sources, *(alarm.source for alarm in status.alarms)}
    table = Table(box=None, header_style="bold")
    for position, heading in enumerate((*_HEADINGS, f"last {NIGHTS} nights")):
        table.add_column(heading, justify="left" if position in {0, len(_HEADINGS)} else "right")
    for trend in status.sources:
        table.add_row(*trend.cells(), _spark(trend.new), style="red" if trend.source in troubled else None)
    Console().print(table)


def _spark(numbers: list[int | None]) -> str:
    """A bar for each night, as high as its share of the greatest; a 0 where nothing came."""
    most = max((number for number in numbers if number), default=1)
    return "".join(
        _NOT_VISITED if number is None else _BARS[(len(_BARS) - 1) * number // most] if number else "0"
        for number in numbers
    )
