"""Which articles say again what an earlier one said: an index on disk that grows with the nights.

The rule: an article repeats the first that it matches - first by the night that brought it, then by publication,
then by id; where that one is a duplicate itself, its original is meant. So a night's answers do not depend on the
order in which its articles came, and those of the nights before stay as they are. Equal texts match for ever,
similar ones (`pipeline.store.likeness`) within `NIGHTS_COMPARED`.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, NamedTuple, Self

import msgspec
from msgspec import Struct, structs

from pipeline.errors import ChidaoError
from pipeline.schema import Article, Issue, Record
from pipeline.store.likeness import bands_of, digest_of, is_reprint, words_of

NIGHTS_COMPARED = 45
# Seconds to wait for another program that holds the file.
PATIENCE = 30.0
_MOST_COMPARED = 20
_UNDATED = "~"  # after all dates
ONE_NIGHT = date(1, 1, 1)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    night TEXT NOT NULL,
    published TEXT NOT NULL,
    digest BLOB NOT NULL,
    original TEXT,
    state TEXT NOT NULL CHECK (state IN ('new', 'changed', 'settled'))
) STRICT;
CREATE INDEX IF NOT EXISTS articles_in_order ON articles (night, published, id);
CREATE INDEX IF NOT EXISTS articles_by_digest ON articles (digest);
CREATE INDEX IF NOT EXISTS articles_by_original ON articles (original) WHERE original NOT NULL;
CREATE INDEX IF NOT EXISTS articles_open ON articles (night) WHERE state != 'settled';
CREATE TABLE IF NOT EXISTS texts (
    number INTEGER PRIMARY KEY, source TEXT, title TEXT, text BLOB NOT NULL, bands TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS bands (band INTEGER, number INTEGER, PRIMARY KEY (band, number)) STRICT, WITHOUT ROWID;
"""
_ADD = """
INSERT INTO articles (id, night, published, digest, state) VALUES (?, ?, ?, ?, 'new')
ON CONFLICT (id) DO UPDATE SET published = excluded.published, digest = excluded.digest, state = 'new'
RETURNING number
"""
_OPEN = """
SELECT number, id, articles.night, published, digest, original, state FROM articles JOIN
    (SELECT night, min(published) AS first FROM articles WHERE state != 'settled' GROUP BY night) AS open
    ON articles.night = open.night AND published >= first
ORDER BY articles.night, published, id
"""
_SAME = """
SELECT coalesce(original, id) FROM articles
WHERE digest = ? AND (night, published, id) < (?, ?, ?) ORDER BY night, published, id LIMIT 1
"""
_ALIKE = """
SELECT number, coalesce(original, id), night, published, id FROM articles JOIN
    (SELECT number, count(*) AS shared FROM bands WHERE band IN (SELECT value FROM json_each(?)) GROUP BY number)
    USING (number)
WHERE (night, published, id) < (?, ?, ?) ORDER BY shared DESC, night, published, id LIMIT ?
"""
_NIGHTS = "SELECT id, night FROM articles ORDER BY id"
_TEXT_OF = "SELECT number, bands FROM texts JOIN articles USING (number) WHERE id = ?"
_OLD = "SELECT number, bands FROM texts JOIN articles USING (number) WHERE night < ?"


class DuplicatesError(ChidaoError):
    """The index can't be read or written: it is damaged or locked, or the disk is full."""


class Settled(NamedTuple):
    """An article, and the id of the one that it repeats, if any."""

    id: str
    published_at: str | None
    duplicate_of: str | None


class _Text(Struct, frozen=True):
    source: str | None
    title: str | None
    text: str


class DuplicateIndex:
    """The index in a file; without one, in a temporary file. Survives being killed.

    `add` articles, `settle` them, store the answers, `confirm`: what is not confirmed is answered again.
    Every method raises DuplicatesError where the file can't be read or written.
    """

    def __init__(self, file: Path | None = None) -> None:
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file or "", timeout=PATIENCE, isolation_level=None)
        try:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            self._connection.close()
            raise DuplicatesError(f"{file}: {error}; if it is damaged, move it away: a new one is begun") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def add(self, arrivals: Iterable[tuple[Article | Record, date]]) -> None:
        """Take in articles, each with the night that brought it. One that is known keeps its first night."""
        with self._transaction() as connection:
            for article, night in arrivals:
                published = article.published_at or _UNDATED
                [(number,)] = connection.execute(
                    _ADD, (article.id, night.isoformat(), published, digest_of(article))
                ).fetchall()
                self._forget_texts(connection.execute("SELECT number, bands FROM texts WHERE number = ?", (number,)))
                bands = bands_of(words_of(article.text))
                text = zlib.compress(article.text.encode())
                row = (number, article.source, article.title, text, json.dumps(bands))
                connection.execute("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", row)
                connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", ((band, number) for band in bands))

    def settle(self) -> list[Settled]:
        """Answer for all that is new, and for what in the same nights comes after it.

        Gives the answers that may not have been stored yet: duplicates, and what is none any more.
        """
        with self._transaction() as connection:
            for row in connection.execute(_OPEN).fetchall():
                number, article, night, published, digest, before, state = row
                original = self._original(number, digest, (night, published, article))
                if original != before:
                    changed = "changed" if before or state != "new" else "new"
                    values = (original, changed, number)
                    connection.execute("UPDATE articles SET original = ?, state = ? WHERE number = ?", values)
            told = connection.execute(
                "SELECT id, published, original FROM articles"
                " WHERE state = 'changed' OR (state = 'new' AND original NOT NULL) ORDER BY night, published, id"
            )
            return [Settled(key, None if day == _UNDATED else day, original) for key, day, original in told]

    def confirm(self) -> None:
        """The answers are stored; what is too old to be compared any more is dropped."""
        with self._transaction() as connection:
            connection.execute("UPDATE articles SET state = 'settled' WHERE state != 'settled'")
            [(latest,)] = connection.execute("SELECT max(night) FROM articles").fetchall()
            if latest and (last := date.fromisoformat(latest)).toordinal() > NIGHTS_COMPARED:
                oldest = last - timedelta(days=NIGHTS_COMPARED)
                self._forget_texts(connection.execute(_OLD, (oldest.isoformat(),)))

    def nights(self) -> Iterator[tuple[str, date]]:
        """Every article that was taken in, with its night."""
        with self._transaction() as connection:
            yield from ((article, date.fromisoformat(night)) for article, night in connection.execute(_NIGHTS))

    def forget(self, article: str) -> None:
        """Drop all that is known of an article; those that repeat it are open again."""
        with self._transaction() as connection:
            self._forget_texts(connection.execute(_TEXT_OF, (article,)))
            connection.execute("DELETE FROM articles WHERE id = ?", (article,))
            connection.execute("UPDATE articles SET state = 'changed' WHERE original = ?", (article,))

    def _forget_texts(self, rows: Iterable[tuple[int, str]]) -> None:
        for number, bands in list(rows):
            pairs = ((band, number) for band in json.loads(bands))
            self._connection.executemany("DELETE FROM bands WHERE band = ? AND number = ?", pairs)
            self._connection.execute("DELETE FROM texts WHERE number = ?", (number,))

    def _original(self, number: int, digest: bytes, place: tuple[str, str, str]) -> str | None:
        """The original of the first article before `place` (night, published, id) that the article matches."""
        same = self._connection.execute(_SAME, (digest, *place)).fetchone()
        if same:
            return str(same[0])
        bands = self._connection.execute("SELECT bands FROM texts WHERE number = ?", (number,)).fetchone()
        alike = self._connection.execute(_ALIKE, (bands[0], *place, _MOST_COMPARED)).fetchall() if bands else []
        if not alike:
            return None
        text = self._text(number)
        firsts = ((first, original) for first, original, *_ in sorted(alike, key=lambda row: row[2:]))
        return next((original for first, original in firsts if is_reprint(self._text(first), text)), None)

    def _text(self, number: int) -> _Text:
        query = "SELECT source, title, text FROM texts WHERE number = ?"
        source, title, text = self._connection.execute(query, (number,)).fetchone()
        return _Text(source, title, zlib.decompress(text).decode())

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise DuplicatesError(f"the index of duplicates can't be used: {error}") from error
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


def night_of(record: Record, otherwise: date = ONE_NIGHT) -> date:
    """The night that fetched the record's page; `otherwise` where that is not known."""
    if record.archive:
        with suppress(ValueError):  # from a WARC file of other hands
            return date.fromisoformat(Path(record.archive.file).name[:10])
    return otherwise


def replace_index(new: Path, file: Path) -> None:
    """Put a new index, which nobody has open, in the place of the one that is there."""
    discard_index(file)
    new.replace(file)


def discard_index(file: Path) -> None:
    """Throw an index away that nobody has open."""
    for suffix in ("-wal", "-shm", ""):
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)


class _Spooled(Struct, array_like=True, frozen=True):
    article: Article | None
    issue: Issue | None


def mark_duplicates(items: Iterable[Article | Issue]) -> Iterator[Article | Issue]:
    """The same items, in order, once all have come: each article that repeats another one of them says which.

    All count as of one night. An article that names its original already keeps it. Memory is bounded: what waits,
    waits in a temporary file.
    """
    with DuplicateIndex() as index, TemporaryFile() as spool:
        index.add(_spooling(items, spool))
        originals = {settled.id: settled.duplicate_of for settled in index.settle()}
        spool.seek(0)
        decoder = msgspec.json.Decoder(_Spooled)
        for line in spool:
            item = decoder.decode(line)
            if item.issue:
                yield item.issue
            elif item.article:
                original = item.article.duplicate_of or originals.get(item.article.id)
                yield structs.replace(item.article, duplicate_of=original)


def _spooling(items: Iterable[Article | Issue], spool: IO[bytes]) -> Iterator[tuple[Article, date]]:
    """The articles among the items; all are written to `spool` on the way."""
    for item in items:
        spooled = _Spooled(None, item) if isinstance(item, Issue) else _Spooled(item, None)
        spool.write(msgspec.json.encode(spooled) + b"\n")
        if isinstance(item, Article):
            yield item, ONE_NIGHT
