"""Gold out of what people corrected: articles all of whose directives somebody has looked at."""

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.schema import Directive, Record
from pipeline.store.corrections import CORRECTED

_ARTICLE = ("id", "url", "source", "title", "published_at", "authors", "photographers", "section", "text")


def gold_of(records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """Lines of a gold file. People and dates are null there: nobody has looked at them, and they are not scored."""
    for record in records:
        if all(CORRECTED in directive.rules for directive in record.directives):
            line = {name: getattr(record, name) for name in _ARTICLE}
            yield line | {"people": None, "dates": None, "directives": [_quote(one) for one in record.directives]}


def _quote(directive: Directive) -> dict[str, Any]:
    issuer = directive.issuer
    return {
        "action": directive.action.text,
        "at": directive.action.start,
        "issuer": (issuer.name or issuer.organization or issuer.role) if issuer else None,
        "addressees": [addressee.text for addressee in directive.addressees],
        "coordinators": [coordinator.text for coordinator in directive.coordinators],
        "deadline": directive.deadline.value if directive.deadline else None,
        "polarity": directive.polarity,
    }
