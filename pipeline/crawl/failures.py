"""Why a page did not come, in one word and one sentence."""

from pipeline.errors import FetchError

# Enough of these in a row, and the host is left alone for the night.
_HOST_KINDS = frozenset(
    {
        "unreachable",
        "timeout",
        "tls",
        "private_address",
        "retry_later",
        "http_429",
        "http_502",
        "http_503",
        "http_504",
    }
)
_GONE_KINDS = frozenset({"forgotten", "http_404", "http_410", "left_site"})


class PageError(FetchError):
    """A page that could not be had. `kind` is the word for the report.

    One of: unreachable, timeout, tls, private_address, retry_later, broken, redirects, left_site, forgotten, too_large,
    content_type, bad_url, robots, robots_error, not_a_feed, not_a_sitemap, archive, `http_` with the status.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    @property
    def host_is_down(self) -> bool:
        """Whether it says something about the host, not about the one page."""
        return self.kind in _HOST_KINDS

    @property
    def is_final(self) -> bool:
        """Whether asking again some other night is of no use."""
        return self.kind in _GONE_KINDS
