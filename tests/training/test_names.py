"""Names made up for training."""

from random import Random

import pytest

from pipeline.annotate.grammar.names import is_full_name
from pipeline.lexicons import load_lexicon
from pipeline.training.names import NameMaker, NamePartRow


def test_same_seed_makes_the_same_names() -> None:
    first, second = NameMaker(Random(7)), NameMaker(Random(7))
    assert [first.person() for _ in range(50)] == [second.person() for _ in range(50)]


def test_names_of_all_peoples_are_made() -> None:
    maker = NameMaker(Random(1))
    names = [maker.person() for _ in range(600)]
    rows = load_lexicon("training_names", NamePartRow)
    for origin in ("northern", "highland", "western", "eastern"):
        firsts = {row.form for row in rows if row.origin == origin and "first" in row.position}
        assert any(name.split(" ")[0] in firsts or name[:2] in firsts for name in names)
    assert len(set(names)) > 550


def test_vietnamese_names_are_full_names_to_the_grammar() -> None:
    maker = NameMaker(Random(2))
    assert all(is_full_name(maker.vietnamese(), strict=True) for _ in range(200))


@pytest.mark.parametrize("row", load_lexicon("training_names", NamePartRow), ids=lambda row: f"{row.form}-{row.origin}")
def test_part_stands_in_the_name_of_its_example(row: NamePartRow) -> None:
    assert row.form in row.example
    assert row.example[0].isupper()
    assert set(row.position.split("|")) <= {"first", "middle", "last"}


def test_parts_are_unique_for_each_people() -> None:
    parts = [(row.form, row.origin) for row in load_lexicon("training_names", NamePartRow)]
    assert len(set(parts)) == len(parts)
