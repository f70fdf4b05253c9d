"""Where digests lie, and the files that each is: all made of `digest.json`, so that they say nothing else."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from pipeline.errors import ContractError
from pipeline.orthography import unaccent
from pipeline.summarize.compose import Edition
from pipeline.summarize.deadlines import make_calendar
from pipeline.summarize.entries import Digest
from pipeline.summarize.feed import make_feed
from pipeline.summarize.nights import OnBroken
from pipeline.summarize.render import render_html, render_markdown, render_text
from pipeline.urls import short_digest

DIGEST = "digest.json"
# For so many days a digest remembers what was in those before it.
_REMEMBERED = 7


def files_of(digest: Digest) -> dict[str, bytes]:
    """All files of a digest but the articles' pages, by name: each says what `digest.json` says, and nothing else."""
    return {
        DIGEST: msgspec.json.format(msgspec.json.encode(digest), indent=1) + b"\n",
        "digest.md": render_markdown("digest.md", digest=digest).encode(),
        "digest.html": render_html("digest.html", digest=digest).encode(),
        "feed.xml": make_feed(digest),
        "deadlines.ics": make_calendar(digest),
        "mail.txt": render_text("mail.txt", digest=digest).encode(),
    }


def edition_folder(folder: Path, edition: Edition) -> Path:
    """`<night>`, and in it a folder for each selection, so that none takes the place of the whole night's digest."""
    names = [_plain(name) for name in (edition.province, edition.topic) if name]
    return folder / edition.night.isoformat() / "+".join(names)


def _plain(name: str) -> str:
    """Safe as the name of a folder, whatever it was."""
    return "-".join(re.findall("[a-z0-9]+", unaccent(name))) or short_digest(name)


def read_digest(folder: Path) -> Digest:
    """The digest in a folder. Raises ContractError if there is none, or if it is of another version."""
    try:
        return msgspec.json.decode((folder / DIGEST).read_bytes(), type=Digest)
    except (OSError, msgspec.DecodeError) as error:
        raise ContractError(f"{folder / DIGEST}: not a digest: {error}") from error


def earlier_digests(folder: Path, night: date, on_broken: OnBroken) -> Iterator[Digest]:
    """Those of whole nights in the week before, oldest first; if there are none, the last one before that."""
    before = sorted(path.parent for path in folder.glob(f"????-??-??/{DIGEST}") if path.parent.name < night.isoformat())
    week = [path for path in before if (night - date.fromisoformat(path.name)).days <= _REMEMBERED]
    for path in week or before[-1:]:
        try:
            yield read_digest(path)
        except ContractError as error:
            on_broken(error)
