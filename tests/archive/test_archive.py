import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive import Archive, read_warc
from pipeline.errors import InputError
from pipeline.schema import ArchivePlace, RawPage


def page(number: int, source: str = "songdai") -> RawPage:
    return RawPage(
        url=f"http://bao{source}.example/tin-post{number}.html",
        body=f"<p>Bản tin số {number}</p>".encode() * 50,
        source=source,
        headers={"content-type": "text/html", "etag": f'"{number}"'},
        fetched_at="2026-11-23T15:00:00Z",
    )


def pages_in(file: Path) -> list[RawPage]:
    """The pages of a file of the archive, each with its place."""
    return list(read_warc(file, name=file.relative_to(file.parents[2]).as_posix()))


def kinds(file: Path) -> list[str]:
    with file.open("rb") as stream:
        return [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]


def test_append_gives_the_place_from_which_the_page_comes_back(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    kept = [archive.append(page(number)) for number in range(3)]
    assert kept[0].archive == ArchivePlace("raw/songdai/2026-11-23.warc.gz", 0)
    assert [archive.fetch(one.archive) for one in reversed(kept) if one.archive] == kept[::-1]
    assert pages_in(tmp_path / "raw/songdai/2026-11-23.warc.gz") == kept


def test_append_keeps_sources_and_nights_apart(tmp_path: Path) -> None:
    Archive(tmp_path).append(page(1))
    Archive(tmp_path, night=date(2026, 11, 22)).append(page(2))
    Archive(tmp_path).append(page(3, "songngan"))
    files = sorted(file.relative_to(tmp_path / "raw").as_posix() for file in tmp_path.rglob("*.warc.gz"))
    assert files == [
        "songdai/2026-11-22.warc.gz",
        "songdai/2026-11-23.warc.gz",
        "songngan/2026-11-23.warc.gz",
    ]


def test_append_keeps_awkward_headers_bodies_and_statuses(tmp_path: Path) -> None:
    awkward = structs.replace(
        page(1), body=bytes(range(256)), status=299, headers={"x-title": "Tỉnh Sông Dài", "x-latin": "\xe9"}
    )
    kept = Archive(tmp_path).append(awkward)
    assert kept.archive is not None
    again = Archive(tmp_path).fetch(kept.archive)
    assert (again.body, again.status) == (awkward.body, 299)


def test_append_refuses_a_page_without_source_or_time(tmp_path: Path) -> None:
    for field in ("source", "fetched_at"):
        with pytest.raises(ValueError, match="can't be archived"):
            Archive(tmp_path).append(structs.replace(page(1), **{field: None}))


@pytest.mark.parametrize("cut", [1, 9, 100, -1])
def test_a_record_cut_off_by_a_kill_is_mended_at_the_next_append(tmp_path: Path, cut: int) -> None:
    first = Archive(tmp_path).append(page(1))
    file = tmp_path / "raw/songdai/2026-11-23.warc.gz"
    whole = file.read_bytes()
    Archive(tmp_path).append(page(2))
    torn = file.read_bytes()[len(whole) :][:cut]
    file.write_bytes(whole + torn)

    assert pages_in(file)[:1] == [first]
    third = Archive(tmp_path).append(page(3))
    assert pages_in(file) == [first, third]
    assert kinds(file) == ["response", "response"]
    assert file.with_name(f"{file.name}.cut-off-{len(whole)}").read_bytes() == torn


def test_damage_that_is_no_gzip_is_kept_beside_the_file(tmp_path: Path) -> None:
    first = Archive(tmp_path).append(page(1))
    file = tmp_path / "raw/songdai/2026-11-23.warc.gz"
    length = file.stat().st_size
    file.write_bytes(file.read_bytes() + bytes(4096))
    second = Archive(tmp_path).append(page(2))
    assert pages_in(file) == [first, second]
    assert file.with_name(f"{file.name}.cut-off-{length}").read_bytes() == bytes(4096)


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Archive(tmp_path)
    first = kept.append(page(1))

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="No space left"):
            kept.append(page(2))
    third = kept.append(page(3))
    assert pages_in(tmp_path / "raw/songdai/2026-11-23.warc.gz") == [first, third]


def test_revisits_are_written_and_passed_over_in_reading(tmp_path: Path) -> None:
    kept = Archive(tmp_path)
    first = kept.append(page(1))
    kept.append_revisit(structs.replace(page(1), status=304, body=b""), "not-modified")
    kept.append_revisit(page(1), "same-payload")
    aside = tmp_path / "raw/songdai/2026-11-23.aside.warc.gz"
    assert kinds(aside) == ["revisit", "revisit"]
    assert pages_in(aside) == []
    assert list(kept.pages_after("songdai", None)) == [first]
    assert aside.stat().st_size < 2 * len(page(1).body)


def test_asides_are_kept_and_passed_over_in_reading(tmp_path: Path) -> None:
    kept = Archive(tmp_path)
    kept.append_aside(page(1), "list")
    first = kept.append(page(2))
    kept.append_aside(structs.replace(page(3), status=404, body=b""), "refused", truncated=True)
    aside = tmp_path / "raw/songdai/2026-11-23.aside.warc.gz"
    with aside.open("rb") as stream:
        found = [
            (
                record.http_headers.get_statuscode(),
                *map(record.rec_headers.get_header, ("X-Chidao-Aside", "WARC-Truncated")),
            )
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert found == [("200", "list", None), ("404", "refused", "length")]
    assert pages_in(aside) == []
    assert list(kept.pages_after("songdai", None)) == [first]


def test_a_page_has_the_same_place_whenever_it_was_fetched_and_however_often_lists_were(tmp_path: Path) -> None:
    def places(folder: Path, hour: int) -> list[ArchivePlace | None]:
        kept = Archive(folder)
        found = []
        for number in range(20):
            clock = f"{hour:02}:{(37 * number) % 60:02}:{(11 * number) % 60:02}"
            headers = {"date": f"Mon, 23 Nov 2026 {clock} GMT"}
            fetched = structs.replace(page(number), fetched_at=f"2026-11-23T{clock}Z", headers=headers)
            kept.append_aside(fetched, "list") if (number + hour) % 3 else None
            found.append(kept.append(fetched).archive)
        return found

    assert places(tmp_path / "one", 1) == places(tmp_path / "other", 23)


def test_pages_after_gives_what_is_behind_a_place(tmp_path: Path) -> None:
    kept = [Archive(tmp_path, night=date(2026, 11, day)).append(page(day)) for day in (20, 21, 21, 22)]
    kept.append(Archive(tmp_path).append(page(1)))
    assert list(Archive(tmp_path).pages_after("songdai", None)) == kept
    assert list(Archive(tmp_path).pages_after("songdai", kept[1].archive)) == kept[2:]
    assert list(Archive(tmp_path).pages_after("songdai", kept[4].archive)) == []
    assert list(Archive(tmp_path).pages_after("songngan", None)) == []


def test_pages_after_counts_no_record_that_the_next_append_would_cut_off(tmp_path: Path) -> None:
    first = Archive(tmp_path).append(page(1))
    Archive(tmp_path).append(page(2))
    file = tmp_path / "raw/songdai/2026-11-23.warc.gz"
    file.write_bytes(file.read_bytes()[:-1])
    kept = Archive(tmp_path)
    assert list(kept.pages_after("songdai", None)) == [first]
    assert list(kept.pages_after("songdai", first.archive)) == []


def test_fetch_says_that_there_is_no_page(tmp_path: Path) -> None:
    kept = Archive(tmp_path).append(page(1))
    assert kept.archive is not None
    end = (tmp_path / kept.archive.file).stat().st_size
    for place in (ArchivePlace(kept.archive.file, end), ArchivePlace("raw/songdai/none.warc.gz", 0)):
        with pytest.raises(InputError, match="songdai"):
            Archive(tmp_path).fetch(place)


def test_several_threads_append_to_one_file(tmp_path: Path) -> None:
    kept = Archive(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        placed = list(pool.map(lambda number: kept.append(page(number)), range(40)))
    found = pages_in(tmp_path / "raw/songdai/2026-11-23.warc.gz")
    assert sorted(found, key=lambda one: one.url) == sorted(placed, key=lambda one: one.url)
