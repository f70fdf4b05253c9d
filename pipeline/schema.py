"""Every type that passes between stages, and the record that is published (version 1 of the contract).

`docs/records.md` says what each field of a record means.

Every `start`/`end` is a half-open code-point range into the `text` of the article or record it belongs to,
and where a `text` stands beside it, `article.text[start:end] == text`.
Published types have no defaults: in a record no key is ever left out.
"""

from datetime import timedelta, timezone
from typing import IO, Literal, Protocol

from msgspec import Struct

SCHEMA_VERSION: Literal["1"] = "1"

# The zone of every time in articles and records.
VIETNAM = timezone(timedelta(hours=7))

Level = Literal["central", "province", "district", "commune"]
Bound = Literal["before", "by", "from", "until", "within", "around"]
DateRole = Literal["deadline", "start", "event", "period", "signed"]
MentionKind = Literal["name", "short_name", "role", "pronoun"]
AddresseeKind = Literal["body", "group", "person"]
Polarity = Literal["do", "avoid"]
DirectiveKind = Literal["order", "exhortation"]


# --- from the network to the article -------------------------------------------------------------------


class Readable(Protocol):
    """A path, or what stands for a file that lies elsewhere; its string is its name in messages."""

    def open(self, mode: Literal["rb"], /) -> IO[bytes]: ...


class ArchivePlace(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page lies in the archive: a WARC file (path below the data folder) and the record's offset."""

    file: str
    offset: int


class RawPage(Struct, frozen=True, kw_only=True):
    """A page as it came: `body` are the decoded-transfer bytes, `headers` the response's, names lower-case."""

    url: str
    body: bytes
    source: str | None = None
    status: int = 200
    headers: dict[str, str] = {}
    fetched_at: str | None = None
    archive: ArchivePlace | None = None


class Article(Struct, frozen=True, kw_only=True):
    """A clean article, and one line of ARTICLES.jsonl. `text` is normalised and never changes after this."""

    id: str
    text: str
    title: str | None = None
    published_at: str | None = None
    url: str | None = None
    source: str | None = None
    province: str | None = None
    authors: list[str] = []
    photographers: list[str] = []
    section: str | None = None
    archive: ArchivePlace | None = None
    duplicate_of: str | None = None


# --- the record ----------------------------------------------------------------------------------------


class Published(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all that is written into records: exact keys, nothing more, nothing less."""


class Span(Published, frozen=True):
    start: int
    end: int
    text: str


class Range(Published, frozen=True):
    start: int
    end: int


class Role(Published, frozen=True):
    title: str
    rank: str | None
    organization: str | None
    level: Level | None
    former: bool
    start: int
    end: int


class Mention(Published, frozen=True):
    start: int
    end: int
    text: str
    kind: MentionKind


class Person(Published, frozen=True):
    id: str
    name: str
    honorific: str | None
    roles: list[Role]
    mentions: list[Mention]


class Date(Published, frozen=True):
    """`value` as docs/records.md lists them; `first_day` and `last_day` are its calendar bounds."""

    start: int
    end: int
    text: str
    value: str
    first_day: str | None
    last_day: str | None
    bound: Bound | None
    role: DateRole
    resolved_from: str


class Document(Published, frozen=True):
    start: int
    end: int
    text: str
    number: str | None
    kind: str | None
    issuer: str | None
    signed: str | None


class Action(Published, frozen=True):
    start: int
    end: int
    text: str
    verb: str


class Issuer(Published, frozen=True):
    """Who orders. `person` is the id of one of the record's people; `name` stands also for a body's name."""

    person: str | None
    name: str | None
    role: str | None
    organization: str | None
    resolved: str | None
    start: int
    end: int
    text: str


class Addressee(Published, frozen=True):
    start: int
    end: int
    text: str
    kind: AddresseeKind
    resolved: str | None


class DueDate(Published, frozen=True):
    start: int
    end: int
    text: str
    value: str
    first_day: str | None
    last_day: str | None


class Directive(Published, frozen=True):
    id: str
    action: Action
    kind: DirectiveKind
    issuer: Issuer | None
    addressees: list[Addressee]
    coordinators: list[Span]
    deadline: DueDate | None
    deadlines: list[DueDate]
    restates: str | None
    starts: DueDate | None
    polarity: Polarity
    cue: Span
    sentence: Range
    inherited: list[str]
    confidence: float
    rules: list[str]


class SummarySentence(Published, frozen=True):
    text: str
    start: int
    end: int


class Summary(Published, frozen=True):
    headline: str | None
    sentences: list[SummarySentence]


class Extractor(Published, frozen=True):
    version: str
    models: dict[str, str]


class Record(Published, frozen=True):
    """One article with all that was read out of it: one line of `data/processed/records/<published>.jsonl`."""

    schema_version: Literal["1"]
    id: str
    url: str | None
    source: str | None
    province: str | None
    title: str | None
    published_at: str | None
    authors: list[str]
    photographers: list[str]
    section: str | None
    text: str
    content_sha256: str
    archive: ArchivePlace | None
    duplicate_of: str | None
    people: list[Person]
    dates: list[Date]
    documents: list[Document]
    directives: list[Directive]
    summary: Summary
    extractor: Extractor


# --- beside the records --------------------------------------------------------------------------------


# The kind of the issue that a page is no article: nothing failed.
NOT_AN_ARTICLE = "not_an_article"


class Issue(Struct, frozen=True, kw_only=True):
    """What went wrong with one input: one line of `runs/<started>.issues.jsonl`."""

    stage: str
    kind: str
    message: str
    source: str | None = None
    url: str | None = None
