"""`chidao schema`: the contract that researchers' queries depend on."""

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

SPAN = {"start", "end", "text"}
DUE = SPAN | {"value", "first_day", "last_day"}
KEYS = {
    "Record": {
        *("schema_version", "id", "url", "source", "province", "title", "published_at", "authors", "photographers"),
        *("section", "text", "content_sha256", "archive", "duplicate_of", "people", "dates", "documents"),
        *("directives", "summary", "extractor"),
    },
    "ArchivePlace": {"file", "offset"},
    "Person": {"id", "name", "honorific", "roles", "mentions"},
    "Role": {"title", "rank", "organization", "level", "former", "start", "end"},
    "Mention": SPAN | {"kind"},
    "Date": DUE | {"bound", "role", "resolved_from"},
    "Document": SPAN | {"number", "kind", "issuer", "signed"},
    "Directive": {
        *("id", "action", "kind", "issuer", "addressees", "coordinators", "deadline", "deadlines", "restates"),
        *("starts", "polarity", "cue", "sentence", "inherited", "confidence", "rules"),
    },
    "Action": SPAN | {"verb"},
    "Issuer": SPAN | {"person", "name", "role", "organization", "resolved"},
    "Addressee": SPAN | {"kind", "resolved"},
    "DueDate": DUE,
    "Summary": {"headline", "sentences"},
    "SummarySentence": SPAN,
    "Extractor": {"version", "models"},
}


@pytest.fixture
def schema(chidao: "Chidao") -> dict[str, Any]:
    done = chidao("schema")
    assert (done.returncode, done.stderr) == (0, "")
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


@pytest.mark.parametrize("name", KEYS)
def test_schema_has_every_key_of_the_contract_and_requires_it(schema: dict[str, Any], name: str) -> None:
    described = schema["$defs"][name]
    assert set(described["properties"]) == KEYS[name]
    assert set(described["required"]) == KEYS[name]
    assert described["additionalProperties"] is False


def test_schema_refers_only_to_what_it_defines(schema: dict[str, Any]) -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, list):
            return set().union(*map(references, part))
        if isinstance(part, dict):
            own = {part["$ref"]} if "$ref" in part else set()
            return own.union(*map(references, part.values()))
        return set()

    assert schema["$ref"] == "#/$defs/Record"
    assert references(schema) <= {f"#/$defs/{name}" for name in schema["$defs"]}
