from pathlib import Path

from pipeline.archive import Archive
from pipeline.parse.article import MAX_BYTES
from pipeline.parse.read import read_pages
from pipeline.schema import Issue, RawPage


def test_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    for name in ("b.html", "a/c.htm", "a/b.HTML", "a/notes.md", "d.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name)
    read = list(read_pages([tmp_path]))
    assert [file.name for file, _ in read] == ["b.HTML", "c.htm", "b.html", "d.txt"]
    pages = [page for _, page in read if isinstance(page, RawPage)]
    assert [page.body.decode() for page in pages] == ["a/b.HTML", "a/c.htm", "b.html", "d.txt"]
    assert [page.headers.get("content-type") for page in pages] == [None, None, None, "text/plain"]


def test_missing_and_too_large_files_are_issues_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Một</p>")
    with (tmp_path / "b.html").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    inputs = [tmp_path / "x.html", tmp_path / "a.html", tmp_path / "b.html"]
    read = {path.name: page for path, page in read_pages(inputs)}
    missing, kept, large = read["x.html"], read["a.html"], read["b.html"]
    assert isinstance(missing, Issue)
    assert missing.message == f"{tmp_path / 'x.html'}: No such file or directory"
    assert isinstance(kept, RawPage)
    assert isinstance(large, Issue)
    assert f"more than {MAX_BYTES}" in large.message


def test_folder_without_pages_is_an_issue(tmp_path: Path) -> None:
    ((_, issue),) = read_pages([tmp_path])
    assert isinstance(issue, Issue)
    assert "no pages" in issue.message


def test_archive_gives_its_pages_with_their_places(tmp_path: Path) -> None:
    page = RawPage(
        url="http://bao.example/tin-1.html",
        body=b"<p>M</p>",
        source="mau",
        headers={"content-type": "text/html"},
        fetched_at="2026-10-12T20:00:00Z",
    )
    Archive(tmp_path).append(page)
    file = tmp_path / "raw/mau/2026-10-12.warc.gz"
    ((where, read),) = read_pages([file])
    assert where == file
    assert isinstance(read, RawPage)
    assert (read.url, read.body, read.source, read.fetched_at) == (
        page.url,
        page.body,
        "mau",
        page.fetched_at,
    )
    assert read.archive is not None
    assert read.archive.offset == 0


def test_file_that_is_no_warc_is_an_issue(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"<html>" * 100)
    ((where, issue),) = read_pages([tmp_path / "a.warc.gz"])
    assert where == tmp_path / "a.warc.gz"
    assert isinstance(issue, Issue)
    assert issue.stage == "parse"


def test_archive_that_was_cut_off_gives_its_whole_pages_and_an_issue(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for number in (1, 2):
        archive.append(
            RawPage(
                url=f"http://bao.example/tin-{number}.html",
                body=b"<p>M</p>",
                source="mau",
                headers={"content-type": "text/html"},
                fetched_at="2026-10-12T20:00:00Z",
            )
        )
    file = tmp_path / "raw/mau/2026-10-12.warc.gz"
    file.write_bytes(file.read_bytes()[:-20])
    first, last = (read.page for read in read_pages([file]))
    assert isinstance(first, RawPage)
    assert first.url == "http://bao.example/tin-1.html"
    assert isinstance(last, Issue)
    assert "cut off" in last.message
