"""What people type into the search: words, "phrases", prefix*, AND, OR, NOT and brackets.

A word typed without diacritics is found with any; one typed with some only as it is. Of words side by side all have to
be there, in whatever place; `phrased` wants them one after the other.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from pipeline.errors import ConfigError
from pipeline.orthography import normalize
from pipeline.query.words import bare, plain, words_of

_TOKEN = re.compile(r'(?P<bracket>[()])|"(?P<phrase>[^"]*)"(?P<star>\*?)|(?P<word>[^\s()"]+)')
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_DEEPEST = 40


class Columns(NamedTuple):
    """The columns of a table of the index to look into: for what was typed with diacritics, and for what was not."""

    table: str
    exact: str
    plain: str


class Phrase(Struct, frozen=True):
    """Words one after the other; with `prefix` the last one may go on."""

    words: tuple[str, ...]
    prefix: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether no diacritic was typed."""
        return all(plain(word) == word for word in self.words)

    def expression(self, columns: Columns) -> str:
        """The same for FTS5."""
        chosen = columns.plain if self.is_plain else columns.exact
        return f'{{{chosen}}} : "{" ".join(self.words)}"{" *" if self.prefix else ""}'

    def spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """The places of a folded text that it stands at."""
        words = r"[\W_]+".join(map(re.escape, self.words))
        rest = r"[^\W_]*" if self.prefix else ""
        pattern = rf"(?<![^\W_]){words}{rest}(?![^\W_])"
        return (match.span() for match in re.finditer(pattern, bare(folded) if self.is_plain else folded))


class Node(Struct, frozen=True):
    """`operator` between its parts; "side by side" for words with nothing between them, NOT for all but the first."""

    operator: str
    parts: tuple["Node | Phrase", ...]

    def phrased(self) -> "Node | Phrase":
        """The same, with words side by side wanted one after the other."""
        if self.operator != "side by side":
            return Node(self.operator, tuple(part.phrased() if isinstance(part, Node) else part for part in self.parts))
        phrases = [part for part in self.parts if isinstance(part, Phrase)]
        if any(phrase.prefix for phrase in phrases[:-1]):
            return self
        return Phrase(tuple(chain.from_iterable(phrase.words for phrase in phrases)), phrases[-1].prefix)

    def expression(self, columns: Columns) -> str:
        """The same for FTS5."""
        operator = "AND" if self.operator == "side by side" else self.operator
        return f"({f' {operator} '.join(part.expression(columns) for part in self.parts)})"

    def phrases(self) -> Iterator[Phrase]:
        """What has to be there or may be, not what must not."""
        for part in self.parts[: 1 if self.operator == "NOT" else None]:
            yield from wanted(part)


def wanted(query: Node | Phrase) -> Iterator[Phrase]:
    """The phrases of a query that are to be shown where they are found."""
    return query.phrases() if isinstance(query, Node) else iter((query,))


def parse(typed: str) -> Node | Phrase:
    """Raises ConfigError saying what is wrong with what was typed."""
    tokens = list(_tokens(normalize(typed)))
    node, rest = _either(tokens, 0)
    if rest:
        raise ConfigError(f"the search has a bracket too many: {typed}")
    return node


def phrase_of(typed: str) -> Phrase:
    """Words as a phrase. Raises ConfigError where there is none."""
    words = tuple(words_of(normalize(typed)))
    if not words:
        raise ConfigError(f"there is no word to search for in {typed!r}")
    return Phrase(words)


def _tokens(typed: str) -> Iterator[str | Phrase]:
    position = 0
    while position < len(typed):
        if typed[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(typed, position)
        if match is None:
            raise ConfigError(f"the search has a quotation mark too many: {typed}")
        position = match.end()
        if match["bracket"] or match["word"] in _OPERATORS:
            yield match[0]
            continue
        said = match["word"] if match["phrase"] is None else match["phrase"]
        prefix = bool(match["star"]) or (match["word"] or "").endswith("*")
        if match["word"] is None or words_of(said):
            yield Phrase(phrase_of(said).words, prefix)


def _either(tokens: list[str | Phrase], depth: int) -> tuple[Node | Phrase, list[str | Phrase]]:
    if depth > _DEEPEST:
        raise ConfigError("the search has too many brackets within brackets")
    part, rest = _both(tokens, depth)
    parts = [part]
    while rest and rest[0] == "OR":
        part, rest = _both(rest[1:], depth)
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Node("OR", tuple(parts))), rest


def _both(tokens: list[str | Phrase], depth: int) -> tuple[Node | Phrase, list[str | Phrase]]:
    node, rest = _one(tokens, depth)
    while rest and rest[0] not in {"OR", ")"}:
        operator = str(rest[0]) if rest[0] in {"AND", "NOT"} else "AND"
        part, rest = _one(rest[1:] if rest[0] == operator else rest, depth)
        node = Node(operator, (node, part))
    return node, rest


def _one(tokens: list[str | Phrase], depth: int) -> tuple[Node | Phrase, list[str | Phrase]]:
    """A bracket, a phrase, or words side by side."""
    if not tokens:
        raise ConfigError("the search has no word, or ends where one should follow")
    if tokens[0] == "(":
        node, rest = _either(tokens[1:], depth + 1)
        if not rest or rest[0] != ")":
            raise ConfigError("the search has a bracket that is not closed")
        return node, rest[1:]
    run: list[Phrase] = []
    for token in tokens:
        if not isinstance(token, Phrase):
            break
        run.append(token)
    if not run:
        raise ConfigError(f"the search has {tokens[0]} where a word should stand")
    return (run[0] if len(run) == 1 else Node("side by side", tuple(run))), tokens[len(run) :]
