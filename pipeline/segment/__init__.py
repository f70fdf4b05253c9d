"""Article -> spaCy `Doc`: syllables as tokens, sentences, and underthesea's words as spans."""

from spacy.language import Language
from spacy.tokens import Doc

import pipeline.extensions  # noqa: F401  declares `doc._.article`
from pipeline.schema import Article

# Far beyond any article; spaCy's own limit guards its statistical models, which read the text in pieces.
_LONGEST_TEXT = 1 << 30


def create_blank() -> Language:
    """A spaCy pipeline that cuts a text into syllables and does nothing else."""
    import spacy

    return spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "vn_syllables"}}})


def create_segmenter() -> Language:
    """A spaCy pipeline that segments and nothing else; the annotators are added behind it."""
    nlp = create_blank()
    nlp.max_length = _LONGEST_TEXT
    nlp.add_pipe("vn_sentences")
    nlp.add_pipe("vn_words")
    return nlp


def make_doc(nlp: Language, article: Article) -> Doc:
    """The article's text as a `Doc` that knows its article, not yet through any component."""
    doc = nlp.make_doc(article.text)
    doc._.article = article
    return doc
