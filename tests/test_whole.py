"""What holds for the whole, from an article to its record, whatever the article."""

import json
import random
import re
import unicodedata
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from pipeline.flow import Annotator
from pipeline.orthography import fold
from pipeline.schema import Article, Record
from pipeline.store import check_record
from pipeline.store.articles import read_articles

GOLD = Path(__file__).parent / "gold" / "sample.jsonl"
LINES = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
PARAGRAPHS = [paragraph for line in LINES for paragraph in line["text"].split("\n")]
_MARKS = "\u0300\u0301\u0309\u0303\u0323"
# "hòa" -> "hoà", "ủy" -> "uỷ": where the vowels end the syllable, both spellings are in use.
_OLD = {
    unicodedata.normalize("NFC", one[0] + mark + one[1]): unicodedata.normalize("NFC", one + mark)
    for one in ("oa", "oe", "uy", "Oa", "Oe", "Uy", "OA", "OE", "UY")
    for mark in _MARKS
}
_NEW_TONE = re.compile(rf"(?:{'|'.join(_OLD)})(?!\w)")


def read(lines: list[dict[str, Any]], folder: Path) -> list[Article]:
    path = folder / "articles.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    articles = list(read_articles(path))
    assert all(isinstance(article, Article) for article in articles)
    return [article for article in articles if isinstance(article, Article)]


def records_of(articles: list[Article], annotator: Annotator) -> dict[str, bytes]:
    outcomes = [annotator(article) for article in articles]
    return {outcome.id: msgspec.json.encode(outcome) for outcome in outcomes if isinstance(outcome, Record)}


@pytest.fixture(scope="module")
def expected(annotator: Annotator, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    records = records_of(read(LINES, tmp_path_factory.mktemp("once")), annotator)
    assert len(records) == len(LINES)
    return records


def test_reading_again_in_another_order_and_by_another_annotator_changes_no_byte(
    expected: dict[str, bytes], annotator: Annotator, tmp_path: Path
) -> None:
    shuffled = random.Random(3).sample(LINES, len(LINES))
    assert records_of(read(shuffled, tmp_path), annotator) == expected
    assert records_of(read(shuffled[:5], tmp_path), Annotator()).items() <= expected.items()


def test_decomposed_letters_give_the_same_records(
    expected: dict[str, bytes], annotator: Annotator, tmp_path: Path
) -> None:
    lines = [json.loads(unicodedata.normalize("NFD", json.dumps(line, ensure_ascii=False))) for line in LINES]
    assert lines != LINES
    assert records_of(read(lines, tmp_path), annotator) == expected


def test_old_tone_marks_give_the_same_extractions_at_the_same_places(
    expected: dict[str, bytes], annotator: Annotator, tmp_path: Path
) -> None:
    lines = [line | {key: _in_old_style(line[key]) for key in ("text", "title")} for line in LINES]
    assert sum(one["text"] != other["text"] for one, other in zip(lines, LINES, strict=True)) > 20
    found = records_of(read(lines, tmp_path), annotator)
    assert {key: _folded(record) for key, record in found.items()} == {
        key: _folded(record) for key, record in expected.items()
    }


def _in_old_style(text: str) -> str:
    return _NEW_TONE.sub(lambda tone: _OLD[tone[0]], text)


def _folded(record: bytes) -> Any:
    """The record folded, without the ids that are made of words as written."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key not in {"id", "restates", "content_sha256"}}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    return bare(json.loads(fold(record.decode())))


def test_id_of_a_directive_depends_on_its_article_and_action_alone(annotator: Annotator, tmp_path: Path) -> None:
    [article, *_] = read(LINES, tmp_path)
    longer = structs.replace(article, text=f"Trời hôm nay nắng đẹp.\n{article.text}", title="Khác", published_at=None)
    one, other = annotator(article), annotator(longer)
    assert isinstance(one, Record)
    assert isinstance(other, Record)
    ids = {directive.action.text: directive.id for directive in one.directives}
    again = {directive.action.text: directive.id for directive in other.directives}
    assert len(ids.keys() & again.keys()) > len(ids) / 2
    assert all(ids[text] == again[text] for text in ids.keys() & again.keys())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(paragraphs=st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=12), day=st.dates())
def test_spans_are_their_text_whatever_paragraphs_stand_together(
    annotator: Annotator, paragraphs: list[str], day: Any
) -> None:
    article = Article(id="x", text="\n".join(paragraphs), title=paragraphs[0], published_at=day.isoformat())
    record = annotator(article)
    assert isinstance(record, Record), record
    check_record(record)
    assert annotator(article) == record
