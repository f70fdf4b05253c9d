"""Sample pages mutilated at random, always the same way: a clear refusal or a good article, nothing else."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.orthography import normalize
from pipeline.parse import parse_page
from pipeline.schema import RawPage

_SITES = Path(__file__).parents[2] / "data/sample/sites"
_PAGES = [
    next(file for file in sorted((_SITES / host).rglob(pattern)))
    for host, pattern in (
        ("baosongthuong.example", "*-post118204.html"),
        ("baolamhai.example", "*-10260899.html"),
        ("baodakmong.example", "*-1c04e7a/index.html"),
        ("songthuong.gov.example", "2025-8-19/*.htm"),
    )
]


def _flipped(body: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(body)
    for _ in range(chance.choice([5, 200, 2_000])):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def _shuffled(body: bytes, chance: random.Random) -> bytes:
    parts = re.split(rb"(<[^>]*>)", body)
    tags = parts[1::2]
    chance.shuffle(tags)
    parts[1::2] = tags
    return b"".join(parts)


def _nested(body: bytes, chance: random.Random) -> bytes:
    place = body.index(b"<body")
    opening = chance.choice([b"<div>", b"<table><tr><td>", b"<b><i>", b"<ul><li>"])
    return body[:place] + opening * 10_000 + body[place:]


def _without_tags(body: bytes, chance: random.Random) -> bytes:
    return b"".join(part for part in re.split(rb"(<[^>]*>)", body) if chance.random() > 0.2)


@pytest.mark.parametrize("mutilate", [_flipped, _shuffled, _nested, _without_tags])
@pytest.mark.parametrize("file", _PAGES, ids=lambda file: file.parts[-2])
def test_mutilated_page_gives_an_article_or_a_reason(
    file: Path, mutilate: Callable[[bytes, random.Random], bytes]
) -> None:
    chance = random.Random(file.name)
    for _ in range(3):
        page = RawPage(url="", body=mutilate(file.read_bytes(), chance))
        try:
            article = parse_page(page)
        except InputError:
            continue
        assert article.text
        assert article.text == normalize(article.text)


@pytest.mark.parametrize("file", _PAGES, ids=lambda file: file.parts[-2])
def test_page_cut_off_anywhere_is_never_half_an_article(file: Path) -> None:
    body = file.read_bytes()
    whole = parse_page(RawPage(url="", body=body))
    for tenth in range(10):
        try:
            article = parse_page(RawPage(url="", body=body[: len(body) * tenth // 10]))
        except InputError:
            continue
        assert article.text == whole.text
