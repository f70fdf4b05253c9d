"""What the stages write on a spaCy `Doc`, declared in one place.

| attribute                | written by      | holds                                                      |
|--------------------------|-----------------|------------------------------------------------------------|
| `doc._.article`          | segment         | the `schema.Article` that the doc was made from, or None   |
| `doc.spans["words"]`     | `vn_words`      | underthesea's words                                        |
| `doc._.offices`          | `vn_roles`      | `Office`s found, in text order (`doc.spans["roles"]` too)  |
| `doc._.people`           | `vn_people`     | `schema.Person`s (`doc.spans["people"]`: their mentions)   |
| `doc._.dates`            | `vn_dates`      | `schema.Date`s (`doc.spans["dates"]`)                      |
| `doc._.documents`        | `vn_documents`  | `schema.Document`s (`doc.spans["documents"]`)              |
| `doc._.directives`       | `vn_directives` | `schema.Directive`s (`doc.spans["directives"]`: actions)   |

All offsets are code points of `doc.text`, never tokens.
"""

from collections.abc import Iterable

from spacy.tokens import Doc, Span

for _name in ("article", "offices", "people", "dates", "documents", "directives"):
    Doc.set_extension(_name, default=None, force=True)


def text_of(doc: Doc) -> str:
    """`doc.text`, which spaCy puts together from its tokens each time it is asked."""
    text: str | None = doc.user_data.get("text")
    if text is None:
        text = doc.user_data["text"] = doc.text
    return text


def set_spans(doc: Doc, group: str, label: str, places: Iterable[tuple[int, int]]) -> None:
    """Set `doc.spans[group]` from code-point ranges. The tokens are fine enough for every range we make."""
    spans = (doc.char_span(start, end, label=label, alignment_mode="expand") for start, end in places)
    doc.spans[group] = [span for span in spans if isinstance(span, Span)]
