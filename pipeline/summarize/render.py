"""Templates: their texts are fixed, all else is quoted data and appears as text, whatever it contains."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from pipeline.explain.markup import visible
from pipeline.explain.render import as_html, make_environment
from pipeline.summarize.entries import Digest, Due, Order
from pipeline.summarize.quotes import Quote, anchor, local_page
from pipeline.summarize.ranking import DAYS_AHEAD

# The most days that a page or mail lists; the calendar has them all.
_DUE_SHOWN = 100
_MARKDOWN_SIGN = re.compile(r"[\\`*_{}\[\]<>&|~$!]|:(?=//)|(?<=www)\.|^[-+=#]", re.IGNORECASE)
_MARKDOWN_LIST_NUMBER = re.compile(r"^(\s?\d{1,9})([.)])")
_SPACES = re.compile(r"[ \t\n\r]+")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d).*")


def render_html(template: str, **values: Any) -> str:
    """The page that a template makes of the values, which are escaped."""
    return _environment(as_html).get_template(template).render(values)


def render_markdown(template: str, **values: Any) -> str:
    """The Markdown that a template makes of the values, each of which shows as plain text."""
    return _environment(escape_markdown).get_template(template).render(values)


def render_text(template: str, **values: Any) -> str:
    """For readers of plain text: every value is one line, and nothing in it is hidden."""
    return _environment(one_line).get_template(template).render(values)


def macro(template: str, name: str, *values: Any) -> str:
    """What a macro of a text template makes of the values, as one line."""
    text = getattr(_environment(one_line).get_template(template).module, name)(*values)
    return " ".join(str(text).split())


@cache
def _environment(finalize: Callable[[object], object]) -> Environment:
    environment = make_environment("pipeline.summarize", finalize)
    environment.filters |= {
        "day": _day,
        "by_issuer": _by_issuer,
        "local": lambda quote: f"{local_page(quote.record)}#{anchor(quote)}",
        "page": local_page,
        "tops": _tops,
        "near": _near,
    }
    return environment


def escape_markdown(value: object) -> Markup:
    """The value as Markdown that shows it as text; Markup, so that Jinja doesn't escape it for HTML as well."""
    if isinstance(value, Markup):
        return value
    escaped = _MARKDOWN_LIST_NUMBER.sub(r"\1\\\2", _MARKDOWN_SIGN.sub(r"\\\g<0>", _line(value)))
    return Markup(escaped)  # noqa: S704


def one_line(value: object) -> Markup:
    """The value as a line of plain text."""
    return value if isinstance(value, Markup) else Markup(_line(value))  # noqa: S704


def _line(value: object) -> str:
    return _SPACES.sub(" ", visible(str(value)))


def _day(iso: str) -> str:
    """dd/mm/yyyy for an ISO 8601 date or time."""
    return _ISO_DAY.sub(r"\3/\2/\1", iso)


def _by_issuer(orders: list[Order]) -> list[tuple[Quote | None, list[Quote], list[Order]]]:
    """The orders in their order, with neighbours of one issuer together."""

    def speaker(order: Order) -> tuple[str | None, list[str]]:
        return order.issuer.text if order.issuer else None, [office.text for office in order.offices]

    groups = [list(group) for _, group in groupby(orders, key=speaker)]
    return [(group[0].issuer, group[0].offices, group) for group in groups]


def _tops(digest: Digest) -> list[Order]:
    """The orders of most weight, best first."""
    listed = {order.id: order for order in digest.listed_orders()}
    return [listed[one] for one in digest.top]


def _near(digest: Digest) -> tuple[list[Due], list[Due], int]:
    """What falls due in the days ahead, what is overdue (the latest first), and for how many there is no room."""
    last = (date.fromisoformat(digest.night) + timedelta(days=DAYS_AHEAD)).isoformat()
    ahead = [due for due in digest.due if digest.night <= due.day <= last]
    overdue = [due for due in reversed(digest.due) if due.day < digest.night]
    more = len(ahead[_DUE_SHOWN:]) + len(overdue[_DUE_SHOWN:])
    return ahead[:_DUE_SHOWN], overdue[:_DUE_SHOWN], more
