"""The pages' templates: their texts are fixed, all else is data and appears as text."""

from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.explain.markup import visible


def render_page(template: str, *, package: str = __package__, **values: Any) -> str:
    """The page that a template in `package`/templates makes of the values.

    Templates extend `base.html.j2`, whichever package they are in. Markup goes in as it is, all else is escaped.
    """
    return _environment(package).get_template(template).render(values)


@cache
def _environment(package: str) -> Environment:
    return Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(__package__)]),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shown(value: object) -> object:
    """Jinja escapes what this returns."""
    return value if isinstance(value, Markup) else visible(str(value))
