"""Knowledge as data: one TSV file a lexicon in this folder, and the one loader of them all."""

import csv
import unicodedata
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec

from pipeline.errors import ConfigError

Row = TypeVar("Row", bound=msgspec.Struct)


def lexicon_files() -> dict[str, Traversable]:
    """Every lexicon by name."""
    files = resources.files(__package__).iterdir()
    return {file.name.removesuffix(".tsv"): file for file in files if file.name.endswith(".tsv")}


@cache
def load_lexicon(name: str, row_type: type[Row]) -> tuple[Row, ...]:
    """The rows of `<name>.tsv` as `row_type`, whose fields are the file's columns; an empty cell is None.

    Raises ConfigError naming the line for an unknown or missing column, a value of the wrong type,
    or text that is not NFC. Lines that start with `#` are comments.
    """
    try:
        lines = lexicon_files()[name].read_text(encoding="utf-8").splitlines()
    except KeyError:
        raise ConfigError(f"there is no lexicon {name!r}; there are: {', '.join(sorted(lexicon_files()))}") from None
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    reader = csv.DictReader((line for _, line in numbered), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = []
    for (number, line), cells in zip(numbered[1:], reader, strict=True):
        if not unicodedata.is_normalized("NFC", line):
            raise ConfigError(f"{name}.tsv:{number}: not in NFC: {line!r}")
        if None in cells or None in cells.values():
            raise ConfigError(f"{name}.tsv:{number}: {len(reader.fieldnames or ())} columns expected: {line!r}")
        try:
            rows.append(msgspec.convert({key: value or None for key, value in cells.items()}, row_type, strict=False))
        except msgspec.ValidationError as error:
            raise ConfigError(f"{name}.tsv:{number}: {error}") from error
    return tuple(rows)
