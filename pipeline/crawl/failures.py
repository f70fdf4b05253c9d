"""Why a page did not come, in one word and one sentence."""

from pipeline.errors import FetchError

# Kinds that say something about the host, not about the one page: enough of them in a row and it is left alone.
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
    content_type, bad_url, robots, robots_error, `http_` with the status.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    @property
    def host_is_down(self) -> bool:
        return self.kind in _HOST_KINDS

    @property
    def is_final(self) -> bool:
        """Whether asking again some other night is of no use."""
        return self.kind in _GONE_KINDS
