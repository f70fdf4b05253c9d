"""Records made by the program itself, of invented articles."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.flow import Annotator
from pipeline.schema import Article, Record
from pipeline.store import RecordStore

LEAD = "Sáng 10/6, UBND tỉnh Hải Bình họp bàn về tiến độ các dự án."
ORDER = "Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát hồ sơ trước ngày 30/6."
OTHER = "Ông Mẫn giao Sở Tài chính bố trí kinh phí trong tháng 7."

MakeRecord = Callable[..., Record]


@pytest.fixture(scope="session")
def read(annotator: Annotator) -> MakeRecord:
    """The record of an article with these paragraphs."""

    def annotate(*paragraphs: str, key: str = "a1") -> Record:
        article = Article(id=key, text="\n".join(paragraphs), title="Họp", published_at="2025-06-10", url=None)
        record = annotator(article)
        assert isinstance(record, Record), record
        return record

    return annotate


@pytest.fixture
def record(read: MakeRecord) -> Record:
    """Two orders: of Sở Nội vụ, and of Sở Tài chính."""
    made = read(LEAD, ORDER, OTHER)
    assert len(made.directives) == 2
    return made


@pytest.fixture
def store(tmp_path: Path, record: Record) -> RecordStore:
    store = RecordStore(tmp_path / "data" / "processed" / "records")
    store.put([record])
    return store
