"""Files that are either old or new, never half: written beside, flushed to disk, renamed."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

_TEMPORARY = ".*.tmp"


@contextmanager
def atomic_writer(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `path` when the block ends well, and vanishes when it does not.

    What is there already and is no file (`/dev/null`, a pipe) is written to as it is, for nothing may take its place.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    locked, temporary = _create_locked(path.parent)
    try:
        with locked:
            yield locked
            locked.flush()
            os.fsync(locked.fileno())
            temporary.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file's content by `data`, or leave the file as it was."""
    with atomic_writer(path) as file:
        file.write(data)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """While a temporary file or folder is worked on: `sweep` leaves it alone."""
    handle = os.open(path, os.O_RDONLY)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def sweep(folder: Path) -> list[Path]:
    """Remove, in the folder and below, the temporary files and folders (`.….tmp`) of those that were killed.

    What somebody is writing is locked, and stays. Returns what was removed.
    """
    swept = []
    for path in sorted(folder.rglob(_TEMPORARY)):
        with suppress(OSError):  # locked, or gone meanwhile
            handle = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            finally:
                os.close(handle)
            swept.append(path)
    return swept


def _create_locked(folder: Path) -> tuple[BinaryIO, Path]:
    """A new file, locked by this process for as long as it is open."""
    while True:
        path = folder / f".{uuid4().hex}.tmp"
        file = path.open("xb")
        _lock(file.fileno())
        if os.fstat(file.fileno()).st_nlink:
            return file, path
        file.close()  # swept between opening and locking


def _lock(handle: int) -> None:
    with suppress(OSError):  # a file system without locks: there, nothing is swept either
        fcntl.flock(handle, fcntl.LOCK_EX)


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
