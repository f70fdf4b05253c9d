"""A page as it was parsed: the rule that gave each field, and line by line what was kept and what was cut, and why."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from pipeline.errors import InputError
from pipeline.explain.render import render_page
from pipeline.parse import Reading, read_page
from pipeline.parse.blocks import Cut, letters_of
from pipeline.parse.lines import lines_of
from pipeline.schema import RawPage
from pipeline.sources import Source

Status = Literal["title", "kept", "changed", "cut", "outside"]

FIELDS = ("title", "published_at", "section", "authors", "photographers", "url", "source", "text")
_LONG = 20


class Line(NamedTuple):
    """A line of the page and what became of it; `note` is the rule that cut it, or what was taken out of it."""

    text: str
    status: Status
    note: str | None = None


class Field(NamedTuple):
    """A field of the article; several names are joined by commas, the text stands for itself."""

    name: str
    value: str | None
    rule: str | None


class Run(NamedTuple):
    """Lines in a row of which the same became."""

    status: Status
    lines: list[Line]


def explain_page(name: str, page: RawPage, source: Source | None = None) -> str:
    """The HTML page about a page, which is called `name`. A page that gives no article is shown with the reason."""
    try:
        reading = read_page(page, source)
    except InputError as error:
        return _rendered(name, page, [], str(error), [Line(line, "outside") for line in _lines_if_any(page)])
    lines = what_became(lines_of(page), reading)
    return _rendered(name, page, list(_fields(reading)), None, lines)


def what_became(lines: list[str], reading: Reading) -> list[Line]:
    """Each line of the page with what became of it, in page order; paragraphs that stand on no line come last."""
    paragraphs = [*reversed(reading.article.text.split("\n"))]
    title = letters_of(reading.article.title or "")
    cuts = [(letters_of(cut.text), cut) for cut in reading.cuts]
    told: list[Line] = []
    rest = letters_of(paragraphs[-1])
    for line in lines:
        letters = letters_of(line)
        if paragraphs and letters and rest.startswith(letters) and (letters == rest or len(letters) >= _LONG):
            told.append(Line(line, "kept"))
            rest = rest[len(letters) :]
        elif paragraphs and len(rest) >= _LONG and rest in letters:
            told.append(Line(line, "changed", _taken_out(line, paragraphs[-1])))
            rest = ""
        elif letters and letters == title:
            told.append(Line(line, "title"))
        else:
            rule = _rule_of(letters, cuts)
            told.append(Line(line, "cut", rule) if rule else Line(line, "outside"))
        while paragraphs and not rest:
            paragraphs.pop()
            rest = letters_of(paragraphs[-1]) if paragraphs else ""
    return told + [Line(paragraph, "kept") for paragraph in reversed(paragraphs)]


def _taken_out(line: str, kept: str) -> str:
    """What stands in the line before and after what was kept of it."""
    around = (part.strip() for part in line.split(kept, 1)) if kept in line else ()
    return " … ".join(filter(None, around))


def _rule_of(letters: str, cuts: Iterable[tuple[str, Cut]]) -> str | None:
    return next(
        (cut.rule for whole, cut in cuts if letters == whole or (len(letters) >= _LONG and letters in whole)), None
    )


def _fields(reading: Reading) -> Iterator[Field]:
    for name in FIELDS:
        value = getattr(reading.article, name)
        if name == "text":
            value = f"{len(value.split())} words in {value.count(chr(10)) + 1} paragraphs"
        elif isinstance(value, list):
            value = ", ".join(value)
        yield Field(name, value or None, reading.rules.get(name))


def _lines_if_any(page: RawPage) -> list[str]:
    try:
        return lines_of(page)
    except InputError:
        return []


def _rendered(name: str, page: RawPage, fields: list[Field], refusal: str | None, lines: list[Line]) -> str:
    runs = [Run(status, list(run)) for status, run in groupby(lines, key=lambda line: line.status)]
    counts = {status: sum(line.status == status for line in lines) for status in ("kept", "changed", "cut", "outside")}
    return render_page(
        "page.html.j2", name=name, url=page.url, fields=fields, refusal=refusal, runs=runs, counts=counts
    )
