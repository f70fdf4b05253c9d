"""What the unit tests of the directive stage share."""

from collections.abc import Callable

import pytest

from pipeline.annotate.directives.reading import Reading
from pipeline.flow import Annotator
from pipeline.orthography import normalize
from pipeline.schema import Article
from pipeline.segment import make_doc

Read = Callable[[str], Reading]


@pytest.fixture(scope="session")
def read(annotator: Annotator) -> Read:
    """Makes the reading of a text, with its people, offices and dates, as of 10 June 2025."""

    def read_text(text: str) -> Reading:
        doc = make_doc(annotator.nlp, Article(id="text", text=normalize(text), published_at="2025-06-10"))
        for _, component in annotator.nlp.pipeline:
            doc = component(doc)
        return Reading(doc)

    return read_text
