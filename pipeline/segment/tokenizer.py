"""Syllables: the tokens. Every string comes back from its tokens unchanged."""

import re
from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

# A syllable or number (with its combining marks, if the text is decomposed), one sign, or a run of spaces.
_TOKEN = re.compile(r"[\w\u0300-\u036f]+|\s+|[^\w\s]")


class SyllableTokenizer:
    """Cuts a text into syllables, numbers and single signs; `doc.text == text` for every string.

    Tokens are finer than words on purpose: any span that a stage makes begins and ends at a token.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for match in _TOKEN.finditer(text):
            token = match[0]
            if token.isspace():
                if token[0] == " " and words:
                    spaces[-1] = True
                    token = token[1:]
                if not token:
                    continue
            words.append(token)
            spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    # The tokenizer has no state beside the vocabulary; spaCy asks for these when it saves a pipeline.
    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> "SyllableTokenizer":
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        return None

    def from_disk(self, _path: Any, **_: Any) -> "SyllableTokenizer":
        return self


@registry.tokenizers("vn_syllables")  # type: ignore[untyped-decorator]
def create_syllable_tokenizer() -> Callable[[Language], SyllableTokenizer]:
    """The entry point of `[nlp.tokenizer] @tokenizers = "vn_syllables"`."""

    def create(nlp: Language) -> SyllableTokenizer:
        return SyllableTokenizer(nlp.vocab)

    return create
