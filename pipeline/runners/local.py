"""In this process, one item after the other."""

from collections.abc import Generator, Iterable

from pipeline.flow import Annotator
from pipeline.runners.outcomes import Item, Outcome, outcome_of


def annotate_locally(items: Iterable[Item]) -> Generator[Outcome, None, None]:
    """One outcome for each item, in order; an item that is an issue already is passed on."""
    annotator = Annotator()
    for item in items:
        yield outcome_of(item, annotator)
