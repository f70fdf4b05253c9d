"""Record folders of invented articles, made of sentences by the program itself, once a session."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.flow import Annotator
from pipeline.query.records import Records
from pipeline.schema import Article, Record
from pipeline.store.records import write_records

MAN = "Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát hồ sơ đất đai trước ngày 30/6."
DUNG = "Bà Lê Thị Dương, Giám đốc Sở Tài chính, yêu cầu các đơn vị sửa đường Hòa Lợi xong trong tháng 7."
COMMUNE = "Ông Nguyễn Văn Bình, Chủ tịch UBND xã, phát biểu tại buổi lễ."

ARTICLES = (
    Article(
        id="a1", text=f"{MAN}\nÔng Mẫn đi cùng bà Lê Thị Dương, Giám đốc Sở Tài chính.", title="Rà soát hồ sơ",
        published_at="2025-06-10T08:00:00+07:00", source="bao1", province="Hưng Yên",
    ),
    Article(id="a2", text=DUNG, title="Sửa đường", published_at="2025-06-11", source="bao1", province="Hưng Yên"),
    Article(id="a3", text=MAN, published_at="2025-06-12", source="bao2", province="Thái Bình", duplicate_of="a1"),
    Article(id="a4", text=COMMUNE, title="Lễ", published_at="2025-06-12", source="bao2", province="TP Hồ Chí Minh"),
    Article(id="a5", text=COMMUNE, published_at=None, source="bao3", province="TP Hồ Chí Minh"),
)  # fmt: skip


@pytest.fixture(scope="session")
def made(annotator: Annotator) -> list[Record]:
    outcomes = [annotator(article) for article in ARTICLES]
    assert all(isinstance(outcome, Record) for outcome in outcomes)
    return [outcome for outcome in outcomes if isinstance(outcome, Record)]


@pytest.fixture(scope="session")
def template(made: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    by_day: dict[str, list[Record]] = {}
    for record in made:
        by_day.setdefault(record.published_at[:10] if record.published_at else "undated", []).append(record)
    records = folder / "processed" / "records"
    records.mkdir(parents=True)
    for day, of_day in by_day.items():
        with (records / f"{day}.jsonl").open("wb") as file:
            write_records(file, of_day)
    runs = folder / "processed" / "runs"
    runs.mkdir()
    report = {
        "started": "2025-06-12T02-30-00", "version": "1", "night": "2025-06-12", "failed_sources": ["bao2"],
        "sources": {"bao1": {"found": 3, "parsed": 2}, "bao2": {"failed": 4}},
    }  # fmt: skip
    (runs / "2025-06-12T02-30-00.json").write_text(json.dumps(report), encoding="utf-8")
    return folder


@pytest.fixture
def data(template: Path, tmp_path: Path) -> Path:
    """A data folder of one's own with four days of records."""
    return Path(shutil.copytree(template, tmp_path / "data"))


@pytest.fixture
def day_file(data: Path) -> Callable[[str], Path]:
    return lambda day: data / "processed" / "records" / f"{day}.jsonl"


@pytest.fixture
def records(data: Path) -> Iterator[Records]:
    with Records(data) as opened:
        yield opened
