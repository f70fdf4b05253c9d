import resource
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from pipeline.archive import Archive
from pipeline.crawl import sole_writer
from pipeline.errors import ChidaoError, ContractError
from pipeline.flow import Annotator
from pipeline.forgotten import FILE, Forgotten
from pipeline.runners import reannotate
from pipeline.runners.processes import annotate_articles
from pipeline.runners.reannotate import Reannotation, article_of_record
from pipeline.runners.staging import Staging
from pipeline.schema import Article, Issue, RawPage, Record
from pipeline.settings import Folders
from pipeline.store import RecordStore, read_records
from pipeline.store.duplicates import DuplicateIndex
from pipeline.urls import article_id

TEXT = "Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát hồ sơ trước ngày 30/6."
HEAD = "<html><head><title>Họp {0}</title></head><body><h1>Họp {0}</h1>"
PAGE = f"{HEAD}<article><p>{TEXT * 4}</p></article></body></html>"


def make(annotator: Annotator, key: str, day: str | None) -> Record:
    record = annotator(Article(id=key, text=TEXT, published_at=day))
    assert isinstance(record, Record)
    return record


@pytest.fixture
def folders(tmp_path: Path, annotator: Annotator) -> Folders:
    """Records of three days, all without the directives that today's rules find."""
    folders = Folders(tmp_path / "data")
    records = [make(annotator, f"{day}{n}", f"2025-06-1{day}") for day in range(3) for n in range(2)]
    RecordStore(folders.records).put(structs.replace(record, directives=[]) for record in records)
    return folders


def all_in(folder: Path) -> dict[str, Record]:
    return {record.id: record for path in sorted(folder.glob("*.jsonl")) for record in read_records(path)}


def work(folders: Folders, origin: reannotate.Origin = "records", **options: object) -> Reannotation:
    return Reannotation(folders, {}, origin=origin, workers=1, **options)  # type: ignore[arg-type]


def test_all_records_are_made_again_and_the_old_ones_kept(folders: Folders) -> None:
    old = all_in(folders.records)
    done = work(folders).run()
    assert (done.records, done.kept, done.resumed) == (6, 0, 0)
    assert all(record.directives for record in all_in(folders.records).values())
    assert all_in(folders.records.with_name("records.old")) == old
    assert {path.name for path in folders.records.parent.iterdir()} == {"records", "records.old"}


def test_run_that_was_ended_is_taken_up_where_it_was(folders: Folders) -> None:
    """Ended in the middle of the third file: two are done; the old records are as they were until all are."""
    steps: Iterator[int] = iter(range(100))

    def end() -> None:
        if next(steps) == 4:
            raise KeyboardInterrupt

    old = all_in(folders.records)
    with pytest.raises(KeyboardInterrupt):
        work(folders, step=end).run()
    assert all_in(folders.records) == old
    done = work(folders).run()
    assert (done.resumed >= 2, done.records) == (True, 6)
    assert all(record.directives for record in all_in(folders.records).values())


def test_other_rules_begin_anew(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    with sole_writer(folders.data), pytest.raises(ChidaoError, match="another run"):
        work(folders).run()
    monkeypatch.setattr("pipeline.runners.staging.rules_digest", lambda: "other rules")
    assert work(folders).run().resumed == 0


def test_what_the_nightly_job_changed_meanwhile_is_in_the_new_records(folders: Folders, annotator: Annotator) -> None:
    with sole_writer(folders.data), pytest.raises(ChidaoError, match="another run"):
        work(folders).run()
    late = make(annotator, "late", "2025-06-11")
    RecordStore(folders.records).put([late])
    RecordStore(folders.records).remove(["00", "01"])
    done = work(folders).run()
    assert sorted(all_in(folders.records)) == ["10", "11", "20", "21", "late"]
    assert done.records == 5


def test_record_on_which_the_rules_fail_stays_as_it_was(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    real = annotate_articles

    def fail(items: Iterator[Article], workers: int | None) -> Iterator[Record | Issue]:
        for outcome in real(items, workers=workers):
            failed = isinstance(outcome, Record) and outcome.id == "10"
            yield Issue(stage="annotate", kind="KeyError", message="10: broken") if failed else outcome

    monkeypatch.setattr(reannotate, "annotate_articles", fail)
    issues: list[Issue] = []
    done = work(folders, note=issues.append).run()
    assert (done.records, done.kept, len(issues)) == (6, 1, 1)
    assert [key for key, record in all_in(folders.records).items() if not record.directives] == ["10"]


def test_two_at_a_time_are_refused(folders: Folders) -> None:
    with Staging(folders.records.with_name("records.new.records.sqlite")), pytest.raises(ChidaoError, match="already"):
        work(folders).run()


def test_broken_file_is_named_and_nothing_is_changed(folders: Folders) -> None:
    path = folders.records / "2025-06-11.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ContractError, match=r"2025-06-11\.jsonl:1: "):
        work(folders).run()
    assert path.read_text(encoding="utf-8") == "{}\n"


def archived(folders: Folders, *pages: tuple[int, str]) -> None:
    archive = Archive(folders.data)
    for number, body in pages:
        archive.append(
            RawPage(
                url=f"http://bao.example/tin-post{number}.html",
                body=body.encode(),
                source="bao",
                headers={"content-type": "text/html; charset=utf-8"},
                fetched_at="2025-06-12T00:00:00Z",
            )
        )


def test_archive_gives_the_last_version_of_each_page_and_the_records_the_rest(folders: Folders) -> None:
    archived(folders, (1, PAGE.format("một")), (2, PAGE.format("bàn việc thứ hai")), (1, PAGE.format("một, đã sửa")))
    done = work(folders, "archive").run()
    records = all_in(folders.records)
    assert done.records == len(records) == 8
    assert sorted(record.title for record in records.values() if record.title) == [
        "Họp bàn việc thứ hai",
        "Họp một, đã sửa",
    ]


def test_page_that_is_no_article_by_the_new_rules_leaves_the_records(folders: Folders) -> None:
    archived(folders, (1, PAGE.format("một")), (2, "<html><body><p>Không tìm thấy trang</p></body></html>"))
    work(folders, "archive").run()
    [one] = [record for record in all_in(folders.records).values() if record.url]
    gone = structs.replace(one, id="", url="http://bao.example/tin-post2.html")
    RecordStore(folders.records).put([structs.replace(gone, id=article_id(gone.url or ""))])
    issues: list[Issue] = []
    work(folders, "archive", note=issues.append).run()
    assert [record.id for record in all_in(folders.records).values() if record.url] == [one.id]
    assert [issue.kind for issue in issues] == ["not_an_article"]


def originals(folder: Path) -> dict[str, str | None]:
    return {key: record.duplicate_of for key, record in all_in(folder).items()}


@pytest.mark.parametrize("origin", ["archive", "records"])
def test_duplicates_are_found_anew(folders: Folders, annotator: Annotator, origin: reannotate.Origin) -> None:
    other = annotator(Article(id="x", text=f"{TEXT} Việc này không gấp.", published_at="2025-06-10"))
    assert isinstance(other, Record)
    RecordStore(folders.records).put([structs.replace(other, duplicate_of="00")])
    work(folders, origin).run()
    assert originals(folders.records) == {"00": None, "x": None} | dict.fromkeys(["01", "10", "11", "20", "21"], "00")
    with DuplicateIndex(folders.duplicates) as index:
        index.add([(structs.replace(other, id="y"), date(2025, 6, 20))])
        assert [(settled.id, settled.duplicate_of) for settled in index.settle()] == [("y", "x")]


def test_duplicates_of_nights_that_are_known_stay_with_them(folders: Folders, tmp_path: Path) -> None:
    nights = {"21": date(2025, 6, 12), "00": date(2025, 6, 13)}
    records = all_in(folders.records)
    RecordStore(folders.records).remove(records.keys() - nights.keys())
    with DuplicateIndex(folders.duplicates) as index:
        index.add((records[key], night) for key, night in nights.items())
    before = folders.duplicates.read_bytes()
    work(folders, into=tmp_path / "new").run()
    assert originals(tmp_path / "new") == {"00": "21", "21": None}
    assert folders.duplicates.read_bytes() == before
    for _ in range(2):
        work(folders).run()
        assert originals(folders.records) == {"00": "21", "21": None}
    assert sorted(path.name for path in folders.data.iterdir()) == ["crawl.lock", "duplicates.sqlite", "processed"]


def test_duplicates_of_a_forgotten_article_are_articles_of_their_own(folders: Folders) -> None:
    archived(folders, (1, PAGE.format("một")), (2, PAGE.format("một")))
    forgotten = Forgotten("bao.example/tin-post1.html", "Vĩnh An", "2025-06-13T00:00:00+07:00")
    (folders.data / FILE).write_bytes(msgspec.json.encode(forgotten))
    work(folders, "archive").run()
    assert [record.duplicate_of for record in all_in(folders.records).values() if record.url] == [None]


def test_into_another_folder_leaves_the_records_alone(folders: Folders, tmp_path: Path) -> None:
    old = all_in(folders.records)
    with sole_writer(folders.data):
        work(folders, into=tmp_path / "new").run()
    assert all_in(folders.records) == old
    assert all(record.directives for record in all_in(tmp_path / "new").values())
    assert list(tmp_path.glob("new.*")) == []


def test_exchange_that_was_killed_in_the_middle_is_finished_by_whoever_opens_the_store(folders: Folders) -> None:
    old = all_in(folders.records)
    folders.records.rename(folders.records.with_name("records.next"))
    store = RecordStore(folders.records)
    assert all_in(folders.records) == old
    assert store.remove(["00"]) == 1


def test_article_of_a_record_is_the_one_it_was_made_from(annotator: Annotator) -> None:
    article = Article(id="a", text=TEXT, title="T", published_at="2025-06-10", authors=["A"], province="Hải Bình")
    record = annotator(article)
    assert isinstance(record, Record)
    assert article_of_record(record) == article


def test_disk_that_is_full_is_told(folders: Folders) -> None:
    size = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, size[1]))
    try:
        with pytest.raises((ChidaoError, OSError)):
            work(folders).run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, size)
    assert work(folders).run().records == 6


def test_folder_that_cannot_be_written_is_told(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises((ChidaoError, OSError)):
        work(folders, into=tmp_path / "file" / "new").run()
