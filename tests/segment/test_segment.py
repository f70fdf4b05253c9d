import pytest

from pipeline.schema import Article
from pipeline.segment import create_segmenter, make_doc


def test_doc_knows_its_article() -> None:
    article = Article(id="1", text="Các xã báo cáo.\nHạn cuối là 30/6.")
    doc = make_doc(create_segmenter(), article)
    assert doc._.article is article
    assert doc.text == article.text


def test_analysis_of_the_pipeline_reports_no_problem() -> None:
    analysis = create_segmenter().analyze_pipes()
    assert analysis is not None
    assert list(analysis["problems"]) == ["vn_sentences", "vn_words"]
    assert not any(analysis["problems"].values())


def test_text_beyond_the_limit_of_spacy_is_segmented() -> None:
    text = "Rà soát. " * 120_000
    nlp = create_segmenter()
    nlp.remove_pipe("vn_words")
    assert sum(1 for _ in nlp(text).sents) == 120_000


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_text_without_words_passes_through(text: str) -> None:
    doc = create_segmenter()(text)
    assert doc.text == text
    assert not doc.spans["words"]
