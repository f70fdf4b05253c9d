from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from pipeline.schema import Record

if TYPE_CHECKING:
    from tests.summarize.conftest import Press


@pytest.fixture
def written(press: "Press", record: Record) -> "Press":
    press.publish(record)
    return press


def test_verify_finds_nothing_wrong_with_a_digest_as_written(written: "Press") -> None:
    assert written.verify() == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("ba ca liên tục", "hai ca liên tục", "is not what stands there"),
        ("Kè dài 4,2 km", "Kè dài 4,3 km", "is not what stands there"),
        ("Đỗ Quang Vịnh", "Đỗ Quang Vinh", "is not what stands there"),
        ('"Kiểm tra tiến độ', '"Kiểm tra tiến Độ', "are not those of the record"),
        ('"2025-06-20"', '"2025-06-21"', "is not as the record has it"),
        ('"orders": 2', '"orders": 3', "figures"),
        ('"day": "2025-06-20",\n   "since"', '"day": "2025-06-19",\n   "since"', "due"),
        ('"province": "Lam Giang",\n   "published', '"province": "Đông Hải",\n   "published', "are not those of the"),
        ("baolamgiang.example", "xau.example", "does not lead to"),
        ('"polarity": "do"', '"polarity": "avoid"', "is not as the record has it"),
        ('"record": "a1"', '"record": "a2"', "there is no such record"),
        ('"top": [', '"top": ["0",', "top"),
        ('"night"', '"nights"', "not a digest"),
        ('"same": {}', '"same": {"f": "g"}', "orders"),
    ],
)
def test_verify_finds_what_was_changed_in_the_data(written: "Press", old: str, new: str, problem: str) -> None:
    text = written.read("digest.json")
    assert old in text
    (written.folder / "digest.json").write_text(text.replace(old, new), encoding="utf-8")
    assert problem in "\n".join(written.verify())


@pytest.mark.parametrize(
    "name", ["digest.html", "digest.md", "feed.xml", "deadlines.ics", "mail.txt", "articles/a1.html"]
)
def test_verify_finds_what_was_changed_in_any_file(written: "Press", name: str) -> None:
    file = written.folder / name
    file.write_bytes(file.read_bytes().replace(b"20", b"21", 1))
    [problem] = written.verify()
    assert problem.startswith(f"{name}: ")
    file.unlink()
    assert written.verify()[0].startswith(f"{name}: ")


def test_verify_finds_a_page_that_nothing_links_to(written: "Press") -> None:
    (written.folder / "articles" / "a9.html").write_text("<p>")
    assert written.verify() == ["articles/a9.html: the digest quotes no such article"]


def test_verify_finds_an_article_that_came_later_or_is_gone(
    written: "Press", record: Record, retold: Callable[..., Any]
) -> None:
    written.store.put([retold(record, "a9")])
    assert {problem.partition(":")[0] for problem in written.verify()} == {"figures", "orders"}
    written.store.day_file(record.published_at).unlink()
    assert "a1: there is no such record" in written.verify()


def test_verify_finds_a_restated_order_that_is_shown(written: "Press", record: Record) -> None:
    first, second = record.directives
    written.store.put([structs.replace(record, directives=[first, structs.replace(second, restates=first.id)])])
    assert any(problem.startswith("orders:") for problem in written.verify())


def test_verify_of_nothing_says_so(press: "Press") -> None:
    press.written = [press.digests / "2025-06-10" / "digest.json"]
    [problem] = press.verify()
    assert "No such file" in problem
