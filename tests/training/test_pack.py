"""What is committed of a trained model."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from spacy.training import Example

from pipeline.annotate.people.recognizer import load_model, read_manifest
from pipeline.errors import ConfigError
from pipeline.segment import create_blank
from pipeline.training.corpus import make_doc
from pipeline.training.pack import main, pack
from pipeline.training.sentences import Sentence


def test_packed_model_is_loaded_and_holds_no_vocabulary(tmp_path: Path) -> None:
    nlp = create_blank()
    nlp.add_pipe("ner")
    doc = make_doc(nlp, Sentence("Lê Văn Tư nói.", [(0, 9)], []))
    nlp.initialize(lambda: [Example(nlp.make_doc(doc.text), doc)])
    nlp.to_disk(tmp_path / "model")
    result = CliRunner().invoke(main, [str(tmp_path / "model"), "-o", str(tmp_path / "weights"), "--version", "9.9.9"])
    assert result.exit_code == 0, result.output
    assert read_manifest(tmp_path / "weights").version == "9.9.9"
    assert load_model(tmp_path / "weights").labels == ("PERSON",)
    assert not list((tmp_path / "weights").rglob("vocab"))


def test_folder_of_other_things_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ConfigError, match="something else than weights"):
        pack(tmp_path / "model", tmp_path, "1")
    assert (tmp_path / "letter.txt").exists()
