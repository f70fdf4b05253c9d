"""Which part finds which people, and what it costs: `python -m pipeline.evaluation.ablation GOLD...`.

Four ways to the people of an article: underthesea's NER, the rules alone, the trained model alone, and rules and model
together, as records have them. Times are multiples of underthesea's word segmentation of the same texts, measured in
turn with it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import click
from spacy.tokens import Doc
from underthesea import ner, word_tokenize

from pipeline.annotate import create_annotator
from pipeline.annotate.people import PeopleFinder
from pipeline.annotate.people.recognizer import NameRecognizer, model_version, weights_folder
from pipeline.errors import InputError
from pipeline.evaluation.scorer import comparable
from pipeline.store.files import atomic_writer
from pipeline.store.records import read_objects

END = "<!-- /ablation -->"

System = Callable[[Doc], Iterable[str]]


class Gold(NamedTuple):
    """A text, and the names of its people as they are compared."""

    text: str
    names: set[str]


class Result(NamedTuple):
    """One way's figures over a gold file; `ratio` is its time in multiples of underthesea's word segmentation."""

    system: str
    precision: float
    recall: float
    f1: float
    ratio: float


def read_gold(path: Path) -> list[Gold]:
    """Texts with the names of their people. Raises InputError naming a line that has none of either."""
    articles = []
    for number, item in read_objects(path):
        try:
            articles.append(Gold(item["text"], {comparable(person["name"]) for person in item["people"]}))
        except (KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: no text, or no people with names") from error
    if not articles:
        raise InputError(f"{path}: no articles")
    return articles


def ablate(articles: Sequence[Gold], *, rounds: int) -> Iterator[Result]:
    """The figures of all four ways; times are medians over the rounds, after one that only warms up."""
    segment, systems = _systems()
    found = {name: [set(map(comparable, way(segment(one.text)))) for one in articles] for name, way in systems.items()}
    ratios: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(rounds):
        words = 0.0
        seconds = dict.fromkeys(systems, 0.0)
        for article in articles:
            start = perf_counter()
            word_tokenize(article.text, use_token_normalize=False)
            words += perf_counter() - start
            for name, way in systems.items():
                doc = segment(article.text)
                start = perf_counter()
                list(way(doc))
                seconds[name] += perf_counter() - start
        for name in systems:
            ratios[name].append(seconds[name] / words)
    gold = [article.names for article in articles]
    return (_result(name, gold, found[name], median(ratios[name])) for name in systems)


def _systems() -> tuple[Callable[[str], Doc], dict[str, System]]:
    """What makes docs with sentences, and the ways to the names of the people in one."""
    nlp = create_annotator()
    sentences, roles, both = map(nlp.get_pipe, ("vn_sentences", "vn_roles", "vn_people"))
    rules, model = PeopleFinder(None), NameRecognizer(weights_folder())

    def by_rules(doc: Doc) -> Iterator[str]:
        return (person.name for person in rules(roles(doc))._.people)

    def by_model(doc: Doc) -> set[str]:
        return _fullest({doc.text[start:end] for start, end in model.names(doc)})

    def by_both(doc: Doc) -> Iterator[str]:
        return (person.name for person in both(roles(doc))._.people)

    return (
        lambda text: sentences(nlp.make_doc(text)),
        {"underthesea.ner": _by_underthesea, "rules": by_rules, "model": by_model, "rules and model": by_both},
    )


def _by_underthesea(doc: Doc) -> set[str]:
    """What underthesea calls persons, a sentence at a time: a whole article at once takes it several times longer."""
    found: list[list[str]] = []
    for sentence in doc.sents:
        for word, *_, label in ner(sentence.text):
            if label == "B-PER":
                found.append([word])
            elif label == "I-PER" and found:
                found[-1].append(word)
    return _fullest({" ".join(words) for words in found})


def _fullest(names: set[str]) -> set[str]:
    """The names without those that end a longer one: gold has each person under the fullest form."""
    return {name for name in names if not any(other.endswith(f" {name}") for other in names)}


def _result(system: str, gold: Sequence[set[str]], found: Sequence[set[str]], ratio: float) -> Result:
    right = sum(len(want & got) for want, got in zip(gold, found, strict=True))
    wanted, predicted = sum(map(len, gold)), sum(map(len, found))
    f1 = 2 * right / (wanted + predicted) if wanted + predicted else 1.0
    return Result(system, right / predicted if predicted else 0.0, right / wanted if wanted else 0.0, f1, ratio)


def as_markdown(name: str, articles: Sequence[Gold], results: Iterable[Result]) -> str:
    """The table of one gold file, for the model card."""
    people = sum(len(article.names) for article in articles)
    lines = [
        f"{name}: {len(articles)} articles, {people} people",
        "",
        "| | P | R | F1 | time |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.system} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {one.ratio:.2f} |" for one in results
    ]
    return "\n".join([*lines, ""])


def write_into(card: Path, tables: dict[str, str]) -> None:
    """Put each gold file's table between its marks in the card. Raises InputError if it has no such marks."""
    text = card.read_text(encoding="utf-8")
    for name, table in tables.items():
        before, start, rest = text.partition(mark(name))
        _, end, after = rest.partition(END)
        if not (start and end):
            raise InputError(f"{card}: no {mark(name)} with {END} after it, to write the table between")
        text = f"{before}{start}\n{table}\n{end}{after}"
    with atomic_writer(card) as file:
        file.write(text.encode())


def mark(name: str) -> str:
    """What stands before the table of the gold file `name` in a card."""
    return f"<!-- ablation {name} -->"


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--card", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Write the tables into this file too."
)
@click.option("--repeat", type=click.IntRange(min=1), default=3, show_default=True, help="Rounds to take medians of.")
def main(gold: tuple[Path, ...], card: Path | None, repeat: int) -> None:
    """Compare the ways to find people on GOLD files (JSONL with text and people)."""
    tables = {}
    for path in gold:
        articles = read_gold(path)
        tables[path.stem] = as_markdown(path.stem, articles, ablate(articles, rounds=repeat))
    click.echo(f"vn_ner {model_version()}\n\n" + "\n".join(tables.values()))
    if card is not None:
        write_into(card, tables)


if __name__ == "__main__":
    main()
