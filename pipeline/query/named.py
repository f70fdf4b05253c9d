"""Named queries: SQL files whose first lines, comments in TOML, say what they answer and what may be asked of them.

-- help = "Orders whose deadline is near."
-- parameters.days = {type = "integer", default = 14, help = "How many days ahead."}
SELECT … WHERE deadline_last_day <= $today + $days
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from pipeline.errors import ConfigError
from pipeline.orthography import normalize
from pipeline.query.words import words_of
from pipeline.schema import VIETNAM

_HEADER = re.compile(r"(?:--[^\n]*\n)*")
_TODAY = "today"


class Parameter(Struct, frozen=True, forbid_unknown_fields=True):
    """What may be asked: `$name` in the SQL. One without a default is null where nothing is given, or `required`.

    A `day` is ISO 8601 or "today"; `words` are matched by the macro `says`, or one of `choices`; a `province` becomes
    the list of the names under which it stands in the records.
    """

    type: Literal["integer", "day", "words", "province"]
    help: str
    default: int | str | None = None
    required: bool = False
    example: str | None = None
    choices: list[str] = []


class NamedQuery(Struct, frozen=True):
    name: str
    sql: str
    help: str
    parameters: dict[str, Parameter]


class _Header(Struct, frozen=True, forbid_unknown_fields=True):
    help: str = ""
    parameters: dict[str, Parameter] = {}


def named_queries() -> dict[str, NamedQuery]:
    """The queries that come with the program, by name."""
    files = sorted(resources.files(__package__).joinpath("named").iterdir(), key=lambda file: file.name)
    queries = (parse_query(file.name, file.read_text(encoding="utf-8")) for file in files)
    return {query.name: query for query in queries}


def read_query(path: Path) -> NamedQuery:
    """A query of one's own; it may declare parameters, too. Raises ConfigError where it can't be read."""
    try:
        return parse_query(path.name, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8: {error}") from error


def parse_query(file: str, text: str) -> NamedQuery:
    """Raises ConfigError for a header that declares something wrong. Comments that are no TOML declare nothing."""
    comments = _HEADER.match(text)
    lines = [line.removeprefix("--").strip() for line in comments[0].splitlines()] if comments else []
    try:
        declared = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        if any(line.startswith("parameters.") for line in lines):
            raise ConfigError(f"{file}: what its first lines declare is no TOML: {error}") from error
        declared = {}
    try:
        header = msgspec.convert(declared, _Header)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {error}") from error
    return NamedQuery(file.removesuffix(".sql"), text, header.help, header.parameters)


def bind(query: NamedQuery, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of all parameters: what is given, or their defaults. Raises ConfigError for what does not fit.

    Provinces are still as they were typed.
    """
    if unknown := sorted(set(given) - set(query.parameters)):
        there_are = ", ".join(query.parameters) or "none"
        raise ConfigError(f"{query.name} has no parameter {unknown[0]!r}; there are: {there_are}")
    return {name: _value(name, parameter, given.get(name)) for name, parameter in query.parameters.items()}


def _value(name: str, parameter: Parameter, given: Any) -> Any:
    value = parameter.default if given is None else given
    if value is None and parameter.required:
        raise ConfigError(f"{name} is missing: {parameter.help}")
    if value is None or isinstance(value, date):
        return value
    try:
        match parameter.type:
            case "integer":
                return int(value)
            case "day":
                return datetime.now(VIETNAM).date() if value == _TODAY else date.fromisoformat(str(value))
            case "words" | "province":
                return _words(name, parameter, normalize(str(value)))
    except ValueError as error:
        raise ConfigError(f"{name} is {_WANTED[parameter.type]}, not {value!r}") from error


def _words(name: str, parameter: Parameter, value: str) -> str:
    if parameter.choices and value not in parameter.choices:
        raise ConfigError(f"{name} is {' or '.join(parameter.choices)}, not {value!r}")
    if not words_of(value):
        raise ConfigError(f"{name} has no word to look for: {value!r}")
    return value


_WANTED = {"integer": "a whole number", "day": "a day like 2025-06-30"}
