"""Archives of millions of pages, such as Common Crawl's news crawl: of each only what known sources published."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pipeline.archive import read_warc
from pipeline.errors import InputError
from pipeline.runners.outcomes import Item, SourcedPage
from pipeline.schema import Issue, Readable
from pipeline.sources import Source, host_of

WARC_SUFFIXES = (".warc", ".warc.gz")
# What is in no archive for its text: looking at the name spares reading the page.
_OTHER_FILES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".css", ".js", ".pdf", ".xml", ".ico", ".mp3", ".mp4", ".svg")

SourceOf = Callable[[str], Source | None]


def source_finder(sources: Iterable[Source]) -> SourceOf:
    """The function that gives the source to whose domains, or one below them, a URL belongs."""
    by_domain = {domain: source for source in sources for domain in sorted(source.domains)}

    def find(url: str) -> Source | None:
        labels = host_of(url).lower().split(".")
        domains = (".".join(labels[first:]) for first in range(len(labels) - 1))
        return next((by_domain[domain] for domain in domains if domain in by_domain), None)

    return find


def is_warc(name: str) -> bool:
    return name.lower().endswith(WARC_SUFFIXES)


def warc_files(paths: Iterable[Path]) -> list[Path]:
    """The WARC files among the paths and in the folders among them, folders in the order of their paths."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.rglob("*") if is_warc(file.name) and file.is_file())
        elif is_warc(path.name):
            found.append(path)
    return found


def pages_of_sources(files: Iterable[Readable], source_of: SourceOf) -> Iterator[Item]:
    """The pages of WARC files that a source published, in order, unparsed.

    Others are passed over before their content is read. A file that can't be read (on) is an issue.
    """
    for file in files:
        try:
            for page in read_warc(file, wanted=lambda url: _may_be_text(url) and source_of(url) is not None):
                yield SourcedPage(page, source_of(page.url))
        except InputError as error:
            yield Issue(stage="parse", kind="bad_input", message=str(error))


def _may_be_text(url: str) -> bool:
    return not url.partition("?")[0].lower().endswith(_OTHER_FILES)
