"""Records as researchers ask them: SQL, people, orders and words, over all articles at once.

    import pipeline.query as chidao

    with chidao.open("data") as records:
        orders = chidao.directives(records, province="Hưng Yên", since="2025-06-01").to_pandas()

Every function but `open` takes what `open` gives first, and gives an Arrow table.
"""

from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.query.records import Day, Records
from pipeline.settings import default_data_folder

__all__ = ["Records", "directives", "open", "people", "search", "sql"]


def open(  # noqa: A001  read as chidao.open
    data: str | Path | None = None, *, with_restatements: bool = False, unsafe: bool = False
) -> Records:
    """The records of a data folder (`$CHIDAO_DATA`, or `data`) as they are now; what is new in them is read in first.

    An order that is said twice counts once unless `with_restatements`; SQL may only read them unless `unsafe`.
    To be closed, or used in a `with` block. Raises InputError where there are no records.
    """
    return Records(
        Path(data) if data is not None else default_data_folder(), with_restatements=with_restatements, unsafe=unsafe
    )


def sql(records: Records, query: str, **parameters: Any) -> pa.Table:
    """The answer to an SQL query over the views of docs/records.md, or to a named query (`chidao query --list`).

    `$name` in the SQL is taken from `parameters`. Raises QueryError for SQL that is wrong or does more than read.
    """
    return records.sql(query, **parameters)


def directives(
    records: Records,
    *,
    issuer: str | None = None,
    addressee: str | None = None,
    kind: str | None = None,
    province: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
) -> pa.Table:
    """Orders and exhortations, one a row, with their addressees and article; names are asked for by words of them."""
    return records.directives(
        issuer=issuer, addressee=addressee, kind=kind, province=province, since=since, until=until
    )


def people(
    records: Records, name: str | None = None, *, office: str | None = None, province: str | None = None
) -> pa.Table:
    """Who is said to hold which office from when to when, all articles taken together: the view `holders`."""
    return records.people(name, office=office, province=province)


def search(
    records: Records,
    words: str,
    *,
    person: str | None = None,
    province: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
    directives_only: bool = False,
    limit: int = 20,
) -> pa.Table:
    """The best articles for words, "phrases", prefix*, AND, OR, NOT; `hits` are places of the article's text."""
    return records.search(
        words,
        person=person,
        province=province,
        since=since,
        until=until,
        directives_only=directives_only,
        limit=limit,
    )
