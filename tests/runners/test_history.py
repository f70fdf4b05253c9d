from datetime import date
from pathlib import Path

import msgspec
import pytest

from pipeline.runners.history import read_history, sum_night
from pipeline.summarize.report import Alarm, RunReport, SourceCounts


def run(night: date | None, clock: str = "02-30-00", *, finished: bool = True, **fields: object) -> RunReport:
    started = f"{night or '2026-11-20'}T{clock}"
    values = {"night": night and night.isoformat(), "finished": "2026-11-20T05:00:00+07:00" if finished else None}
    return msgspec.convert({"started": started, "version": "0", **values, **fields}, RunReport)


def put(folder: Path, report: RunReport) -> None:
    (folder / f"{report.started}.json").write_bytes(msgspec.json.encode(report))


def counts(**numbers: int) -> dict[str, dict[str, int]]:
    return {"bao": numbers}


def test_history_gives_the_last_nights_oldest_first(tmp_path: Path) -> None:
    for day in range(1, 21):
        put(tmp_path, run(date(2026, 11, day)))
    assert [night.day.day for night in read_history(tmp_path).nights] == list(range(7, 21))
    until = read_history(tmp_path, until=date(2026, 11, 5), nights=3)
    assert [night.day.day for night in until.nights] == [3, 4, 5]


def test_history_of_an_unused_folder_is_empty(tmp_path: Path) -> None:
    assert read_history(tmp_path / "none") == ([], [])


def test_history_leaves_out_unusual_runs_and_those_of_no_night(tmp_path: Path) -> None:
    put(tmp_path, run(date(2026, 11, 18), usual=False))
    put(tmp_path, run(None))
    assert read_history(tmp_path) == ([], [])


def test_history_names_a_report_that_it_can_not_read_and_goes_on(tmp_path: Path) -> None:
    put(tmp_path, run(date(2026, 11, 18)))
    (tmp_path / "2026-11-19T02-30-00.json").write_text('{"started": 1}')
    nights, problems = read_history(tmp_path)
    assert [night.day.day for night in nights] == [18]
    assert len(problems) == 1
    assert "2026-11-19T02-30-00.json" in problems[0]


def test_runs_of_one_night_are_summed_and_the_last_visit_says_what_is_wrong(tmp_path: Path) -> None:
    alarm = {"source": "bao", "kind": "silent", "message": "m"}
    day = date(2026, 11, 18)
    first = run(day, sources=counts(found=20, new=20, parsed=9), failed_sources=["bao"], alarms=[alarm])
    second = run(day, "09-00-00", sources=counts(found=21, new=1, parsed=10))
    other = run(day, "10-00-00", sources={"dai": {"new": 3}}, alarms=[{**alarm, "source": "dai"}])
    for report in (first, second, other):
        put(tmp_path, report)
    [night] = read_history(tmp_path).nights
    assert night.sources == {"bao": SourceCounts(found=21, new=21, parsed=19), "dai": SourceCounts(new=3)}
    assert night.failed_sources == []
    assert night.alarms == [Alarm(source="dai", kind="silent", message="m")]
    assert night.is_whole


def test_a_night_with_a_killed_run_is_not_whole() -> None:
    day = date(2026, 11, 18)
    assert not sum_night([run(day, finished=False), run(day, "09-00-00")]).is_whole


@pytest.mark.parametrize(
    ("day", "clock", "weekend"),
    [
        (date(2026, 11, 21), "02-30-00", False),  # Saturday morning brings Friday's news
        (date(2026, 11, 21), "21-00-00", True),
        (date(2026, 11, 23), "02-30-00", True),
        (date(2026, 11, 23), "21-00-00", False),
    ],
)
def test_a_night_is_of_the_day_on_which_its_articles_were_written(day: date, clock: str, weekend: bool) -> None:
    assert sum_night([run(day, clock)]).is_weekend is weekend


@pytest.mark.parametrize(
    ("day", "tet"),
    [
        (date(2026, 2, 14), False),
        (date(2026, 2, 15), True),  # the 28th of the twelfth month
        (date(2026, 2, 17), True),  # the new year
        (date(2026, 2, 22), True),
        (date(2026, 2, 23), False),
        (date(2027, 2, 6), True),
    ],
)
def test_tet_follows_the_moon(day: date, tet: bool) -> None:
    assert sum_night([run(day, "21-00-00")]).is_tet is tet


def test_there_is_no_night_without_a_run() -> None:
    with pytest.raises(ValueError, match="no night"):
        sum_night([])
