"""Corrections laid on records: by hand, again after extraction has changed, and on a text that has moved or changed."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from pipeline.errors import ContractError
from pipeline.review.judging import judge
from pipeline.review.sheet import row_of
from pipeline.schema import Record
from pipeline.store import RecordStore, check_record
from pipeline.store.corrections import CORRECTED, Correction, Corrections, correct

if TYPE_CHECKING:
    from tests.review.conftest import MakeRecord


def correction(record: Record, number: int = 0, **edits: str) -> Correction:
    row = structs.replace(row_of(record, record.directives[number], ""), **edits)
    made = judge(row, record, by="Vĩnh An", at="2025-06-11T08:00:00+07:00")
    assert made is not None
    return made


def actions(record: Record) -> list[str]:
    return [directive.action.text for directive in record.directives]


def test_wrong_takes_the_directive_out_and_leaves_the_others(record: Record) -> None:
    found = correct(record, [correction(record, verdict="wrong")])
    assert found.record.directives == record.directives[1:]
    assert found.reopened == []


def test_edited_directive_stands_in_the_place_of_the_extracted_one(record: Record) -> None:
    found = correct(record, [correction(record, action="rà soát hồ sơ")]).record
    assert actions(found) == ["rà soát hồ sơ", *actions(record)[1:]]
    assert CORRECTED in found.directives[0].rules
    check_record(found)


def test_correcting_twice_changes_nothing_more(record: Record) -> None:
    made = [correction(record, action="rà soát hồ sơ"), correction(record, 1, verdict="wrong")]
    once = correct(record, made).record
    assert correct(once, made) == (once, [])
    assert correct(record, made[::-1]).record == once


@pytest.mark.parametrize("verdict", ["right", "wrong"])
def test_correction_holds_whatever_extraction_finds_there_later(record: Record, verdict: str) -> None:
    made = correction(record, verdict=verdict)
    expected = correct(record, [made]).record.directives
    first, second = record.directives
    shorter = structs.replace(
        first, id="0" * 16, action=structs.replace(first.action, end=first.action.start + 7, text="rà soát")
    )
    for found in ([first, second], [shorter, second], [second]):
        again = structs.replace(record, directives=found)
        assert correct(again, [made]).record.directives == expected


def test_correction_moves_with_its_sentence(record: Record, read: "MakeRecord") -> None:
    made = correction(record, addressees="Sở Nội vụ; Sở Tài chính", action="rà soát hồ sơ")
    lead, order, other = record.text.split("\n")
    moved = read("Tin thêm: mưa còn kéo dài.", lead, order, "Một đoạn chen vào giữa.", other)
    found = correct(moved, [made])
    assert found.reopened == []
    check_record(found.record)
    assert [one.text for one in found.record.directives[0].addressees] == ["Sở Nội vụ", "Sở Tài chính"]
    assert found.record.directives[0].action.text == "rà soát hồ sơ"


@pytest.mark.parametrize(
    ("old", "new"),
    [("30/6", "15/7"), ("rà soát hồ sơ trước", "họp trước"), ("Sở Tài chính", "Sở Xây dựng")],
    ids=["another deadline", "another action", "a slot outside of the sentence"],
)
def test_correction_is_open_again_where_its_evidence_has_changed(
    record: Record, read: "MakeRecord", old: str, new: str
) -> None:
    made = correction(record, addressees="Sở Nội vụ; Sở Tài chính")
    changed = read(record.text.replace(old, new))
    assert correct(changed, [made]) == (changed, [made])


def test_issuer_is_the_person_of_the_record_of_today(record: Record) -> None:
    made = correction(record, verdict="right")
    renamed = structs.replace(record, people=[structs.replace(record.people[0], id="p7")])
    issuer = correct(renamed, [made]).record.directives[0].issuer
    assert issuer is not None
    assert issuer.person == "p7"
    nobody = correct(structs.replace(record, people=[]), [made]).record.directives[0].issuer
    assert nobody is not None
    assert (nobody.person, nobody.name) == (None, "Trần Văn Mẫn")


def test_restatement_of_a_directive_that_is_none_stands_by_itself(record: Record) -> None:
    first, second = record.directives
    both = structs.replace(record, directives=[first, structs.replace(second, restates=first.id)])
    assert correct(both, [correction(record, verdict="wrong")]).record.directives[0].restates is None
    edited = correct(both, [correction(record, action="rà soát hồ sơ")]).record
    assert edited.directives[1].restates == edited.directives[0].id


def test_store_lays_corrections_on_whatever_is_put(store: RecordStore, record: Record) -> None:
    store.corrections.add([correction(record, verdict="wrong")])
    store.put([record])
    [stored] = store.get([record.id])
    assert stored.directives == record.directives[1:]


def test_last_correction_of_a_directive_holds_and_all_are_kept(tmp_path: Path, record: Record) -> None:
    kept = Corrections(tmp_path / "corrections.jsonl")
    assert kept.by_article() == {}
    kept.add([correction(record, verdict="wrong")])
    kept.add([correction(record, verdict="right"), correction(record, 1, verdict="wrong")])
    assert [one.corrected is None for one in kept.by_article()[record.id]] == [False, True]
    assert len(kept.file.read_bytes().splitlines()) == 3
    kept.add([], instead_of={(record.id, record.directives[0].id)})
    assert len(kept.by_article()[record.id]) == 1
    kept.forget(["other"])
    assert len(kept.by_article()) == 1
    kept.forget([record.id])
    assert kept.by_article() == {}


def test_broken_corrections_are_named_and_nothing_is_stored_without_them(store: RecordStore, record: Record) -> None:
    store.corrections.file.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ContractError, match=r"corrections\.jsonl:1: "):
        store.put([record])
