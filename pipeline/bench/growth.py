"""How time and memory grow: with the number of articles, the length of a text, and the number of processes."""

import resource
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from multiprocessing import get_context
from time import perf_counter, process_time

from msgspec import Struct, structs

from pipeline.flow import Annotator
from pipeline.runners.processes import annotate_guarded
from pipeline.schema import Article
from pipeline.segment.word_model import forget_runs

_LENGTHS = (20_000, 200_000, 2_000_000)
_SENTENCE = 200_000
_SHARES = (1, 2, 4)
# Long enough to outweigh that the last chunks do not keep all processes busy.
_FOR_SCALING = 384
_SENTENCE_ENDS = str.maketrans(".?!…\n", ",,,, ")


class Growth(Struct, frozen=True):
    """What was annotated, and how long that took for each of its characters: the same for more is linear time."""

    name: str
    articles: int
    characters: int
    seconds: float
    microseconds_per_character: float


class Scaling(Struct, frozen=True):
    """A number of worker processes, and the most memory that any of them and their parent held."""

    workers: int
    articles_per_second: float
    worker_mb: float
    parent_mb: float


def grow(articles: Sequence[Article]) -> list[Growth]:
    """A quarter, half and all of the articles; then their texts as one, of three lengths; then a single sentence."""
    annotator = Annotator()
    annotator(articles[0])
    news = "\n".join(article.text for article in articles)
    found = [
        _annotated("articles", annotator, articles[: max(1, len(articles) * share // _SHARES[-1])]) for share in _SHARES
    ]
    for length in _LENGTHS:
        text = "".join(islice(cycle(news + "\n"), length)).strip()
        found.append(_annotated("one text", annotator, [structs.replace(articles[0], text=text)]))
    sentence = "".join(islice(cycle(news.translate(_SENTENCE_ENDS) + " "), _SENTENCE)).strip()
    found.append(_annotated("one sentence", annotator, [structs.replace(articles[0], text=sentence)]))
    return found


def _annotated(name: str, annotator: Annotator, articles: Sequence[Article]) -> Growth:
    forget_runs()
    start = process_time()
    for article in articles:
        annotator(article)
    seconds = process_time() - start
    characters = sum(len(article.text) for article in articles)
    return Growth(name, len(articles), characters, round(seconds, 3), round(seconds / characters * 1e6, 2))


def scale(articles: Sequence[Article], workers: Sequence[int]) -> list[Scaling]:
    """The articles, over and over, through the process runner. A process of its own is the parent, for its memory."""
    found = []
    for number in workers:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as parent:
            found.append(parent.submit(_scaled, list(articles), number).result())
    return found


def _scaled(articles: list[Article], workers: int) -> Scaling:
    outcomes = annotate_guarded(_repeated(articles), workers=workers)
    next(outcomes)  # all models are being loaded until then
    start = perf_counter()
    done = sum(1 for _ in outcomes)
    rate = done / (perf_counter() - start)
    worker, parent = (_peak_mb(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    return Scaling(workers, round(rate, 1), worker, parent)


def _repeated(articles: list[Article]) -> Iterator[Article]:
    for number, article in enumerate(islice(cycle(articles), _FOR_SCALING)):
        yield structs.replace(article, id=f"{number}")


def _peak_mb(who: int) -> float:
    peak = resource.getrusage(who).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)
