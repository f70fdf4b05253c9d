from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from msgspec import structs

from pipeline.schema import Record
from pipeline.summarize.entries import Change, Deadline, Order, make_article
from pipeline.summarize.ranking import weigh

NIGHT = "2025-06-10"


@pytest.fixture
def order(record: Record) -> Order:
    return structs.replace(make_article(record).orders[0], level="province", deadline=None)


@pytest.fixture
def weight(order: Order) -> Callable[..., float]:
    def weight(novelty: float = 1.0, **changed: Any) -> float:
        return weigh(structs.replace(order, **changed), night=NIGHT, novelty=novelty)

    return weight


def _falls(weights: list[float]) -> bool:
    return all(more > less for more, less in pairwise(weights))


def test_rank_falls_with_the_level(weight: Callable[..., float]) -> None:
    assert _falls([weight(level=level) for level in ("central", "province", "district", None, "commune")])


def test_rank_falls_with_the_distance_of_the_day(weight: Callable[..., float], order: Order) -> None:
    days = [NIGHT, "2025-06-12", "2025-06-17", "2025-06-24", "2025-08-01", "2025-05-01"]
    assert _falls([weight(deadline=Deadline(order.action, day)) for day in days])
    assert weight(deadline=Deadline(order.action, None)) == weight(deadline=None)
    assert weight(deadline=Deadline(order.action, "2025-06-09")) > weight(deadline=None)


def test_rank_rises_with_the_breadth_of_addressees(weight: Callable[..., float], order: Order) -> None:
    one, two = order.addressees[:1], order.addressees
    assert _falls(
        [weight(addressees=one, groups=1), weight(addressees=two), weight(addressees=one), weight(addressees=[])]
    )


def test_rank_rises_with_novelty_and_with_the_papers_that_tell_it(weight: Callable[..., float], order: Order) -> None:
    moved = [Change("deadline", order.action, None, "2025-06-09")]
    assert _falls(
        [weight(told_by=[order.action]), weight(), weight(novelty=0.7), weight(changes=moved), weight(novelty=0)]
    )
