"""The digest of a night: what the news desk reads in the morning."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec

from pipeline.errors import ChidaoError
from pipeline.schema import Record
from pipeline.store import write_atomically
from pipeline.summarize.entries import SilentSource, make_digest
from pipeline.summarize.render import render_html, render_markdown
from pipeline.summarize.report import RunReport
from pipeline.summarize.verify import verify_digest


def write_digest(records: Iterable[Record], folder: Path, *, night: str, report: RunReport | None) -> list[Path]:
    """Write `digest.json`, `digest.md` and `digest.html` into `folder/<night>/`; returns their paths.

    `night` is a day, YYYY-MM-DD. Everything in the digest is a piece of an article or a fixed label.
    Raises ChidaoError, and writes nothing, if the night is no day or the digest does not verify.
    """
    try:
        night = date.fromisoformat(night).isoformat()
    except ValueError as error:
        raise ChidaoError(f"a night is a day like 2025-06-10, not {night!r}") from error
    records = list(records)
    digest = make_digest(records, night=night, sources=_silent_sources(report) if report else None)
    data = msgspec.json.format(msgspec.json.encode(digest), indent=1) + b"\n"
    if problems := verify_digest(data, records):
        raise ChidaoError(f"the digest of {night} is not published, it says what no article says: {problems[0]}")
    files = {
        "digest.json": data,
        "digest.md": render_markdown("digest.md", digest=digest).encode(),
        "digest.html": render_html("digest.html", digest=digest).encode(),
    }
    for name, content in files.items():
        write_atomically(folder / night / name, content)
    return [folder / night / name for name in files]


def _silent_sources(report: RunReport) -> list[SilentSource]:
    return [
        SilentSource(source, counts.parsed, counts.failed)
        for source, counts in sorted(report.sources.items())
        if counts.failed or not counts.parsed
    ]
