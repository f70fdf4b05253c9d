"""All records of a data folder, to be asked."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import pyarrow as pa

from pipeline.errors import ConfigError, InputError
from pipeline.query.copies import Copy, refresh, remove_outdated
from pipeline.query.index import Index, remove_index
from pipeline.query.named import NamedQuery, bind, named_queries
from pipeline.query.provinces import find_province
from pipeline.query.recordfiles import LeftOut, read_record_at
from pipeline.query.search import Filters, Result, Search
from pipeline.query.session import Answer, Session
from pipeline.schema import Record
from pipeline.settings import Folders

Day = date | str
_ALL = 2**62
_HITS = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))
RESULTS = pa.schema(
    [
        (name, {"start": pa.int64(), "end": pa.int64(), "hits": _HITS, "title_hits": _HITS}.get(name, pa.string()))
        for name in Result.__struct_fields__
    ]
)


class Records:
    """The records of a data folder as they were when this was made; to be closed, or used in a `with` block.

    `left_out` are the lines that no answer takes account of, `notes` what else is to be told about the data and,
    after a query by province, about the province.
    """

    def __init__(
        self,
        data: Path,
        *,
        with_restatements: bool = False,
        unsafe: bool = False,
        rebuild: bool = False,
        step: Callable[[], None] | None = None,
    ) -> None:
        self.folders = Folders(data)
        self.copies: list[Copy] = refresh(self.folders.records, tables_folder(self.folders), rebuild=rebuild, step=step)
        if not self.copies:
            raise InputError(f"there are no records in {self.folders.records} yet: chidao run")
        self.left_out: list[LeftOut] = [line for copy in self.copies for line in copy.left_out]
        self._session = Session(self.copies, self.folders.runs, with_restatements=with_restatements, unsafe=unsafe)
        self.notes = list(self._session.notes)

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def sql(self, query: str, **parameters: Any) -> pa.Table:
        """The answer to an SQL query over the views, or to a named query; `$name` in it is taken from `parameters`.

        Raises QueryError for SQL that is wrong or does more than read, ConfigError for parameters that do not fit.
        """
        known = named_queries().get(query)
        return self._session.table(*((known.sql, self.bound(known, parameters)) if known else (query, parameters)))

    def read(self, query: NamedQuery, given: Mapping[str, Any]) -> Answer:
        """The answer to a named query, batch by batch; errors as of `sql`, from the reader, too."""
        return self._session.read(query.sql, self.bound(query, given))

    def view(self, name: str) -> Answer:
        """All rows of a view, batch by batch."""
        return self._session.read(f"FROM {name}")

    def directives(
        self,
        *,
        issuer: str | None = None,
        addressee: str | None = None,
        kind: str | None = None,
        province: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
    ) -> pa.Table:
        """Orders and exhortations, one a row, with their addressees and article.

        `issuer` and `addressee` are words that must stand in a row one after the other; typed without
        diacritics they match with any. `since` and `until` are days of publication, both included.
        """
        given = {"issuer": issuer, "addressee": addressee, "kind": kind, "province": province}
        return self.sql("directives", **given, **{"from": since, "to": until, "limit": _ALL})

    def people(self, name: str | None = None, *, office: str | None = None, province: str | None = None) -> pa.Table:
        """Who is said to hold which office, over all articles: the view `holders`."""
        return self.sql("office-holders", person=name, office=office, province=province, limit=_ALL)

    def search(
        self,
        words: str,
        *,
        person: str | None = None,
        province: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        directives_only: bool = False,
        limit: int = 20,
    ) -> pa.Table:
        """The best articles for some words, each with a snippet and the places of the hits in the article's text.

        Raises ConfigError for a search that can't be understood.
        """
        filters = Filters(
            person=person, province=province, since=_day(since), until=_day(until), directives_only=directives_only
        )
        with closing(Index(self.folders.records, index_file(self.folders))) as index:
            results = Search(index)(words, filters, limit=limit)
        return pa.Table.from_pylist(msgspec.to_builtins(results), RESULTS)

    def record(self, article: str) -> Record:
        """An article's record by its id or the beginning of it. Raises InputError where there is none, or several."""
        found = self._session.table(
            "SELECT id, file, file_offset, file_length FROM articles WHERE starts_with(id, $id) "
            "ORDER BY id <> $id, id LIMIT 2",
            {"id": article},
        ).to_pylist()
        if not found:
            raise InputError(f"there is no article {article}")
        if len(found) > 1 and found[0]["id"] != article:
            raise InputError(f"several articles begin with {article}: {found[0]['id']}, {found[1]['id']} …")
        place = found[0]
        path = self.folders.records / place["file"]
        record = read_record_at(path, place["file_offset"], place["file_length"], place["id"])
        if record is None:
            raise InputError(f"{path} has just changed: ask again")
        return record

    def bound(self, query: NamedQuery, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a query's parameters, provinces as the list of the names they have in the records."""
        values = bind(query, given)
        for name, parameter in query.parameters.items():
            if parameter.type == "province" and values[name] is not None:
                values[name] = self.province_names(values[name])
        return values

    def province_names(self, typed: str) -> list[str]:
        """The names under which a province stands in the records. Raises ConfigError for one that nobody knows."""
        stored = self._session.table("SELECT DISTINCT province FROM stored.articles WHERE province IS NOT NULL")
        area = find_province(typed, stored.column(0).to_pylist())
        if area.note and area.note not in self.notes:
            self.notes.append(area.note)
        return sorted(area.names)


def _day(day: Day | None) -> date | None:
    try:
        return date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError as error:
        raise ConfigError(f"not a day like 2025-06-30: {day}") from error


def index_file(folders: Folders) -> Path:
    """Where the search index lies."""
    return folders.data / "processed" / "query" / "search.sqlite"


def tables_folder(folders: Folders) -> Path:
    """Where the columnar copy lies."""
    return folders.data / "processed" / "query" / "tables"


def remove_traces(folders: Folders) -> None:
    """Take away what may still hold words of articles that are no longer in the records; queries make it anew."""
    remove_outdated(folders.records, tables_folder(folders))
    remove_index(index_file(folders))


def left_out_notes(left_out: Iterable[LeftOut], shown: int = 5) -> list[str]:
    """What to tell about lines that are in no answer: how many, and the first ones."""
    lines = list(left_out)
    if not lines:
        return []
    files = {line.file for line in lines}
    head = f"left out: {len(lines)} lines of {len(files)} record files can't be read"
    more = [f"… and {len(lines) - shown} more"] if len(lines) > shown else []
    return [head, *map(str, lines[:shown]), *more]
