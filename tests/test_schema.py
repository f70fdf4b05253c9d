from typing import Any

import msgspec
import pytest

from pipeline.schema import Article, Record

SCHEMA = msgspec.json.schema(Record)
TYPES: dict[str, Any] = SCHEMA["$defs"]

# The keys of docs/records.md, in its order: queries depend on them.
KEYS = {
    "Record": (
        "schema_version id url source province title published_at authors photographers section text content_sha256 "
        "archive duplicate_of people dates documents directives summary extractor"
    ),
    "ArchivePlace": "file offset",
    "Person": "id name honorific roles mentions",
    "Role": "title rank organization level former start end",
    "Mention": "start end text kind",
    "Date": "start end text value first_day last_day bound role resolved_from",
    "Document": "start end text number kind issuer signed",
    "Directive": (
        "id action kind issuer addressees coordinators deadline deadlines restates starts polarity cue sentence "
        "inherited confidence rules"
    ),
    "Action": "start end text verb",
    "Issuer": "person name role organization resolved start end text",
    "Addressee": "start end text kind resolved",
    "DueDate": "start end text value first_day last_day",
    "Span": "start end text",
    "Range": "start end",
    "Summary": "headline sentences",
    "SummarySentence": "text start end",
    "Extractor": "version models",
}

CHOICES = {
    ("Role", "level"): ["central", "province", "district", "commune"],
    ("Mention", "kind"): ["name", "short_name", "role", "pronoun"],
    ("Date", "bound"): ["before", "by", "from", "until", "within", "around"],
    ("Date", "role"): ["deadline", "start", "event", "period", "signed"],
    ("Directive", "kind"): ["order", "exhortation"],
    ("Directive", "polarity"): ["do", "avoid"],
    ("Addressee", "kind"): ["body", "group", "person"],
    ("Record", "schema_version"): ["1"],
}

NULLABLE = {
    "Record": "url source province title published_at section archive duplicate_of",
    "Person": "honorific",
    "Role": "rank organization level",
    "Date": "first_day last_day bound",
    "Document": "number kind issuer signed",
    "Directive": "issuer deadline restates starts",
    "Issuer": "person name role organization resolved",
    "Addressee": "resolved",
    "DueDate": "first_day last_day",
    "Summary": "headline",
}


def _options(field: dict[str, Any]) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = field.get("anyOf", [field])
    return options


def _choices(field: dict[str, Any]) -> list[Any]:
    return [value for option in _options(field) for value in option.get("enum", [])]


def test_record_is_made_of_the_types_of_the_contract() -> None:
    assert SCHEMA["$ref"] == "#/$defs/Record"
    assert set(TYPES) == set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_type_has_exactly_the_keys_of_the_contract(name: str) -> None:
    assert list(TYPES[name]["properties"]) == KEYS[name].split()
    assert TYPES[name]["required"] == KEYS[name].split()
    assert TYPES[name]["additionalProperties"] is False


@pytest.mark.parametrize("name", KEYS)
def test_only_the_keys_that_may_be_absent_take_null(name: str) -> None:
    fields = TYPES[name]["properties"]
    nullable = [key for key, field in fields.items() if {"type": "null"} in _options(field) or None in _choices(field)]
    assert nullable == NULLABLE.get(name, "").split()


@pytest.mark.parametrize(("name", "key"), CHOICES)
def test_key_takes_the_choices_of_the_contract(name: str, key: str) -> None:
    choices = _choices(TYPES[name]["properties"][key])
    assert sorted(filter(None, choices)) == sorted(CHOICES[name, key])


def test_article_needs_no_more_than_id_and_text() -> None:
    article = msgspec.json.schema(Article)["$defs"]["Article"]
    assert article["required"] == ["id", "text"]
