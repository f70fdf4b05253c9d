"""In this process, one article after the other."""

from collections.abc import Iterable, Iterator

from pipeline.flow import Annotator
from pipeline.schema import Article, Issue, Record


def annotate_locally(items: Iterable[Article | Issue]) -> Iterator[Record | Issue]:
    """One outcome for each item, in order; an item that is an issue already is passed on."""
    annotator = Annotator()
    for item in items:
        yield item if isinstance(item, Issue) else annotator(item)
