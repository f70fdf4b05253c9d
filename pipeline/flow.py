"""The stages in the order in which data flows through them, and the step from article to record."""

from importlib.metadata import version
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline import __version__
from pipeline.annotate import create_annotator
from pipeline.annotate.people.recognizer import model_version
from pipeline.schema import Article, Extractor, Issue, Record
from pipeline.segment import make_doc
from pipeline.store import make_record
from pipeline.summarize.article import summarize_doc

# spaCy keeps every word it has seen, 250 bytes each, and numbers and names never end: then it is loaded anew.
_MOST_WORDS = 200_000


class Stage(NamedTuple):
    """One step of the flow: what it takes, what it gives, and the function that does it."""

    name: str
    reads: str
    writes: str
    runs: str


STAGES = (
    Stage("crawl", "sources/*.toml", "RawPage", "pipeline.crawl.Crawl"),
    Stage("archive", "RawPage", "data/raw/<source>/<date>.warc.gz", "pipeline.archive.Archive"),
    Stage("parse", "RawPage", "Article", "pipeline.parse.parse_page"),
    Stage("segment", "Article", "Doc", "pipeline.segment.make_doc"),
    Stage("annotate", "Doc", "Doc", "pipeline.annotate.create_annotator"),
    Stage("store", "Doc", "data/processed/records/<published>.jsonl", "pipeline.store.RecordStore"),
    Stage("summarize", "Record", "data/processed/digests/<date>/", "pipeline.summarize.digest.write_digest"),
)


class Annotator:
    """Articles to records: holds the loaded models, so make one and use it for many articles."""

    def __init__(self) -> None:
        self.nlp = create_annotator()
        models = {"underthesea": version("underthesea"), "vn_ner": model_version()}
        self.extractor = Extractor(version=__version__, models=models)

    def read(self, article: Article) -> Doc:
        """The article with all that was found in it. Raises whatever a component raises."""
        if len(self.nlp.vocab) > _MOST_WORDS:
            self.nlp = create_annotator()
        doc = make_doc(self.nlp, article)
        for _, component in self.nlp.pipeline:
            doc = component(doc)
        return doc

    def __call__(self, article: Article) -> Record | Issue:
        """The article's record, or the issue that says why there is none. Never raises for an article."""
        try:
            doc = self.read(article)
            return make_record(doc, summarize_doc(doc), self.extractor)
        except Exception as error:  # one article's failure is its outcome, whatever it was
            return Issue(
                stage="annotate",
                kind=type(error).__name__,
                message=f"{article.id}: {error}",
                source=article.source,
                url=article.url,
            )
