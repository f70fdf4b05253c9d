"""Articles to training data."""

from pathlib import Path

from click.testing import CliRunner
from spacy.tokens import DocBin

from pipeline.segment import create_blank
from pipeline.training.corpus import main, make_corpus, make_doc
from pipeline.training.sentences import Sentence

_TEXTS = [f"Ông Lê Văn {name} nói ở Washington. Bà con nghe." for name in ("Tư", "Năm", "Sáu", "Bảy")]


def test_make_corpus_gives_the_same_for_the_same_seed() -> None:
    assert make_corpus(_TEXTS, seed=4) == make_corpus(iter(_TEXTS), seed=4)
    assert make_corpus(_TEXTS, seed=4) != make_corpus(_TEXTS, seed=5)


def test_make_corpus_keeps_the_texts_of_the_two_parts_apart() -> None:
    train, dev = make_corpus(_TEXTS, seed=1)
    assert any("nói ở Washington" in sentence.text for sentence in dev)
    assert not {sentence.text for sentence in train} & {sentence.text for sentence in dev}


def test_make_doc_learns_nothing_from_what_is_unsure() -> None:
    doc = make_doc(create_blank(), Sentence("Lê Văn Tư gặp John Brown.", [(0, 9)], [(14, 24)]))
    assert [(token.text, token.ent_iob_) for token in doc] == [
        ("Lê", "B"),
        ("Văn", "I"),
        ("Tư", "I"),
        ("gặp", "O"),
        ("John", ""),
        ("Brown", ""),
        (".", "O"),
    ]


def test_command_writes_both_parts(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text("".join(f'{{"id": "{n}", "text": "{text}"}}\n' for n, text in enumerate(_TEXTS)), "utf-8")
    result = CliRunner().invoke(main, [str(articles), "-o", str(tmp_path / "corpus")])
    assert result.exit_code == 0, result.output
    docs = list(DocBin().from_disk(tmp_path / "corpus" / "train.spacy").get_docs(create_blank().vocab))
    assert any(ent.label_ == "PERSON" for doc in docs for ent in doc.ents)
    assert result.output.startswith("train: ")
