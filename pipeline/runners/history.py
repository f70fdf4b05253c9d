"""The nights that were: what the reports of the runs say, night by night."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from lunar_vn import solar_to_lunar
from msgspec import Struct

from pipeline.errors import ContractError
from pipeline.summarize.report import Alarm, RunReport, SourceCounts, read_report

NIGHTS = 14

_STARTED = "%Y-%m-%dT%H-%M-%S"
# Counts of one list read twice, not of two lists: for a night of several runs the greatest one holds.
_READ_ANEW = frozenset({"found", "left"})
_SATURDAY = 5
# Newspapers hardly work from the 28th of the twelfth lunar month to the 6th of the first.
_BEFORE_TET = (12, 28)
_AFTER_TET = (1, 6)


class NightCounts(Struct, frozen=True, kw_only=True):
    """One night, of one run or of several: what each source gave, and what was wrong with it when last visited.

    `news_day` is the day on which the articles were written: the day before, for a run after midnight. `runs` are
    oldest first.
    """

    day: date
    news_day: date
    sources: dict[str, SourceCounts]
    failed_sources: list[str]
    alarms: list[Alarm]
    runs: list[RunReport]

    @property
    def is_whole(self) -> bool:
        """Whether all its runs came to their end: what a killed one brought is counted nowhere."""
        return all(run.finished for run in self.runs)

    @property
    def is_weekend(self) -> bool:
        return self.news_day.weekday() >= _SATURDAY

    @property
    def is_tet(self) -> bool:
        """Whether its articles were written around the lunar new year."""
        lunar = solar_to_lunar(self.news_day)
        return (lunar.month, lunar.day) >= _BEFORE_TET or (lunar.month, lunar.day) <= _AFTER_TET


class History(NamedTuple):
    """The nights, oldest first, and what is wrong with reports that can't be read."""

    nights: list[NightCounts]
    problems: list[str]


def read_history(folder: Path, *, until: date | None = None, nights: int = NIGHTS) -> History:
    """The last nights (up to and with a day) of which `folder` has reports of usual runs, at most `nights`."""
    by_day: dict[date, list[RunReport]] = {}
    problems = []
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            report = read_report(path)
        except ContractError as error:
            problems.append(str(error))
            continue
        day = _day_of(report)
        if day is None or not report.usual or (until is not None and day > until):
            continue
        if day not in by_day and len(by_day) == nights:
            break
        by_day.setdefault(day, []).insert(0, report)
    return History([sum_night(by_day[day]) for day in sorted(by_day)], problems)


def sum_night(runs: list[RunReport]) -> NightCounts:
    """The runs of one night, oldest first, as one. Raises ValueError for none, or one without a night."""
    day = _day_of(runs[0]) if runs else None
    if day is None:
        raise ValueError("there is no night without a run that counts for it")
    latest = {key: report for report in runs for key in report.sources}
    return NightCounts(
        day=day,
        news_day=day if _began(runs[0]).time() >= time(12) else day - timedelta(days=1),
        sources={key: _sum(report.sources[key] for report in runs if key in report.sources) for key in latest},
        failed_sources=[key for key, report in latest.items() if key in report.failed_sources],
        alarms=[alarm for key, report in latest.items() for alarm in report.alarms if alarm.source == key],
        runs=runs,
    )


def _sum(counts: Iterable[SourceCounts]) -> SourceCounts:
    total = SourceCounts()
    for one in counts:
        for name in SourceCounts.__struct_fields__:
            join = max if name in _READ_ANEW else int.__add__
            setattr(total, name, join(getattr(total, name), getattr(one, name)))
    return total


def _day_of(report: RunReport) -> date | None:
    return date.fromisoformat(report.night) if report.night else None


def _began(report: RunReport) -> datetime:
    return datetime.strptime(report.started, _STARTED)
