"""Newspapers and portals as data: one TOML file for each in this folder, found by path, and the one loader.

The file's name is the source's key. What is not known is left out; what is written down but was never
seen to work on the site itself is listed in `unverified`.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
import soupsieve
from msgspec import Meta, Struct

from pipeline.errors import ConfigError

# A comma outside the brackets of :is(a, b) and [title="a, b"]; brackets within brackets do not occur.
_COMMA = re.compile(r"\s*,\s*(?![^(\[]*[)\]])")
FOLDER = Path(__file__).parent
_LARGEST = 1 << 14  # bytes of a source file; the largest that is bundled has 900


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """CSS selectors of a site's article page.

    `until` is the last day on which the layout is known to hold, None for today's. `title` to `section` say what
    is to be read, by preference where there are commas (see `alternatives`); `drop` what is taken out before.
    `date_format` is the strptime form of what `published` selects.
    """

    until: date | None = None
    title: str | None = None
    lead: str | None = None
    body: str | None = None
    published: str | None = None
    authors: str | None = None
    section: str | None = None
    drop: list[str] = []
    date_format: str | None = None

    def alternatives(self, field: str) -> list[str]:
        """The selectors for a field, the best one first: what stands between its commas."""
        return [part for part in _COMMA.split(getattr(self, field) or "") if part]

    def selectors(self) -> Iterator[tuple[str, str]]:
        """The selectors that are set, each with the name of its field."""
        for field in ("title", "lead", "body", "published", "authors", "section"):
            if selector := getattr(self, field):
                yield field, selector
        yield from (("drop", selector) for selector in self.drop)


class Verified(Struct, frozen=True, forbid_unknown_fields=True):
    """The day on which the named fields were last seen to work on the site."""

    on: date
    what: list[str]


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A newspaper or portal: where its articles are found, how they look, how fast it may be asked.

    `province` is today's, None for a national source; `former_provinces` are those merged into it on
    1 July 2025. `former_domains` are those under which its pages, or those of papers merged into it, are archived.
    `article_url` is searched in a link's whole URL. `delay` is the least number of seconds between two requests.
    `band` is the least and the greatest number of new articles that a night brings. `insecure_tls` accepts expired
    certificates and outdated ciphers, `allow_private` private addresses.
    """

    key: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    name: str
    kind: Literal["newspaper", "portal"]
    homepage: str
    article_url: str
    province: str | None = None
    former_provinces: list[str] = []
    former_domains: list[str] = []
    sections: list[str] = []
    feeds: list[str] = []
    sitemaps: list[str] = []
    delay: Annotated[float, Meta(ge=0)] = 2.0
    allow_private: bool = False
    insecure_tls: bool = False
    lead_tag: str | None = None
    band: tuple[int, int] | None = None
    layouts: list[Layout] = []
    verified: Verified | None = None
    unverified: list[str] = []

    @property
    def host(self) -> str:
        """The home page's host without `www.`."""
        return host_of(self.homepage)

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts whose pages are the source's own; a leading `www.` makes no difference."""
        return frozenset(host_of(url) for url in (self.homepage, *self.sections, *self.feeds, *self.sitemaps))

    @property
    def domains(self) -> frozenset[str]:
        """The hosts under which pages of the source may be archived; what lies below one of them is meant too."""
        return self.hosts | frozenset(self.former_domains)

    def owns(self, url: str) -> bool:
        """Whether `url` looks like one of the source's articles."""
        return host_of(url) in self.hosts and re.search(self.article_url, url) is not None


FIELDS = frozenset(Source.__struct_fields__)


def host_of(url: str) -> str:
    """The host of a URL without `www.`, empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """All sources of a folder by key, in the order of the keys; the folder of this package without one.

    Raises ConfigError naming the file and the field.
    """
    folder = FOLDER if folder is None else folder
    if not folder.is_dir():
        raise ConfigError(f"{folder}: there is no such folder of sources")
    return {file.stem: _read_source(file) for file in sorted(folder.glob("*.toml"))}


def _read_source(file: Path) -> Source:
    try:
        data = file.read_bytes()
        if len(data) > _LARGEST:
            raise ConfigError(f"{file}: more than {_LARGEST} bytes, which is no description of a source")
        source = msgspec.convert(tomllib.loads(data.decode()), Source)
    except (OSError, ValueError, msgspec.ValidationError, RecursionError) as error:
        raise ConfigError(f"{file}: {error}") from error
    for field, reason in _mistakes(source, file.stem):
        raise ConfigError(f"{file}: {reason} - at `$.{field}`")
    return source


def _mistakes(source: Source, stem: str) -> Iterator[tuple[str, str]]:
    """What the types alone do not see: pairs of a field and what is wrong with it."""
    if source.key != stem:
        yield "key", f"the key {source.key!r} is not the file's name"
    for field in ("homepage", "sections", "feeds", "sitemaps"):
        value = getattr(source, field)
        for url in [value] if isinstance(value, str) else value:
            if not host_of(url) or urlsplit(url).scheme not in {"http", "https"}:
                yield field, f"not an http(s) URL: {url!r}"
    try:
        re.compile(source.article_url)
    except (re.error, OverflowError, RecursionError) as error:
        yield "article_url", f"not a regular expression: {error}"
    if source.band and not 0 <= source.band[0] <= source.band[1]:
        yield "band", "the least number comes first"
    yield from _unknown_names(source)
    yield from _bad_selectors(source)


def _unknown_names(source: Source) -> Iterator[tuple[str, str]]:
    verified = source.verified.what if source.verified else []
    for field, names in (("verified.what", verified), ("unverified", source.unverified)):
        yield from ((field, f"no field of a source: {name!r}") for name in names if name not in FIELDS)


def _bad_selectors(source: Source) -> Iterator[tuple[str, str]]:
    for number, layout in enumerate(source.layouts):
        for field, selector in layout.selectors():
            try:
                soupsieve.compile(selector)
            except soupsieve.SelectorSyntaxError as error:
                reason = str(error).splitlines()[0]
                yield f"layouts[{number}].{field}", f"not a CSS selector: {selector!r} ({reason})"
