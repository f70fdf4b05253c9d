"""How much came out of an archive, by source and year."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from pipeline.runners.outcomes import Outcome
from pipeline.schema import NOT_AN_ARTICLE, Article, Issue, Record
from pipeline.store.files import write_atomically

T = TypeVar("T", bound=Article | Record | Issue)


class Row(Struct):
    """One source in one year of publication; what is no article has no year. `characters` are those of the texts."""

    source: str | None
    year: str | None
    articles: int = 0
    characters: int = 0
    directives: int = 0
    not_articles: int = 0
    failed: int = 0


_FIGURES = [name for name in Row.__struct_fields__ if name not in {"source", "year"}]


class Statistics:
    """Counts what passes through `count`."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str | None, str | None], Row] = {}

    @property
    def rows(self) -> list[Row]:
        """By source and year; what has none comes last."""
        return sorted(self._rows.values(), key=lambda row: (row.source or "~", row.year or "~"))

    def count(self, outcomes: Iterable[T]) -> Iterator[T]:
        """The same outcomes."""
        for outcome in outcomes:
            self._add(outcome)
            yield outcome

    def add(self, rows: Iterable[Row]) -> None:
        """Add what was counted elsewhere."""
        for more in rows:
            row = self._rows.setdefault((more.source, more.year), Row(more.source, more.year))
            for name in _FIGURES:
                setattr(row, name, getattr(row, name) + getattr(more, name))

    def _add(self, outcome: Article | Outcome) -> None:
        published = None if isinstance(outcome, Issue) else outcome.published_at
        key = outcome.source, published[:4] if published else None
        row = self._rows.setdefault(key, Row(*key))
        if isinstance(outcome, Issue):
            row.not_articles += outcome.kind == NOT_AN_ARTICLE
            row.failed += outcome.kind != NOT_AN_ARTICLE
            return
        row.articles += 1
        row.characters += len(outcome.text)
        row.directives += len(outcome.directives) if isinstance(outcome, Record) else 0

    def table(self) -> str:
        """A line for each source and year, and one for all."""
        lines = [f"{'source':16} year" + "".join(f"{name:>14}" for name in _FIGURES)]
        for row in self.rows:
            figures = "".join(f"{getattr(row, name):14,}" for name in _FIGURES)
            lines.append(f"{row.source or '-':16} {row.year or '-':4}{figures}")
        totals = "".join(f"{sum(getattr(row, name) for row in self.rows):14,}" for name in _FIGURES)
        return "\n".join([*lines, f"{'all':21}{totals}"])

    def write(self, path: Path) -> None:
        """The rows as a JSON array."""
        write_atomically(path, msgspec.json.format(msgspec.json.encode(self.rows), indent=1) + b"\n")
