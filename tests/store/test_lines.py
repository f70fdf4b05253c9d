import gzip
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import InputError
from pipeline.store.lines import decode_line, read_lines

DECODER = msgspec.json.Decoder(dict[str, int])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_lines_are_numbered_as_in_the_file(tmp_path: Path, pack: type[bytes]) -> None:
    path = tmp_path / "lines"
    path.write_bytes(pack(b'{"a": 1}\n\n \r\n{"b": 2}'))
    assert list(read_lines(path)) == [(1, b'{"a": 1}\n'), (4, b'{"b": 2}')]


def test_line_is_decoded_with_or_without_a_byte_order_mark() -> None:
    assert decode_line(DECODER, b'{"a": 1}\r\n') == decode_line(DECODER, b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"a": "b"}', r"Expected `int`, got `str` - at `\$\[\.\.\.\]`"),
        (b'{"a": 1', "truncated"),
        (b'{"\xff": 1}', "not UTF-8: byte 2 of the line is 0xff"),
    ],
)
def test_line_that_cannot_be_decoded_says_why(line: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        decode_line(DECODER, line)
