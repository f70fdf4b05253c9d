import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from pipeline.schema import Article, Issue
from pipeline.store.duplicates import NIGHTS_COMPARED, DuplicateIndex, DuplicatesError, mark_duplicates

NIGHT = date(2025, 6, 12)
SENTENCES = [
    f"Đoàn kiểm tra số {number} làm việc tại xã {name} về việc {what}, có đại diện hộ dân dự."
    for number, (name, what) in enumerate(
        (name, what)
        for name in ("Tân Phú", "Mường Lự", "Hạ Mão", "Xuân Đám")
        for what in ("giao đất tái định cư", "trồng rừng phòng hộ", "sửa kênh dẫn nước", "xây trường mầm non")
    )
]


def text(first: int, last: int) -> str:
    return "\n".join(SENTENCES[first:last])


def article(key: str, written: str, published_at: str | None = "2025-06-12T08:00:00+07:00") -> Article:
    return Article(id=key, text=written, published_at=published_at, title="Đoàn kiểm tra", source=f"bao{key}")


def night(index: DuplicateIndex, articles: list[Article], day: date = NIGHT) -> dict[str, str | None]:
    """A whole night: what it tells of duplicates."""
    index.add((article, day) for article in articles)
    told = {settled.id: settled.duplicate_of for settled in index.settle()}
    index.confirm()
    return told


@pytest.fixture
def index() -> Iterator[DuplicateIndex]:
    with DuplicateIndex() as opened:
        yield opened


def test_duplicates_names_the_article_published_first_in_whatever_order_they_come() -> None:
    late, early, undated = (
        article("a", text(0, 10), "2025-06-12T18:00:00+07:00"),
        article("b", text(0, 9), "2025-06-12T07:00:00+07:00"),
        article("c", text(0, 10), None),
    )
    for order in ([late, early, undated], [undated, early, late], [early, undated, late]):
        with DuplicateIndex() as index:
            assert night(index, order) == {"a": "b", "c": "b"}


def test_duplicates_of_one_hour_are_told_apart_by_id(index: DuplicateIndex) -> None:
    assert night(index, [article("b", text(0, 9)), article("a", text(0, 9))]) == {"b": "a"}


def test_duplicates_point_to_an_original_never_to_a_duplicate(index: DuplicateIndex) -> None:
    grown = [article(str(hour), text(0, 8 + 2 * hour), f"2025-06-12T0{hour}:00:00+07:00") for hour in range(1, 5)]
    told = night(index, random.Random(4).sample(grown, 4))
    assert told == {"2": "1", "3": "1", "4": "1"}


def test_duplicates_of_an_earlier_night_stay_what_they_are(index: DuplicateIndex) -> None:
    assert night(index, [article("a", text(0, 9))]) == {}
    older = article("b", text(0, 9), "2025-06-01")
    assert night(index, [older], NIGHT + timedelta(days=1)) == {"b": "a"}


def test_duplicates_of_a_night_that_goes_on_are_answered_anew(index: DuplicateIndex) -> None:
    assert night(index, [article("a", text(0, 9)), article("c", text(10, 16))]) == {}
    assert night(index, [article("b", text(0, 9), "2025-06-12T05:00:00+07:00")]) == {"a": "b"}


def test_duplicates_come_again_until_they_are_confirmed(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "duplicates.sqlite"
    with DuplicateIndex(file) as index:
        index.add((article, NIGHT) for article in (article("a", text(0, 9)), article("b", text(0, 9))))
        told = index.settle()
    with DuplicateIndex(file) as index:
        assert index.settle() == told != []
        index.confirm()
        assert index.settle() == []


def test_duplicates_of_an_article_that_came_again_are_told_again(index: DuplicateIndex) -> None:
    pair = [article("a", text(0, 9)), article("b", text(0, 9))]
    assert night(index, pair) == {"b": "a"}
    assert night(index, pair[1:], NIGHT + timedelta(days=3)) == {"b": "a"}
    rewritten = structs.replace(pair[1], text=text(9, 16))
    assert night(index, [rewritten], NIGHT + timedelta(days=4)) == {"b": None}


def test_duplicates_of_equal_text_are_found_for_ever_and_similar_ones_for_some_weeks(index: DuplicateIndex) -> None:
    night(index, [article("a", text(0, 10))])
    soon, late = NIGHT + timedelta(days=NIGHTS_COMPARED), NIGHT + timedelta(days=NIGHTS_COMPARED + 1)
    assert night(index, [article("b", text(0, 9))], soon) == {"b": "a"}
    assert night(index, [article("x", text(10, 16))], late) == {}
    index.forget("b")
    assert night(index, [article("c", text(0, 9)), article("d", text(0, 10))], late) == {"d": "a"}


def test_duplicates_forget_an_article_and_ask_again_about_those_that_repeat_it(index: DuplicateIndex) -> None:
    same = [article(key, text(0, 9)) for key in "abc"]
    assert night(index, same) == {"b": "a", "c": "a"}
    index.forget("a")
    assert {settled.id: settled.duplicate_of for settled in index.settle()} == {"b": None, "c": "b"}


def test_duplicates_index_that_is_damaged_says_what_to_do(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"no database" * 100)
    with pytest.raises(DuplicatesError, match=r"damaged\.sqlite: .*move it away"):
        DuplicateIndex(damaged)


def test_mark_duplicates_keeps_order_issues_and_what_was_said_before() -> None:
    issue = Issue(stage="annotate", kind="bad_input", message="line 2")
    told = structs.replace(article("c", text(0, 9)), duplicate_of="elsewhere")
    items: list[Article | Issue] = [
        article("b", text(0, 9), "2025-06-13"),
        issue,
        told,
        article("a", text(0, 9)),
        article("d", text(9, 16)),
    ]
    marked = list(mark_duplicates(items))
    assert marked[1] == issue
    assert [item.duplicate_of for item in marked if isinstance(item, Article)] == ["a", "elsewhere", None, None]
    assert [structs.replace(item, duplicate_of=None) for item in marked if isinstance(item, Article)] == [
        structs.replace(item, duplicate_of=None) for item in items if isinstance(item, Article)
    ]
