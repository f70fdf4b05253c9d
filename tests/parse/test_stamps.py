from datetime import date, time
from pathlib import Path

import pytest

from pipeline.parse.stamps import Stamp, is_plausible, read_formatted_stamp, read_machine_stamp, read_stamp


def _examples(name: str) -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("line", "iso"), _examples("stamps.tsv"))
def test_visible_stamp_is_read_day_first(line: str, iso: str) -> None:
    stamp = read_stamp(line)
    assert (stamp.iso() if stamp else "-") == iso


@pytest.mark.parametrize(("written", "iso"), _examples("machine_stamps.tsv"))
def test_machine_stamp_is_read_in_vietnam_time(written: str, iso: str) -> None:
    stamp = read_machine_stamp(written)
    assert (stamp.iso() if stamp else "-") == iso


def test_source_format_is_read_and_knows_whether_it_has_an_hour() -> None:
    assert read_formatted_stamp("10.12.26", "%m.%d.%y") == Stamp(date(2026, 10, 12))
    assert read_formatted_stamp("12.10.26 8h05", "%d.%m.%y %Hh%M") == Stamp(date(2026, 10, 12), time(8, 5))
    assert read_formatted_stamp("hôm nay", "%d.%m.%y") is None


def test_stamp_after_the_fetch_or_before_the_web_is_not_plausible() -> None:
    fetched = "2026-10-12T20:00:00Z"
    assert is_plausible(Stamp(date(2026, 10, 13)), fetched)
    assert not is_plausible(Stamp(date(2026, 10, 15)), fetched)
    assert not is_plausible(Stamp(date(1954, 5, 7)), None)
