"""What the records answer: counted once, by old and new names of provinces, from the newest state of the files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, InputError
from pipeline.lexicons import load_lexicon
from pipeline.query import copies
from pipeline.query.copies import refresh
from pipeline.query.named import named_queries
from pipeline.query.provinces import FormRow, today
from pipeline.query.recordfiles import LeftOut, RecordFile
from pipeline.query.records import Records, tables_folder
from pipeline.schema import Record
from pipeline.settings import Folders
from pipeline.store.files import sweep

DayFile = Callable[[str], Path]


def values(records: Records, sql: str) -> list[object]:
    return list(records.sql(sql).column(0).to_pylist())


def test_every_span_of_the_views_is_its_text(records: Records) -> None:
    for view, prefix in (("directives", "action_"), ("directives", "cue_"), ("dates", ""), ("addressees", "")):
        wrong = records.sql(
            f"SELECT * FROM {view} AS v JOIN articles ON articles.id = article_id "  # noqa: S608
            f'WHERE v.{prefix}text <> substr(articles.text, v.{prefix}start + 1, v."{prefix}end" - v.{prefix}start)'
        )
        assert wrong.num_rows == 0, view
    assert values(records, "SELECT count(*) FROM directives") == [2]


def test_views_hold_what_the_records_hold(records: Records, made: list[Record]) -> None:
    for view in ("people", "dates", "documents", "directives"):
        expected = sum(len(getattr(record, view)) for record in made)
        assert values(records, f"SELECT count(*) FROM stored.{view}") == [expected]  # noqa: S608
    assert values(records, "SELECT text FROM articles ORDER BY id") == [record.text for record in made]


def test_order_in_a_reprint_counts_once_unless_asked(data: Path) -> None:
    with Records(data) as once:
        assert values(once, "SELECT article_id FROM directives ORDER BY 1") == ["a1", "a2"]
        assert values(once, "SELECT DISTINCT article_id FROM addressees ORDER BY 1") == ["a1", "a2"]
    with Records(data, with_restatements=True) as often:
        assert values(often, "SELECT article_id FROM directives ORDER BY 1") == ["a1", "a2", "a3"]


def test_order_in_a_reprint_counts_where_the_original_is_missing(data: Path, day_file: DayFile) -> None:
    with Records(data) as whole:
        assert values(whole, "SELECT article_id FROM directives ORDER BY 1") == ["a1", "a2"]
    day_file("2025-06-10").unlink()
    with Records(data) as records:
        assert values(records, "SELECT article_id FROM directives ORDER BY 1") == ["a2", "a3"]


def test_article_in_two_files_counts_as_the_file_written_last_has_it(data: Path, day_file: DayFile) -> None:
    moved = day_file("2025-06-13")
    moved.write_bytes(day_file("2025-06-11").read_bytes().replace(b"2025-06-11", b"2025-06-13"))
    os.utime(day_file("2025-06-11"), (1, 1))
    with Records(data) as records:
        assert values(records, "SELECT published::VARCHAR FROM articles WHERE id = 'a2'") == ["2025-06-13"]
        assert values(records, "SELECT published::VARCHAR FROM directives WHERE article_id = 'a2'") == ["2025-06-13"]
        assert any("more than one file" in note for note in records.notes)


@pytest.mark.parametrize("typed", ["Thái Bình", "thai binh", "Hưng Yên", "tỉnh Hưng Yên", "hung yen"])
def test_province_is_found_under_old_and_new_names(records: Records, typed: str) -> None:
    assert records.province_names(typed) == ["Hưng Yên", "Thái Bình"]


@pytest.mark.parametrize("typed", ["TP. HCM", "Hồ Chí Minh", "Bình Dương"])
def test_province_is_found_under_other_forms_of_its_name(records: Records, typed: str) -> None:
    assert records.province_names(typed) == ["TP Hồ Chí Minh"]


def test_province_that_nobody_knows_is_refused_with_likely_ones(records: Records) -> None:
    with pytest.raises(ConfigError, match="did you mean Hưng Yên"):
        records.province_names("Hưng Yn")


def test_old_province_is_told_what_it_became(records: Records) -> None:
    records.sql("due-soon", province="thai binh", today="2025-06-20")
    assert records.notes == ["Thái Bình has been part of Hưng Yên since 2025-07-01: articles of Hưng Yên are taken too"]


@pytest.mark.parametrize(
    ("name", "given", "column", "expected"),
    [
        ("by-province-month", {"province": "hung yen"}, "orders", [2, 0]),
        ("directives-by-addressee", {}, "addressee", ["Sở Nội vụ", "các đơn vị"]),
        ("directives-by-issuer", {"issuer": "lê thị dương"}, "name", ["Lê Thị Dương"]),
        ("directives-by-issuer", {"issuer": "duong"}, "name", ["Lê Thị Dương"]),
        ("directives-by-issuer", {"issuer": "đường"}, "name", []),
        ("directives", {"addressee": "so noi vu"}, "article_id", ["a1"]),
        ("directives", {"issuer": "tran van man", "kind": "order"}, "article_id", ["a1"]),
        ("documents-cited", {}, "number", []),
        ("due-soon", {"today": "2025-06-20"}, "article_id", ["a1"]),
        ("due-soon", {"today": "2025-06-20", "days": 5}, "article_id", []),
        ("due-soon", {"today": "2025-06-30", "days": 0}, "article_id", ["a1"]),
        ("overdue", {"today": "2025-07-01"}, "article_id", ["a1"]),
        ("overdue", {"today": "2025-08-02"}, "article_id", ["a2"]),
        ("office-holders", {"person": "duong"}, "articles", [2]),
        ("source-yield", {}, "source", ["bao1", "bao2", "bao3"]),
        ("source-yield", {}, "failed_nights", [0, 1, None]),
        ("together", {"person": "man"}, "other", ["Lê Thị Dương"]),
    ],
)
def test_named_query_answers(
    records: Records, name: str, given: dict[str, object], column: str, expected: list[object]
) -> None:
    assert records.sql(name, **given).column(column).to_pylist() == expected


@pytest.mark.parametrize("name", named_queries())
def test_named_query_takes_every_parameter_it_declares(records: Records, name: str) -> None:
    examples = {"integer": 3, "day": "2025-06-12", "words": "văn", "province": "hung yen"}
    query = named_queries()[name]
    assert query.help
    for parameter, declared in query.parameters.items():
        given = {key: "văn" for key, each in query.parameters.items() if each.required}
        asked: list[object] = [*declared.choices] or [examples[declared.type]]
        for value in asked:
            records.sql(name, **given | {parameter: value})


def test_parameter_that_does_not_fit_is_refused(records: Records) -> None:
    with pytest.raises(ConfigError, match="days is a whole number, not 'viele'"):
        records.sql("due-soon", days="viele")
    with pytest.raises(ConfigError, match="no parameter 'weeks'"):
        records.sql("due-soon", weeks=1)
    with pytest.raises(ConfigError, match="person is missing"):
        records.sql("together")


def test_holders_are_grouped_over_articles_only_where_the_office_is_certain(records: Records) -> None:
    people = {(row["name"], row["grouped_by"]): row["articles"] for row in records.people().to_pylist()}
    assert people["Lê Thị Dương", "office"] == 2
    assert people["Nguyễn Văn Bình", "article"] == 1
    assert records.people("nguyen van binh").num_rows == 2


def test_record_is_found_by_its_id_or_the_beginning_of_it(records: Records) -> None:
    assert records.record("a2").id == "a2"
    with pytest.raises(InputError, match="no article b"):
        records.record("b")
    with pytest.raises(InputError, match="several articles begin with a: a1, a2"):
        records.record("a")


def test_folder_without_records_says_how_to_get_some(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there are no records in .*: chidao run"):
        Records(tmp_path)


def test_only_the_copy_of_a_file_that_changed_is_made_again(data: Path, day_file: DayFile) -> None:
    folders = Folders(data)

    def made() -> int:
        steps: list[int] = []
        refresh(folders.records, tables_folder(folders), step=lambda: steps.append(1))
        return len(steps)

    assert [made(), made()] == [4, 0]
    day_file("2025-06-10").write_bytes(day_file("2025-06-10").read_bytes())
    assert [made(), made()] == [1, 0]


def test_copy_in_the_making_is_not_swept_away(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, swept = copies._write, []

    def write_while_a_night_begins(file: RecordFile, folder: Path) -> list[LeftOut]:
        swept.extend(sweep(data))
        return write(file, folder)

    monkeypatch.setattr(copies, "_write", write_while_a_night_begins)
    with Records(data) as records:
        assert values(records, "SELECT count(*) FROM articles") == [5]
    assert swept == []


def test_session_goes_on_with_what_it_saw_when_files_change(data: Path, day_file: DayFile) -> None:
    with Records(data) as before:
        day_file("2025-06-11").unlink()
        with Records(data) as after:
            assert values(after, "SELECT count(*) FROM articles") == [4]
        assert values(before, "SELECT count(*) FROM articles") == [5]


def test_communes_are_of_provinces_that_are_known_and_became_others(records: Records) -> None:
    rows = records.sql("SELECT DISTINCT province, province_today FROM communes").to_pylist()
    assert {row["province"] for row in rows} == {row.name for row in load_lexicon("place_provinces", FormRow)} - {
        "Thừa Thiên Huế"
    }
    assert all(today(row["province"]) == {row["province_today"]} for row in rows)


def test_commune_has_become_one_or_was_split_into_several(records: Records) -> None:
    became = """
        SELECT split, min(number) AS fewest, max(number) AS most
        FROM (SELECT split, count(DISTINCT today) AS number FROM communes GROUP BY split, name, district, province)
        GROUP BY split ORDER BY split
    """
    one, several = records.sql(became).to_pylist()
    assert one == {"split": False, "fewest": 1, "most": 1}
    assert several["fewest"] >= 2
