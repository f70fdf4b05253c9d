"""How much an order weighs. The rule, each part between 0 and 1:

| part     | weight | 1 for                 | and less                                                               |
|----------|--------|-----------------------|------------------------------------------------------------------------|
| level    | 3      | a central issuer      | province .75, district .5, commune .25, unknown .3                     |
| deadline | 2      | a day that is tonight | by a fifteenth for each day, to 0; passed .5; later .05; else 0        |
| breadth  | 1      | many addressees       | 1 - 1/(1 + n); a group ("các sở, ngành") counts as three               |
| novelty  | 1      | what nobody has said  | by its likeness to orders of the issuer in earlier digests; changed .5 |
| echo     | .5     | many papers           | 1 - 1/(1 + n), for n other articles that tell it                       |

Orders of equal weight stand in the order of their ids.
"""

from datetime import date

from pipeline.schema import Level
from pipeline.summarize.entries import Order

DAYS_AHEAD = 14

_LEVEL, _DEADLINE, _BREADTH, _NOVELTY, _ECHO = 3.0, 2.0, 1.0, 1.0, 0.5
_LEVELS: dict[Level | None, float] = {"central": 1.0, "province": 0.75, "district": 0.5, "commune": 0.25, None: 0.3}
_GROUP = 3
_PASSED, _FAR = 0.5, 0.05
_CHANGED = 0.5


def weigh(order: Order, *, night: str, novelty: float) -> float:
    """The weight of an order on a night (ISO 8601), by the rule above; `novelty` is that of `Tellings.novelty`."""
    return (
        _LEVEL * _LEVELS[order.level]
        + _DEADLINE * _nearness(order, night)
        + _BREADTH * _saturated(len(order.addressees) + (_GROUP - 1) * order.groups)
        + _NOVELTY * (_CHANGED if order.changes else novelty)
        + _ECHO * _saturated(len(order.told_by))
    )


def _nearness(order: Order, night: str) -> float:
    if order.deadline is None or order.deadline.day is None:
        return 0.0
    days = (date.fromisoformat(order.deadline.day) - date.fromisoformat(night)).days
    if abs(days) > DAYS_AHEAD:
        return _FAR if days > 0 else 0.0
    return _PASSED if days < 0 else 1 - days / (DAYS_AHEAD + 1)


def _saturated(number: int) -> float:
    return 1 - 1 / (1 + number)
