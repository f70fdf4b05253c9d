"""The sheet that a person edits: one row a directive, JSONL or CSV."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from pipeline.errors import InputError
from pipeline.orthography import normalize
from pipeline.schema import Directive, DueDate, Record
from pipeline.store.files import write_atomically
from pipeline.store.lines import decode_line, read_lines

# Between two addressees, and between the words of a deadline and its value.
SEPARATOR = "; "
VALUE = " = "
# A spreadsheet takes a cell that begins with one of these for a formula; an apostrophe before it makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
# And an id of digits alone, or with an e among them, for a number, of which it keeps fifteen digits.
_NUMBER = re.compile(r"\d{12,}|\d+e\d+")


class Row(Struct, frozen=True, kw_only=True):
    """A directive as a person sees it. The first fields, up to `note`, are to be edited; the others say what it is.

    `verdict` is `right` or `wrong` (`đúng`, `sai`), or empty where nobody has looked at it. A field to be edited is
    None where the sheet has lost its column: nothing is said of it then. `reopens` names the directive of a
    correction that no longer fits its text.
    """

    verdict: str = ""
    action: str | None = ""
    issuer: str | None = ""
    addressees: str | None = ""
    deadline: str | None = ""
    kind: str | None = ""
    polarity: str | None = ""
    note: str = ""
    why: str = ""
    sentence: str = ""
    confidence: str = ""
    rules: str = ""
    title: str = ""
    published_at: str = ""
    url: str = ""
    article: str = ""
    directive: str = ""
    reopens: str = ""


EDITED = ("action", "issuer", "addressees", "deadline", "kind", "polarity")
_FIELDS = Row.__struct_fields__


def row_of(record: Record, directive: Directive, why: str, *, reopens: str = "") -> Row:
    """The row of a directive as it stands in the record."""
    return Row(
        action=directive.action.text,
        issuer=directive.issuer.text if directive.issuer else "",
        addressees=SEPARATOR.join(addressee.text for addressee in directive.addressees),
        deadline=deadline_text(directive.deadline),
        kind=directive.kind,
        polarity=directive.polarity,
        why=why,
        sentence=record.text[directive.sentence.start : directive.sentence.end],
        confidence=f"{directive.confidence:g}",
        rules=" ".join(directive.rules),
        title=record.title or "",
        published_at=record.published_at or "",
        url=record.url or "",
        article=record.id,
        directive=directive.id,
        reopens=reopens,
    )


def deadline_text(deadline: DueDate | None) -> str:
    """The deadline's words and its value: what `chidao review` shows and reads."""
    return f"{deadline.text}{VALUE}{deadline.value}" if deadline else ""


def write_sheet(path: Path, rows: Iterable[Row]) -> None:
    """As CSV (UTF-8 with a mark, as spreadsheets want it) where the name ends in .csv, else as JSONL."""
    if path.suffix.lower() != ".csv":
        write_atomically(path, b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_FIELDS)
    writer.writerows([_to_cell(value) for value in structs.astuple(row)] for row in rows)
    write_atomically(path, text.getvalue().encode("utf-8-sig"))


def read_sheet(path: Path) -> Iterator[tuple[int, Row]]:
    """The rows with their line numbers. Raises InputError where it is no such sheet."""
    for number, values in _csv(path) if path.suffix.lower() == ".csv" else _lines(path):
        if not any(values.values()):
            continue  # spreadsheets leave empty rows
        if not values.get("article") or not values.get("directive"):
            raise InputError(f"{path}:{number}: no `article` or no `directive`: keep the columns of the export")
        told = {name: normalize(value) for name, value in values.items() if name in _FIELDS and value is not None}
        yield number, msgspec.convert({**dict.fromkeys(EDITED), **told}, Row)


def _csv(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        head = text.partition("\n")[0]
        # Where the comma is the decimal sign, as in Vietnam, spreadsheets write semicolons.
        delimiter = ";" if head.count(";") > head.count(",") else ","
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for values in reader:
            yield reader.line_num, {name: _from_cell(value) for name, value in values.items() if name in _FIELDS}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: not a CSV file in UTF-8: {error}") from error


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    decoder = msgspec.json.Decoder(dict[str, str | None])
    for number, line in read_lines(path):
        try:
            yield number, decode_line(decoder, line)
        except InputError as error:
            raise InputError(f"{path}:{number}: {error}") from error


def _to_cell(value: str) -> str:
    return f"'{value}" if _is_misread(value) else value


def _is_misread(value: str) -> bool:
    return value.startswith(_FORMULA) or _NUMBER.fullmatch(value) is not None


def _from_cell(value: str | None) -> str | None:
    return value[1:] if value and value[0] == "'" and _is_misread(value[1:]) else value
