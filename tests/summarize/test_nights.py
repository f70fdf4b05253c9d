from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ContractError
from pipeline.schema import ArchivePlace
from pipeline.store import RecordStore
from pipeline.summarize.nights import records_by_id, records_naming, records_of_night

Make = Callable[..., Any]
NIGHT = date(2025, 6, 10)


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return RecordStore(tmp_path)


def _ids(store: RecordStore, **options: Any) -> list[str]:
    broken: list[ContractError] = []
    found = [record.id for record in records_of_night(store, NIGHT, on_broken=broken.append, **options)]
    assert broken == []
    return found


def test_night_has_the_pages_archived_in_it_and_what_has_no_page_by_its_day(
    store: RecordStore, make_record: Make
) -> None:
    tonight, before = ArchivePlace("raw/bao/2025-06-10.warc.gz", 0), ArchivePlace("raw/bao/2025-06-09.warc.gz", 0)
    store.put(
        [
            make_record("Tin một.", id="a1", archive=tonight, published_at="2025-06-01"),
            make_record("Tin hai.", id="a2", archive=before),
            make_record("Tin ba.", id="a3", archive=None),
            make_record("Tin bốn.", id="a4", archive=None, published_at="2025-06-09"),
            make_record("Tin năm.", id="a5", archive=tonight, published_at=None),
        ]
    )
    assert _ids(store) == ["a1", "a3", "a5"]
    assert _ids(store, late={"a2"}) == ["a1", "a2", "a3", "a5"]


def test_night_goes_on_after_a_broken_file_and_tells_of_it(store: RecordStore, make_record: Make) -> None:
    store.put([make_record("Tin một.", id="a1"), make_record("Tin hai.", id="a2", published_at="2025-06-11")])
    with (store.folder / "2025-06-10.jsonl").open("a") as file:
        file.write("{}\n")
    (store.folder / "2025-06-09.jsonl").write_bytes(b"\0")
    broken: list[ContractError] = []
    found = records_of_night(store, NIGHT, late={"a2"}, on_broken=broken.append)
    assert [record.id for record in found] == ["a1", "a2"]
    assert [str(error).split(":")[0].rpartition("/")[2] for error in broken] == ["2025-06-09.jsonl", "2025-06-10.jsonl"]


def test_records_are_found_by_id_in_the_files_of_their_days(store: RecordStore, make_record: Make) -> None:
    store.put([make_record("Tin một.", id="a1"), make_record("Tin hai.", id="a2", published_at=None)])
    days = {"a1": "2025-06-10T06:00:00+07:00", "a2": None, "a3": "2025-06-10", "a4": "1999-01-01"}
    assert [record.id for record in records_by_id(store, days, on_broken=print)] == ["a1", "a2"]


def test_records_naming_somebody_are_those_before_a_day(
    store: RecordStore, make_record: Make, make_person: Make
) -> None:
    text = "Bà Mạc Thị Nhàn đến thăm."
    for day in ("2025-06-08", "2025-06-09", "2025-06-10"):
        people = [make_person(text, "Mạc Thị Nhàn")]
        store.put([make_record(text, id=day, published_at=day, people=people), make_record("x", id=f"b{day}")])
    first = date(2025, 6, 9)
    found = records_naming(store, {"mạc thị nhàn"}, first=first, before=NIGHT, on_broken=print)
    assert [record.id for record in found] == ["2025-06-09"]
