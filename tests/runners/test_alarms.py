from datetime import date, timedelta
from typing import Any

import pytest

from pipeline.runners.alarms import find_alarms
from pipeline.runners.history import NightCounts, sum_night
from pipeline.sources import Source
from pipeline.summarize.report import RunReport, SourceCounts

TUESDAY = date(2026, 11, 24)
USUAL: dict[str, Any] = {"fetched": 20, "parsed": 20, "with_date": 20, "with_body": 19, "with_directives": 8}


def source(**fields: Any) -> Source:
    values: dict[str, Any] = {
        "key": "bao",
        "name": "Báo",
        "kind": "newspaper",
        "homepage": "http://bao.example/",
        "article_url": "post",
    }
    return Source(**{**values, **fields})


def night(day: date, *, finished: bool = True, **numbers: int) -> NightCounts:
    """A night whose run began in the evening, so that its news are of the same day."""
    report = RunReport(
        started=f"{day}T21-00-00",
        version="0",
        night=day.isoformat(),
        finished=f"{day}T23:00:00+07:00" if finished else None,
        sources={"bao": SourceCounts(**numbers)},
    )
    return sum_night([report])


def nights(numbers: list[int], until: date = TUESDAY, **others: Any) -> list[NightCounts]:
    """A night for each number of new articles, the last one on the day before `until`."""
    first = until - timedelta(days=len(numbers))
    return [night(first + timedelta(days=i), new=new, **others) for i, new in enumerate(numbers)]


def kinds(tonight: NightCounts, past: list[NightCounts], **fields: Any) -> list[str]:
    return [alarm.kind for alarm in find_alarms(tonight, past, {"bao": source(**fields)})]


# Monday to Sunday twice, up to the Monday before TUESDAY: fewer at weekends.
TWO_WEEKS = [38, 41, 44, 40, 9, 8, 40, 37, 42, 40, 45, 10, 7, 41]


def test_a_usual_night_raises_no_alarm() -> None:
    assert kinds(night(TUESDAY, new=35, **USUAL), nights(TWO_WEEKS, **USUAL)) == []


@pytest.mark.parametrize(("new", "expected"), [(9, ["yield_collapsed"]), (11, [])])
def test_a_collapse_is_measured_against_nights_of_its_kind(new: int, expected: list[str]) -> None:
    assert kinds(night(TUESDAY, new=new), nights(TWO_WEEKS)) == expected


def test_a_weekend_is_expected_to_bring_less() -> None:
    saturday = date(2026, 11, 28)
    past = nights([*TWO_WEEKS[4:], 40, 40, 40, 40], saturday)
    assert past[1].is_weekend
    assert kinds(night(saturday, new=8), past) == []
    assert kinds(night(saturday - timedelta(days=1), new=8), past[:-1]) == ["yield_collapsed"]


def test_the_first_weekend_is_not_measured_by_workdays() -> None:
    saturday = date(2026, 11, 28)
    assert kinds(night(saturday, new=3), nights([40, 40, 40], saturday)) == []


def test_tet_is_quiet_and_no_measure_for_other_nights() -> None:
    new_year = date(2026, 2, 17)
    assert kinds(night(new_year, new=2), nights([40] * 14, new_year), band=(15, 60)) == []
    after = date(2026, 2, 24)
    assert kinds(night(after, new=38), nights([40] * 5 + [1] * 9, after)) == []
    assert kinds(night(after, new=5), nights([40] * 5 + [1] * 9, after)) == ["yield_collapsed"]


def test_a_daily_newspaper_that_is_silent_for_one_night_raises_an_alarm() -> None:
    [alarm] = find_alarms(night(TUESDAY), nights(TWO_WEEKS), {"bao": source()})
    assert (alarm.source, alarm.kind) == ("bao", "silent")
    assert "since the night of 2026-11-23" in alarm.message


def test_a_portal_with_an_article_now_and_then_may_be_silent_for_some_nights() -> None:
    past = [1, 2, 1, 0, 1, 1, 2, 1, 1]
    assert kinds(night(TUESDAY), nights([*past, 0, 0, 0])) == []
    assert kinds(night(TUESDAY), nights([*past, 0, 0, 0, 0, 0])) == ["silent"]


def test_a_silence_longer_than_all_that_is_known_still_raises_an_alarm() -> None:
    assert kinds(night(TUESDAY), nights([0] * 14)) == ["silent"]
    assert kinds(night(TUESDAY), nights([0] * 14), band=(0, 3)) == []


def test_a_new_source_is_measured_by_its_band_alone() -> None:
    assert kinds(night(TUESDAY, new=3), []) == []
    assert kinds(night(TUESDAY), []) == []
    assert kinds(night(TUESDAY, new=3), [], band=(10, 60)) == ["yield_collapsed"]
    assert kinds(night(TUESDAY), [], band=(10, 60)) == ["silent"]
    assert kinds(night(TUESDAY, new=300), [], band=(10, 60)) == []
    assert kinds(night(TUESDAY, new=300), nights([20]), band=(10, 60)) == ["flood"]
    assert kinds(night(date(2026, 11, 28), new=3), [], band=(10, 60)) == []


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("parsed", "articles_missing"),
        ("with_date", "dates_missing"),
        ("with_body", "bodies_missing"),
        ("with_directives", "directives_missing"),
    ],
)
def test_a_share_that_collapses_raises_an_alarm(part: str, kind: str) -> None:
    past = nights([20] * 5, **USUAL)
    assert kind in kinds(night(TUESDAY, new=20, **(USUAL | {part: 1})), past)
    assert kind not in kinds(night(TUESDAY, new=20, **(USUAL | {part: 11})), past)


def test_a_share_of_few_articles_says_nothing() -> None:
    past = nights([20] * 5, **USUAL)
    assert kinds(night(TUESDAY, new=20, fetched=3, parsed=3), past) == []
    assert kinds(night(TUESDAY, new=20, fetched=20, parsed=20), nights([20] * 5, fetched=3, parsed=3)) == []


def test_a_run_that_was_killed_makes_no_silence() -> None:
    assert kinds(night(TUESDAY, finished=False), nights(TWO_WEEKS)) == []
    killed = night(TUESDAY - timedelta(days=1), finished=False)
    assert kinds(night(TUESDAY, new=40), [*nights(TWO_WEEKS[:-1], TUESDAY - timedelta(days=1)), killed]) == []


def test_sources_that_were_not_visited_raise_no_alarm() -> None:
    assert find_alarms(night(TUESDAY), nights(TWO_WEEKS), {"dai": source(key="dai")}) == []
