import unicodedata

import pytest

from pipeline.errors import InputError
from pipeline.parse.charset import decode, without_noise

SENTENCE = "Chủ tịch UBND xã yêu cầu các thôn kiểm tra đê điều trước mùa mưa lũ, báo cáo kết quả trong tháng."


def test_utf8_is_read_whatever_the_header_says() -> None:
    assert decode(SENTENCE.encode(), "text/html; charset=iso-8859-1") == SENTENCE


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_decides(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding)) == SENTENCE


def test_meta_names_a_legacy_charset() -> None:
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">'
    assert decode(_as_windows_1258(meta + SENTENCE)) == meta + SENTENCE


def test_old_font_in_bytes_is_kept_for_its_conversion() -> None:
    written = "Uû ban nh©n d©n tØnh häp bµn c«ng t¸c §¶ng"
    assert decode(written.encode("latin-1"), "text/html; charset=iso-8859-1") == written
    assert decode(written.encode("latin-1")) == written


def _as_windows_1258(text: str) -> bytes:
    """Vietnamese in Windows-1258: letters with â, ê, ô, ă, ơ, ư whole, tone marks after them."""
    written = ""
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        base = "".join(mark for mark in marks if mark not in tones)
        written += unicodedata.normalize("NFC", base) + "".join(tones)
    return written.encode("cp1258")


@pytest.mark.parametrize("content_type", ["text/html; charset=windows-1258", "text/html"])
def test_windows_vietnamese_is_read(content_type: str) -> None:
    assert decode(_as_windows_1258(SENTENCE * 4), content_type) == SENTENCE * 4


def test_decomposed_letters_come_out_composed() -> None:
    assert decode("Hô\u0323i".encode()) == "Hội"


def test_few_damaged_bytes_are_tolerated() -> None:
    assert decode((SENTENCE * 20).encode() + b"\xff").startswith(SENTENCE)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7 ...", "binary"),
        (b"\x89PNG\r\n", "binary"),
        (b"PK\x03\x04", "binary"),
        (b"abc\x00\x01\x02", "binary"),
        (SENTENCE.encode().replace(b"b\xc3", b"\xff\xfe") * 3, "damaged"),
    ],
)
def test_unreadable_bytes_are_refused(body: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        decode(body)


def test_noise_goes_but_json_ld_stays() -> None:
    html = (
        '<p>a<!-- b --><style>c</style><SCRIPT>d</SCRIPT><script type="application/ld+json">e</script>'
        '<img src="data:image/png;base64,AAAA/+=="></p>'
    )
    assert without_noise(html) == '<p>a<script type="application/ld+json">e</script><img src="data:"></p>'


def test_noise_that_never_ends_is_left_for_the_parser() -> None:
    assert without_noise("<p>a</p><script>b") == "<p>a</p><script>b"
