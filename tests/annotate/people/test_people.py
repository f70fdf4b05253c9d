"""The annotated one-line examples in `people/*.txt`; `people/titles.txt` explains the marking."""

import re
from pathlib import Path

import pytest
import spacy

from pipeline.annotate.grammar.offices import find_offices
from pipeline.annotate.people import find_people
from pipeline.orthography import fold
from pipeline.schema import Person

_EXAMPLES = Path(__file__).parent
_MARK = re.compile(r"\{([^{}|=]+)(?:\|([^{}]+)|=([^{}]+))?\}")
_FILES = ["titles", "offices", "lists", "minorities", "foreign", "not_people", "bylines", "coreference"]
_SEEN = re.compile(r"[⟦⟧]")


def _lines(*names: str) -> list[str]:
    lines = [line for name in names for line in (_EXAMPLES / f"{name}.txt").read_text("utf-8").splitlines()]
    return [line.replace("¶", "\n") for line in lines if line and not line.startswith("#")]


def _people(text: str) -> list[Person]:
    return find_people(text, find_offices(fold(text), text))


def _expected(line: str) -> tuple[str, dict[str, list[str]], set[tuple[int, int, str]]]:
    """The plain text, the people with their offices, and each mention with whose it is."""
    text, position = "", 0
    people: dict[str, list[str]] = {}
    mentions = set()
    for mark in _MARK.finditer(line):
        text += line[position : mark.start()]
        words, offices, owner = mark.groups()
        if owner is None:
            people.setdefault(words, [])
            people[words] += offices.split("; ") if offices else []
        mentions.add((len(text), len(text) + len(words), owner or words))
        text += words
        position = mark.end()
    return text + line[position:], people, mentions


def _seen(line: str) -> tuple[str, list[tuple[int, int]]]:
    """The line without the brackets around what a model has seen, and where that is in the plain text."""
    plain, places = "", []
    for number, piece in enumerate(_SEEN.split(line)):
        words = _MARK.sub(lambda mark: mark[1], piece)
        if number % 2:
            places.append((len(plain), len(plain) + len(words)))
        plain += words
    return _SEEN.sub("", line), places


@pytest.mark.parametrize("line", _lines(*_FILES))
def test_people_of_example(line: str) -> None:
    _check(line, [])


@pytest.mark.parametrize("line", _lines("seen"))
def test_people_of_example_that_a_model_has_seen(line: str) -> None:
    _check(*_seen(line))


def _check(line: str, seen: list[tuple[int, int]]) -> None:
    text, people, mentions = _expected(line)
    found = find_people(text, find_offices(fold(text), text), lambda _: seen)
    assert {person.name: sorted(role.title for role in person.roles) for person in found} == {
        name: sorted(offices) for name, offices in people.items()
    }
    placed = [(one.start, one.end, person.name) for person in found for one in person.mentions]
    assert set(placed) == mentions
    assert len(set(placed)) == len(placed)


def test_people_are_numbered_in_order_of_first_mention_and_roles_in_order_of_text() -> None:
    text = "Đồng chí Lê Văn Tư, Bí thư Huyện ủy, Chủ tịch HĐND huyện và ông Trần Văn Năm dự. Ông Tư nói."
    first, second = _people(text)
    assert (first.id, first.name, second.id, second.name) == ("p1", "Lê Văn Tư", "p2", "Trần Văn Năm")
    assert [role.title for role in first.roles] == ["Bí thư Huyện ủy", "Chủ tịch HĐND huyện"]
    assert (first.honorific, second.honorific) == ("Đồng chí", "ông")
    assert [(one.text, one.kind) for one in first.mentions] == [("Lê Văn Tư", "name"), ("Tư", "short_name")]


def test_people_kinds_of_mentions() -> None:
    text = "Ông Lê Văn Tư, Chủ tịch UBND xã, nói. Ông khẳng định. Chủ tịch UBND xã yêu cầu. Ông Tư về."
    (person,) = _people(text)
    assert [one.kind for one in person.mentions] == ["name", "pronoun", "role", "short_name"]


def test_people_spans_of_roles_and_mentions_are_the_text() -> None:
    text = "😀 Đồng chí Lê Văn Tư - nguyên Phó Chủ tịch Uỷ ban nhân dân tỉnh Hà Nam.\nHữu Phúc\nẢnh: Trịnh Cương"
    people = _people(text)
    for person in people:
        assert all(text[one.start : one.end] == one.text for one in person.mentions)
    spans = {role.title: text[role.start : role.end] for person in people for role in person.roles}
    assert spans == {
        "nguyên Phó Chủ tịch Uỷ ban nhân dân tỉnh Hà Nam": "nguyên Phó Chủ tịch Uỷ ban nhân dân tỉnh Hà Nam",
        "tác giả": "Hữu Phúc",
        "ảnh": "Ảnh",
    }
    assert people[0].roles[0].former


@pytest.mark.parametrize("text", ["", "\n", "ông", "Ông ", "{", "ban ban ban " * 500, "Chủ tịch UBND xã " * 500])
def test_people_of_text_without_any(text: str) -> None:
    assert _people(text) == []


def test_components_work_in_a_pipeline_and_declare_what_they_need() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("vn_roles")
    nlp.add_pipe("vn_people")
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert analysis["problems"] == {"vn_roles": [], "vn_people": []}
    doc = nlp("Chủ tịch UBND tỉnh Nguyễn Văn An yêu cầu. Ông An nói.")
    assert [office.text for office in doc._.offices] == ["Chủ tịch UBND tỉnh"]
    assert [span.text for span in doc.spans["roles"]] == ["Chủ tịch UBND tỉnh"]
    assert [span.text for span in doc.spans["people"]] == ["Nguyễn Văn An", "An"]
    assert doc._.people[0].name == "Nguyễn Văn An"
