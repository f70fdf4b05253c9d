import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.errors import ContractError, InputError
from pipeline.schema import Article, Date, Extractor, Record, Summary
from pipeline.segment import create_segmenter, make_doc
from pipeline.store.duplicates import Settled
from pipeline.store.files import write_atomically
from pipeline.store.places import PlacesError
from pipeline.store.records import (
    RecordStore,
    check_record,
    make_record,
    read_objects,
    read_records,
    write_records,
)

MakeRecord = Callable[..., Record]
Field = tuple[str | int, ...]

SPANS: list[Field] = [
    ("people", 0, "mentions", 0),
    ("dates", 0),
    ("documents", 0),
    ("directives", 0, "action"),
    ("directives", 0, "issuer"),
    ("directives", 0, "addressees", 0),
    ("directives", 0, "coordinators", 0),
    ("directives", 0, "deadline"),
    ("directives", 0, "deadlines", 0),
    ("directives", 0, "starts"),
    ("directives", 0, "cue"),
    ("summary", "sentences", 0),
]


def named(field: Field) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in field).removeprefix(".")


def write(path: Path, *objects: Any) -> Path:
    path.write_text("".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in objects), encoding="utf-8")
    return path


def stored(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- checking --------------------------------------------------------------------------------------------


def test_check_passes_a_record_whose_spans_are_their_text(make_a_record: MakeRecord) -> None:
    check_record(make_a_record())


@pytest.mark.parametrize("field", SPANS, ids=named)
def test_check_names_the_span_that_is_off_by_one(record_object: dict[str, Any], field: Field) -> None:
    span: Any = record_object
    for key in field:
        span = span[key]
    span["start"] += 1
    span["end"] += 1
    with pytest.raises(ContractError, match="0123456789abcdef") as caught:
        check_record(msgspec.convert(record_object, Record))
    assert f" {named(field)}: " in str(caught.value)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (5, 4), (0, 10_000)])
def test_check_refuses_a_range_outside_the_text(record_object: dict[str, Any], start: int, end: int) -> None:
    spoiled = json.loads(json.dumps(record_object))
    record_object["directives"][0]["sentence"] |= {"start": start, "end": end}
    with pytest.raises(ContractError, match=r"directives\[0\]\.sentence"):
        check_record(msgspec.convert(record_object, Record))
    spoiled["people"][0]["roles"][0] |= {"start": start, "end": end}
    with pytest.raises(ContractError, match=r"people\[0\]\.roles\[0\]"):
        check_record(msgspec.convert(spoiled, Record))


def test_make_record_takes_the_fields_of_the_article_and_of_the_doc() -> None:
    article = Article(id="a1", text="Hạn là ngày 30/6/2025.", title="Hạn cuối", authors=["Hải Yến"])
    doc = make_doc(create_segmenter(), article)
    day = "2025-06-30"
    due = Date(7, 21, "ngày 30/6/2025", day, day, day, None, "deadline", "text")
    doc._.dates = [due]
    record = make_record(doc, Summary("Hạn cuối", []), Extractor("1", {}))
    assert (record.id, record.text, record.title) == ("a1", article.text, "Hạn cuối")
    assert (record.authors, record.dates, record.people) == (["Hải Yến"], [due], [])
    assert record.content_sha256 == hashlib.sha256(article.text.encode()).hexdigest()


def test_make_record_refuses_a_span_that_is_not_its_text() -> None:
    doc = make_doc(create_segmenter(), Article(id="a1", text="Hạn là ngày 30/6/2025."))
    day = "2025-06-30"
    doc._.dates = [Date(6, 20, "ngày 30/6/2025", day, day, day, None, "deadline", "text")]
    with pytest.raises(ContractError, match=r"a1: dates\[0\]"):
        make_record(doc, Summary(None, []), Extractor("1", {}))


# --- reading and writing ---------------------------------------------------------------------------------


def test_records_come_back_as_they_were_written(tmp_path: Path, make_a_record: MakeRecord) -> None:
    records = [make_a_record(), make_a_record(id="b", title=None, archive=None, people=[])]
    with (tmp_path / "records.jsonl").open("wb") as file:
        assert write_records(file, records) == 2
    assert list(read_records(tmp_path / "records.jsonl")) == records


def test_written_record_is_the_object_of_the_contract(
    tmp_path: Path, record_object: dict[str, Any], make_a_record: MakeRecord
) -> None:
    with (tmp_path / "records.jsonl").open("wb") as file:
        write_records(file, [make_a_record()])
    assert list(read_objects(tmp_path / "records.jsonl")) == [(1, record_object)]


def _without(field: str) -> Callable[[dict[str, Any]], object]:
    return lambda record: record.pop(field)


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (_without("province"), "`province`"),
        (lambda record: record["people"][0].pop("honorific"), r"`honorific` - at `\$.people\[0\]`"),
        (lambda record: record.update(author="A"), "unknown field `author`"),
        (lambda record: record["summary"].update(x=1), r"unknown field `x` - at `\$.summary`"),
        (lambda record: record.update(authors="Hải Yến"), r"at `\$.authors`"),
        (lambda record: record["dates"][0].update(start="7"), r"at `\$.dates\[0\].start`"),
        (lambda record: record["dates"][0].update(role="due"), r"at `\$.dates\[0\].role`"),
        (lambda record: record["directives"][0].update(issuer=1), r"at `\$.directives\[0\].issuer`"),
        (lambda record: record.update(schema_version="2"), r"at `\$.schema_version`"),
        (lambda record: record["dates"][0].update(text="ngày 30/6/2026"), r"dates\[0\]"),
    ],
)
def test_reading_says_which_field_of_which_line_is_wrong(
    tmp_path: Path, record_object: dict[str, Any], spoil: Callable[[dict[str, Any]], object], field: str
) -> None:
    good = json.loads(json.dumps(record_object))
    spoil(record_object)
    records = read_records(write(tmp_path / "records.jsonl", good, record_object))
    assert next(records).id == "0123456789abcdef"
    with pytest.raises(ContractError, match=rf"records\.jsonl:2: .*{field}"):
        next(records)


@pytest.mark.parametrize("line", [b"{", b"no json", b"[]", b'"\xff"', b"{}"])
def test_reading_says_which_line_is_no_record(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"\n" + line + b"\n")
    with pytest.raises(ContractError, match=r"records\.jsonl:2: "):
        list(read_records(path))


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"a": "\xff"}', b"[" * 100_000])
def test_objects_that_are_none_are_named_by_line(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"{}\n" + line + b"\n")
    with pytest.raises(InputError, match=r"gold\.jsonl:2: "):
        list(read_objects(path))


def test_records_file_that_is_missing_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        list(read_records(tmp_path / "none.jsonl"))


# --- the store -------------------------------------------------------------------------------------------


def test_store_keeps_a_file_for_each_day_of_publication(tmp_path: Path, make_a_record: MakeRecord) -> None:
    store = RecordStore(tmp_path)
    store.put(
        [
            make_a_record(id="b", published_at="2025-06-11"),
            make_a_record(id="a", published_at="2025-06-11T23:59:00+07:00"),
            make_a_record(id="c", published_at=None),
        ]
    )
    assert sorted(stored(tmp_path)) == ["2025-06-11.jsonl", "undated.jsonl"]
    assert [record.id for record in read_records(store.day_file("2025-06-11T00:00:00+07:00"))] == ["a", "b"]
    assert [record.id for record in read_records(store.day_file(None))] == ["c"]


def test_store_gives_the_same_bytes_for_the_same_records(tmp_path: Path, make_a_record: MakeRecord) -> None:
    records = [make_a_record(id=f"{name}{day}", published_at=day) for name in "bca" for day in ("2025-06-10", None)]
    RecordStore(tmp_path / "one").put(records)
    RecordStore(tmp_path / "two").put(reversed(records))
    for record in records[::2] + records[1::2]:
        RecordStore(tmp_path / "three").put([record])
    first = stored(tmp_path / "one")
    assert stored(tmp_path / "two") == stored(tmp_path / "three") == first
    RecordStore(tmp_path / "one").put(records)
    assert stored(tmp_path / "one") == first


def test_store_puts_a_newer_record_in_place_of_the_one_with_its_id(tmp_path: Path, make_a_record: MakeRecord) -> None:
    store = RecordStore(tmp_path)
    store.put([make_a_record(id="a", title="cũ"), make_a_record(id="b", title="giữ")])
    store.put([make_a_record(id="a", title="mới")])
    (path,) = tmp_path.iterdir()
    assert [(record.id, record.title) for record in read_records(path)] == [("a", "mới"), ("b", "giữ")]


def test_store_takes_a_record_whose_day_has_changed_out_of_its_old_file(
    tmp_path: Path, make_a_record: MakeRecord
) -> None:
    store = RecordStore(tmp_path)
    store.put([make_a_record(id="a", published_at=None), make_a_record(id="b", published_at=None)])
    store.put([make_a_record(id="c", published_at="2025-06-12")])
    RecordStore(tmp_path).put([make_a_record(id="a", published_at="2025-06-12")])
    assert [record.id for record in read_records(store.day_file(None))] == ["b"]
    assert [record.id for record in read_records(store.day_file("2025-06-12"))] == ["a", "c"]
    store.put([make_a_record(id="b", published_at="2025-06-12")])
    assert list(stored(tmp_path)) == ["2025-06-12.jsonl"]


@pytest.mark.parametrize("damage", [None, b"", b"no database, but as long as the header of one would be" * 9])
def test_store_makes_a_lost_or_damaged_index_again_from_the_files(
    tmp_path: Path, make_a_record: MakeRecord, damage: bytes | None
) -> None:
    store = RecordStore(tmp_path / "records")
    store.put([make_a_record(id="a", published_at=None), make_a_record(id="b", published_at=None)])
    store.places.file.unlink()
    if damage is not None:
        store.places.file.write_bytes(damage)
    store.put([make_a_record(id="a", published_at="2025-06-12")])
    assert [record.id for record in read_records(store.day_file(None))] == ["b"]


def test_store_says_that_its_index_is_locked(
    tmp_path: Path, make_a_record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RecordStore(tmp_path / "records")
    store.put([make_a_record(id="a")])
    monkeypatch.setattr("pipeline.store.places.PATIENCE", 0.01)
    with closing(sqlite3.connect(store.places.file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PlacesError, match=r"records\.sqlite: database is locked"):
            store.put([make_a_record(id="b")])
    assert store.put([make_a_record(id="b")]) == {}


def test_store_removes_records(tmp_path: Path, make_a_record: MakeRecord) -> None:
    store = RecordStore(tmp_path)
    store.put([make_a_record(id="a"), make_a_record(id="b"), make_a_record(id="c", published_at=None)])
    assert store.remove(["a", "c", "never there"]) == 2
    assert list(stored(tmp_path)) == ["2025-06-10.jsonl"]
    assert store.remove(["a", "c"]) == 0


@pytest.mark.parametrize("moment", ["../../etc/passwd", "2025-06-1/", "10/06/2025", "2025-06-10/../x"])
def test_store_takes_no_day_for_a_path(tmp_path: Path, make_a_record: MakeRecord, moment: str) -> None:
    with pytest.raises(ContractError, match="does not begin with a day"):
        RecordStore(tmp_path / "records").put([make_a_record(published_at=moment)])


def test_store_leaves_a_day_it_cannot_read_as_it_was_and_writes_the_others(
    tmp_path: Path, make_a_record: MakeRecord
) -> None:
    store = RecordStore(tmp_path)
    path = store.day_file("2025-06-10")
    write_atomically(path, b"{}\n")
    refused = store.put([make_a_record(), make_a_record(id="b", published_at="2025-06-11")])
    assert list(refused) == [path]
    assert "2025-06-10.jsonl:1: " in str(refused[path])
    assert set(stored(tmp_path)) == {path.name, "2025-06-11.jsonl"}
    assert stored(tmp_path)[path.name] == b"{}\n"


def test_store_marks_duplicates_in_the_records_that_are_there(tmp_path: Path, make_a_record: MakeRecord) -> None:
    store = RecordStore(tmp_path)
    store.put([make_a_record(id="a"), make_a_record(id="b", duplicate_of="x"), make_a_record(id="c")])
    file = store.day_file(make_a_record().published_at)
    day = make_a_record().published_at
    assert store.mark_duplicates([Settled("b", day, None), Settled("c", day, "a"), Settled("gone", None, "a")]) == {}
    assert [(record.id, record.duplicate_of) for record in read_records(file)] == [("a", None), ("b", None), ("c", "a")]
    file.write_text("broken\n", encoding="utf-8")
    assert list(store.mark_duplicates([Settled("c", day, None)])) == [file]
    assert file.read_text(encoding="utf-8") == "broken\n"
