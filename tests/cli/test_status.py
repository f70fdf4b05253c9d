import io
import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.schema import VIETNAM
from pipeline.settings import Folders
from pipeline.summarize.report import Alarm, RunReport, SourceCounts

TODAY = datetime.now(VIETNAM).date()


class Runs:
    """A data folder with reports of nights, and `chidao status` on it."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def put(self, days_ago: int, ended: datetime | None = None, **fields: object) -> None:
        day = TODAY - timedelta(days=days_ago)
        end = (ended or datetime.now(VIETNAM) - timedelta(days=days_ago)).isoformat()
        values = {"started": f"{day}T02-30-00", "version": "0", "night": day.isoformat(), "finished": end, **fields}
        folder = Folders(self.data).runs
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{day}T02-30-00.json").write_bytes(msgspec.json.encode(msgspec.convert(values, RunReport)))

    def status(self, *options: str) -> Result:
        return CliRunner().invoke(cli, ["status", "--data", str(self.data), *options])


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path)


def counts(new: int, **others: int) -> SourceCounts:
    return SourceCounts(new=new, parsed=new, with_date=new, **others)


def test_status_shows_the_last_night_and_the_trend_of_each_source(runs: Runs) -> None:
    runs.put(2, sources={"baomot": counts(30)})
    runs.put(1, sources={"baomot": counts(20), "baohai": counts(5)})
    runs.put(0, sources={"baomot": counts(24, with_directives=7)})
    result = runs.status()
    assert result.exit_code == 0
    head, second, first, end, report = result.stdout.splitlines()
    assert head.startswith(f"night of {TODAY}")
    assert first.split()[0] == "baomot"
    assert "new 24  usual 25  articles 24  dated 100%  directives 7  failed 0  nights 30 20 24" in first
    assert "new -  usual 5" in second
    assert second.endswith("nights · 5 ·")
    assert end == "no alarms"
    assert report.startswith("report")
    assert Path(report.split()[-1]).with_suffix(".json").exists()


def test_status_is_1_for_alarms_and_failed_sources_of_the_last_night_alone(runs: Runs) -> None:
    alarm = Alarm(source="baomot", kind="silent", message="silent since yesterday")
    sources = {"baomot": counts(0), "baohai": counts(0)}
    runs.put(1, sources=sources, alarms=[msgspec.to_builtins(alarm)], failed_sources=["baohai"])
    result = runs.status()
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "alarm: baohai: this source failed",
        "alarm: baomot: silent since yesterday",
    ]
    runs.put(0, sources=sources)
    assert runs.status().exit_code == 0


def test_status_is_1_where_no_run_has_ended_lately(runs: Runs) -> None:
    now = datetime.now(VIETNAM)
    runs.put(2, now - timedelta(hours=37), sources={"bao": counts(3)})
    result = runs.status()
    assert result.exit_code == 1
    assert "no run has ended since" in result.stderr
    runs.put(2, now - timedelta(hours=35), sources={"bao": counts(3)})
    assert runs.status().exit_code == 0


def test_status_says_that_the_last_run_has_not_ended(runs: Runs) -> None:
    runs.put(1, sources={"bao": counts(3)})
    runs.put(0, finished=None)
    result = runs.status()
    assert result.exit_code == 1
    assert "still going on, or was killed" in result.stderr


def test_status_without_any_run_says_what_to_do(runs: Runs) -> None:
    result = runs.status()
    assert (result.exit_code, result.stdout) == (1, "")
    assert "chidao run" in result.stderr


def test_status_names_a_report_that_it_can_not_read(runs: Runs) -> None:
    runs.put(0, sources={"bao": counts(3)})
    (Folders(runs.data).runs / "2026-01-01T02-30-00.json").write_text("{")
    result = runs.status()
    assert result.exit_code == 0
    assert "2026-01-01T02-30-00.json" in result.stderr


def test_status_as_json_has_all_of_it(runs: Runs) -> None:
    runs.put(1, sources={"baomot": counts(20)})
    runs.put(0, sources={"baomot": counts(24)}, failed_sources=["baomot"])
    result = runs.status("--json")
    assert result.exit_code == 1
    status = json.loads(result.stdout)
    assert (status["well"], status["failed_sources"]) == (False, ["baomot"])
    assert status["nights"] == [(TODAY - timedelta(days=1)).isoformat(), TODAY.isoformat()]
    [source] = status["sources"]
    assert (source["source"], source["new"], source["last"]["new"]) == ("baomot", [20, 24], 24)


def test_status_is_a_table_on_a_terminal(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    runs.put(2, sources={"baomot": counts(0)})
    runs.put(1, sources={"baomot": counts(20), "baohai": counts(4)})
    runs.put(0, sources={"baomot": counts(10)})
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")
    cli.main(["status", "--data", str(runs.data)], standalone_mode=False)
    shown = terminal.getvalue()
    assert "last 14 nights" in shown
    assert "0█▄" in shown
    assert "·█·" in shown
    assert date.fromisoformat(shown.split()[2].rstrip(",")) == TODAY
