"""The floors under the extraction, on the project's own gold; they only rise."""

from pathlib import Path

import msgspec

from pipeline.evaluation.floors import below_floor, gold_digest, read_floors
from pipeline.evaluation.scorer import score
from pipeline.flow import Annotator
from pipeline.schema import Article, Record
from pipeline.store.articles import read_articles
from pipeline.store.records import read_objects


def test_extraction_stays_above_its_floors(annotator: Annotator, gold_file: Path) -> None:
    records = {}
    for article in read_articles(gold_file):
        assert isinstance(article, Article)
        record = annotator(article)
        assert isinstance(record, Record)
        records[record.id] = msgspec.to_builtins(record)
    tally = score([item for _, item in read_objects(gold_file)], records)
    floors = read_floors(gold_file.with_name("floors.toml"))
    assert below_floor(tally.rows(), floors, gold_digest(gold_file)) == []
