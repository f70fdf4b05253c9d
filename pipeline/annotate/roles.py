"""`vn_roles`: the offices in a text."""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.grammar.offices import find_offices
from pipeline.extensions import set_spans
from pipeline.orthography import fold


class RoleFinder:
    """Sets `doc._.offices` and `doc.spans["roles"]`; needs nothing but the text."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.offices = find_offices(fold(doc.text), doc.text)
        set_spans(doc, "roles", "ROLE", ((office.start, office.end) for office in doc._.offices))
        return doc


@Language.factory("vn_roles", assigns=["doc._.offices"])
def create_roles(nlp: Language, name: str) -> RoleFinder:  # noqa: ARG001  (spaCy calls factories with both)
    return RoleFinder()
