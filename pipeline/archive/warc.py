"""One page as one WARC record, and the pages of any WARC file: our own and those from elsewhere."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

from warcio import archiveiterator, bufferedreaders
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.errors import InputError
from pipeline.forgotten import is_forgotten, read_forgotten
from pipeline.schema import ArchivePlace, RawPage, Readable

# warcio shows the bytes of a broken file on standard error. What is wrong ends in an outcome here.
archiveiterator.sys = bufferedreaders.sys = SimpleNamespace(stderr=SimpleNamespace(write=lambda _: None))

SOURCE_FIELD = "X-Chidao-Source"
# Stands on answers that are no articles, and says what they are.
ASIDE_FIELD = "X-Chidao-Aside"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# More than any page may have (`parse` refuses it): a body is cut off behind it.
LARGEST_BODY = 1 << 25
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # deflate, no time, best compression, any system
_RECORD_END = b"\r\n\r\n"
_CHUNK = 1 << 16


def encode_page(page: RawPage) -> bytes:
    """The page as a `response` record, one gzip member.

    The member's length depends on the page, not on the clock: the same pages lie at the same offsets whenever they
    were fetched.
    """
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
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        page.url,
        kind,
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=StatusAndHeaders(_status_line(page.status), list(page.headers.items()), "HTTP/1.1"),
        warc_headers_dict={"WARC-Date": page.fetched_at, **fields},
    )
    writer.write_record(record)
    return _gzip(buffer.getvalue(), head=buffer.tell() - len(page.body) - len(_RECORD_END))


def _gzip(data: bytes, head: int) -> bytes:
    """One gzip member (RFC 1952) whose first `head` bytes are stored as they are.

    Times and ids stand in the head and have a fixed length; compressed, their length would change with the clock.
    """
    stored = zlib.compressobj(0, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    blocks = (
        stored.compress(data[:head]),
        stored.flush(zlib.Z_SYNC_FLUSH),
        packed.compress(data[head:]),
        packed.flush(),
    )
    return b"".join((_GZIP_HEADER, *blocks, struct.pack("<LL", zlib.crc32(data), len(data) & 0xFFFFFFFF)))


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def read_warc(
    file: Readable, *, name: str | None = None, start: int = 0, wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[RawPage]:
    """The responses of a WARC file, compressed or not, from the record at offset `start` on.

    `name` is the file's path as it is to stand in `archive`. Revisits, requests, what is no HTTP response, what was
    set aside, pages whose URL is not `wanted` and those that the data folder is to forget are passed over; a last
    record that was cut off ends the file. Of a body larger than `LARGEST_BODY` one byte or more beyond that is given.
    Raises InputError where it can't be read.
    """
    forgotten = _forgotten_in(file)
    try:
        with file.open("rb") as stream:
            stream.seek(start)
            yield from _pages(stream, name or str(file), lambda url: wanted(url) and not is_forgotten(url, forgotten))
    except (OSError, ArchiveLoadFailed, zlib.error, EOFError) as error:
        raise InputError(f"{file}: can't be read as WARC: {error}") from error


def _forgotten_in(file: Readable) -> frozenset[str]:
    """What is to be kept out of the data folder that a file `raw/<source>/<night>.warc.gz` lies in."""
    folders = file.resolve().parents if isinstance(file, Path) else ()
    return frozenset(one.key for one in read_forgotten(folders[2])) if len(folders) > 2 else frozenset()


def _pages(stream: IO[bytes], name: str, wanted: Callable[[str], bool]) -> Iterator[RawPage]:
    records = ArchiveIterator(stream)
    while record := _next(records):
        if record.rec_type != "response" or record.http_headers is None:
            continue
        if record.rec_headers.get_header(ASIDE_FIELD) or not wanted(_url_of(record)):
            continue
        body = _read_body(record.content_stream())
        if len(body) <= LARGEST_BODY and not _is_whole(record):
            continue
        headers = {key.lower(): value for key, value in record.http_headers.headers}
        yield RawPage(
            url=_url_of(record),
            body=body,
            source=record.rec_headers.get_header(SOURCE_FIELD),
            status=int(record.http_headers.get_statuscode()),
            headers=headers,
            fetched_at=record.rec_headers.get_header("WARC-Date"),
            archive=ArchivePlace(name, records.get_record_offset()),
        )


def _read_body(stream: Any) -> bytes:
    """The body, or a little more than `LARGEST_BODY` of it: what a record of little size may unpack to."""
    body = bytearray()
    while len(body) <= LARGEST_BODY and (chunk := stream.read(_CHUNK)):
        body += chunk
    return bytes(body)


def _url_of(record: Any) -> str:
    return record.rec_headers.get_header("WARC-Target-URI") or ""


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
