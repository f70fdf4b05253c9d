"""ARTICLES.jsonl: clean articles, one a line, in and out."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any, BinaryIO, cast

import jsonlines
import msgspec

from pipeline.errors import InputError
from pipeline.orthography import normalize
from pipeline.schema import VIETNAM, ArchivePlace, Article, Issue, Readable
from pipeline.store.lines import decode_line, read_lines
from pipeline.urls import article_id


class _Line(msgspec.Struct):
    """What a line may hold; anything else in it (gold annotations, notes) is not ours and is let be."""

    text: str
    id: str | int | None = None
    title: str | None = None
    published_at: str | None = None
    url: str | None = None
    source: str | None = None
    province: str | None = None
    authors: list[str] = []
    photographers: list[str] = []
    section: str | None = None
    archive: ArchivePlace | None = None
    duplicate_of: str | None = None


def vietnam_time(moment: str) -> str:
    """An ISO 8601 time in +07:00, or the date alone where there is no time. Raises ValueError for anything else.

    A time without an offset is taken as Vietnamese, and so is the order of day and month in 5/11/2013 7:30.
    """
    moment = moment.strip()
    with suppress(ValueError):
        return date.fromisoformat(moment).isoformat()
    with suppress(ValueError):
        return datetime.strptime(moment, "%d/%m/%Y").date().isoformat()
    parsed = _day_first(moment) or datetime.fromisoformat(moment)
    try:
        parsed = parsed.replace(tzinfo=VIETNAM) if parsed.tzinfo is None else parsed.astimezone(VIETNAM)
    except OverflowError as error:
        raise ValueError(f"{moment!r} is at the end of the calendar") from error
    return parsed.isoformat(timespec="seconds")


def _day_first(moment: str) -> datetime | None:
    try:
        return datetime.strptime(moment, "%d/%m/%Y %H:%M")
    except ValueError:
        return None


def read_articles(path: Readable) -> Iterator[Article | Issue]:
    """One article or one issue for each line of a JSONL file, plain or gzipped; `-` is standard input.

    Raises InputError if the file can't be read (on) or is no text.
    """
    decoder = msgspec.json.Decoder(_Line)
    for number, line in read_lines(path):
        try:
            yield _article(decode_line(decoder, line))
        except InputError as error:
            yield Issue(stage="annotate", kind="bad_input", message=f"{path}:{number}: {error}")


def write_articles(file: BinaryIO, articles: Iterable[Any]) -> int:
    """Write one article a line; returns how many."""
    writer = jsonlines.Writer(file, dumps=cast(Any, msgspec.json.encode))
    return sum(1 for article in articles if writer.write(article))


def _article(line: _Line) -> Article:
    text = normalize(line.text)
    if not text:
        raise InputError("the article has no text")
    try:
        published_at = vietnam_time(line.published_at) if line.published_at else None
    except ValueError:
        raise InputError(f"`published_at` is no date or time like 2025-06-10T19:35: {line.published_at!r}") from None
    return Article(
        id=_id(line),
        text=text,
        title=_normal(line.title),
        published_at=published_at,
        url=line.url or None,
        source=line.source,
        province=_normal(line.province),
        authors=[normalize(name) for name in line.authors],
        photographers=[normalize(name) for name in line.photographers],
        section=_normal(line.section),
        archive=line.archive,
        duplicate_of=line.duplicate_of,
    )


def _normal(text: str | None) -> str | None:
    return normalize(text) if text else None


def _id(line: _Line) -> str:
    if line.id not in (None, ""):
        return str(line.id)
    if not line.url:
        raise InputError("the article has neither `id` nor `url`")
    try:
        return article_id(line.url)
    except ValueError as error:
        raise InputError(f"`url` is {error}") from error
