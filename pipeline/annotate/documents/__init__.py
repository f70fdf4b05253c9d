"""`vn_documents`: the official documents that an article cites, with number, kind, issuer and day of signing.

`lexicon` holds the words and what numbers look like, `finder` puts them together.
"""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.documents.finder import find_documents
from pipeline.extensions import set_spans, text_of


class DocumentFinder:
    """Sets `doc._.documents` and `doc.spans["documents"]`, and the role of the `doc._.dates` that they were signed on.

    Needs offices and dates.
    """

    def __call__(self, doc: Doc) -> Doc:
        doc._.documents, doc._.dates = find_documents(text_of(doc), doc._.offices, doc._.dates)
        set_spans(doc, "documents", "DOCUMENT", ((found.start, found.end) for found in doc._.documents))
        return doc


@Language.factory("vn_documents", requires=["doc._.offices", "doc._.dates"], assigns=["doc._.documents"])
def create_documents(nlp: Language, name: str) -> DocumentFinder:  # noqa: ARG001  (spaCy calls factories with both)
    return DocumentFinder()
