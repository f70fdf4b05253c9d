"""The nightly job: fetch, archive, parse, annotate, store, summarize; every page ends as a record or an issue."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline import __version__
from pipeline.archive import Archive
from pipeline.crawl import Counts, Crawl, CrawlSettings
from pipeline.errors import ChidaoError, ContractError
from pipeline.flow import Annotator
from pipeline.runners.alarms import find_alarms
from pipeline.runners.history import NIGHTS, read_history, sum_night
from pipeline.runners.interruption import finishing
from pipeline.runners.outcomes import SourcedPage, article_of
from pipeline.schema import NOT_AN_ARTICLE, VIETNAM, Issue, RawPage, Record
from pipeline.settings import Folders
from pipeline.sources import Source
from pipeline.store import RecordStore
from pipeline.store.duplicates import DuplicateIndex, night_of
from pipeline.store.files import sweep
from pipeline.summarize.compose import Edition
from pipeline.summarize.digest import silent_sources, write_digest
from pipeline.summarize.report import Alarm, RunReport, SourceCounts, Totals, write_report

# A text as long as this is more than a lead.
_LEAD = 500
# Records are stored, and their pages marked as done, this many at a time: each time whole day files are rewritten.
_BATCH = 32

Address = tuple[str, int]


class Plan(Struct, frozen=True, kw_only=True):
    """What a night is to do. `night` is the day it counts for; the rest is as `pipeline.crawl.Crawl` says.

    `usual` is whether its counts may be compared with those of other nights.
    """

    sources: Sequence[Source]
    folders: Folders
    night: date
    settings: CrawlSettings = CrawlSettings()
    connect_to: Mapping[str, Address] = {}
    limit: int | None = None
    since: date | None = None
    dry_run: bool = False
    usual: bool = True


class Night(Struct, frozen=True):
    """What a night gave, and where it lies."""

    report: RunReport
    report_page: Path
    digest: list[Path]


def run_night(
    plan: Plan, *, step: Callable[[], None] = lambda: None, stopping: Callable[[], None] = lambda: None
) -> Night:
    """Run the whole flow over the plan's sources; `step` is called for every page or issue.

    Safe to kill at any moment: what was archived and not stored is taken up by the next run. At Ctrl-C or SIGTERM,
    `stopping` is called, the article in hand is stored, and KeyboardInterrupt raised.
    Raises ChidaoError if another run is working on the folder, or if the counts do not add up.
    """
    archive = Archive(plan.folders.data, night=plan.night)
    crawl = Crawl(
        plan.sources,
        archive,
        data_folder=plan.folders.data,
        settings=plan.settings,
        connect_to=plan.connect_to,
        limit=plan.limit,
        since=plan.since,
        dry_run=plan.dry_run,
    )
    with crawl, DuplicateIndex(plan.folders.duplicates) as duplicates:
        sweep(plan.folders.records.parent)
        job = _Job(plan, duplicates)
        job.begin()
        with finishing(crawl.stop, stopping):
            job.work_off(crawl, step)
        return job.finish(crawl.counts)


class _Job:
    def __init__(self, plan: Plan, duplicates: DuplicateIndex) -> None:
        self.plan = plan
        self.duplicates = duplicates
        self.sources = {source.key: source for source in plan.sources}
        self.store = RecordStore(plan.folders.records)
        self.started = datetime.now(VIETNAM).replace(microsecond=0)
        self.stem = self.started.strftime("%Y-%m-%dT%H-%M-%S")
        self.issues_file = plan.folders.runs / f"{self.stem}.issues.jsonl"
        self.counts = {source.key: SourceCounts() for source in plan.sources}
        self.totals = Totals()
        self.report = RunReport(
            started=self.stem,
            version=__version__,
            night=plan.night.isoformat(),
            usual=plan.usual,
            names={source.key: source.name for source in plan.sources},
            totals=self.totals,
        )
        self.pages = 0
        self.page_issues = 0
        self.late: set[str] = set()

    def begin(self) -> None:
        """Leave a report that says that the run has not finished: all that there is of it, if it is killed."""
        write_report(self.report, self.issues_file, self.plan.folders.runs)

    def work_off(self, crawl: Crawl, step: Callable[[], None]) -> None:
        """Every outcome of the crawl, to its end: a stored record or a written issue."""
        annotator = Annotator()
        waiting: list[tuple[str, Record]] = []
        for outcome in crawl:
            step()
            if isinstance(outcome, Issue):
                self._note(outcome)
                continue
            self.pages += 1
            result = self._record(annotator, outcome)
            if isinstance(result, Issue):
                self._note(result)
                self.page_issues += 1
                crawl.mark_done(outcome.url)
            else:
                waiting.append((outcome.url, result))
            if len(waiting) >= _BATCH:
                self._put(crawl, waiting)
        self._put(crawl, waiting)

    def _record(self, annotator: Annotator, page: RawPage) -> Record | Issue:
        counts = self.counts[page.source or ""]
        article = article_of(SourcedPage(page, self.sources[page.source or ""]))
        if isinstance(article, Issue):
            counts.not_articles += article.kind == NOT_AN_ARTICLE
            return article
        counts.parsed += 1
        counts.with_date += article.published_at is not None
        counts.with_body += len(article.text) >= _LEAD
        result = annotator(article)
        if isinstance(result, Record):
            counts.with_directives += bool(result.directives)
        return result

    def _count(self, record: Record) -> None:
        self.totals.records += 1
        self.totals.people += len(record.people)
        self.totals.dates += len(record.dates)
        self.totals.directives += len(record.directives)

    def _put(self, crawl: Crawl, waiting: list[tuple[str, Record]]) -> None:
        """Store the records and mark their pages as done; those of a broken day file are offered again next time."""
        self.duplicates.add((record, self._night_of(record)) for _, record in waiting)
        refused = self.store.put(record for _, record in waiting)
        for url, record in waiting:
            if error := refused.get(self.store.day_file(record.published_at)):
                self._note(Issue(stage="store", kind="broken_file", message=str(error), source=record.source, url=url))
                self.page_issues += 1
                continue
            self._count(record)
            if self._night_of(record) != self.plan.night:
                self.late.add(record.id)
            crawl.mark_done(url)
        waiting.clear()

    def _note(self, issue: Issue) -> None:
        """Append to the run's issues at once, so that a kill loses none."""
        self.totals.issues += 1
        self.issues_file.parent.mkdir(parents=True, exist_ok=True)
        with self.issues_file.open("ab") as file:
            file.write(msgspec.json.encode(issue) + b"\n")

    def finish(self, crawled: Mapping[str, Counts]) -> Night:
        """Count, report, and write the digest of the night."""
        if self.pages != self.totals.records + self.page_issues:
            raise ChidaoError(
                f"{self.pages} pages came, but {self.totals.records} records and {self.page_issues} issues were made"
            )
        for key, counts in crawled.items():
            self._take_over(key, counts)
        self._mark_duplicates()
        report = self.report
        report.sources = self.counts
        report.failed_sources = [key for key, counts in crawled.items() if _has_failed(counts)]
        try:
            digest = [] if self.plan.dry_run else self._digest()
        finally:
            report.finished = datetime.now(VIETNAM).isoformat(timespec="seconds")
            report.alarms = self._alarms() if self.plan.usual else []
            page = write_report(report, self.issues_file, self.plan.folders.runs)
        return Night(report, page, digest)

    def _digest(self) -> list[Path]:
        edition = Edition(
            night=self.plan.night,
            names=self.report.names,
            sources=silent_sources(self.counts, self.report.names),
            late=frozenset(self.late),
        )

        def note(error: ContractError) -> None:
            self._note(Issue(stage="summarize", kind="broken_file", message=str(error)))

        try:
            return write_digest(edition, self.store, self.plan.folders.digests, on_broken=note)
        except ChidaoError as error:
            self._note(Issue(stage="summarize", kind="not_published", message=str(error)))
            raise

    def _night_of(self, record: Record) -> date:
        """The night that fetched the record's page: an earlier one than the plan's, where a killed run is taken up."""
        return night_of(record, self.plan.night)

    def _mark_duplicates(self) -> None:
        refused = self.store.mark_duplicates(self.duplicates.settle())
        for error in refused.values():
            self._note(Issue(stage="store", kind="broken_file", message=str(error)))
        self.duplicates.confirm()

    def _alarms(self) -> list[Alarm]:
        """Tonight, all its runs together, against the nights before."""
        tonight = self.plan.night
        nights, problems = read_history(self.plan.folders.runs, until=tonight, nights=NIGHTS + 1)
        for problem in problems:
            self._note(Issue(stage="report", kind="bad_report", message=problem))
        runs = [run for night in nights if night.day == tonight for run in night.runs if run.started != self.stem]
        past = [night for night in nights if night.day < tonight]
        return find_alarms(sum_night([*runs, self.report]), past, self.sources)

    def _take_over(self, key: str, crawled: Counts) -> None:
        counts = self.counts[key]
        for name in set(crawled.__struct_fields__) & set(counts.__struct_fields__):
            setattr(counts, name, getattr(crawled, name))


def _has_failed(counts: Counts) -> bool:
    """No list of the source leads to articles, or most of what was asked for did not come."""
    return counts.method is None or counts.failed > counts.fetched + counts.changed + counts.unchanged
