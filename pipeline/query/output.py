"""Answers as files: CSV, JSON lines, Parquet."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, BinaryIO, Literal

import pyarrow as pa
import pyarrow.parquet

from pipeline.query.session import Answer

Format = Literal["csv", "jsonl", "parquet"]
_BOM = b"\xef\xbb\xbf"


def write_answer(file: BinaryIO, answer: Answer, form: Format, *, bom: bool = False) -> int:
    """Write all rows; returns how many. In CSV, lists and objects are written as JSON; `bom` is for spreadsheets.

    Raises QueryError where the query fails while it is read.
    """
    writers: dict[Format, Callable[[BinaryIO, Answer], int]] = {
        "csv": _write_csv,
        "jsonl": _write_jsonl,
        "parquet": _write_parquet,
    }
    if bom and form == "csv":
        file.write(_BOM)
    return writers[form](file, answer)


def as_json(value: Any) -> str:
    """A value that is no JSON (a day, a number with fixed digits) is written as text."""
    return json.dumps(value, ensure_ascii=False, default=_text)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _write_csv(file: BinaryIO, answer: Answer) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(answer.schema.names)
    rows = 0
    for batch in answer:
        columns = (map(_cell, column.to_pylist(maps_as_pydicts="strict")) for column in batch.columns)
        writer.writerows(zip(*columns, strict=True))
        rows += batch.num_rows
    text.detach()
    return rows


def _cell(value: Any) -> Any:
    return as_json(value) if isinstance(value, list | dict | bool) else value


def _write_jsonl(file: BinaryIO, answer: Answer) -> int:
    rows = 0
    for batch in answer:
        for row in batch.to_pylist(maps_as_pydicts="strict"):
            file.write(as_json(row).encode() + b"\n")
            rows += 1
    return rows


def _write_parquet(file: BinaryIO, answer: Answer) -> int:
    rows = 0
    with pa.parquet.ParquetWriter(file, answer.schema, compression="zstd") as writer:
        for batch in answer:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows
