"""The invented year is made of whole records, and of the same ones each time."""

from datetime import date
from pathlib import Path

from pipeline.evaluation.synthetic import World, write_article, write_year
from pipeline.store.records import check_record, read_records


def test_articles_are_whole_records_with_orders() -> None:
    world = World(seed=1)
    records = [write_article(world, number, date(2025, 6, 10)) for number in range(40)]
    for record in records:
        check_record(record)
    directives = [directive for record in records for directive in record.directives]
    assert 60 <= len(directives) <= 160
    assert any(directive.deadline for directive in directives)
    assert any(directive.addressees for directive in directives)
    assert any(record.documents for record in records)


def test_year_has_so_many_articles_and_the_same_ones_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_year(tmp_path / name, 20, seed=1)
    files = sorted((tmp_path / "one" / "processed" / "records").iterdir())
    assert sum(len(list(read_records(path))) for path in files) == 20
    for path in files:
        assert path.read_bytes() == (tmp_path / "two" / "processed" / "records" / path.name).read_bytes()
