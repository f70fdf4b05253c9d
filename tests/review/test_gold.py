import msgspec
from msgspec import structs

from pipeline.evaluation.scorer import score
from pipeline.review.gold import gold_of
from pipeline.schema import Record
from pipeline.store.corrections import CORRECTED


def test_article_becomes_gold_once_all_its_directives_were_looked_at(record: Record) -> None:
    first, second = (structs.replace(one, rules=[CORRECTED]) for one in record.directives)
    half = structs.replace(record, directives=[first, record.directives[1]])
    whole = structs.replace(record, directives=[first, second])
    [line] = gold_of([record, half, whole])
    assert [one["action"] for one in line["directives"]] == [first.action.text, second.action.text]
    assert (line["id"], line["people"], line["dates"]) == (record.id, None, None)


def test_gold_of_a_record_is_what_the_scorer_finds_in_it(record: Record) -> None:
    whole = structs.replace(record, directives=[structs.replace(one, rules=[CORRECTED]) for one in record.directives])
    tally = score(gold_of([whole]), {record.id: msgspec.to_builtins(record)})
    measures = {row.measure: (row.f1, row.gold) for row in tally.rows()}
    assert measures["directives (complete)"] == (1.0, 2)
    assert "people" not in measures
    assert "dates (value)" not in measures
