"""`chidao parse`: one article a page, a line for each page that can't be read, whatever the page is."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.archive import Archive
from pipeline.schema import RawPage

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

BIG = 50 << 20
FETCHED = "2025-06-10T10:00:00+07:00"
PAGE = """<html><head><meta charset="utf-8"><title>{title}</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{title}",
"datePublished": "2025-06-10T08:00:00+07:00"}}</script></head>
<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"""
PARAGRAPH = (
    "<p>Sáng 10/6, đồng chí Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát toàn bộ hồ sơ, báo cáo "
    "UBND tỉnh trước ngày 30/6 và công khai kết quả để người dân theo dõi.</p>\n"
)


def page(title: str = "Rà soát toàn bộ hồ sơ trước ngày 30/6", paragraphs: int = 4) -> bytes:
    return PAGE.format(title=title, paragraphs=PARAGRAPH * paragraphs).encode()


def test_parse_gives_one_object_an_article_with_the_file_it_came_from(
    chidao: "Chidao", sample: Path, gold_file: Path, tmp_path: Path
) -> None:
    output = tmp_path / "articles.jsonl"
    done = chidao("parse", sample / "sites", "-o", output)
    assert done.returncode == 0
    articles = [json.loads(line) for line in output.read_bytes().splitlines()]
    assert all(next((sample / "sites").rglob(article["file"])).is_file() for article in articles)
    gold = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines()]
    assert {article["text"] for article in gold} <= {article["text"] for article in articles}
    told = Counter(json.loads(line)["kind"] for line in Path(f"{output}.issues.jsonl").read_bytes().splitlines())
    assert told.keys() == {"not_an_article"}
    assert f"{len(articles)} articles, {told['not_an_article']} no articles, 0 not read" in done.stderr


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the page is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "the page is binary, not HTML"),
        (b"%PDF-1.7\n1 0 obj\n", "the page is binary, not HTML"),
        (page()[:900], "the page is cut off within its text"),
        (None, "No such file or directory"),
    ],
)
def test_page_that_cannot_be_read_is_told_and_the_others_go_on(
    content: bytes | None, reason: str, chidao: "Chidao", tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.html", tmp_path / "good.html"
    if content is not None:
        bad.write_bytes(content)
    good.write_bytes(page())
    done = chidao("parse", bad, good)
    assert done.returncode == 1
    told, summary = done.stderr.splitlines()
    assert told.endswith(f"bad.html: {reason}")
    assert summary == "1 articles, 0 no articles, 1 not read"
    assert json.loads(done.stdout)["file"] == "good.html"


def test_page_of_50_mb_is_refused(chidao: "Chidao", tmp_path: Path) -> None:
    huge, good = tmp_path / "huge.html", tmp_path / "good.html"
    huge.write_bytes(page(paragraphs=BIG // len(PARAGRAPH.encode())))
    good.write_bytes(page())
    done = chidao("parse", huge, good)
    assert done.returncode == 1
    assert f"{huge}: the page has {huge.stat().st_size} bytes, more than " in done.stderr
    assert json.loads(done.stdout)["file"] == "good.html"


def test_folder_without_pages_is_told(chidao: "Chidao", tmp_path: Path) -> None:
    done = chidao("parse", tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{tmp_path}: the folder holds no pages",
        "0 articles, 0 no articles, 1 not read",
    ]


def test_parse_refuses_to_write_over_a_page(chidao: "Chidao", tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page())
    done = chidao("parse", path, "-o", path)
    assert done.returncode == 2
    assert "is also an input" in done.stderr
    assert path.read_bytes() == page()


def test_parse_reads_what_the_archive_holds(chidao: "Chidao", tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    url = "http://baosongthuong.example/ra-soat-ho-so-post1.html"
    archive.append(RawPage(url=url, body=page(), source="songthuong", fetched_at=FETCHED))
    done = chidao("parse", tmp_path / "raw")
    assert done.returncode == 0
    assert json.loads(done.stdout)["url"] == url


def test_warc_that_breaks_off_gives_the_pages_before_the_break(chidao: "Chidao", tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for number in range(3):
        url = f"http://baosongthuong.example/ra-soat-ho-so-post{number}.html"
        body = page(f"Rà soát hồ sơ lần thứ {number} trước ngày 30/6")
        archive.append(RawPage(url=url, body=body, source="songthuong", fetched_at=FETCHED))
    (warc,) = (tmp_path / "raw").rglob("*.warc.gz")
    warc.write_bytes(warc.read_bytes()[:-200])
    done = chidao("parse", warc)
    assert [json.loads(line)["url"][-6] for line in done.stdout.splitlines()] == ["0", "1"]


def test_file_that_is_no_warc_is_told_and_the_others_go_on(chidao: "Chidao", tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.warc.gz", tmp_path / "good.html"
    bad.write_bytes(b"no WARC\n" * 100)
    good.write_bytes(page())
    done = chidao("parse", bad, good)
    assert done.returncode == 1
    told, summary = done.stderr.splitlines()
    assert told.startswith(f"{bad}: can't be read as WARC")
    assert summary == "1 articles, 0 no articles, 1 not read"
