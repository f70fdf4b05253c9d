"""`vn_dates`: the dates of an article, with value, bound and role.

Reads `doc.text` and `doc._.article.published_at`, writes `doc._.dates` and `doc.spans["dates"]`.
"""

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.date_values import find_dates
from pipeline.extensions import set_spans, text_of
from pipeline.schema import Article


class DateTagger:
    """Sets `doc._.dates` to the `schema.Date`s of the text, in its order and without overlaps."""

    def __call__(self, doc: Doc) -> Doc:
        dates = find_dates(text_of(doc), publication_day(doc._.article))
        doc._.dates = dates
        set_spans(doc, "dates", "DATE", [(found.start, found.end) for found in dates])
        return doc


def publication_day(article: Article | None) -> date | None:
    """The day of `published_at`, None where the article or its day is unknown."""
    if article is None or not article.published_at:
        return None
    try:
        return date.fromisoformat(article.published_at[:10])
    except ValueError:
        return None


@Language.factory("vn_dates", assigns=["doc._.dates"])
def create_dates(nlp: Language, name: str) -> DateTagger:  # noqa: ARG001
    return DateTagger()
