"""The whole night over the bundled sample newspapers, over real HTTP on loopback."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from pipeline.archive import Archive
from pipeline.crawl import Crawl, LoopbackSites
from pipeline.runners.night import Night, Plan, run_night
from pipeline.schema import Record
from pipeline.settings import Folders
from pipeline.sources import load_sources
from pipeline.store import read_records
from pipeline.summarize.report import RunReport, SourceCounts, read_report, write_report

NIGHT = date(2025, 8, 31)

# A source's first working list is its list: what only its section pages name is not found beside a feed or sitemap.
ONLY_ON_OTHER_LISTS = ("-post118590.html", "-post120412.html", "-10262318.html")


def plan_for(sample: Path, data: Path, sites: LoopbackSites) -> Plan:
    return Plan(
        sources=list(load_sources(sample / "sources").values()),
        folders=Folders(data),
        night=NIGHT,
        connect_to=sites.connect_to,
        since=date.min,
    )


def records_in(data: Path) -> dict[str, Record]:
    files = sorted(Folders(data).records.glob("*.jsonl"))
    return {record.id: record for file in files for record in read_records(file)}


@pytest.fixture(scope="module")
def sites(sample: Path) -> Iterator[LoopbackSites]:
    with LoopbackSites(sample / "sites") as served:
        yield served


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def first(sample: Path, data: Path, sites: LoopbackSites) -> Night:
    return run_night(plan_for(sample, data, sites))


def test_night_makes_a_record_of_every_gold_article(first: Night, data: Path, gold_file: Path) -> None:
    gold = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines()]
    listed = {article["id"] for article in gold if not article["url"].endswith(ONLY_ON_OTHER_LISTS)}
    assert len(listed) == len(gold) - len(ONLY_ON_OTHER_LISTS)
    assert listed <= set(records_in(data))
    assert first.report.failed_sources == []


def test_night_records_the_dead_link_as_an_issue(first: Night, data: Path) -> None:
    issues = (Folders(data).runs / f"{first.report.started}.issues.jsonl").read_text(encoding="utf-8")
    assert "http_404" in issues
    assert first.report.totals.issues == len(issues.splitlines())


def test_night_writes_report_and_digest(first: Night, data: Path) -> None:
    assert first.report_page.is_file()
    names = ["digest.json", "digest.md", "digest.html", "feed.xml", "deadlines.ics", "mail.txt"]
    assert [path.name for path in first.digest] == names
    assert all(path.parent.name == NIGHT.isoformat() for path in first.digest)
    digest = first.digest[1].read_text(encoding="utf-8")
    titles = [record.title for record in records_in(data).values() if record.title]
    assert titles
    assert sum(title.split()[0] in digest for title in titles) > len(titles) / 2


def test_night_knows_the_reprint_of_another_papers_article(first: Night, data: Path) -> None:
    reprints = {record.source: record.duplicate_of for record in records_in(data).values() if record.duplicate_of}
    assert first.report.totals.records == len(records_in(data))
    assert list(reprints) == ["songthuong-gov"]
    assert records_in(data)[reprints["songthuong-gov"] or ""].source == "songthuong"


def test_night_report_says_for_which_night_it_counts_and_how_full_the_articles_are(first: Night) -> None:
    report = first.report
    assert (report.night, report.usual, report.alarms) == ("2025-08-31", True, [])
    for counts in report.sources.values():
        assert counts.with_date == counts.with_body == counts.parsed > 0


def test_night_again_stores_nothing_new(first: Night, sample: Path, data: Path, sites: LoopbackSites) -> None:
    before = {path.name: path.read_bytes() for path in Folders(data).records.iterdir()}
    again = run_night(plan_for(sample, data, sites))
    assert again.report.totals.records == 0
    assert again.report.failed_sources == []
    assert {path.name: path.read_bytes() for path in Folders(data).records.iterdir()} == before
    assert again.digest[0].read_bytes().count(b'"id"') == first.digest[0].read_bytes().count(b'"id"')


def test_night_against_its_own_history_raises_alarms_once_for_all_its_runs(
    sample: Path, sites: LoopbackSites, tmp_path: Path
) -> None:
    """Two weeks of forty new articles a night, then eight: each source's list gives no more."""
    plan = plan_for(sample, tmp_path, sites)
    for day in range(17, 31):
        counts = {source.key: SourceCounts(new=40, fetched=40, parsed=40) for source in plan.sources}
        past = RunReport(started=f"2025-08-{day}T21-00-00", version="0", night=f"2025-08-{day}", sources=counts)
        past.finished = f"2025-08-{day}T23:00:00+07:00"
        write_report(past, tmp_path / "none", plan.folders.runs)
    night = run_night(plan)
    expected = [(source, "yield_collapsed") for source in sorted(night.report.sources)]
    assert [(alarm.source, alarm.kind) for alarm in night.report.alarms] == expected
    again = run_night(plan)
    assert {counts.new for counts in again.report.sources.values()} == {0}
    assert again.report.alarms == night.report.alarms
    assert run_night(structs.replace(plan, usual=False)).report.alarms == []


def test_night_that_breaks_off_leaves_a_report_that_says_so(sample: Path, sites: LoopbackSites, tmp_path: Path) -> None:
    plan = plan_for(sample, tmp_path, sites)

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_night(plan, step=interrupt)
    [file] = plan.folders.runs.glob("*.json")
    assert read_report(file).finished is None


def test_night_takes_up_what_was_archived_and_not_stored(
    sample: Path, sites: LoopbackSites, tmp_path: Path, first: Night, data: Path
) -> None:
    """A run that dies after the archive and before the store loses nothing: the next one makes the same records."""
    plan = plan_for(sample, tmp_path, sites)
    archive = Archive(tmp_path, night=NIGHT)
    with Crawl(plan.sources, archive, data_folder=tmp_path, connect_to=sites.connect_to, since=date.min) as crawl:
        for _, outcome in zip(range(8), crawl, strict=False):
            assert outcome is not None
    second = run_night(plan)
    assert second.report.totals.records == first.report.totals.records
    assert set(records_in(tmp_path)) == set(records_in(data))


def test_night_goes_on_beside_a_broken_record_file_and_the_next_one_mends_it(
    sample: Path, sites: LoopbackSites, tmp_path: Path, first: Night, data: Path
) -> None:
    plan = plan_for(sample, tmp_path, sites)
    broken = Folders(tmp_path).records / next(Folders(data).records.glob("2025-06-*.jsonl")).name
    broken.parent.mkdir(parents=True)
    broken.write_text('{"id": "not a record"}\n', encoding="utf-8")
    lost = len((Folders(data).records / broken.name).read_bytes().splitlines())

    night = run_night(plan)
    assert night.report.totals.records == first.report.totals.records - lost
    issues = (Folders(tmp_path).runs / f"{night.report.started}.issues.jsonl").read_text(encoding="utf-8")
    assert f"{broken}:1: " in issues
    assert broken.read_text(encoding="utf-8") == '{"id": "not a record"}\n'

    broken.unlink()
    assert run_night(plan).report.totals.records == lost
    assert set(records_in(tmp_path)) == set(records_in(data))
