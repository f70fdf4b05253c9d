"""The archive below a data folder: appending is durable before it returns, and survives any kill."""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.archive.warc import (
    NOT_MODIFIED,
    SAME_PAYLOAD,
    encode_aside,
    encode_page,
    encode_revisit,
    intact_length,
    read_warc,
)
from pipeline.errors import InputError
from pipeline.schema import ArchivePlace, RawPage

_SUFFIX = ".warc.gz"
ASIDE_SUFFIX = ".aside.warc.gz"
_PROFILES = {"not-modified": NOT_MODIFIED, "same-payload": SAME_PAYLOAD}


class Archive:
    """WARC files `raw/<source>/<night>.warc.gz` below `data_folder`, one gzip member a record; what is no page lies
    in `<night>.aside.warc.gz`, so that a page's place does not depend on how often lists were read.

    `night` is the date in the file names; without it, it is the date (UTC) on which a page was fetched.
    Safe to use from several threads; not from several processes at a time.
    """

    def __init__(self, data_folder: Path, *, night: date | None = None) -> None:
        self.data_folder = data_folder
        self.night = night
        self._locks: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
        self._locks_lock = threading.Lock()
        self._repaired: set[Path] = set()

    def append(self, page: RawPage) -> RawPage:
        """Add a page and return it with its place in the archive; on return it is on the disk.

        Raises OSError where it can't be written (a full disk); the file is then as it was before.
        """
        return msgspec.structs.replace(page, archive=self._append(page, encode_page(page), _SUFFIX))

    def append_aside(self, page: RawPage, why: str, *, truncated: bool = False) -> None:
        """Keep an answer that is no article (a list, an error) for the record, apart from the pages.

        `truncated` says that its body was not taken. Raises OSError as `append` does.
        """
        self._append(page, encode_aside(page, why, truncated=truncated), ASIDE_SUFFIX)

    def append_revisit(self, page: RawPage, why: Literal["not-modified", "same-payload"]) -> None:
        """Note that a page was asked for again and had not changed. Raises OSError as `append` does."""
        self._append(page, encode_revisit(page, _PROFILES[why]), ASIDE_SUFFIX)

    def fetch(self, place: ArchivePlace) -> RawPage:
        """The page that lies at a place. Raises InputError where there is none."""
        pages = read_warc(self.data_folder / place.file, name=place.file, start=place.offset)
        page = next(pages, None)
        if page is None or page.archive != place:
            raise InputError(f"{place.file}: there is no page at {place.offset}")
        return page

    def pages_after(self, source: str, place: ArchivePlace | None) -> Iterator[RawPage]:
        """A source's pages that were archived after the one at `place`, all of them without one, oldest first."""
        for file in sorted((self.data_folder / "raw" / source).glob(f"*{_SUFFIX}")):
            name = file.relative_to(self.data_folder).as_posix()
            if name.endswith(ASIDE_SUFFIX) or (place is not None and name < place.file):
                continue
            with self._lock(file):
                self._prepare(file)
            start = place.offset if place is not None and name == place.file else 0
            yield from (page for page in read_warc(file, name=name, start=start) if page.archive != place)

    def _append(self, page: RawPage, record: bytes, suffix: str) -> ArchivePlace:
        if page.source is None or page.fetched_at is None:
            raise ValueError(f"a page without source or time can't be archived: {page.url}")
        night = self.night or datetime.fromisoformat(page.fetched_at).date()
        name = f"raw/{page.source}/{night.isoformat()}{suffix}"
        file = self.data_folder / name
        with self._lock(file):
            self._prepare(file)
            return ArchivePlace(name, _append_durably(file, record))

    def _lock(self, file: Path) -> threading.Lock:
        with self._locks_lock:
            return self._locks[file]

    def _prepare(self, file: Path) -> None:
        """Before the first record of this run: make the folder, mend what a crash left unfinished."""
        if file in self._repaired:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            _cut_off_damage(file)
        else:
            file.touch()
            _sync_folder(file.parent)
        self._repaired.add(file)


def _cut_off_damage(file: Path) -> None:
    """Shorten a file to its whole records; what is cut off is kept beside it, nothing is thrown away."""
    length = intact_length(file)
    if length < file.stat().st_size:
        with file.open("rb") as stream:
            stream.seek(length)
            file.with_name(f"{file.name}.cut-off-{length}").write_bytes(stream.read())
        os.truncate(file, length)


def _append_durably(file: Path, record: bytes) -> int:
    """Write, sync, and give the offset; where that fails, take back what was written."""
    with file.open("ab", buffering=0) as stream:
        offset = stream.seek(0, os.SEEK_END)
        try:
            rest = memoryview(record)
            while rest:
                rest = rest[stream.write(rest) :]
            os.fsync(stream.fileno())
        except OSError:
            stream.truncate(offset)
            raise
    return offset


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
