"""Fetching one page: retries, limits, redirects, and the failures they end in."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import datetime
from typing import Any, Literal, Protocol, Self
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from msgspec import Struct
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from pipeline.crawl.dial import Address, Dialer, DialingAdapter
from pipeline.crawl.failures import PageError
from pipeline.crawl.pace import Pace
from pipeline.crawl.settings import CrawlSettings
from pipeline.schema import RawPage
from pipeline.sources import Source, host_of

# Why an answer is no article: a list, a robots.txt, an error or redirect (`refused`), a page of another site, a page
# that is known by another address.
Aside = Literal["list", "robots", "refused", "strange", "double"]
PAGE_TYPES = ("text/html", "application/xhtml+xml")
_RETRIED = (429, 500, 502, 503, 504)
_CHUNK = 1 << 16
_REFUSED_SIZE = 1 << 18
# A body is kept without the encoding it was sent in, so these would say something untrue about it.
_UNTRUE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class Refused(Protocol):
    """Takes an answer that is not given back by `Fetcher.get`; of a large one, only the head."""

    def __call__(self, page: RawPage, why: Aside, *, truncated: bool) -> None: ...


class Validators(Struct, frozen=True):
    """What a server gave to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


class PatientRetry(Retry):
    """urllib3's Retry that rests through `rest` and will not wait longer than `longest` for a server."""

    def __init__(self, *args: Any, rest: Callable[[float], None], longest: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rest = rest
        self.longest = longest

    def new(self, **kwargs: Any) -> Self:
        return super().new(rest=self.rest, longest=self.longest, **kwargs)

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> Self:
        """As urllib3's, but the answer to be tried again is dropped unread: it may be endless."""
        left = super().increment(method, url, response, *args, **kwargs)
        if response is not None:
            response.close()
        return left

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Rest as long as the server says, or else longer after each failure. Raises PageError, StoppedError."""
        wait = (self.get_retry_after(response) if response is not None else None) or 0.0
        if wait > self.longest:
            raise PageError("retry_later", f"the server wants to be left alone for {wait:.0f} s")
        self.rest(max(wait, self.backoff_factor * 2 ** (len(self.history) - 1)))


class Fetcher:
    """Fetches a source's pages. One for each source; not to be shared by threads.

    `delay` is the rest that a host gets between two requests; robots.txt may lengthen it. `refused` gets each answer
    that is no page: an error that is not tried again, a redirect, another type.
    """

    def __init__(
        self,
        source: Source,
        settings: CrawlSettings,
        pace: Pace,
        now: Callable[[], datetime],
        connect_to: Mapping[str, Address] | None = None,
        refused: Refused | None = None,
    ) -> None:
        self.source = source
        self.delay = source.delay
        self._settings = settings
        self._pace = pace
        self._now = now
        self._refused = refused
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = not source.insecure_tls
        self._session.headers["User-Agent"] = settings.user_agent
        self._session.headers["Accept-Encoding"] = "gzip, deflate"
        retries = PatientRetry(
            total=settings.retries,
            other=0,
            status_forcelist=_RETRIED,
            raise_on_status=False,
            backoff_factor=settings.backoff,
            rest=lambda seconds: pace.rest(max(seconds, self.delay)),
            longest=settings.retry_wait,
        )
        dialer = Dialer(allow_private=source.allow_private, patience=settings.fetch_timeout, connect_to=connect_to)
        adapter = DialingAdapter(dialer, retries=retries, insecure_tls=source.insecure_tls)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

    def get(
        self,
        url: str,
        *,
        size: int,
        types: tuple[str, ...] = (),
        validators: Validators | None = None,
        allowed: Callable[[str], bool] = lambda _: True,
    ) -> RawPage:
        """The page at `url`, status 200 or 304, at most `size` bytes large and of one of `types` (all, if empty).

        Every address on the way of a redirect is asked of `allowed` first. Raises PageError, StoppedError.
        """
        for _ in range(self._settings.redirects + 1):
            host = _host(url)
            if not allowed(url):
                raise PageError("robots", f"robots.txt forbids {url}")
            with self._pace.turn(host, self.delay), closing(self._ask(url, validators)) as response:
                if not response.is_redirect:
                    return self._page(url, response, size, types)
                self._refuse(url, response)
                url = _join(url, self._session.get_redirect_target(response) or "")
        raise PageError("redirects", f"more than {self._settings.redirects} redirects, the last one to {url}")

    def _ask(self, url: str, validators: Validators | None) -> requests.Response:
        try:
            return self._session.get(
                url,
                headers=validators.headers() if validators else None,
                timeout=(self._settings.connect_timeout, self._settings.read_timeout),
                stream=True,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise _failure(error) from error
        except ValueError as error:
            raise PageError("bad_url", f"not a usable URL, or redirected to one: {url}: {error}") from error

    def _page(self, url: str, response: requests.Response, size: int, types: tuple[str, ...]) -> RawPage:
        if response.status_code not in {200, 304}:
            self._refuse(url, response)
            raise PageError(f"http_{response.status_code}", f"the server answers {response.status_code}")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if response.status_code == 200 and types and kind and kind not in types:
            self._refuse(url, response)
            raise PageError("content_type", f"not a page but {kind}")
        return self._raw(url, response, self._body(response, size) if response.status_code == 200 else b"")

    def _refuse(self, url: str, response: requests.Response) -> None:
        if self._refused is None:
            return
        body: bytes | None = None
        with suppress(PageError):  # too large or broken off: its head alone
            body = self._body(response, _REFUSED_SIZE)
        self._refused(self._raw(url, response, body or b""), "refused", truncated=body is None)

    def _raw(self, url: str, response: requests.Response, body: bytes) -> RawPage:
        headers = {
            name.lower(): " ".join(value.split())
            for name, value in response.headers.items()
            if name.lower() not in _UNTRUE_HEADERS
        }
        return RawPage(
            url=url,
            body=body,
            source=self.source.key,
            status=response.status_code,
            headers=headers,
            fetched_at=self._now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        )

    def _body(self, response: requests.Response, size: int) -> bytes:
        """All of the body, unpacked. `read1` gives what is there, so that a trickle can't outlast the time."""
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length) > size:
            raise PageError("too_large", f"more than {size} bytes")
        end = time.monotonic() + self._settings.fetch_timeout
        body = bytearray()
        try:
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                body += chunk
                if len(body) > size:
                    raise PageError("too_large", f"more than {size} bytes")
                if time.monotonic() > end:
                    raise PageError("timeout", f"not finished after {self._settings.fetch_timeout:g} s")
        except urllib3.exceptions.HTTPError as error:
            raise _failure(error) from error
        return bytes(body)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise PageError("bad_url", f"not a usable URL: {url}: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise PageError("bad_url", f"not an http(s) URL: {url}")
    return host_of(url)


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError as error:
        raise PageError("bad_url", f"redirected to {url}: {error}") from error


def _failure(error: Exception) -> PageError:
    """What an error of requests or urllib3, which wrap one another, stands for."""
    reasons = list(_reasons(error))
    for kinds, name in _KINDS:
        if any(isinstance(reason, kinds) for reason in reasons):
            return PageError(name, str(reasons[-1]))
    return PageError("broken", str(reasons[-1]))


def _reasons(error: BaseException) -> Iterator[BaseException]:
    yield error
    for inner in (getattr(error, "reason", None), *error.args):
        if isinstance(inner, BaseException):
            yield from _reasons(inner)
            return


_KINDS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((urllib3.exceptions.SSLError, requests.exceptions.SSLError), "tls"),
    ((urllib3.exceptions.NewConnectionError,), "unreachable"),
    ((urllib3.exceptions.TimeoutError, requests.exceptions.Timeout), "timeout"),
    ((requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema), "bad_url"),
)
