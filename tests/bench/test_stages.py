from pathlib import Path

import pytest

from pipeline.bench.stages import END_TO_END, EXTRACT, NER, PARSE, WHOLE, WORDS, time_articles, time_pages
from pipeline.errors import InputError
from pipeline.parse.read import read_pages
from pipeline.schema import Article, RawPage

ARTICLE = Article(
    id="a1",
    text="Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát theo Chỉ thị 19/CT-TTg trước ngày 30/6.",
    published_at="2025-06-10",
)
OF_WHOLE = {"segment", "roles", "people", "dates", "documents", "directives", "summary", "record"}


@pytest.fixture(scope="module")
def pages(sample: Path) -> list[RawPage]:
    portal = sample / "sites" / "songthuong.gov.example"
    return [read.page for read in read_pages([portal]) if isinstance(read.page, RawPage)]


def test_every_stage_is_timed_beside_word_segmentation() -> None:
    speeds = {speed.name: speed for speed in time_articles([ARTICLE], rounds=2)}
    assert speeds.keys() >= OF_WHOLE | {WHOLE, WORDS, NER, "duplicates"}
    assert all(
        min(speed.articles_per_second, speed.characters_per_second, speed.ratio) > 0 for speed in speeds.values()
    )
    assert speeds[WORDS].ratio == 1
    parts = speeds.keys() - {WHOLE, WORDS, NER, "duplicates"}
    assert sum(speeds[name].ratio for name in parts) == pytest.approx(speeds[WHOLE].ratio, abs=0.1)


def test_pages_are_timed_from_the_archive_to_the_record(pages: list[RawPage]) -> None:
    speeds = {speed.name: speed for speed in time_pages(pages[:3], rounds=1)}
    assert speeds.keys() == {PARSE, EXTRACT, END_TO_END, WORDS}
    assert speeds[PARSE].ratio < speeds[END_TO_END].ratio


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to measure"):
        time_articles([], rounds=1)
    with pytest.raises(InputError, match="nothing to measure"):
        time_pages([RawPage(url="", body=b"<p>M</p>")], rounds=1)
