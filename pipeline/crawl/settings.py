"""What may be set about a crawl as a whole; what differs from site to site is in the sources."""

from msgspec import Struct

from pipeline import __version__

PRODUCT = "chidao"


class CrawlSettings(Struct, frozen=True, kw_only=True):
    """Sizes in bytes, times in seconds.

    `contact` is a URL or address under which a site's owner finds a human being.
    `fetch_timeout` is for an answer's headers and again for its body, `read_timeout` for each silence within it.
    `retry_wait` is the longest that a server may make us wait (Retry-After) before its turn is over for the
    night; `lane_time` the longest that one source is visited in a night, and `articles_a_night` the most new
    articles fetched from it, so that a sitemap of twenty years does no harm. An article that fails `tries` nights
    is given up; one is asked for again during `revisit_days`. Articles that a list dates further back than
    `reach_days` are not fetched.
    """

    contact: str | None = None
    threads: int = 40
    connect_timeout: float = 10
    read_timeout: float = 30
    fetch_timeout: float = 120
    retries: int = 2
    backoff: float = 1
    retry_wait: float = 120
    redirects: int = 5
    article_size: int = 20 * 2**20
    list_size: int = 50 * 2**20
    sitemap_files: int = 10
    tries: int = 5
    dead_after: int = 3
    revisit_days: int = 3
    reach_days: int = 7
    articles_a_night: int = 1000
    lane_time: float = 6 * 3600

    @property
    def user_agent(self) -> str:
        """Who asks: the product, its version and, where it is set, the contact."""
        about = f" (+{self.contact})" if self.contact else ""
        return f"{PRODUCT}/{__version__}{about}"
