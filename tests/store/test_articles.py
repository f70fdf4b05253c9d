import gzip
import io
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.schema import ArchivePlace, Article, Issue
from pipeline.store.articles import read_articles, vietnam_time, write_articles
from pipeline.urls import article_id

GOOD = '{"id": "1", "text": "Các xã báo cáo."}\n'.encode()
ARTICLE = Article(id="1", text="Các xã báo cáo.")


def read(path: Path, data: bytes) -> list[Article | Issue]:
    path.write_bytes(data)
    return list(read_articles(path))


def read_one(path: Path, **fields: Any) -> Article | Issue:
    (outcome,) = read(path, json.dumps(fields).encode())
    return outcome


@pytest.mark.parametrize("data", [GOOD, gzip.compress(GOOD), b"\xef\xbb\xbf" + GOOD, b"\n \n" + GOOD.strip()])
def test_articles_are_read_plain_and_gzipped(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path / "articles", data) == [ARTICLE]


@pytest.mark.parametrize("data", [GOOD, gzip.compress(GOOD)])
def test_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert list(read_articles(Path("-"))) == [ARTICLE]


def test_all_fields_of_an_article_come_back(tmp_path: Path) -> None:
    article = Article(
        id="1",
        text="Các xã báo cáo.\nHạn cuối là 30/6.",
        title="Báo cáo",
        published_at="2025-06-10T08:00:00+07:00",
        url="https://baohaibinh.example/tin.html",
        source="baohaibinh",
        province="Hải Bình",
        authors=["Hải Yến"],
        photographers=["Lê Cam"],
        section="Chính trị",
        archive=ArchivePlace("data/raw/baohaibinh/2025-06-10.warc.gz", 12),
        duplicate_of="2",
    )
    assert all(getattr(article, field) for field in article.__struct_fields__)
    path = tmp_path / "articles.jsonl"
    with path.open("wb") as file:
        assert write_articles(file, [article, ARTICLE]) == 2
    assert list(read_articles(path)) == [article, ARTICLE]


def test_text_and_title_are_normalised(tmp_path: Path) -> None:
    raw = unicodedata.normalize("NFD", "Ðảng ủy  xã\r\n\r\nhọp\u200b sáng nay")
    outcome = read_one(tmp_path / "a", id=7, text=raw, title=f" {raw}")
    assert outcome == Article(id="7", text="Đảng ủy xã\nhọp sáng nay", title="Đảng ủy xã\nhọp sáng nay")


def test_article_without_id_takes_the_id_of_its_url(tmp_path: Path) -> None:
    url = "https://BaoHaiBinh.example/tin.html#top"
    outcome = read_one(tmp_path / "a", url=url, text="x", id="")
    assert outcome == Article(id=article_id(url), text="x", url=url)


def test_fields_that_are_not_ours_are_let_be(tmp_path: Path) -> None:
    assert read_one(tmp_path / "a", id="1", text="x", people=[{"name": 1}]) == Article(id="1", text="x")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"not json", "JSON is malformed"),
        (b'{"id": "2", "text": "a', "JSON is malformed"),
        (b"[1]", "Expected `object`, got `array`"),
        (b'{"id": "2"}', "missing required field `text`"),
        (b'{"id": "2", "text": " \\n\\u200b "}', "no text"),
        (b'{"id": "2", "text": null}', r"at `\$.text`"),
        (b'{"text": "a"}', "neither `id` nor `url`"),
        (b'{"url": "baohaibinh.example", "text": "a"}', "`url` is not an http"),
        (b'{"id": "2", "text": "a\xff"}', "not UTF-8: byte 22 of the line is 0xff"),
        (b'{"id": "2", "x": "\xe1\xba", "text": "a"}', "not UTF-8: byte 18 of the line is 0xe1"),
        (
            b'{"id": "2", "text": "a", "published_at": "6/31/2025"}',
            "`published_at` is no date .*'6/31/2025'",
        ),
        (b'{"id": "2", "text": "a", "published_at": "2025-02-30"}', "`published_at`"),
        (b'{"id": "2", "text": "a", "published_at": "0001-01-01T00:00+09:00"}', "`published_at`"),
        (b'{"id": "2", "text": "a", "published_at": 2025}', r"at `\$.published_at`"),
        (b'{"id": "2", "text": "a", "authors": "A"}', r"at `\$.authors`"),
        (b'{"id": "2", "text": "a", "x": ' + b"[" * 100_000, "recursion"),
    ],
)
def test_line_that_cannot_be_used_is_an_issue_and_the_others_go_on(tmp_path: Path, line: bytes, message: str) -> None:
    before, issue, after = read(tmp_path / "articles.jsonl", GOOD + line + b"\n" + GOOD)
    assert before == after == ARTICLE
    assert isinstance(issue, Issue)
    assert (issue.stage, issue.kind) == ("annotate", "bad_input")
    assert re.search(rf"articles\.jsonl:2: .*{message}", issue.message)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\0\0\0", "a binary file"),
        (GOOD.decode().encode("utf-16"), "a binary file"),
        (gzip.compress(bytes(range(256))), "a binary file"),
        (gzip.compress(GOOD * 9)[:-9], "Compressed file ended before"),
        (gzip.compress(GOOD)[:3], "Compressed file ended before"),
        (gzip.compress(GOOD)[:-8] + bytes(8), "CRC check failed"),
        (gzip.compress(GOOD)[:10] + b"\xff" * 40, "Error -3 while decompressing"),
    ],
)
def test_file_that_is_broken_or_no_text_is_an_input_error(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=rf"articles: {message}"):
        read(tmp_path / "articles", data)


def test_articles_before_the_break_of_a_file_are_given(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": "%d", "text": "a"}\n' % number for number in range(50_000))
    path = tmp_path / "articles.gz"
    path.write_bytes(gzip.compress(lines)[:-100])
    articles = read_articles(path)
    assert next(articles) == Article(id="0", text="a")
    with pytest.raises(InputError, match="Compressed file ended before"):
        list(articles)


@pytest.mark.parametrize(("name", "message"), [("none.jsonl", "No such file"), ("", "Is a directory")])
def test_file_that_cannot_be_opened_is_an_input_error(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(read_articles(tmp_path / name))


def test_empty_file_has_no_articles(tmp_path: Path) -> None:
    assert read(tmp_path / "articles", b"") == []


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-06-10", "2025-06-10"),
        (" 2025-06-10 ", "2025-06-10"),
        ("2025-06-10T08:30", "2025-06-10T08:30:00+07:00"),
        ("2025-06-10T08", "2025-06-10T08:00:00+07:00"),
        ("2025-06-10 08:30:15.250", "2025-06-10T08:30:15+07:00"),
        ("2025-06-10T08:30:00+07:00", "2025-06-10T08:30:00+07:00"),
        ("2025-06-10T20:30:00Z", "2025-06-11T03:30:00+07:00"),
        ("2025-06-10T20:30:00-0500", "2025-06-11T08:30:00+07:00"),
        ("10/6/2025", "2025-06-10"),
        ("5/11/2013 7:30", "2013-11-05T07:30:00+07:00"),
    ],
)
def test_vietnam_time_is_iso_in_the_time_of_vietnam(moment: str, expected: str) -> None:
    assert vietnam_time(moment) == expected
    assert vietnam_time(expected) == expected


@pytest.mark.parametrize("moment", ["", "6/31/2025", "10/6", "2025-13-01", "hôm nay", "9999-12-31T23:59-08:00"])
def test_vietnam_time_refuses_what_is_no_time(moment: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|month|calendar"):
        vietnam_time(moment)
