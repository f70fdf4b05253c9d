"""JSON lines as they are read: from a file, plain or gzipped, or from standard input."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any, TypeVar, cast

import msgspec

from pipeline.errors import InputError
from pipeline.schema import Readable

T = TypeVar("T")

# No article comes near it; a packed file may unpack to anything.
LONGEST_LINE = 1 << 26
_GZIP_MAGIC = b"\x1f\x8b"
_SNIFFED = 4096


def read_lines(path: Readable) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers; `-` is standard input.

    Raises InputError if the file can't be read (on) or is no text.
    """
    try:
        with ExitStack() as stack:
            raw: IO[bytes] = sys.stdin.buffer if str(path) == "-" else stack.enter_context(path.open("rb"))
            file = _unzipped(raw)
            if b"\0" in file.peek(_SNIFFED)[:_SNIFFED]:
                raise InputError(f"{path}: a binary file, not JSON lines")
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), 1):
                if len(line) > LONGEST_LINE:
                    raise InputError(f"{path}:{number}: a line of more than {LONGEST_LINE} bytes")
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{path}: {reason}") from error


def decode_line(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    """Raises InputError saying what is wrong with the line, and in which field."""
    try:
        return decoder.decode(str(line, "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: byte {error.start} of the line is {line[error.start]:#04x}") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(str(error)) from error


def _unzipped(raw: IO[bytes]) -> io.BufferedReader:
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(Any, raw))
    if buffered.peek(2)[:2] == _GZIP_MAGIC:
        return io.BufferedReader(cast(Any, gzip.GzipFile(fileobj=buffered)))
    return buffered
