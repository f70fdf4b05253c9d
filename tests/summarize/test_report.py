from pathlib import Path

import msgspec
import pytest
from bs4 import BeautifulSoup

from pipeline.errors import ContractError
from pipeline.schema import Issue
from pipeline.summarize.report import Alarm, RunReport, SourceCounts, Totals, read_report, write_report

REPORT = RunReport(
    started="2025-06-10T210000",
    finished="2025-06-10T21:04:10+07:00",
    version="0.1.0",
    sources={"baolamgiang": SourceCounts(found=20, new=9, fetched=8, failed=1, parsed=7, not_articles=1)},
    totals=Totals(records=7, people=12, dates=30, directives=5, issues=2),
)


def _write(folder: Path, *issues: Issue) -> tuple[Path, BeautifulSoup]:
    path = folder / "night.issues.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(issue) + b"\n" for issue in issues))
    page = write_report(REPORT, path, folder)
    return page, BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")


def test_report_is_data_that_reads_back_and_a_page(tmp_path: Path) -> None:
    page, _ = _write(tmp_path)
    assert page == tmp_path / "2025-06-10T210000.html"
    assert read_report(page.with_suffix(".json")) == REPORT


@pytest.mark.parametrize("content", [b"", b"[]", b'{"started": "s", "version": "0", "colour": 1}'])
def test_read_report_names_the_file_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "night.json").write_bytes(content)
    for name in ("night.json", "missing.json"):
        with pytest.raises(ContractError, match=name):
            read_report(tmp_path / name)


def test_report_begins_with_alarms_and_failed_sources(tmp_path: Path) -> None:
    alarm = Alarm(source="baoim", kind="dates_missing", message="1 of 20 <articles>")
    report = msgspec.structs.replace(REPORT, alarms=[alarm], failed_sources=["baoloi"])
    path = write_report(report, tmp_path / "none.issues.jsonl", tmp_path)
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    first = page.select("section")[0]
    assert [" ".join(item.text.split()) for item in first.select("li")] == [
        "baoloi failed: no list led to articles, or most of what was asked for did not come",
        "baoim dates missing: 1 of 20 <articles>",
    ]
    assert read_report(path.with_suffix(".json")) == report


def test_report_tells_what_was_left_out_from_what_broke(tmp_path: Path) -> None:
    issues = [Issue(stage="parse", kind="not_an_article", message="a video page")]
    issues += [Issue(stage="crawl", kind=kind, message=kind) for kind in ("robots", "http_500")]
    _, page = _write(tmp_path, *issues)
    assert [heading.text for heading in page.select("#broken h3")] == ["crawl · http 500: 1"]
    left_out = [heading.text for heading in page.select("#left-out h3")]
    assert left_out == ["crawl · robots: 1", "parse · not an article: 1"]


def test_report_shows_each_counter_of_each_source(tmp_path: Path) -> None:
    _, page = _write(tmp_path)
    cells = [cell.text for cell in page.select("tbody td")]
    assert cells == ["baolamgiang", "20", "9", "8", "0", "0", "1", "0", "0", "0", "7", "1", "0", "0", "0"]
    totals = {name.text: number.text for name, number in zip(page.select("dt"), page.select("dd"), strict=True)}
    assert totals == {"records": "7", "people": "12", "dates": "30", "directives": "5", "issues": "2"}


def test_report_shows_issues_by_stage_and_kind_as_text(tmp_path: Path) -> None:
    fetch = Issue(
        stage="crawl", kind="FetchError", message="<b>503</b>", source="baolamgiang", url="http://x.example/1"
    )
    parse = Issue(stage="parse", kind="bad_input", message="no text")
    _, page = _write(tmp_path, parse, *[fetch] * 25)
    assert [heading.text for heading in page.select("h3")] == ["crawl · FetchError: 25", "parse · bad input: 1"]
    assert page.select_one("li bdi").text == "<b>503</b>"  # type: ignore[union-attr]
    assert len(page.select("li")) == 21
    assert "and 5 more, all in the issues file" in page.text


def test_report_without_issues_or_sources_says_so(tmp_path: Path) -> None:
    page = write_report(RunReport(started="s", version="0"), tmp_path / "none.issues.jsonl", tmp_path)
    text = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").text
    assert "Nothing." in text
    assert "No source was visited." in text
    assert "not finished" in text


def test_report_names_the_line_that_is_no_issue(tmp_path: Path) -> None:
    path = tmp_path / "night.issues.jsonl"
    path.write_text('{"stage": "parse", "kind": "x", "message": "y"}\n{"stage": 1}\n')
    with pytest.raises(ContractError, match=r"night\.issues\.jsonl:2: .*stage"):
        write_report(REPORT, path, tmp_path)
