"""What a run did, for those who run it: plain data, and a page to read."""

from collections import defaultdict
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from pipeline.errors import ContractError
from pipeline.schema import NOT_AN_ARTICLE, Issue
from pipeline.store import read_lines, write_atomically

_ISSUES_SHOWN = 20
# These say that the program did what it should: they are told apart from what broke.
_LEFT_OUT = frozenset({NOT_AN_ARTICLE, "robots"})

AlarmKind = Literal[
    "silent", "yield_collapsed", "flood", "articles_missing", "dates_missing", "bodies_missing", "directives_missing"
]


class SourceCounts(Struct, kw_only=True, forbid_unknown_fields=True):
    """What one source gave. `found` addresses were listed, `new` of them not seen before; `fetched`, `changed`,
    `unchanged`, `failed`, `skipped_by_robots` and `left` say what became of those that were due; `resumed` pages were
    left over from an earlier run; `parsed` and `not_articles` say what the pages were; `with_date`, `with_body` (a text
    longer than a lead) and `with_directives` count among the parsed.
    """

    found: int = 0
    new: int = 0
    fetched: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    skipped_by_robots: int = 0
    left: int = 0
    resumed: int = 0
    parsed: int = 0
    not_articles: int = 0
    with_date: int = 0
    with_body: int = 0
    with_directives: int = 0

    @property
    def pages(self) -> int:
        """The pages that were read."""
        return self.fetched + self.changed + self.resumed


class Totals(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a run stored, and how many issues it had."""

    records: int = 0
    people: int = 0
    dates: int = 0
    directives: int = 0
    issues: int = 0


class Alarm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source that gave much less (or more) than it used to: what is wrong, and against what."""

    source: str
    kind: AlarmKind
    message: str


class RunReport(Struct, kw_only=True, forbid_unknown_fields=True):
    """One run: `runs/<started>.json`. Times are ISO 8601; `finished` is None while it goes on or if it was killed.

    `night` is the day that the run counts for. `usual` is False for a run whose counts say nothing about a usual night
    (--limit, --since, --backfill, --dry-run): it raises no alarms, and later nights are not compared with it.
    `names` are those of the sources, for readers, by key.
    """

    started: str
    version: str
    night: str | None = None
    usual: bool = True
    finished: str | None = None
    sources: dict[str, SourceCounts] = {}
    names: dict[str, str] = {}
    failed_sources: list[str] = []
    alarms: list[Alarm] = []
    totals: Totals = msgspec.field(default_factory=Totals)


def read_report(path: Path) -> RunReport:
    """The report of a run. Raises ContractError where the file is none, or can't be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=RunReport)
    except (OSError, msgspec.DecodeError) as error:
        raise ContractError(f"{path}: {error}") from error


def write_report(report: RunReport, issues_path: Path, folder: Path) -> Path:
    """Write `<started>.json` and `<started>.html` into `folder`; returns the page's path.

    `issues_path` is the run's issues file; a missing one means that there were none.
    Raises ContractError naming the line if it holds anything else.
    """
    # What draws pages brings the annotator along, which readers of reports do not need.
    from pipeline.summarize.render import render_html

    broken: dict[tuple[str, str], list[Issue]] = defaultdict(list)
    left_out: dict[tuple[str, str], list[Issue]] = defaultdict(list)
    for issue in _read_issues(issues_path):
        group = left_out if issue.kind in _LEFT_OUT else broken
        group[issue.stage, issue.kind].append(issue)
    page = render_html(
        "report.html",
        report=report,
        sources=sorted(report.sources.items()),
        columns=SourceCounts.__struct_fields__,
        broken=sorted(broken.items()),
        left_out=sorted(left_out.items()),
        shown=_ISSUES_SHOWN,
    )
    path = folder / f"{report.started}.html"
    write_atomically(path.with_suffix(".json"), msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    write_atomically(path, page.encode())
    return path


def _read_issues(path: Path) -> list[Issue]:
    if not path.exists():
        return []
    decoder = msgspec.json.Decoder(Issue)
    issues = []
    for number, line in read_lines(path):
        try:
            issues.append(decoder.decode(line))
        except msgspec.DecodeError as error:
            raise ContractError(f"{path}:{number}: {error}") from error
    return issues
