"""What re-processing has made so far: kept in SQLite until all of it is there, so that it can be taken up again."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import structs

from pipeline.errors import ChidaoError
from pipeline.schema import Record
from pipeline.settings import Folders
from pipeline.store.duplicates import Settled, night_of

_SCHEMA = """
CREATE TABLE meta (rules TEXT NOT NULL);
CREATE TABLE done (input TEXT PRIMARY KEY, digest TEXT NOT NULL);
CREATE TABLE records (
    id TEXT PRIMARY KEY, input TEXT NOT NULL, place TEXT NOT NULL, file TEXT NOT NULL, night TEXT NOT NULL,
    record BLOB NOT NULL
);
CREATE INDEX records_by_night ON records (night);
CREATE INDEX records_by_file ON records (file, id);
CREATE INDEX records_by_input ON records (input);
CREATE TABLE refused (id TEXT PRIMARY KEY, input TEXT NOT NULL);
CREATE TABLE originals (id TEXT PRIMARY KEY, duplicate_of TEXT NOT NULL);
"""
_PUT = """
INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET input = excluded.input, place = excluded.place, file = excluded.file,
    record = excluded.record, night = min(night, excluded.night)
WHERE excluded.place >= place
"""
_ALL = "SELECT file, record, duplicate_of FROM records LEFT JOIN originals USING (id) ORDER BY file, id"
# What the names of inputs that are files of records begin with.
RECORDS = "records/"
_FROM_ARCHIVE = """
SELECT 1 FROM records WHERE id = ?1 AND input NOT GLOB 'records/*'
UNION SELECT 1 FROM refused WHERE id = ?1
"""
_PACKAGE = Path(__file__).parents[1]
_NO_RULES = frozenset({".pyc"})


def rules_digest() -> str:
    """What changes whenever a rule, a lexicon or anything else of the program does."""
    digest = sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and path.suffix not in _NO_RULES:
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def unfinished_index(folders: Folders) -> Path:
    """Where re-processing makes the index of duplicates that goes with its new records."""
    return folders.duplicates.with_name(f"{folders.duplicates.name}.new")


class Staging:
    """The new records of each input that is done. Begun anew where the rules have changed since.

    Raises ChidaoError where it can't be used: another program works on it, or the disk is full.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        rules = rules_digest()
        self._connection = self._open()
        if self._do("SELECT rules FROM meta") not in ([(rules,)], []):
            self.discard()
            self._connection = self._open()
        self._do("INSERT INTO meta SELECT ? WHERE NOT EXISTS (SELECT 1 FROM meta)", rules)
        self._do("COMMIT")

    def _open(self) -> sqlite3.Connection:
        connection = None
        try:
            connection = sqlite3.connect(self.file, timeout=1)
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                connection.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA} COMMIT")
            connection.execute("BEGIN EXCLUSIVE").connection.rollback()
        except sqlite3.Error as error:
            if connection:
                connection.close()
            held = getattr(error, "sqlite_errorname", "") == "SQLITE_BUSY"
            advice = "it is being re-processed already" if held else "if it is damaged, delete it"
            raise ChidaoError(f"{self.file}: {error}: {advice}") from error
        return connection

    def _do(self, statement: str, *values: str | bytes) -> list[tuple[str, ...]]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise ChidaoError(f"{self.file}: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def discard(self) -> None:
        """Throw it all away."""
        self._connection.close()
        for suffix in ("", "-journal"):
            self.file.with_name(f"{self.file.name}{suffix}").unlink(missing_ok=True)

    def is_done(self, name: str, digest: str) -> bool:
        return self._do("SELECT digest FROM done WHERE input = ?", name) == [(digest,)]

    def begin(self, name: str) -> None:
        """What an earlier state of this input gave is void."""
        for table in ("records", "refused", "done"):
            self._do(f"DELETE FROM {table} WHERE input = ?", name)  # noqa: S608

    def put(self, record: Record, *, name: str, place: str, file: str) -> None:
        """A record that goes into `file`; of two of one article the one of the later place holds."""
        night = night_of(record).isoformat()
        self._do(_PUT, record.id, name, place, file, night, msgspec.json.encode(record))

    def refuse(self, article: str, *, name: str) -> None:
        """The rules say that this is no article."""
        self._do("INSERT OR REPLACE INTO refused VALUES (?, ?)", article, name)

    def knows_from_archive(self, article: str) -> bool:
        """Whether a page of the archive gave the article's record, or says that it is none."""
        return bool(self._do(_FROM_ARCHIVE, article))

    def finish(self, name: str, digest: str) -> None:
        """All of an input is there, and lasts."""
        self._do("INSERT OR REPLACE INTO done VALUES (?, ?)", name, digest)
        self._do("COMMIT")

    def drop_inputs(self, names: set[str]) -> None:
        """What came of inputs that are no more among `names` is void."""
        for (name,) in self._do("SELECT input FROM done"):
            if name not in names:
                self.begin(name)

    def set_nights(self, nights: Iterable[tuple[str, date]]) -> None:
        """The nights of articles, where they are known better than by where their pages lie now."""
        for article, night in nights:
            self._do("UPDATE records SET night = ? WHERE id = ?", night.isoformat(), article)

    def nights(self) -> Iterator[tuple[date, Iterator[Record]]]:
        """The nights and their records, in order; take a night's records before the next night."""
        decoder = msgspec.json.Decoder(Record)
        rows = self._connection.execute("SELECT night, record FROM records ORDER BY night, id")
        for night, group in groupby(rows, key=lambda row: row[0]):
            yield date.fromisoformat(night), (decoder.decode(data) for _, data in group)

    def set_originals(self, answers: Iterable[Settled]) -> None:
        """What records repeat: `files` gives them so, and all others as repeating nothing."""
        for answer in answers:
            if answer.duplicate_of is not None:
                self._do("INSERT OR REPLACE INTO originals VALUES (?, ?)", answer.id, answer.duplicate_of)

    def files(self) -> Iterator[tuple[str, Iterator[Record]]]:
        """The files and their records, both in order; take a file's records before the next file."""
        decoder = msgspec.json.Decoder(Record)
        rows = self._connection.execute(_ALL)
        for file, group in groupby(rows, key=lambda row: row[0]):
            yield file, (structs.replace(decoder.decode(data), duplicate_of=original) for _, data, original in group)
