"""Our summaries beside the lead, both against the sapo: `python -m pipeline.evaluation.rouge_bench ARTICLES.jsonl`.

The sapo, a news article's abstract, is the first paragraph of a text; it is taken out of the text, and what the rest is
summarized to is compared with it. LEAD-n are the first n sentences of the rest.
"""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import click
from msgspec import structs

from pipeline.annotate import create_annotator
from pipeline.errors import InputError
from pipeline.evaluation.rouge import Rouge, rouge, syllables
from pipeline.schema import Article
from pipeline.segment import make_doc
from pipeline.store.articles import read_articles
from pipeline.summarize.article import summarize_doc

OURS = "chidao"
_LEADS = (1, 2, 3)
_SAPO = (15, 100)  # syllables of what is taken for a sapo
_REST = 100  # and the least that must be left


class Row(NamedTuple):
    """What one way of summarizing gets: F1s, and how many syllables its summaries have on average."""

    name: str
    rouge: Rouge
    syllables: float


class Story(NamedTuple):
    """An article without its sapo, and the sapo."""

    article: Article
    sapo: str


def stories(articles: Iterable[Article]) -> Iterator[Story]:
    """The articles that begin with a sapo and go on after it."""
    for article in articles:
        sapo, _, rest = article.text.partition("\n")
        if _SAPO[0] <= len(sapo.split()) <= _SAPO[1] and len(rest.split()) >= _REST:
            yield Story(structs.replace(article, text=rest), sapo)


def measure(told: Iterable[Story]) -> list[Row]:
    """A row for our summaries and one for each lead. Raises InputError if there is no story."""
    nlp = create_annotator()
    found: dict[str, list[tuple[Rouge, int]]] = {}
    for article, sapo in told:
        doc = make_doc(nlp, article)
        for _, component in nlp.pipeline:
            doc = component(doc)
        sentences = [sentence.text.strip() for sentence in doc.sents]
        summaries = {f"LEAD-{number}": " ".join(sentences[:number]) for number in _LEADS}
        summaries[OURS] = " ".join(sentence.text for sentence in summarize_doc(doc).sentences)
        for name, summary in summaries.items():
            found.setdefault(name, []).append((rouge(summary, sapo), len(syllables(summary))))
    if not found:
        raise InputError("nothing to measure: no article begins with a sapo")
    return [
        Row(name, Rouge.mean(score for score, _ in scores), sum(length for _, length in scores) / len(scores))
        for name, scores in found.items()
    ]


@click.command()
@click.argument("articles", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--number", type=click.IntRange(min=1), default=1000, show_default=True, help="Articles to measure on.")
@click.option("--every", type=click.IntRange(min=1), default=1, show_default=True, help="Take each n-th article.")
@click.option("--skip", type=click.IntRange(min=0), default=0, show_default=True, help="Leave out so many at first.")
def main(articles: Path, number: int, every: int, skip: int) -> None:
    """ROUGE-1/2/L of our summaries and of the lead against the sapo, on the articles of a JSONL file."""
    usable = (article for article in read_articles(articles) if isinstance(article, Article))
    chosen = list(islice(stories(usable), skip, skip + number * every, every))
    click.echo(f"{len(chosen)} articles{'':12}{'ROUGE-1':>9}{'ROUGE-2':>9}{'ROUGE-L':>9}{'syllables':>11}")
    for row in measure(chosen):
        scores = "".join(f"{100 * score:9.1f}" for score in row.rouge)
        click.echo(f"{row.name:25}{scores}{row.syllables:11.0f}")


if __name__ == "__main__":
    logging.getLogger().setLevel(logging.CRITICAL)
    main()
