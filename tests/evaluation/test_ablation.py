"""The comparison of the ways to find people."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.errors import InputError
from pipeline.evaluation.ablation import END, Gold, ablate, as_markdown, main, mark, read_gold, write_into

_TEXT = "Theo lời John Smith, ông Nguyễn Văn An đã đến. Ông An nói."


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    file = tmp_path / "invented.jsonl"
    people = [{"name": "John Smith", "roles": []}, {"name": "Nguyễn Văn An", "roles": []}]
    file.write_text(json.dumps({"id": "x", "text": _TEXT, "people": people}) + "\n", "utf-8")
    return file


def test_each_way_has_its_figures() -> None:
    results = {one.system: one for one in ablate([Gold(_TEXT, {"john smith", "nguyễn văn an"})], rounds=1)}
    assert list(results) == ["underthesea.ner", "rules", "model", "rules and model"]
    assert (results["rules"].precision, results["rules"].recall) == (1.0, 0.5)
    assert results["rules and model"].f1 == 1.0
    assert all(one.ratio > 0 for one in results.values())


def test_text_without_people_is_no_division_by_zero() -> None:
    assert [one.f1 for one in ablate([Gold("Trời mưa.", set())], rounds=1)] == [1.0] * 4


def test_command_prints_a_table_and_writes_it_into_the_card(gold: Path, tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_text(f"before\n{mark('invented')}old{END}\nafter\n{mark('other')}kept{END}\n", "utf-8")
    result = CliRunner().invoke(main, [str(gold), "--card", str(card), "--repeat", "1"])
    assert result.exit_code == 0, result.output
    assert "invented: 1 articles, 2 people" in result.output
    text = card.read_text("utf-8")
    assert text.startswith(f"before\n{mark('invented')}\n")
    assert text.endswith(f"{END}\nafter\n{mark('other')}kept{END}\n")
    assert "| rules and model | 1.000 | 1.000 | 1.000 |" in text
    assert "old" not in text


def test_card_without_marks_is_left_alone(tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_text("nothing", "utf-8")
    with pytest.raises(InputError, match="no <!-- ablation invented --> with"):
        write_into(card, {"invented": "table"})
    assert card.read_text("utf-8") == "nothing"


@pytest.mark.parametrize(
    "line", ['{"id": "x", "text": "a"}', '{"id": "x", "people": []}', '{"text": "a", "people": [1]}', ""]
)
def test_gold_without_text_or_people_is_refused(line: str, tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(line + "\n", "utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl"):
        read_gold(file)


def test_table_names_the_gold_and_counts_it() -> None:
    articles = [Gold("a", {"b", "c"})]
    assert as_markdown("invented", articles, []).startswith("invented: 1 articles, 2 people\n")
