"""The search index: one SQLite file with the words of all articles, made from the record files and never the truth.

Articles are numbered by their day, so that the newest can be found first. The words of an article that has changed stay
under its old number and find nothing any more; when such numbers are the greater part, the index is made anew.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ConfigError, InputError
from pipeline.query.provinces import canonical
from pipeline.query.recordfiles import LeftOut, Line, RecordFile, read_lines_of, record_files
from pipeline.query.words import facet, indexed
from pipeline.schema import Record

# To be raised when anything is stored here in another way.
_REVISION = 2
_A_DAY = 10_000_000
_BUSY_SECONDS = 600
_MANY = 10_000

# What is short has a table of its own beside that of the texts: it is gone through in a moment.
_COLUMNS = {
    "words": ("title", "title_plain", "text", "text_plain", "people", "facets"),
    "heads": ("title", "title_plain", "orders", "orders_plain", "people", "facets"),
}
_SCHEMA = f"""
CREATE TABLE files (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE left_out (file TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    province TEXT, digest BLOB NOT NULL
);
CREATE INDEX articles_of_file ON articles (file, id);
CREATE INDEX articles_by_id ON articles (id);
CREATE INDEX articles_by_province ON articles (province);
CREATE VIRTUAL TABLE words USING fts5 ({", ".join(_COLUMNS["words"])}, content = '', tokenize = 'ascii');
CREATE VIRTUAL TABLE heads USING fts5 ({", ".join(_COLUMNS["heads"])}, content = '', tokenize = 'ascii')
"""
_TABLES = ("files", "left_out", "articles", *_COLUMNS)
# Each province once, found by its index one after the other.
_PROVINCES = """
WITH RECURSIVE each (name) AS (
    SELECT min(province) FROM articles
    UNION ALL SELECT (SELECT min(province) FROM articles WHERE province > name) FROM each WHERE name IS NOT NULL
)
SELECT name FROM each WHERE name IS NOT NULL
"""


class Found(NamedTuple):
    """Where an indexed article stands."""

    number: int
    id: str
    file: str
    offset: int
    length: int


class Index:
    """The index of the record files of a folder, as they are when it is made; to be closed.

    With `rebuild` it is made anew; `step` is called for each file that is taken in. Raises InputError where there are
    no records, ConfigError where the file that holds it is broken.
    """

    def __init__(
        self, records: Path, path: Path, *, rebuild: bool = False, step: Callable[[], None] | None = None
    ) -> None:
        if not record_files(records):
            raise InputError(f"there are no records in {records} yet: chidao run")
        path.parent.mkdir(parents=True, exist_ok=True)
        if rebuild:
            remove_index(path)
        self.records = records
        self.connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA cache_size = -100000")
            self._update(step)
        except sqlite3.DatabaseError as error:
            self.close()
            raise ConfigError(f"{path}: {error}; chidao search --rebuild makes it anew") from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.connection.close()

    def _update(self, step: Callable[[], None] | None) -> None:
        """Take in the files that have changed, and forget those that are gone."""
        (version,) = self.connection.execute("PRAGMA user_version").fetchone()
        if version != _REVISION:
            self._start_anew()
        files = {file.name: file for file in record_files(self.records)}
        known = dict(self.connection.execute("SELECT name, state FROM files"))
        changed = [file for file in files.values() if known.get(file.name) != _state(file)]
        if changed and self._is_mostly_gone():
            self._start_anew()
            known, changed = {}, list(files.values())
        added = 0
        for name in known.keys() - files.keys():
            with self._transaction():
                self._forget(name)
        for file in changed:
            with self._transaction():
                added += self._take_in(file)
            if step is not None:
                step()
        if added > _MANY:
            for table in _COLUMNS:
                self.connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608

    def left_out(self) -> list[LeftOut]:
        rows = self.connection.execute("SELECT file, line, reason FROM left_out ORDER BY file, line")
        return [LeftOut(*row) for row in rows]

    def provinces(self) -> list[str]:
        return [row[0] for row in self.connection.execute(_PROVINCES)]

    def match(self, table: str, expression: str, numbers: tuple[int, int], limit: int) -> list[Found]:
        """The newest articles that an FTS5 expression matches, of those with these numbers (first, last)."""
        rows = self.connection.execute(
            f"SELECT number, id, file, offset, length FROM {table} JOIN articles ON number = {table}.rowid "  # noqa: S608
            f"WHERE {table} MATCH ? AND {table}.rowid BETWEEN ? AND ? ORDER BY {table}.rowid DESC LIMIT ?",
            (expression, *numbers, limit),
        )
        return [Found(*row) for row in rows]

    def numbers(self, table: str, expression: str, numbers: tuple[int, int]) -> list[int]:
        """The numbers under which an FTS5 expression is found, among these (first, last)."""
        rows = self.connection.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?",  # noqa: S608
            (expression, *numbers),
        )
        return [row[0] for row in rows]

    def _is_mostly_gone(self) -> bool:
        (live,) = self.connection.execute("SELECT count(*) FROM articles").fetchone()
        (ever,) = self.connection.execute("SELECT count(*) FROM words_docsize").fetchone()
        return bool(ever > max(2 * live, _MANY))

    def _start_anew(self) -> None:
        with self._transaction():
            for table in _TABLES:
                self.connection.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _SCHEMA.split(";\n"):
                self.connection.execute(statement)
            self.connection.execute(f"PRAGMA user_version = {_REVISION}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _forget(self, file: str) -> None:
        for table, column in (("articles", "file"), ("left_out", "file"), ("files", "name")):
            self.connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (file,))  # noqa: S608

    def _take_in(self, file: RecordFile) -> int:
        """Add the articles of a file that are not in the index as they are; returns how many. Takes out all others."""
        rows = self.connection.execute("SELECT id, digest, number FROM articles WHERE file = ?", (file.name,))
        before = {(identity, digest): number for identity, digest, number in rows}
        self._forget(file.name)
        added = 0
        for line in read_lines_of(file):
            if isinstance(line, LeftOut):
                self.connection.execute("INSERT INTO left_out VALUES (?, ?, ?)", (line.file, line.line, line.reason))
                continue
            columns = _columns(line.record)
            digest = blake2b("\n".join((str(line.published), *columns.values())).encode(), digest_size=8).digest()
            number = before.get((line.record.id, digest))
            if number is None:
                number = self._next_number(line.published)
                self._add(number, columns)
                added += 1
            self._note(number, file.name, line, digest)
        self.connection.execute("INSERT INTO files VALUES (?, ?)", (file.name, _state(file)))
        return added

    def _add(self, number: int, columns: dict[str, str]) -> None:
        for table, names in _COLUMNS.items():
            self.connection.execute(
                f"INSERT INTO {table} (rowid, {', '.join(names)}) VALUES (?{', ?' * len(names)})",  # noqa: S608
                (number, *(columns[name] for name in names)),
            )

    def _note(self, number: int, file: str, line: Line, digest: bytes) -> None:
        place = (number, line.record.id, file, line.offset, line.length, line.record.province, digest)
        self.connection.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)", place)

    def _next_number(self, published: date | None) -> int:
        first, last = day_numbers(published, published)
        (greatest,) = self.connection.execute(
            "SELECT max(id) FROM words_docsize WHERE id BETWEEN ? AND ?", (first, last)
        ).fetchone()
        return first if greatest is None else int(greatest) + 1


def remove_index(path: Path) -> None:
    """Take the index away, with every word it holds; the next search makes it anew."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def day_numbers(since: date | None, until: date | None) -> tuple[int, int]:
    """The numbers that articles of these days have; both None: of no day."""
    first = since.toordinal() * _A_DAY if since else 0
    return first, ((until.toordinal() if until else 0) + 1) * _A_DAY - 1


def _state(file: RecordFile) -> str:
    return file.state(str(_REVISION))


def _columns(record: Record) -> dict[str, str]:
    """The words of a record for each column of the index."""
    names = [mention.text for person in record.people for mention in person.mentions if mention.kind == "name"]
    people = dict.fromkeys([*(person.name for person in record.people), *names])
    facets = [facet("province", canonical(record.province))] if record.province else []
    columns = {"people": " ".join(indexed(*people)), "facets": " ".join(facets)}
    columns["title"], columns["title_plain"] = indexed(record.title or "")
    columns["text"], columns["text_plain"] = indexed(record.text)
    columns["orders"], columns["orders_plain"] = indexed(*(item.action.text for item in record.directives))
    return columns
