"""The columnar copy of the records: Parquet files that queries read, made from the record files and never the truth.

`<folder>/<record file>.<its state>/` holds one Parquet file a table and `left_out.json`. A record file that has changed
has another state, so its copy is made anew beside the old one, and appears in one step; programs that still read the
old one go on undisturbed, and it is taken away later.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

import msgspec
import pyarrow.parquet as pq
from msgspec import Struct

from pipeline.query.columns import TABLES
from pipeline.query.recordfiles import LeftOut, RecordFile, read_lines_of, record_files
from pipeline.query.rows import Batch, place_of
from pipeline.store.files import held

# To be raised when rows are made in another way from the same columns.
_REVISION = 1
_BATCH = 2000
_KEPT_SECONDS = 3600
_LEFT_OUT = "left_out.json"
_RETIRED = "retired"


class Copy(Struct, frozen=True):
    """The copy of one record file, and the lines of it that are not in the copy."""

    file: RecordFile
    folder: Path
    left_out: list[LeftOut]

    def table(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"


def refresh(
    records: Path, folder: Path, *, rebuild: bool = False, step: Callable[[], None] | None = None
) -> list[Copy]:
    """The copies of all record files as they are now; those that are missing are made. `step` is called for each made.

    Several programs may do this at once. Raises OSError where a record file can't be read or a copy not written.
    """
    if rebuild:
        shutil.rmtree(folder, ignore_errors=True)
    copies = []
    for file in record_files(records):
        target = _place(file, folder)
        if not (target / _LEFT_OUT).exists():
            try:
                _make(file, target)
            except FileNotFoundError:
                if file.path.exists():
                    raise
                continue
            if step is not None:
                step()
        left_out = msgspec.json.decode((target / _LEFT_OUT).read_bytes(), type=list[LeftOut])
        copies.append(Copy(file, target, left_out))
    _retire(folder, {*(copy.folder for copy in copies), *([repeats_folder(copies)] if copies else [])})
    return copies


def repeats_folder(copies: list[Copy]) -> Path:
    """Where to keep what was found out about these copies, in this state of all of them."""
    state = blake2b("\n".join(copy.folder.name for copy in copies).encode(), digest_size=8).hexdigest()
    return copies[0].folder.parent / f"repeats.{state}"


def remove_outdated(records: Path, folder: Path) -> None:
    """Take away all that is not the copy of a record file as it is now; a query that still reads it fails."""
    current = {_place(file, folder) for file in record_files(records)}
    with suppress(FileNotFoundError):
        for path in set(folder.iterdir()) - current:
            shutil.rmtree(path, ignore_errors=True)


def _place(file: RecordFile, folder: Path) -> Path:
    return folder / f"{file.name}.{file.state(_layout())}"


def _layout() -> str:
    schemas = [f"{name}:{table.schema}" for name, table in TABLES.items()]
    return blake2b("\n".join([str(_REVISION), *schemas]).encode(), digest_size=8).hexdigest()


def _make(file: RecordFile, target: Path) -> None:
    """Write the copy beside its place and move it there; one that another program has put there meanwhile stays."""
    temporary = target.parent / f".{uuid4().hex}.tmp"
    temporary.mkdir(parents=True)
    try:
        with held(temporary):
            left_out = _write(file, temporary)
            (temporary / _LEFT_OUT).write_bytes(msgspec.json.encode(left_out))
            with suppress(OSError):
                temporary.rename(target)
        if not target.exists():
            raise OSError(f"{target}: the copy of {file.path} can't be put there")
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _write(file: RecordFile, folder: Path) -> list[LeftOut]:
    left_out = []
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(pq.ParquetWriter(folder / f"{name}.parquet", table.schema, compression="zstd"))
            for name, table in TABLES.items()
        }
        batch = Batch()
        for line in read_lines_of(file):
            if isinstance(line, LeftOut):
                left_out.append(line)
                continue
            record = line.record
            batch.add(record, place_of(line, file.name))
            if batch.records == _BATCH:
                _flush(batch, writers)
                batch = Batch()
        _flush(batch, writers)
    return left_out


def _flush(batch: Batch, writers: dict[str, pq.ParquetWriter]) -> None:
    for name, table in batch.tables():
        writers[name].write_table(table)


def _retire(folder: Path, current: Iterable[Path]) -> None:
    """Take away what is current no longer and has not been for an hour; no query takes that long."""
    names = {path.name for path in current}
    with suppress(FileNotFoundError):
        for entry in list(os.scandir(folder)):
            mark = Path(entry.path) / _RETIRED
            if entry.name in names:
                mark.unlink(missing_ok=True)
            elif not mark.exists():
                mark.touch()
            elif time.time() - mark.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(entry.path, ignore_errors=True)
