"""Which day's file a record lies in, so that one whose day changes leaves its old file."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.json import Decoder

from pipeline.errors import ChidaoError, InputError
from pipeline.store.lines import decode_line, read_lines

_SCHEMA = "CREATE TABLE IF NOT EXISTS places (id TEXT PRIMARY KEY, file TEXT NOT NULL) STRICT, WITHOUT ROWID"
_AT_ONCE = 500
# Seconds to wait for another program that holds the index.
PATIENCE = 30.0


class PlacesError(ChidaoError):
    """The index can't be used just now: locked by another program, or the disk is full."""


class _Id(Struct):
    id: str


class Places:
    """An index (SQLite) of the records in `folder`, kept in `<folder>.sqlite`.

    It holds nothing that is not in the files: where it is missing or damaged, it is made again from them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder.with_name(f"{folder.name}.sqlite")

    def of(self, ids: Iterable[str]) -> dict[str, Path]:
        """The files of those records that are known. Raises PlacesError."""
        wanted = list(ids)
        found: dict[str, Path] = {}
        with self._connection() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = connection.execute(f"SELECT id, file FROM places WHERE id IN ({marks})", some)  # noqa: S608
                found.update((key, self.folder / name) for key, name in rows)
        return found

    def put(self, places: Iterable[tuple[str, Path]]) -> None:
        """Remember where records lie. Raises PlacesError."""
        with self._connection() as connection:
            rows = ((key, path.name) for key, path in places)
            connection.executemany("INSERT OR REPLACE INTO places VALUES (?, ?)", rows)

    def drop(self, ids: Iterable[str]) -> None:
        """Forget records that were removed. Raises PlacesError."""
        with self._connection() as connection:
            connection.executemany("DELETE FROM places WHERE id = ?", ((key,) for key in ids))

    def discard(self) -> None:
        """Throw the index away: the files were changed by other hands than the store's."""
        for suffix in ("", "-journal"):
            self.file.with_name(f"{self.file.name}{suffix}").unlink(missing_ok=True)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """One transaction; a damaged index is made again first."""
        try:
            with closing(self._open()) as connection, connection:
                yield connection
        except sqlite3.Error as error:
            raise PlacesError(f"{self.file}: {error}") from error

    def _open(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = not self.file.exists()
        connection = sqlite3.connect(self.file, timeout=PATIENCE)
        try:
            if fresh or not _is_whole(connection):
                connection.close()
                self.discard()
                connection = sqlite3.connect(self.file, timeout=PATIENCE)
                self._fill(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _fill(self, connection: sqlite3.Connection) -> None:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_SCHEMA)
            connection.executemany("INSERT OR REPLACE INTO places VALUES (?, ?)", self._in_files())

    def _in_files(self) -> Iterator[tuple[str, str]]:
        """What the files hold, as far as they can be read."""
        decoder = Decoder(_Id)
        for path in sorted(self.folder.glob("*.jsonl")):
            try:
                for _, line in read_lines(path):
                    yield decode_line(decoder, line).id, path.name
            except InputError:
                continue  # whoever reads or writes this file says what is wrong with it


def _is_whole(connection: sqlite3.Connection) -> bool:
    """Whether it is a finished index. Raises sqlite3.OperationalError where it is locked."""
    try:
        return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'places'").fetchone())
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False
