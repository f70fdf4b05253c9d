"""Inputs made of others: cut, doubled, joined, sprinkled with what is awkward for text and for markup."""

import random
import unicodedata

_AWKWARD = (
    "x.",
    "1/",
    "ngày ",
    "từ ngày 1 đến ngày 2, ",
    "trước 30/6",
    "30/6/2025",
    "tháng 13",
    "quý V",
    "Ông A, ",
    "đồng chí ",
    "Chủ tịch UBND ",
    "Phó ",
    "yêu cầu ",
    "giao ",
    "; ",
    "“",
    "”",
    "(",
    ")",
    "- ",
    "Nguyễn Văn ",
    "./.",
    "UBND tỉnh, ",
    "Chỉ thị số 5/CT-TTg ",
    "\n",
    "\n\n",
    " ",
    "\u00a0",
    "\u0301",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\U000e0001",
    "ﬁ",
    "İ",
    "ß",
    "Ð",
    "uỷ",
    "\u0000",
    "\ud7ff",
    "<p>",
    "</p>",
    "<div>",
    "</html>",
    "<!--",
    "-->",
    "<script>",
    "<![CDATA[",
    "&#0;",
    "&lt;",
    "]]>",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "1e999",
    "-1",
    "\\u0000",
    "=",
    "http://",
    "../",
    "%00",
)
_MOST = 20_000
_LONGEST = 200_000


def mutate(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Another input, from one or two that there are."""
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        data = chance.choice(_WAYS)(data, other, chance)[:_LONGEST]
    return data


def _cut(data: bytes, other: bytes, chance: random.Random) -> bytes:  # noqa: ARG001
    start, end = _range(data, chance)
    return data[:start] + data[end:]


def _keep(data: bytes, other: bytes, chance: random.Random) -> bytes:  # noqa: ARG001
    start, end = _range(data, chance)
    return data[start:end]


def _repeat(data: bytes, other: bytes, chance: random.Random) -> bytes:  # noqa: ARG001
    start, end = _range(data, chance, longest=200)
    times = min(chance.choice((2, 10, 1000, _MOST)), _LONGEST // max(1, end - start))
    return data[:start] + data[start:end] * times + data[end:]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    start, end = _range(other, chance)
    return data[:at] + other[start:end] + data[at:]


def _sprinkle(data: bytes, other: bytes, chance: random.Random) -> bytes:  # noqa: ARG001
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(_AWKWARD).encode("utf-8", "surrogatepass") + data[at:]
    return data


def _chain(data: bytes, other: bytes, chance: random.Random) -> bytes:  # noqa: ARG001
    """A long run of one or two awkward pieces: what patterns go back and forth over."""
    words = "".join(chance.choices(_AWKWARD, k=chance.choice((1, 2, 3))))
    at = chance.randrange(len(data) + 1)
    return data[:at] + words.encode("utf-8", "surrogatepass") * chance.choice((50, 2000, _MOST)) + data[at:]


def _flip(data: bytes, other: bytes, chance: random.Random) -> bytes:  # noqa: ARG001
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 64))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _reform(data: bytes, other: bytes, chance: random.Random) -> bytes:  # noqa: ARG001
    text = data.decode("utf-8", "replace")
    how = chance.choice(("NFD", "upper", "lower", "joined", "lines"))
    if how == "NFD":
        text = unicodedata.normalize("NFD", text)
    elif how in {"upper", "lower"}:
        text = getattr(text, how)()
    else:
        text = text.replace(" ", "" if how == "joined" else "\n")
    return text.encode("utf-8", "replace")


def _range(data: bytes, chance: random.Random, longest: int = _LONGEST) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randrange(longest))


_WAYS = (_cut, _keep, _repeat, _splice, _sprinkle, _sprinkle, _chain, _flip, _reform)
