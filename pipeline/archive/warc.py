"""One page as one WARC record, and the pages of any WARC file: our own and those from elsewhere."""

import io
import zlib
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.errors import InputError
from pipeline.schema import ArchivePlace, RawPage

SOURCE_FIELD = "X-Chidao-Source"
# Stands on answers that are no articles, and says what they are.
ASIDE_FIELD = "X-Chidao-Aside"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_GZIP = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 16


def encode_page(page: RawPage) -> bytes:
    """The page as a `response` record, compressed as one gzip member."""
    return _encode(page, "response", {})


def encode_aside(page: RawPage, why: str, *, truncated: bool) -> bytes:
    """A `response` record that `read_warc` passes over."""
    return _encode(page, "response", {ASIDE_FIELD: why} | ({"WARC-Truncated": "length"} if truncated else {}))


def encode_revisit(page: RawPage, profile: str) -> bytes:
    """A `revisit` record: the page was asked for again and is what it was. Only its headers are kept."""
    return _encode(page, "revisit", {"WARC-Profile": profile})


def _encode(page: RawPage, kind: str, fields: dict[str, str]) -> bytes:
    if page.fetched_at is None:
        raise ValueError(f"a page without the time of its fetching can't be archived: {page.url}")
    if page.source is not None:
        fields = {**fields, SOURCE_FIELD: page.source}
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        page.url,
        kind,
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=StatusAndHeaders(_status_line(page.status), list(page.headers.items()), "HTTP/1.1"),
        warc_headers_dict={"WARC-Date": page.fetched_at, **fields},
    )
    writer.write_record(record)
    return buffer.getvalue()


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def read_warc(file: Path, *, name: str | None = None, start: int = 0) -> Iterator[RawPage]:
    """The responses of a WARC file, compressed or not, from the record at offset `start` on.

    `name` is the file's path as it is to stand in `archive`. Revisits, requests, what is no HTTP response and
    what was set aside are passed over; a last record that was cut off ends the file. Raises InputError where it
    can't be read.
    """
    try:
        with file.open("rb") as stream:
            stream.seek(start)
            yield from _pages(stream, name or file.as_posix())
    except (OSError, ArchiveLoadFailed, zlib.error, EOFError) as error:
        raise InputError(f"{file}: can't be read as WARC: {error}") from error


def _pages(stream: BinaryIO, name: str) -> Iterator[RawPage]:
    records = ArchiveIterator(stream)
    while record := _next(records):
        if record.rec_type != "response" or record.http_headers is None:
            continue
        if record.rec_headers.get_header(ASIDE_FIELD):
            continue
        body = record.content_stream().read()
        if not _is_whole(record):
            continue
        headers = {key.lower(): value for key, value in record.http_headers.headers}
        yield RawPage(
            url=record.rec_headers.get_header("WARC-Target-URI") or "",
            body=body,
            source=record.rec_headers.get_header(SOURCE_FIELD),
            status=int(record.http_headers.get_statuscode()),
            headers=headers,
            fetched_at=record.rec_headers.get_header("WARC-Date"),
            archive=ArchivePlace(name, records.get_record_offset()),
        )


def _next(records: ArchiveIterator) -> Any:
    """The next record, None at the end: where the file ends, or within a record's headers."""
    try:
        return next(records, None)
    except AttributeError:  # warcio looks into the address that a response should have
        return None


def _is_whole(record: Any) -> bool:
    """Whether the file held as many bytes as the record says it has, and a status to go with them."""
    missing = getattr(record.raw_stream, "limit", None)
    return missing == 0 and record.http_headers.get_statuscode().isdigit()


def intact_length(file: Path) -> int:
    """Up to which byte a file consists of whole gzip members: what lies behind it was cut off by a crash."""
    intact = position = 0
    member = zlib.decompressobj(_GZIP)
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            position += len(chunk)
            while chunk:
                try:
                    member.decompress(chunk)
                except zlib.error:
                    return intact
                chunk = member.unused_data
                if member.eof:
                    intact = position - len(chunk)
                    member = zlib.decompressobj(_GZIP)
    return intact
