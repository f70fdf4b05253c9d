"""What robots.txt allows, read once a crawl for each host (RFC 9309)."""

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from pipeline.crawl.failures import PageError
from pipeline.crawl.settings import PRODUCT
from pipeline.schema import RawPage

ROBOTS_SIZE = 512 * 1024
_NOTHING_FORBIDDEN = ""


class Robots:
    """The rules of the hosts that a source's pages lie on. `fetch` gets a robots.txt or raises PageError."""

    def __init__(self, fetch: Callable[[str], RawPage]) -> None:
        self._fetch = fetch
        self._rules: dict[str, Protego] = {}

    def allowed(self, url: str) -> bool:
        """Whether we may ask for `url`. Raises PageError where the rules can't be had: then we may not."""
        return bool(self._of(url).can_fetch(url, PRODUCT))

    def delay(self, url: str) -> float:
        """The Crawl-delay of the URL's host for us, in seconds; 0 where it has none."""
        return float(self._of(url).crawl_delay(PRODUCT) or 0)

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of the URL's host names."""
        return list(self._of(url).sitemaps)

    def _of(self, url: str) -> Protego:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = Protego.parse(self._read(f"{origin}/robots.txt"))
        return self._rules[origin]

    def _read(self, url: str) -> str:
        try:
            return self._fetch(url).body.decode("utf-8-sig", errors="replace")
        except PageError as error:
            if error.kind.startswith("http_4") and error.kind != "http_429":
                return _NOTHING_FORBIDDEN
            if error.host_is_down:
                raise
            raise PageError("robots_error", f"no robots.txt, so nothing is allowed: {error}") from error
