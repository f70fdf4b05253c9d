import pytest
import spacy
from spacy.language import Language

from pipeline.annotate.dates import DateTagger, publication_day
from pipeline.schema import Article

TEXT = "Sáng nay, UBND huyện yêu cầu các xã báo cáo trước ngày 15/6."


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("xx")
    nlp.add_pipe("vn_dates")
    return nlp


def article(published_at: str | None) -> Article:
    return Article(id="a1", text=TEXT, published_at=published_at)


def tag(nlp: Language, published_at: str | None) -> list[tuple[str, str]]:
    doc = nlp.make_doc(TEXT)
    doc._.article = article(published_at)
    return [(found.text, found.value) for found in DateTagger()(doc)._.dates]


def test_dates_are_resolved_against_the_article(nlp: Language) -> None:
    assert tag(nlp, "2025-06-10T19:35:42+07:00") == [("Sáng nay", "2025-06-10"), ("ngày 15/6", "2025-06-15")]


def test_dates_stay_open_without_an_article(nlp: Language) -> None:
    assert [found.value for found in nlp(TEXT)._.dates] == ["XXXX-XX-XX", "XXXX-06-15"]


def test_spans_of_the_doc_are_the_dates(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert [(span.text, span.label_) for span in doc.spans["dates"]] == [
        ("Sáng nay", "DATE"),
        ("ngày 15/6", "DATE"),
    ]


def test_pipeline_reports_no_problem(nlp: Language) -> None:
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert analysis["problems"] == {"vn_dates": []}


@pytest.mark.parametrize("published_at", [None, "", "không rõ", "20/10/2013"])
def test_publication_day_that_cannot_be_read_is_none(published_at: str | None) -> None:
    assert publication_day(article(published_at)) is None
