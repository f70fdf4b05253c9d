"""The committed model beside its recipe and card."""

from pathlib import Path
from typing import Any

import pytest
import srsly  # type: ignore[import-untyped]
from spacy.util import load_config

from pipeline.annotate.people.recognizer import read_manifest, weights_folder
from pipeline.evaluation.ablation import END, mark

MODEL = Path(__file__).parents[2] / "models" / "vn_ner"
_MOST_BYTES = 20_000_000


@pytest.fixture(scope="module")
def project() -> Any:
    return srsly.read_yaml(MODEL / "project.yml")


def test_weights_are_small_whole_and_of_the_version_in_the_recipe(project: Any) -> None:
    files = {
        path.relative_to(MODEL / "weights").as_posix() for path in (MODEL / "weights").rglob("*") if path.is_file()
    }
    manifest = read_manifest(MODEL / "weights")
    assert weights_folder() == MODEL / "weights"
    assert files == {*manifest.sha256, "manifest.json"}
    assert sum((MODEL / "weights" / name).stat().st_size for name in files) <= _MOST_BYTES
    assert manifest.version == project["vars"]["version"]


def test_weights_were_trained_with_the_committed_config() -> None:
    ours, theirs = load_config(MODEL / "config.cfg"), load_config(MODEL / "weights" / "config.cfg")
    assert ours["components"]["ner"]["model"]["tok2vec"] == theirs["components"]["ner"]["model"]["tok2vec"]
    assert ours["training"]["seed"] == theirs["training"]["seed"]
    assert ours["training"]["max_epochs"] == theirs["training"]["max_epochs"]


def test_recipe_says_for_each_step_what_it_reads_and_writes(project: Any) -> None:
    commands = {command["name"]: command for command in project["commands"]}
    assert set(project["workflows"]["all"]) == set(commands)
    for command in commands.values():
        assert command["deps"]
        assert command.get("outputs") or command.get("outputs_no_cache")
    outside = [dep for command in commands.values() for dep in command["deps"] if dep.startswith("../../")]
    assert outside
    assert all((MODEL / dep).exists() for dep in outside)


def test_card_has_the_table_of_all_ways_and_names_the_version() -> None:
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    table = card.partition(mark("sample"))[2].partition(END)[0]
    for system in ("underthesea.ner", "rules", "model", "rules and model"):
        assert f"| {system} |" in table
    assert read_manifest(MODEL / "weights").version in card
