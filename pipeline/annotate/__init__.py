"""`Doc` -> `Doc` with roles, people, dates, documents and directives: one spaCy component each."""

from spacy.language import Language

from pipeline.segment import create_segmenter

# Offices anchor people, and people and dates fill the slots of directives: hence the order.
COMPONENTS = ("vn_roles", "vn_people", "vn_dates", "vn_documents", "vn_directives", "vn_resolution")


def create_annotator() -> Language:
    """The whole spaCy pipeline, from syllables to directives."""
    nlp = create_segmenter()
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"model": True} if name == "vn_people" else {})
    return nlp
