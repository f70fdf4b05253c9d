import hashlib

import pytest

from pipeline.urls import article_id, canonical_url, short_digest


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://BaoHaiBinh.Example/Tin-Tuc/a.html", "https://baohaibinh.example/Tin-Tuc/a.html"),
        ("https://baohaibinh.example/a.html#binh-luan", "https://baohaibinh.example/a.html"),
        ("https://baohaibinh.example/a.html?utm_source=zalo&fbclid=1", "https://baohaibinh.example/a.html"),
        ("https://baohaibinh.example/tin.aspx?p=2&id=15", "https://baohaibinh.example/tin.aspx?id=15&p=2"),
        ("  http://baohaibinh.example:80/a ", "http://baohaibinh.example/a"),
        ("http://127.0.0.5:8080/a", "http://127.0.0.5:8080/a"),
        ("https://baohaibinh.example/", "https://baohaibinh.example"),
        ("https://baohaibinh.example/tin-tức", "https://baohaibinh.example/tin-t%E1%BB%A9c"),
    ],
)
def test_canonical_url_is_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical
    assert article_id(url) == article_id(canonical)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "baohaibinh.example/a",
        "ftp://baohaibinh.example/a",
        "http://",
        "mailto:a@b.example",
        "http://[::1",
    ],
)
def test_canonical_url_refuses_what_is_no_web_address(url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        canonical_url(url)


def test_article_id_is_the_start_of_the_digest() -> None:
    url = "https://baohaibinh.example/a.html"
    assert article_id(url) == hashlib.sha256(url.encode()).hexdigest()[:16]
    assert article_id(url) != article_id(url + "?id=2")


def test_short_digest_is_of_the_utf8_text() -> None:
    assert short_digest("") == "e3b0c44298fc1c14"
    assert short_digest("Đ") == hashlib.sha256(b"\xc4\x90").hexdigest()[:16]
