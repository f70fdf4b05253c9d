from pathlib import Path

import msgspec
import pytest
from bs4 import BeautifulSoup

from pipeline.errors import ContractError
from pipeline.schema import Issue
from pipeline.summarize.report import RunReport, SourceCounts, Totals, write_report

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
    assert msgspec.json.decode(page.with_suffix(".json").read_bytes(), type=RunReport) == REPORT


def test_report_shows_each_counter_of_each_source(tmp_path: Path) -> None:
    _, page = _write(tmp_path)
    cells = [cell.text for cell in page.select("tbody td")]
    assert cells == ["baolamgiang", "20", "9", "8", "0", "0", "1", "0", "0", "0", "7", "1", "0", "0"]
    totals = {name.text: number.text for name, number in zip(page.select("dt"), page.select("dd"), strict=True)}
    assert totals == {"records": "7", "people": "12", "dates": "30", "directives": "5", "issues": "2"}


def test_report_shows_issues_by_stage_and_kind_as_text(tmp_path: Path) -> None:
    fetch = Issue(
        stage="crawl", kind="FetchError", message="<b>503</b>", source="baolamgiang", url="http://x.example/1"
    )
    parse = Issue(stage="parse", kind="bad_input", message="no text")
    _, page = _write(tmp_path, parse, *[fetch] * 25)
    assert [heading.text for heading in page.select("h3")] == ["crawl · FetchError: 25", "parse · bad_input: 1"]
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
