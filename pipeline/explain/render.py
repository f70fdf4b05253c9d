"""The pages' templates: their texts are fixed, all else is data and appears as text."""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.explain.markup import visible


def render_page(template: str, **values: Any) -> str:
    """The page that a template makes of the values. Markup goes in as it is, all else is escaped."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    return make_environment("pipeline.explain", as_html)


def make_environment(package: str, finalize: Callable[[object], object]) -> Environment:
    """The environment of the templates in a package: all values go through `finalize`, and a missing one is an error.

    What `finalize` gives is escaped for HTML unless it is Markup.
    """
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def as_html(value: object) -> object:
    """The value for a page: text with its hidden signs made visible, yet to be escaped; Markup as it is."""
    return value if isinstance(value, Markup) else visible(str(value))
