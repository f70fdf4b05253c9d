import gzip
import io
from contextlib import suppress
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive import read_warc
from pipeline.archive.warc import intact_length
from pipeline.errors import InputError

BODY = "<p>Xã Núi Cao</p>".encode()


def foreign_warc(*, compressed: bool = True) -> bytes:
    """As another crawler writes it: file information, requests, chunked and compressed bodies, a DNS record."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed)
    writer.write_record(writer.create_warcinfo_record("news.warc.gz", {"software": "other"}))
    request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "bao.example")], is_http_request=True)
    writer.write_record(writer.create_warc_record("http://bao.example/", "request", http_headers=request))
    packed = gzip.compress(BODY)
    bodies = {
        "plain": ([], BODY),
        "gzip": ([("Content-Encoding", "gzip")], packed),
        "chunked": ([("Transfer-Encoding", "chunked")], b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)),
    }
    for name, (headers, payload) in bodies.items():
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], "HTTP/1.1")
        url = f"http://bao.example/{name}"
        fields = {"WARC-Date": "2026-11-01T00:00:00Z"}
        record = writer.create_warc_record(
            url, "response", io.BytesIO(payload), len(payload), http_headers=http, warc_headers_dict=fields
        )
        writer.write_record(record)
    dns = writer.create_warc_record(
        "dns:bao.example", "response", io.BytesIO(b"127.0.0.1"), 9, warc_content_type="text/dns"
    )
    writer.write_record(dns)
    return out.getvalue()


@pytest.mark.parametrize("compressed", [True, False])
def test_read_warc_reads_files_from_elsewhere(tmp_path: Path, *, compressed: bool) -> None:
    file = tmp_path / "news.warc.gz"
    file.write_bytes(foreign_warc(compressed=compressed))
    pages = list(read_warc(file, name="elsewhere/news.warc.gz"))
    assert [page.url.rsplit("/", 1)[1] for page in pages] == ["plain", "gzip", "chunked"]
    assert {page.body for page in pages} == {BODY}
    assert {page.fetched_at for page in pages} == {"2026-11-01T00:00:00Z"}
    assert {page.source for page in pages} == {None}
    for page in pages:
        assert page.archive is not None
        assert page.archive.file == "elsewhere/news.warc.gz"
        assert next(read_warc(file, start=page.archive.offset)).url == page.url


def test_read_warc_ends_at_a_record_that_was_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "news.warc"
    whole = foreign_warc(compressed=False)
    last = whole.index(b"http://bao.example/chunked")
    start, end = whole.rindex(b"WARC/1.0", 0, last), whole.index(b"WARC/1.0", last) - len("0\r\n\r\n\r\n\r\n")
    for cut in range(start + 12, end, 7):
        file.write_bytes(whole[:cut])
        assert [page.url.rsplit("/", 1)[1] for page in read_warc(file)] == ["plain", "gzip"], whole[start:cut]


@pytest.mark.parametrize(
    "content", [b"\x00\x01binary" * 100, b"<html><p>no WARC</p></html>", gzip.compress(b"text" * 99)]
)
def test_read_warc_refuses_other_files(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "page.warc.gz"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"page\.warc\.gz"):
        list(read_warc(file))


def test_read_warc_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        list(read_warc(tmp_path / "missing.warc.gz"))


def test_read_warc_finds_nothing_in_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.warc.gz").touch()
    assert list(read_warc(tmp_path / "empty.warc.gz")) == []


def test_intact_length_counts_whole_members_only(tmp_path: Path) -> None:
    file = tmp_path / "members.gz"
    first, second = gzip.compress(b"a" * 200_000), gzip.compress(bytes(range(256)) * 1000)
    for tail in (b"", second[:-1], second[:5], b"\x00\x00", b"x"):
        file.write_bytes(first + second + tail)
        assert intact_length(file) == len(first + second)
    file.write_bytes(first[:-1])
    assert intact_length(file) == 0


def test_read_warc_of_a_damaged_file_shows_none_of_its_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = foreign_warc(compressed=False)
    packed = foreign_warc()
    displaced = whole.replace(b"\r\n\r\nWARC", b"\x1b[31m\r\n\r\nWARC")
    for damaged in (displaced, packed[:200] + b"\x1b[31m" * 9 + packed[254:]):
        file = tmp_path / "damaged.warc.gz"
        file.write_bytes(damaged)
        with suppress(InputError):
            list(read_warc(file))
    assert capsys.readouterr() == ("", "")
