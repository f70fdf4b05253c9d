"""`vn_directives`: who orders whom to do what by when.

Read in this order: `cues` (order words, who tells), `telling` and `gate` (what is refused, and why: `assignments` that
are none, the `standing` of those who tell), `clauses` (one action each), `boundaries` (where one stops), `orders`
(those of one stretch of speech), `quotations`, `scope` and `speech` (how far a report of orders goes), `issuers`,
`deadlines` and `slots` (who, whom, by when). `lexicon` holds the words, `reading` the article.
"""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.directives.orders import Order
from pipeline.annotate.directives.reading import Reading
from pipeline.annotate.directives.slots import build_directives
from pipeline.annotate.directives.speech import read_orders
from pipeline.extensions import set_spans


class DirectiveFinder:
    """Sets `doc._.directives` and `doc.spans["directives"]`; needs sentences, offices, people and dates."""

    def __call__(self, doc: Doc) -> Doc:
        reading = Reading(doc)
        orders = [found for found in read_orders(reading) if isinstance(found, Order)]
        doc._.directives = build_directives(reading, doc._.article.id if doc._.article else "", orders)
        actions = ((directive.action.start, directive.action.end) for directive in doc._.directives)
        set_spans(doc, "directives", "ACTION", actions)
        return doc


@Language.factory(
    "vn_directives",
    assigns=["doc._.directives"],
    requires=["doc.sents", "doc._.offices", "doc._.people", "doc._.dates"],
)
def create_directives(nlp: Language, name: str) -> DirectiveFinder:  # noqa: ARG001  (spaCy calls factories with both)
    return DirectiveFinder()
