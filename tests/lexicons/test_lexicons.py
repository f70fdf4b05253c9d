"""Every lexicon is well-formed, and each entry finds its own example by the code that uses it."""

import csv
import unicodedata
from collections import Counter

import pytest

from pipeline.annotate.grammar import body_names, names, offices, places
from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.annotate.grammar.names import historic_names, is_full_name, is_lookalike, names_something_else
from pipeline.annotate.grammar.offices import find_offices
from pipeline.annotate.grammar.patterns import recase
from pipeline.annotate.grammar.places import known_place
from pipeline.annotate.people import bylines, find_people, holders
from pipeline.annotate.people.bylines import find_credits
from pipeline.annotate.people.name_finder import find_names
from pipeline.annotate.people.office_links import LinkRow
from pipeline.annotate.people.pronouns import PronounRow, find_pronouns
from pipeline.errors import ConfigError
from pipeline.lexicons import lexicon_files, load_lexicon
from pipeline.orthography import fold


@pytest.mark.parametrize("name", sorted(lexicon_files()))
def test_lexicon_is_nfc_and_its_rows_are_whole_and_unique(name: str) -> None:
    text = lexicon_files()[name].read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [row for row, count in Counter(map(tuple, rows)).items() if count > 1] == []


def test_loader_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ConfigError, match="no lexicon 'nothing'"):
        load_lexicon("nothing", names.ExampleRow)
    with pytest.raises(ConfigError, match=r"office_ranks\.tsv:\d+"):
        load_lexicon("office_ranks", names.ExampleRow)


def _forms(name: str) -> list[str]:
    lines = lexicon_files()[name].read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line and not line.startswith("#")][1:]


@pytest.mark.parametrize(
    "name",
    [name for name in sorted(lexicon_files()) if name.startswith(("body_", "honor", "name_", "office_", "place_"))],
)
def test_forms_are_unique(name: str) -> None:
    forms = [fold(form) for form in _forms(name)]
    if name not in {"office_links", "name_historic"}:
        assert [form for form, count in Counter(forms).items() if count > 1] == []


@pytest.mark.parametrize("row", load_lexicon("office_ranks", offices.RankRow), ids=lambda row: row.form)
def test_rank_finds_its_example(row: offices.RankRow) -> None:
    found = find_offices(fold(row.example), row.example)
    assert row.rank in {office.rank.removeprefix("phó ") for office in found} | {office.rank for office in found}


@pytest.mark.parametrize("row", load_lexicon("office_modifiers", offices.ModifierRow), ids=lambda row: row.form)
def test_modifier_is_part_of_the_office_in_its_example(row: offices.ModifierRow) -> None:
    (office,) = find_offices(fold(row.example), row.example)
    assert fold(row.form) in fold(office.text)
    assert office.former == (row.kind == "former")


@pytest.mark.parametrize("row", load_lexicon("office_links", LinkRow), ids=lambda row: f"{row.form}-{row.kind}")
def test_link_ties_names_and_offices_in_its_example(row: LinkRow) -> None:
    people = find_people(row.example, find_offices(fold(row.example), row.example))
    roles = [len(person.roles) for person in people]
    assert roles == {"nobody": [], "also": [2], "share": [1, 1], "several": [1, 1]}.get(row.kind, [1])


@pytest.mark.parametrize("row", load_lexicon("body_heads", body_names.HeadRow), ids=lambda row: row.form)
def test_head_begins_the_body_in_its_example(row: body_names.HeadRow) -> None:
    bodies = find_bodies(fold(row.example), row.example)
    assert [(body.start, body.end) for body in bodies] == [(0, len(row.example))]
    assert row.level is None or bodies[0].level == row.level


@pytest.mark.parametrize("row", load_lexicon("body_fields", body_names.FieldRow), ids=lambda row: row.form)
def test_field_is_part_of_the_body_in_its_example(row: body_names.FieldRow) -> None:
    bodies = find_bodies(fold(row.example), row.example)
    assert [(body.start, body.end) for body in bodies] == [(0, len(row.example))]


@pytest.mark.parametrize("row", load_lexicon("body_abbreviations", holders.AbbreviationRow), ids=lambda row: row.form)
def test_abbreviation_is_written_out(row: holders.AbbreviationRow) -> None:
    assert " ".join(holders.written_out(row.example)) == row.expansion


@pytest.mark.parametrize(
    "row",
    [*load_lexicon("place_provinces", places.ProvinceRow), *load_lexicon("place_names", places.PlaceRow)],
    ids=lambda row: row.form,
)
def test_place_is_known_in_its_example(row: places.ProvinceRow | places.PlaceRow) -> None:
    start = row.example.index(row.form)
    assert known_place(recase(row.example, fold(row.example)), start) == start + len(row.form)


@pytest.mark.parametrize("row", load_lexicon("place_countries", places.PlaceRow), ids=lambda row: row.form)
def test_country_is_part_of_the_office_in_its_example(row: places.PlaceRow) -> None:
    assert [office.text for office in find_offices(fold(row.example), row.example)] == [row.example]


@pytest.mark.parametrize("row", load_lexicon("place_first_words", places.PlaceRow), ids=lambda row: row.form)
def test_word_begins_the_place_in_its_example(row: places.PlaceRow) -> None:
    assert row.example.startswith(f"{row.form.capitalize()} ")
    assert places.begins_place(row.example)


@pytest.mark.parametrize("row", load_lexicon("place_units", places.UnitRow), ids=lambda row: row.form)
def test_unit_stands_in_its_example(row: places.UnitRow) -> None:
    assert f" {row.form} " in f" {fold(row.example)} "


@pytest.mark.parametrize("row", load_lexicon("name_surnames", names.SurnameRow), ids=lambda row: row.form)
def test_surname_begins_the_name_in_its_example(row: names.SurnameRow) -> None:
    assert row.example.startswith(row.form)
    assert is_full_name(row.example, strict=True)


@pytest.mark.parametrize("row", load_lexicon("honorifics", names.HonorificRow), ids=lambda row: row.form)
def test_honorific_anchors_the_name_in_its_example(row: names.HonorificRow) -> None:
    (name,) = find_names(fold(row.example), row.example, [], [])
    assert name.honorific is not None
    assert fold(name.honorific) == fold(row.form)
    assert name.plural == (row.number == "plural")


@pytest.mark.parametrize("row", load_lexicon("name_contexts", names.ExampleRow), ids=lambda row: row.form)
def test_context_makes_the_name_something_else(row: names.ExampleRow) -> None:
    assert names_something_else(fold(row.example), row.example.index("Nguyễn"))


@pytest.mark.parametrize("row", load_lexicon("name_context_links", names.ExampleRow), ids=lambda row: row.form)
def test_context_reaches_over_its_links(row: names.ExampleRow) -> None:
    assert names_something_else(fold(row.example), row.example.index("Nguyễn"))


@pytest.mark.parametrize("row", load_lexicon("name_historic", names.ExampleRow), ids=lambda row: row.form)
def test_historic_name_is_found(row: names.ExampleRow) -> None:
    assert [row.example[run.start : run.end] for run in historic_names(fold(row.example), row.example)] == [row.form]


@pytest.mark.parametrize("row", load_lexicon("name_lookalikes", names.ExampleRow), ids=lambda row: row.form)
def test_lookalike_is_no_credit(row: names.ExampleRow) -> None:
    assert is_lookalike(row.form)
    assert find_credits(fold(row.example), row.example) == []


@pytest.mark.parametrize("row", load_lexicon("name_bylines", bylines.BylineRow), ids=lambda row: row.form)
def test_byline_label_finds_its_credit(row: bylines.BylineRow) -> None:
    found = find_credits(fold(row.example), row.example)
    kinds = {"tác giả": {"author", "both"}, "ảnh": {"photographer", "both"}}
    assert found
    assert all(row.kind in kinds[credit.title] for credit in found)


@pytest.mark.parametrize("row", load_lexicon("name_particles", names.ExampleRow), ids=lambda row: row.form)
def test_particle_stands_within_a_name(row: names.ExampleRow) -> None:
    match = names.RUN.match(row.example)
    assert match is not None
    assert match[0] == row.example


@pytest.mark.parametrize("row", load_lexicon("name_pronouns", PronounRow), ids=lambda row: row.form)
def test_pronoun_is_found_in_its_example(row: PronounRow) -> None:
    assert [mention.text for mention in find_pronouns(fold(row.example), row.example)] == [row.form]
    beside = [f"{word} {row.form} nói" for word in row.not_after.split("|")]
    beside += [f"{row.form} {word}" for word in row.not_before.split("|")]
    assert [text for text in beside if any(one.text == row.form for one in find_pronouns(fold(text), text))] == []


@pytest.mark.parametrize("row", load_lexicon("name_afterwords", names.ExampleRow), ids=lambda row: row.form)
def test_afterword_is_left_out_of_the_name_before_it(row: names.ExampleRow) -> None:
    found = find_names(fold(row.example), row.example, [], [])
    assert [name.text for name in found] == ["Lê Thị Hoa"]


@pytest.mark.parametrize("row", load_lexicon("place_sides", places.PlaceRow), ids=lambda row: row.form)
def test_side_is_part_of_the_place_in_its_example(row: places.PlaceRow) -> None:
    bodies = find_bodies(fold(row.example), row.example)
    assert [(body.start, body.end) for body in bodies] == [(0, len(row.example))]
