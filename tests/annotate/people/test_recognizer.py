"""The trained model in the pipeline: loaded whole or not at all, and its names among those of the rules."""

import json
import shutil
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.annotate.people import recognizer
from pipeline.annotate.people.recognizer import NameRecognizer, load_model, model_version, read_manifest, weights_folder
from pipeline.errors import ConfigError
from pipeline.flow import Annotator

_SENTENCE = "Theo lời ông Nguyễn Văn An, mọi việc đã xong."


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return shutil.copytree(weights_folder(), tmp_path / "weights")


def _doc(text: str) -> Doc:
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "vn_syllables"}}})
    nlp.add_pipe("vn_sentences")
    return nlp(text)


def _names(text: str) -> list[str]:
    return [text[start:end] for start, end in NameRecognizer(weights_folder()).names(_doc(text))]


def test_model_finds_a_name_at_its_place_in_the_text() -> None:
    assert _names(_SENTENCE) == ["Nguyễn Văn An"]


def test_model_reads_only_the_sentences_that_it_is_asked_about() -> None:
    doc = _doc("Trời mưa.\n" + _SENTENCE + "\n" + _SENTENCE)
    model = NameRecognizer(weights_folder())
    first, second = model.names(doc)
    assert model.names_near(doc, [second[0]]) == [second]
    assert model.names_near(doc, [0]) == []
    assert model.names_near(doc, [first[0], first[0] + 1, second[0]]) == [first, second]


def test_model_is_loaded_once() -> None:
    assert load_model(weights_folder()) is load_model(weights_folder())


def test_long_text_is_read_in_pieces_with_the_same_names() -> None:
    sentences = 400
    text = "\n".join([_SENTENCE] * sentences)
    assert len(_doc(text)) > 2_000
    assert _names(text) == ["Nguyễn Văn An"] * sentences


def test_endless_sentence_is_read_in_parts() -> None:
    """Memory goes by the longest text that the model gets at once: 8 KB a syllable."""
    given: list[Doc] = []

    class Watched(NameRecognizer):
        def __init__(self) -> None:
            model = load_model(weights_folder())
            self.model = lambda doc: given.append(doc) or model(doc)  # type: ignore[func-returns-value]

    doc = _doc(_SENTENCE.replace(".", ", ") * 400)
    assert len(list(doc.sents)) == 1
    assert len(Watched().names(doc)) > 390
    assert max(map(len, given)) <= 2_000
    assert sum(map(len, given)) == len(doc)


@pytest.mark.parametrize("text", ["", " ", "\n", "😀", "A"])
def test_text_without_names_has_none(text: str) -> None:
    assert _names(text) == []


def test_changed_weights_are_refused(weights: Path) -> None:
    file = weights / "ner" / "model"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(ConfigError, match=r"not the files of version .*: ner/model"):
        read_manifest(weights)


def test_missing_file_is_said(weights: Path) -> None:
    (weights / "ner" / "moves").unlink()
    with pytest.raises(ConfigError, match="moves"):
        load_model(weights)


def test_broken_manifest_is_said(weights: Path) -> None:
    (weights / "manifest.json").write_text(json.dumps({"version": 1}))
    with pytest.raises(ConfigError, match="can't be read"):
        read_manifest(weights)


def test_missing_weights_are_said_with_the_place_where_they_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognizer, "_FOLDERS", (tmp_path / "a", tmp_path / "b"))
    with pytest.raises(ConfigError, match=f"missing, expected in .* or {tmp_path / 'b'}"):
        weights_folder()


def test_record_names_the_model(annotator: Annotator) -> None:
    assert annotator.extractor.models["vn_ner"] == model_version()
