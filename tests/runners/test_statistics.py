"""Figures by source and year, for people and programs."""

import json
from pathlib import Path

from pipeline.flow import Annotator
from pipeline.runners.statistics import Row, Statistics
from pipeline.schema import Article, Issue

ORDER = "Ông Lò Văn Én, Chủ tịch UBND xã Núi Cao, yêu cầu Công an xã báo cáo trước ngày 30/6."


def article(source: str | None, published_at: str | None) -> Article:
    return Article(id="a", text=ORDER, source=source, published_at=published_at)


def counted(annotator: Annotator) -> Statistics:
    statistics = Statistics()
    outcomes = [
        annotator(article("nuicao", "2024-12-31T23:59:59+07:00")),
        annotator(article("nuicao", "2025-01-01")),
        article("nuicao", "2025-06-10"),
        Issue(stage="parse", kind="not_an_article", message="a list", source="nuicao"),
        Issue(stage="parse", kind="bad_input", message="empty"),
        article("bao", None),
    ]
    assert list(statistics.count(outcomes)) == outcomes
    return statistics


def test_figures_are_counted_by_source_and_year(annotator: Annotator) -> None:
    length = len(ORDER)
    assert counted(annotator).rows == [
        Row("bao", None, articles=1, characters=length),
        Row("nuicao", "2024", articles=1, characters=length, directives=1),
        Row("nuicao", "2025", articles=2, characters=2 * length, directives=1),
        Row("nuicao", None, not_articles=1),
        Row(None, None, failed=1),
    ]


def test_table_has_a_line_for_each_row_and_one_for_all(annotator: Annotator) -> None:
    lines = counted(annotator).table().splitlines()
    assert [line.split()[:2] for line in lines[1:-1]] == [
        ["bao", "-"],
        ["nuicao", "2024"],
        ["nuicao", "2025"],
        ["nuicao", "-"],
        ["-", "-"],
    ]
    assert lines[-1].split() == ["all", "4", str(4 * len(ORDER)), "2", "1", "1"]
    assert len({len(line) for line in lines}) == 1


def test_figures_counted_elsewhere_are_added(annotator: Annotator) -> None:
    once, twice = counted(annotator), counted(annotator)
    twice.add(once.rows)
    assert [row.articles for row in twice.rows] == [2 * row.articles for row in once.rows]


def test_rows_are_written_as_json(annotator: Annotator, tmp_path: Path) -> None:
    counted(annotator).write(tmp_path / "statistics.json")
    rows = json.loads((tmp_path / "statistics.json").read_bytes())
    assert [Row(**row) for row in rows] == counted(annotator).rows
