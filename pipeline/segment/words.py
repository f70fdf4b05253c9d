"""underthesea's words, as spans over the syllables."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span
from underthesea import word_tokenize

# underthesea's patterns take quadratic time on one endless run; news has no sentence near this length.
_LONGEST_PIECE = 2_000
_LONGEST_RUN = 500
_PIECE = re.compile(rf"\S[^\n]{{0,{_LONGEST_PIECE - 1}}}(?!\S)|\S{{1,{_LONGEST_RUN}}}")


def word_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Code-point ranges of the words that underthesea finds in `text`, in order.

    underthesea composes letters and maps look-alikes, but drops none: its words are found again by
    counting decomposed letters, white space aside.
    """
    for piece in _PIECE.finditer(text):
        places = [
            place
            for place, letter in enumerate(piece[0], piece.start())
            if not letter.isspace()
            for _ in unicodedata.normalize("NFD", letter)
        ]
        first, end = 0, piece.start()
        for word in word_tokenize(piece[0], use_token_normalize=False):
            after = first + len(unicodedata.normalize("NFD", word.replace(" ", "")))
            start, end = max(places[first], end), places[after - 1] + 1
            if start < end:
                yield start, end
            first = after


@Language.component("vn_words", assigns=["doc.spans"])
def mark_words(doc: Doc) -> Doc:
    """Set `doc.spans["words"]` to underthesea's words; those that share a token ("16" and "h") are one ("16h")."""
    starts = [token.idx for token in doc]
    label = doc.vocab.strings.add("WORD")
    spans: list[Span] = []
    for start, end in word_ranges(doc.text):
        first = bisect_right(starts, start) - 1
        if spans and first < spans[-1].end:
            first = spans.pop().start
        spans.append(Span(doc, first, bisect_left(starts, end), label))
    doc.spans["words"] = spans
    return doc
