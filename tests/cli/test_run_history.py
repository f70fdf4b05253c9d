"""`chidao run` beside other nights: its alarms, and the run that takes all."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.settings import Folders
from pipeline.summarize.report import RunReport, SourceCounts, read_report, write_report

KEY = "dakmong"


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """A data folder with two weeks of a source that gave forty new articles a night."""
    for day in range(17, 31):
        report = RunReport(
            started=f"2025-08-{day}T21-00-00",
            version="0",
            night=date(2025, 8, day).isoformat(),
            finished=f"2025-08-{day}T23:00:00+07:00",
            sources={KEY: SourceCounts(new=40, fetched=40, parsed=40, with_date=40)},
        )
        write_report(report, tmp_path / "none", Folders(tmp_path).runs)
    return tmp_path


def run(sample: Path, data: Path, *options: str) -> Result:
    where = ["run", "--sample", str(sample), "--source", KEY, "--night", "2025-08-31", "--data", str(data)]
    return CliRunner().invoke(cli, [*where, *options])


def last_report(data: Path) -> RunReport:
    return read_report(max(Folders(data).runs.glob("*.json")))


def test_run_prints_alarms_on_standard_error_and_is_well_otherwise(sample: Path, used: Path) -> None:
    result = run(sample, used)
    assert result.exit_code == 0
    assert f"alarm: {KEY}: 9 new articles, usually 40 on such a night: redesign?" in result.stderr
    assert "alarm:" not in result.stdout
    assert CliRunner().invoke(cli, ["status", "--data", str(used)]).exit_code == 1


@pytest.mark.parametrize("options", [["--limit", "1"], ["--dry-run"], ["--backfill"], ["--since", "2025-01-01"]])
def test_run_that_says_nothing_about_a_usual_night_raises_no_alarm(
    sample: Path, used: Path, options: list[str]
) -> None:
    result = run(sample, used, *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert not last_report(used).usual
    assert last_report(used).alarms == []


def test_backfill_leaves_no_day_out(sample: Path, used: Path) -> None:
    result = run(sample, used, "--backfill", "--since", "2025-01-01")
    assert result.exit_code == 2
    assert "leave out --since" in result.stderr
