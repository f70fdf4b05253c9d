"""The reports of the runs as a table: what each source gave in each run."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import ContractError
from pipeline.summarize.report import RunReport, SourceCounts, read_report

SCHEMA = pa.schema(
    [
        ("started", pa.string()),
        ("finished", pa.string()),
        ("version", pa.string()),
        ("night", pa.date32()),
        ("usual", pa.bool_()),
        ("source", pa.string()),
        ("source_failed", pa.bool_()),
        *((name, pa.int64()) for name in SourceCounts.__struct_fields__),
    ]
)


def read_runs(folder: Path) -> tuple[pa.Table, list[str]]:
    """One row for each source of each run, and what is to be told of reports that can't be read."""
    rows: list[dict[str, Any]] = []
    problems = []
    for path in sorted(folder.glob("*.json")):
        try:
            rows += _rows(read_report(path))
        except ContractError as error:
            problems.append(f"left out: {error}")
    return pa.Table.from_pylist(rows, SCHEMA), problems


def _rows(report: RunReport) -> list[dict[str, Any]]:
    run = {name: getattr(report, name) for name in ("started", "finished", "version", "usual")}
    run["night"] = date.fromisoformat(report.night) if report.night else None
    return [
        {
            **run,
            "source": source,
            "source_failed": source in report.failed_sources,
            **{name: getattr(counts, name) for name in SourceCounts.__struct_fields__},
        }
        for source, counts in report.sources.items()
    ]
