"""What stands more than once in the records: looked for once in a state of all files, and kept beside their copies."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import msgspec
from msgspec import Struct

from pipeline.query.copies import Copy, repeats_folder
from pipeline.store.files import write_atomically

_FILE = "repeats.json"


class Superseded(Struct, frozen=True):
    """An article as it stands in a copy, where a file written later has it, too."""

    article: str
    folder: str


class Repeats(Struct, frozen=True):
    """Articles that a file written later has, too, and the ids of those that reprint an article that is here."""

    superseded: list[Superseded]
    reprints: list[str]


def find_repeats(connection: duckdb.DuckDBPyConnection, copies: list[Copy]) -> Repeats:
    """As it was found before in this state of the files, or by looking into all of them."""
    file = repeats_folder(copies) / _FILE
    if file.exists():
        return msgspec.json.decode(file.read_bytes(), type=Repeats)
    superseded = _find_superseded(connection, copies)
    repeats = Repeats(superseded, _find_reprints(connection, copies, superseded))
    write_atomically(file, msgspec.json.encode(repeats))
    return repeats


def literal(paths: Iterable[Path]) -> str:
    """Paths as an SQL list of strings."""
    quoted = ("'" + str(path.absolute()).replace("'", "''") + "'" for path in paths)
    return f"[{', '.join(quoted)}]"


def _find_superseded(connection: duckdb.DuckDBPyConnection, copies: list[Copy]) -> list[Superseded]:
    by_name = {copy.file.name: copy for copy in copies}
    articles = _articles(copies)
    twice = connection.execute(
        f"SELECT id, list(file) FROM {articles} "  # noqa: S608
        f"WHERE id IN (SELECT id FROM {articles} GROUP BY id HAVING count(*) > 1) GROUP BY id ORDER BY id"
    ).fetchall()
    found = []
    for article, names in twice:
        *others, _ = sorted(names, key=lambda name: (by_name[name].file.modified, name))
        found += [Superseded(article, str(by_name[name].folder.absolute())) for name in others]
    return found


def _find_reprints(
    connection: duckdb.DuckDBPyConnection, copies: list[Copy], superseded: list[Superseded]
) -> list[str]:
    articles = _articles(copies)
    rows = connection.execute(
        f"SELECT id, parse_dirpath(filename) FROM {articles} "  # noqa: S608
        f"WHERE duplicate_of IN (SELECT id FROM {articles}) ORDER BY id"
    ).fetchall()
    others = {(each.article, each.folder) for each in superseded}
    return [article for article, folder in rows if (article, folder) not in others]


def _articles(copies: list[Copy]) -> str:
    return f"read_parquet({literal(copy.table('articles') for copy in copies)}, filename = true)"
