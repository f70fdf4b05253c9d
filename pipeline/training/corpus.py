"""Articles to weakly labelled training data: `python -m pipeline.training.corpus ARTICLES... -o FOLDER`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import click
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from pipeline.errors import InputError
from pipeline.schema import Article
from pipeline.segment import create_blank
from pipeline.store.articles import read_articles
from pipeline.training.labels import Gazetteer, Labels, label_text
from pipeline.training.names import NameMaker
from pipeline.training.sentences import Sentence, SentenceMaker, sentences_of

LABEL = "PERSON"
_ONE_IN_DEV = 25
_PLAIN_KEPT = 0.25
_MADE_UP = 0.1


def make_corpus(texts: Iterable[str], *, seed: int) -> tuple[list[Sentence], list[Sentence]]:
    """Sentences to train on and to choose the best model by; every 25th text is for the latter."""
    random = Random(seed)  # noqa: S311  (not for cryptography)
    maker = NameMaker(random)
    labelled = [(text, label_text(text)) for text in dict.fromkeys(texts)]
    gazetteer = Gazetteer(labelled)
    train: list[Sentence] = []
    dev: list[Sentence] = []
    for number, (text, labels) in enumerate(labelled):
        part = train if number % _ONE_IN_DEV else dev
        part.extend(_kept(text, gazetteer.settle(text, labels), random, maker))
    invented = SentenceMaker(random, maker)
    for part in (train, dev):
        part.extend([invented.make() for _ in range(int(len(part) * _MADE_UP))])
    random.shuffle(train)
    return train, dev


def _kept(text: str, labels: Labels, random: Random, maker: NameMaker) -> Iterator[Sentence]:
    """All sentences that name somebody, and some of the others."""
    for sentence in sentences_of(text, labels, random, maker):
        if sentence.names or random.random() < _PLAIN_KEPT:
            yield sentence


def make_doc(nlp: Language, sentence: Sentence) -> Doc:
    """A doc with the names as entities; what is unsure is marked as missing, so that nothing is learned from it."""
    doc = nlp.make_doc(sentence.text)
    doc.set_ents(list(_spans(doc, sentence.names)), missing=list(_spans(doc, sentence.unsure)), default="outside")
    return doc


def _spans(doc: Doc, ranges: list[tuple[int, int]]) -> Iterator[Span]:
    for start, end in ranges:
        span = doc.char_span(start, end, label=LABEL, alignment_mode="expand")
        if span is not None:
            yield span


@click.command()
@click.argument("articles", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", default=1, show_default=True)
@click.option("--limit", type=click.IntRange(min=1), help="Only so many articles, for a trial.")
def main(articles: tuple[Path, ...], output: Path, seed: int, limit: int | None) -> None:
    """Label the ARTICLES (JSONL with id and text, plain or gzipped) and write train.spacy and dev.spacy."""
    texts = [item.text for path in articles for item in read_articles(path) if isinstance(item, Article)]
    if not texts:
        raise InputError("no line of the input holds an article")
    nlp = create_blank()
    output.mkdir(parents=True, exist_ok=True)
    for name, sentences in zip(("train", "dev"), make_corpus(texts[:limit], seed=seed), strict=True):
        docs = [make_doc(nlp, sentence) for sentence in sentences]
        DocBin(attrs=["ENT_IOB", "ENT_TYPE"], docs=docs).to_disk(output / f"{name}.spacy")
        tokens = sum(map(len, docs))
        click.echo(f"{name}: {len(docs)} sentences, {tokens} tokens, {sum(len(doc.ents) for doc in docs)} names")


if __name__ == "__main__":
    main()
