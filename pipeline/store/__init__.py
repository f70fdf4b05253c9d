"""Records on disk: atomic JSONL that is the truth for everything after it."""

from pipeline.store.files import atomic_writer, write_atomically
from pipeline.store.lines import read_lines
from pipeline.store.records import (
    RecordStore,
    check_record,
    make_record,
    read_records,
    write_records,
)

__all__ = [
    "RecordStore",
    "atomic_writer",
    "check_record",
    "make_record",
    "read_lines",
    "read_records",
    "write_atomically",
    "write_records",
]
