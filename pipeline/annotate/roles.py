"""`vn_roles`: the offices in a text."""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.grammar.offices import find_offices
from pipeline.annotate.grammar.validity import as_of
from pipeline.extensions import set_spans, text_of
from pipeline.orthography import fold


class RoleFinder:
    """Sets `doc._.offices` and `doc.spans["roles"]` from the text and the day it was published."""

    def __call__(self, doc: Doc) -> Doc:
        offices = find_offices(fold(text_of(doc)), text_of(doc))
        article = doc._.article
        day = article.published_at[:10] if article and article.published_at else None
        doc._.offices = [as_of(office, day) for office in offices] if day else offices
        set_spans(doc, "roles", "ROLE", ((office.start, office.end) for office in doc._.offices))
        return doc


@Language.factory("vn_roles", assigns=["doc._.offices"])
def create_roles(nlp: Language, name: str) -> RoleFinder:  # noqa: ARG001  (spaCy calls factories with both)
    return RoleFinder()
