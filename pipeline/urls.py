"""Canonical URLs and the article ids made from them."""

import hashlib
from urllib.parse import urldefrag, urlsplit

from courlan import clean_url

ID_LENGTH = 16


def canonical_url(url: str) -> str:
    """The one spelling of a URL: lower-case scheme and host, no fragment, no tracking parameters.

    Raises ValueError for anything that is not http(s) with a host.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not an http(s) URL: {url!r}")
    cleaned = clean_url(urldefrag(url.strip()).url)
    if not cleaned:
        raise ValueError(f"not a usable URL: {url!r}")
    return str(cleaned)


def url_key(url: str) -> str:
    """What makes two URLs the same page: all but the scheme and a leading `www.`. Raises ValueError as above."""
    return canonical_url(url).partition("://")[2].removeprefix("www.")


def article_id(url: str) -> str:
    """First 16 hex digits of SHA-256 of the canonical URL."""
    return short_digest(canonical_url(url))


def short_digest(text: str) -> str:
    """First 16 hex digits of SHA-256 of the UTF-8 text."""
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
