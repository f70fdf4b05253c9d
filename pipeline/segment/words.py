"""underthesea's words, as spans over the syllables."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from underthesea.pipeline.text_normalize.character_normalize import normalize_characters_in_text

from pipeline.extensions import text_of
from pipeline.segment.word_model import find_words

# underthesea's patterns take quadratic time on one endless run; news has no sentence near this length.
_LONGEST_PIECE = 2_000
_LONGEST_RUN = 500
_PIECE = re.compile(rf"\S[^\n]{{0,{_LONGEST_PIECE - 1}}}(?!\S)|\S{{1,{_LONGEST_RUN}}}")


def word_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Code-point ranges of the words that underthesea finds in `text`, in order."""
    for piece in _PIECE.finditer(text):
        normal = normalize_characters_in_text(piece[0])
        words = find_words(normal)
        if not unicodedata.is_normalized("NFC", piece[0]):
            words = _in_original(words, normal, piece[0])
        yield from ((piece.start() + start, piece.start() + end) for start, end in words)


def _in_original(words: Iterator[tuple[int, int]], normal: str, original: str) -> Iterator[tuple[int, int]]:
    """Ranges in the composed text, as ranges in the original one: both decompose to as many letters."""
    places = [place for place, letter in enumerate(original) for _ in unicodedata.normalize("NFD", letter)]
    letters = list(accumulate((len(unicodedata.normalize("NFD", letter)) for letter in normal), initial=0))
    end = 0
    for first, after in words:
        start, end = max(places[letters[first]], end), places[letters[after] - 1] + 1
        if start < end:
            yield start, end


@Language.component("vn_words", assigns=["doc.spans"])
def mark_words(doc: Doc) -> Doc:
    """Set `doc.spans["words"]` to underthesea's words; those that share a token ("16" and "h") are one ("16h")."""
    ranges = np.array(list(word_ranges(text_of(doc))), dtype=np.int64).reshape(-1, 2)
    starts = doc.to_array("IDX").astype(np.int64)
    firsts = np.searchsorted(starts, ranges[:, 0], side="right") - 1
    ends = np.searchsorted(starts, ranges[:, 1])
    label = doc.vocab.strings.add("WORD")
    spans: list[Span] = []
    last = 0
    for first, end in zip(firsts.tolist(), ends.tolist(), strict=True):
        if first < last:
            first = spans.pop().start
        spans.append(Span(doc, first, end, label))
        last = end
    doc.spans["words"] = spans
    return doc
