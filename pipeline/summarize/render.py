"""Templates: their texts are fixed, all else is quoted data and appears as text, whatever it contains."""

import re
import unicodedata
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.summarize.entries import Order
from pipeline.summarize.quotes import Quote

_MARKDOWN_SIGN = re.compile(r"[\\`*_{}\[\]<>&|~$!]|:(?=//)|(?<=www)\.|^[-+=#]", re.IGNORECASE)
_MARKDOWN_LIST_NUMBER = re.compile(r"^(\s?\d{1,9})([.)])")
_SPACES = re.compile(r"[ \t\n\r]+")
_HIDDEN = ("Cc", "Cf", "Co", "Zl", "Zp")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d).*")


def render_html(template: str, **values: Any) -> str:
    return _environment("html").get_template(template).render(values)


def render_markdown(template: str, **values: Any) -> str:
    return _environment("markdown").get_template(template).render(values)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.summarize"),
        autoescape=True,
        finalize=escape_markdown if language == "markdown" else _html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"day": _day, "by_issuer": _by_issuer}
    return environment


def _html(value: object) -> object:
    """Jinja escapes what this returns."""
    return value if isinstance(value, Markup) else _visible(str(value))


def escape_markdown(value: object) -> Markup:
    """The value as Markdown that shows it as text; Markup, so that Jinja doesn't escape it for HTML as well."""
    if isinstance(value, Markup):
        return value
    line = _SPACES.sub(" ", _visible(str(value)))
    escaped = _MARKDOWN_LIST_NUMBER.sub(r"\1\\\2", _MARKDOWN_SIGN.sub(r"\\\g<0>", line))
    return Markup(escaped)  # noqa: S704


def _visible(text: str) -> str:
    """Signs that show nothing, and those that turn the direction of writing, as `⟨U+202E⟩`."""
    if text.isprintable():
        return text
    return "".join(
        f"⟨U+{ord(sign):04X}⟩" if unicodedata.category(sign) in _HIDDEN and sign not in "\t\n\r" else sign
        for sign in text
    )


def _day(iso: str) -> str:
    """dd/mm/yyyy for an ISO 8601 date or time."""
    return _ISO_DAY.sub(r"\3/\2/\1", iso)


def _by_issuer(orders: list[Order]) -> list[tuple[Quote | None, list[Quote], list[Order]]]:
    """The orders in their order, with neighbours of one issuer together."""

    def speaker(order: Order) -> tuple[str | None, list[str]]:
        return order.issuer.text if order.issuer else None, [office.text for office in order.offices]

    groups = [list(group) for _, group in groupby(orders, key=speaker)]
    return [(group[0].issuer, group[0].offices, group) for group in groups]
