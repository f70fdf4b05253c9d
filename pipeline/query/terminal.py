"""Answers and articles on a terminal, which they can't steer: control characters are shown, not sent."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import pyarrow as pa
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from pipeline.query.output import as_json
from pipeline.query.search import Hit, Result
from pipeline.query.session import Answer
from pipeline.schema import Directive, Person, Record

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ONE_LINE = re.compile(r"\s*\n\s*")
_HIT = "bold reverse"
_WIDEST = 60


def safe(text: str) -> str:
    """The text with every control character but the newline as `\\x1b`, and as many characters for each."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def print_table(answer: Answer, shown: int) -> None:
    """Print the first rows as a table, and say so if there are more. Raises QueryError as the query may."""
    rows: list[list[str]] = []
    for batch in answer:
        columns = [column.to_pylist(maps_as_pydicts="strict") for column in batch.columns]
        rows += [[_cell(value) for value in row] for row in zip(*columns, strict=True)]
        if len(rows) > shown:
            break
    console = Console(highlight=False)
    names = [safe(name) for name in answer.schema.names]
    widths = [max(map(len, column)) for column in zip(names, *rows[:shown], strict=True)]
    if sum(min(width, _WIDEST) + 2 for width in widths) <= console.width:
        console.print(_table(answer.schema, rows[:shown]))
    else:
        _print_blocks(console, names, rows[:shown])
    if len(rows) > shown:
        Console(stderr=True).print(f"the first {shown} rows; -o FILE or --format csv gives all", highlight=False)


def _table(schema: pa.Schema, rows: list[list[str]]) -> Table:
    table = Table(header_style="bold", box=None, pad_edge=False)
    for field in schema:
        is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        table.add_column(Text(safe(field.name)), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _print_blocks(console: Console, names: list[str], rows: list[list[str]]) -> None:
    """Rows too wide for a table: one below the other, a line for each column that has a value."""
    for number, row in enumerate(rows, 1):
        console.print(Text(f"-- {number}", "bold"))
        block = Table.grid("", Column(overflow="fold"), padding=(0, 2))
        for name, cell in zip(names, row, strict=True):
            if cell:
                block.add_row(Text(name, "dim"), Text(cell))
        console.print(block)


def print_results(results: Iterable[Result]) -> None:
    """Print what a search found, the hits marked: in colour on a terminal, «so» in a pipe."""
    console = Console(highlight=False, soft_wrap=True)
    for number, result in enumerate(results, 1):
        place = " · ".join(safe(each) for each in (result.published_at, result.province, result.source) if each)
        console.print(Text(f"{number}. "), _marked(result.title or "", result.title_hits, console, "bold"), sep="")
        console.print(Text(f"   {result.article_id} · {place}", "dim"))
        hits = [Hit(hit.start - result.start, hit.end - result.start) for hit in result.hits]
        console.print(Text("   "), _marked(result.snippet, hits, console, ""), sep="")


def print_article(record: Record) -> None:
    """Print an article with what was found in it, each kind in a colour of its own."""
    console = Console(highlight=False)
    console.print(Text(safe(record.title or "(no title)"), "bold"))
    facts = (record.published_at, record.province, record.source, ", ".join(record.authors), record.url)
    console.print(Text(" · ".join(safe(fact) for fact in facts if fact), "dim"))
    if record.duplicate_of:
        console.print(Text(f"a reprint of {record.duplicate_of}", "dim"))
    console.print()
    console.print(_annotated(record))
    console.print()
    for person in record.people:
        console.print(_person(person))
    names = {directive.id: number for number, directive in enumerate(record.directives, 1)}
    for number, directive in enumerate(record.directives, 1):
        console.print(_directive(number, directive, names))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        value = as_json(value)
    return _ONE_LINE.sub(" / ", safe(str(value)))


def _marked(said: str, hits: list[Hit], console: Console, style: str) -> Text:
    text, position = Text(style=style), 0
    for hit in hits:
        text.append(_cell(said[position : hit.start]))
        found = _cell(said[hit.start : hit.end])
        text.append(found if console.is_terminal else f"«{found}»", _HIT if console.is_terminal else None)
        position = hit.end
    return text.append(_cell(said[position:]))


def _annotated(record: Record) -> Text:
    """The text with styles on its spans; where a character is escaped, offsets are moved along."""
    places = [0]
    for letter in record.text:
        places.append(places[-1] + len(safe(letter)))
    text = Text(safe(record.text))
    for start, end, style in _spans(record):
        text.stylize(style, places[start], places[end])
    return text


def _spans(record: Record) -> Iterator[tuple[int, int, str]]:
    yield from ((item.action.start, item.action.end, "green") for item in record.directives)
    yield from ((item.cue.start, item.cue.end, "bold green") for item in record.directives)
    mentions = chain.from_iterable(person.mentions for person in record.people)
    yield from ((mention.start, mention.end, "bold cyan") for mention in mentions)
    roles = chain.from_iterable(person.roles for person in record.people)
    yield from ((role.start, role.end, "cyan") for role in roles)
    yield from ((found.start, found.end, "yellow") for found in record.dates)
    yield from ((found.start, found.end, "magenta") for found in record.documents)


def _person(person: Person) -> Text:
    titles = dict.fromkeys(("nguyên: " if role.former else "") + role.title for role in person.roles)
    line = Text("people     ", "dim").append(safe(f"{person.id} {person.name}"), "bold cyan not dim")
    return line.append(safe(f"  {'; '.join(titles)}" if titles else ""), "cyan not dim")


def _directive(number: int, directive: Directive, names: dict[str, int]) -> Text:
    line = Text(f"{directive.kind:10} ", "dim").append(f"{number}. ", "not dim")
    issuer = directive.issuer.text if directive.issuer else "?"
    told = ", ".join(each.text for each in directive.addressees) or "?"
    line.append(_cell(f"{issuer} → {told}: "), "not dim").append(_cell(directive.action.text), "green not dim")
    if directive.deadline:
        day = directive.deadline.last_day or directive.deadline.value
        line.append(_cell(f"  [{directive.deadline.text}: {day}]"), "yellow not dim")
    if directive.restates:
        line.append(f"  (says {names.get(directive.restates, '?')} again)")
    return line
