"""Words are found as they were typed, and shown at the place of the text they stand at."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import msgspec
import pytest

import pipeline.query.index
from pipeline.errors import ConfigError
from pipeline.query.index import Index
from pipeline.query.records import index_file
from pipeline.query.search import Filters, Search
from pipeline.schema import Record
from pipeline.settings import Folders

DayFile = Callable[[str], Path]


def index_of(data: Path) -> Index:
    folders = Folders(data)
    return Index(folders.records, index_file(folders))


@pytest.fixture
def search(data: Path) -> Iterator[Search]:
    with closing(index_of(data)) as index:
        yield Search(index)


def found(search: Search, typed: str, **filters: object) -> list[str]:
    return [result.article_id for result in search(typed, Filters(**filters))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("đường", ["a2"]),
        ("dương", ["a2", "a1"]),
        ("duong", ["a2", "a1"]),
        ("đương", []),
        ("hồ sơ", ["a1", "a3"]),
        ("ho so", ["a1", "a3"]),
        ("sơ hồ", ["a1", "a3"]),
        ('"sơ hồ"', []),
        ('"hồ sơ đất"', ["a1", "a3"]),
        ("Hoà Lợi", ["a2"]),
        ("HÒA LỢI", ["a2"]),
        ("hồ sơ AND dương", ["a1"]),
        ("hồ sơ OR lễ", ["a4", "a1", "a5", "a3"]),
        ("yêu cầu NOT dương", ["a3"]),
        ("yêu cầu NOT (dương OR mẫn)", []),
        ("đườ*", ["a2"]),
        ('"soát hồ s"*', ["a1", "a3"]),
        ("30/6", ["a1", "a3"]),
        ("không có ở đâu", []),
    ],
)
def test_search_finds(search: Search, typed: str, expected: list[str]) -> None:
    assert sorted(found(search, typed)) == sorted(expected)


def test_decomposed_letters_are_found(search: Search) -> None:
    assert found(search, unicodedata.normalize("NFD", "đường")) == ["a2"]


@pytest.mark.parametrize("typed", ["đường", "duong", "yêu cầu", "hồ sơ", '"rà soát hồ"', "Văn M*", "lễ", "sửa"])
def test_hits_stand_at_their_offsets(search: Search, made: list[Record], typed: str) -> None:
    texts = {record.id: record.text for record in made}
    results = search(typed)
    assert results
    for result in results:
        text = texts[result.article_id]
        assert text[result.start : result.end] == result.snippet
        assert result.hits or result.title_hits
        for hit in result.hits:
            assert result.start <= hit.start < hit.end <= result.end


def test_hit_is_the_word_that_was_searched(search: Search) -> None:
    (result,) = search("đường hòa lợi")
    assert [result.snippet[hit.start - result.start : hit.end - result.start] for hit in result.hits] == [
        "đường Hòa Lợi"
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"person": "le thi duong"}, ["a1", "a2"]),
        ({"person": "Lê Thị Đường"}, []),
        ({"province": "thai binh"}, ["a1", "a2", "a3"]),
        ({"province": "TP. HCM"}, []),
        ({"since": date(2025, 6, 11)}, ["a2", "a3"]),
        ({"until": date(2025, 6, 11)}, ["a1", "a2"]),
        ({"since": date(2025, 6, 11), "until": date(2025, 6, 11)}, ["a2"]),
    ],
)
def test_filters_leave_only_what_they_ask_for(search: Search, filters: dict[str, object], expected: list[str]) -> None:
    assert sorted(found(search, "yêu cầu", **filters)) == expected


def test_undated_article_is_found_without_days_only(search: Search) -> None:
    assert found(search, "lễ") == ["a4", "a5"]
    assert found(search, "lễ", since=date(2000, 1, 1)) == ["a4"]


def test_directives_only_looks_into_orders(search: Search) -> None:
    assert sorted(found(search, "hồ sơ", directives_only=True)) == ["a1", "a3"]
    assert found(search, "giám đốc", directives_only=True) == []


def test_title_comes_before_the_text_and_the_new_before_the_old(search: Search) -> None:
    assert found(search, "rà soát") == ["a1", "a3"]
    assert found(search, "đất đai") == ["a3", "a1"]


@pytest.mark.parametrize("typed", ['"a', "(a", "a)", "AND", "a OR", "NOT a", "!!", "", "(" * 60 + "a" + ")" * 60])
def test_search_that_can_not_be_understood_says_why(search: Search, typed: str) -> None:
    with pytest.raises(ConfigError):
        search(typed)


@pytest.mark.parametrize(
    "typed", ["a'b", 'text : "x"', "{title} : sửa", "sửa^2", "a -b", "NEAR(a b)", "x;DROP", "title:sửa", "+a", "a\\"]
)
def test_what_is_typed_is_never_taken_for_the_language_of_the_index(search: Search, typed: str) -> None:
    assert found(search, typed) in ([], ["a2"])


def test_index_follows_its_files(data: Path, day_file: DayFile) -> None:
    path = day_file("2025-06-11")
    record = path.read_bytes()
    with closing(index_of(data)) as index:
        assert found(Search(index), "sửa đường") == ["a2"]
    path.write_bytes(record.replace("Hòa Lợi".encode(), "Hòa Lạc".encode()))
    with closing(index_of(data)) as index:
        assert found(Search(index), "hòa lợi") == []
        assert found(Search(index), "hòa lạc") == ["a2"]
    path.unlink()
    with closing(index_of(data)) as index:
        assert found(Search(index), "sửa đường") == []


def test_index_with_more_words_of_the_past_than_of_today_is_made_anew(
    data: Path, day_file: DayFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline.query.index, "_MANY", 0)
    path = day_file("2025-06-11")
    record = path.read_bytes()
    kept = []
    for number in range(9):
        path.write_bytes(record.replace("Hòa Lợi".encode(), f"Hòa L{number}i".encode()))
        with closing(index_of(data)) as index:
            assert found(Search(index), f'"hòa l{number}i"') == ["a2"]
            assert found(Search(index), "hồ sơ") == ["a1", "a3"]
            kept += index.connection.execute("SELECT count(*) FROM words_docsize").fetchone()
    assert max(kept) == 11
    assert kept[-1] < 11


def test_article_that_has_not_changed_keeps_its_number(data: Path, day_file: DayFile) -> None:
    path = day_file("2025-06-12")
    with closing(index_of(data)) as index:
        before = index.match("words", '{text} : "yêu"', (0, 10**15), 9)
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(second + first)
    with closing(index_of(data)) as index:
        after = index.match("words", '{text} : "yêu"', (0, 10**15), 9)
        assert [each.number for each in before] == [each.number for each in after]
        assert before != after


def test_lines_that_are_no_records_are_told(data: Path, day_file: DayFile) -> None:
    path = day_file("2025-06-11")
    path.write_bytes(path.read_bytes() + msgspec.json.encode({"schema_version": "0"}) + b"\n")
    with closing(index_of(data)) as index:
        assert [(line.file, line.line) for line in index.left_out()] == [("2025-06-11.jsonl", 2)]


def test_broken_index_says_how_to_make_it_anew(data: Path) -> None:
    path = index_file(Folders(data))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(ConfigError, match="--rebuild"):
        index_of(data)
    with closing(Index(Folders(data).records, path, rebuild=True)) as index:
        assert found(Search(index), "sửa") == ["a2"]
