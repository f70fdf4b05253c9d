"""What the crawl remembers from night to night, in SQLite: every URL, every list, what worked.

A URL is `found`, then `fetched` (it is in the archive) and `done` (its record is stored); or `failed` (asked for
again at `next_try`), or `over` (gone, given up). `fetched` before `done` is what a killed run takes up again.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline.crawl.links import Link
from pipeline.crawl.session import Validators
from pipeline.errors import ChidaoError
from pipeline.schema import ArchivePlace, RawPage
from pipeline.urls import url_key

_SCHEMA = """
CREATE TABLE IF NOT EXISTS urls (
    key TEXT PRIMARY KEY,
    page_key TEXT,
    url TEXT NOT NULL,
    source TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'found' CHECK (status IN ('found', 'fetched', 'done', 'failed', 'over')),
    dated TEXT,
    found_at TEXT NOT NULL,
    fetched_at TEXT,
    checked_at TEXT,
    next_try TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    file TEXT,
    offset INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS urls_by_source ON urls (source, status);
CREATE INDEX IF NOT EXISTS urls_by_page ON urls (page_key);
CREATE TABLE IF NOT EXISTS lists (
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    PRIMARY KEY (source, url)
) STRICT;
CREATE TABLE IF NOT EXISTS methods (source TEXT PRIMARY KEY, method TEXT NOT NULL, learned_at TEXT NOT NULL) STRICT;
"""
_DISCOVERED = """
INSERT INTO urls (key, url, source, dated, found_at)
SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM urls WHERE page_key = ?1)
ON CONFLICT (key) DO NOTHING
"""
_LEARNED = """
INSERT INTO methods VALUES (?, ?, ?)
ON CONFLICT (source) DO UPDATE SET method = excluded.method, learned_at = excluded.learned_at
WHERE method != excluded.method OR learned_at < ?
"""
_DUE = """
SELECT * FROM urls WHERE source = ? AND status IN ('found', 'failed') AND coalesce(next_try, '') <= ?
ORDER BY dated IS NULL, dated DESC, rowid
"""
_TO_REVISIT = """
SELECT * FROM urls WHERE source = ? AND status = 'done' AND fetched_at >= ? AND checked_at <= ? ORDER BY rowid
"""
_FETCHED = """
UPDATE urls SET status = 'fetched', page_key = :page_key, fetched_at = coalesce(fetched_at, :fetched_at),
    checked_at = :checked_at, tries = 0, next_try = NULL, reason = NULL, etag = :etag,
    last_modified = :last_modified, digest = :digest, file = :file, offset = :offset
WHERE key = :key
"""
_FAILED = "UPDATE urls SET status = ?, reason = ?, tries = ?, next_try = ? WHERE key = ?"
_DONE = "UPDATE urls SET status = 'done' WHERE status = 'fetched' AND (key = ?1 OR page_key = ?1)"
_LOST = "UPDATE urls SET status = 'found', etag = NULL, last_modified = NULL, digest = NULL WHERE key = ?"
_LAST_PLACE = """
SELECT file, offset FROM urls WHERE source = ? AND file NOT NULL ORDER BY file DESC, offset DESC LIMIT 1
"""
_FORGET = """
INSERT INTO urls (key, url, source, status, reason, found_at) VALUES (?1, ?1, '', 'over', 'forgotten', ?2)
ON CONFLICT (key) DO UPDATE SET status = 'over', reason = 'forgotten', etag = NULL, last_modified = NULL,
    digest = NULL, file = NULL, offset = NULL
"""
_FORGET_SAME_PAGES = "UPDATE urls SET status = 'over', reason = 'forgotten', file = NULL WHERE page_key = ?"
# Seconds to wait for another program that holds the file.
PATIENCE = 30.0
_TRY_AGAIN = timedelta(hours=12)
_LEARN_ANEW = timedelta(days=7)


class Known(Struct, frozen=True):
    """A URL as it is remembered."""

    key: str
    url: str
    tries: int
    digest: str | None
    validators: Validators


def _known(row: sqlite3.Row) -> Known:
    validators = Validators(row["etag"], row["last_modified"])
    return Known(row["key"], row["url"], row["tries"], row["digest"], validators)


def digest_of(page: RawPage) -> str:
    """SHA-256 of the page's body."""
    return sha256(page.body).hexdigest()


def stamp(when: datetime) -> str:
    """A time as it is stored: UTC, so that the order of the texts is that of the times."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class StateError(ChidaoError):
    """The memory of the crawl can't be read or written: it is damaged, or the disk is full."""


class State:
    """The memory of the crawl. Safe to use from several threads; survives being killed (WAL).

    Every method raises StateError where the file can't be read or written, or is no such memory.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(file, timeout=PATIENCE, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        try:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise StateError(
                f"{file}: {error}; if it is damaged, move it away: the archive has all it needs"
            ) from error

    def close(self) -> None:
        """Close the file; nothing may be asked afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise StateError(f"what the crawl knows can't be written: {error}") from error
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise StateError(f"what the crawl knows can't be read: {error}") from error

    # --- lists ---------------------------------------------------------------------------------------

    def list_validators(self, source: str, url: str) -> Validators | None:
        """What the list's server gave last time."""
        rows = self._rows("SELECT etag, last_modified FROM lists WHERE source = ? AND url = ?", source, url)
        return Validators(**dict(rows[0])) if rows else None

    def method(self, source: str, now: datetime) -> str | None:
        """The way of discovery that worked; forgotten after a week, so that a better one has its chance."""
        since = stamp(now - _LEARN_ANEW)
        rows = self._rows("SELECT method FROM methods WHERE source = ? AND learned_at >= ?", source, since)
        return str(rows[0]["method"]) if rows else None

    def new_keys(self, links: Iterable[Link]) -> list[str]:
        """The keys of those links that were never seen."""
        keys = list(dict.fromkeys(url_key(link.url) for link in links))
        return [key for key in keys if not self._rows("SELECT 1 FROM urls WHERE key = ?1 OR page_key = ?1", key)]

    def discovered(
        self, source: str, links: Iterable[Link], lists: Iterable[RawPage], method: str, now: datetime
    ) -> None:
        """Remember in one go what the lists gave, that they were read, and the way that worked."""
        found = [(url_key(link.url), link.url, source, link.dated and link.dated.isoformat()) for link in links]
        with self._transaction() as connection:
            connection.executemany(_DISCOVERED, [(*values, stamp(now)) for values in found])
            connection.executemany(
                "INSERT OR REPLACE INTO lists VALUES (?, ?, ?, ?)",
                [(source, page.url, page.headers.get("etag"), page.headers.get("last-modified")) for page in lists],
            )
            connection.execute(_LEARNED, (source, method, stamp(now), stamp(now - _LEARN_ANEW)))

    # --- articles ------------------------------------------------------------------------------------

    def due(self, source: str, now: datetime) -> list[Known]:
        """What is to be fetched now, the newest first: never fetched, or failed and due again."""
        return [_known(row) for row in self._rows(_DUE, source, stamp(now))]

    def to_revisit(self, source: str, now: datetime, since: datetime) -> list[Known]:
        """What is done, was first fetched since then and was not looked at in the last twelve hours."""
        rows = self._rows(_TO_REVISIT, source, stamp(since), stamp(now - _TRY_AGAIN))
        return [_known(row) for row in rows]

    def is_known_page(self, key: str, page_url: str) -> bool:
        """Whether the page that `key` led to is one that another URL has led to before."""
        query = "SELECT 1 FROM urls WHERE (key = ?1 OR page_key = ?1) AND key != ?2 AND status IN ('fetched', 'done')"
        return bool(self._rows(query, url_key(page_url), key))

    def fetched(self, key: str, page: RawPage, now: datetime) -> None:
        """The page is in the archive, new or changed, and still to be processed."""
        if page.archive is None:
            raise ValueError(f"not in the archive: {page.url}")
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO urls (key, url, source, found_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                (key, page.url, page.source, stamp(now)),
            )
            connection.execute(
                _FETCHED,
                {
                    "key": key,
                    "page_key": url_key(page.url),
                    "fetched_at": page.fetched_at,
                    "checked_at": stamp(now),
                    "etag": page.headers.get("etag"),
                    "last_modified": page.headers.get("last-modified"),
                    "digest": digest_of(page),
                    "file": page.archive.file,
                    "offset": page.archive.offset,
                },
            )

    def unchanged(self, key: str, now: datetime) -> None:
        """It was looked at again and is what it was."""
        self._change("UPDATE urls SET checked_at = ? WHERE key = ?", stamp(now), key)

    def failed(self, key: str, reason: str, now: datetime, *, tries: int, final: bool) -> None:
        """It did not come for the `tries`-th time: to be asked for again later, or never if `final`."""
        next_try = stamp(now + _TRY_AGAIN * 2 ** (tries - 1))
        status = "over" if final else "failed"
        self._change(_FAILED, status, reason, tries, next_try, key)

    def over(self, key: str, reason: str) -> None:
        """It is not to be asked for again."""
        self._change("UPDATE urls SET status = 'over', reason = ? WHERE key = ?", reason, key)

    def forget(self, keys: Iterable[str], now: datetime) -> None:
        """These pages are never to be asked for again, and have no place in the archive any more."""
        with self._transaction() as connection:
            for key in keys:
                connection.execute(_FORGET, (key, stamp(now)))
                connection.execute(_FORGET_SAME_PAGES, (key,))

    def same_pages(self, key: str) -> set[str]:
        """The key and all others under which its page is known: addresses that led to it, and where it led to."""
        query = "SELECT key, page_key FROM urls WHERE key = ?1 OR page_key = ?1"
        return {key} | {known for row in self._rows(query, key) for known in row if known}

    def is_forgotten(self, page_url: str) -> bool:
        """Whether the page is to be kept out for good."""
        return bool(self._rows("SELECT 1 FROM urls WHERE key = ? AND reason = 'forgotten'", url_key(page_url)))

    def done(self, url: str) -> None:
        """The page with this URL is processed. No matter whether it is known."""
        self._change(_DONE, url_key(url))

    def _change(self, statement: str, *values: Any) -> None:
        with self._transaction() as connection:
            connection.execute(statement, values)

    # --- taking up a killed run ----------------------------------------------------------------------

    def unprocessed(self, source: str) -> list[tuple[str, ArchivePlace]]:
        """The keys and places of the pages that are archived and not yet done, in the archive's order."""
        query = "SELECT key, file, offset FROM urls WHERE source = ? AND status = 'fetched' ORDER BY file, offset"
        return [(row["key"], ArchivePlace(row["file"], row["offset"])) for row in self._rows(query, source)]

    def last_place(self, source: str) -> ArchivePlace | None:
        """The last place of the archive that is remembered."""
        rows = self._rows(_LAST_PLACE, source)
        return ArchivePlace(rows[0]["file"], rows[0]["offset"]) if rows else None

    def lost(self, key: str) -> None:
        """The archive has not got the page any more: to be fetched again."""
        self._change(_LOST, key)
