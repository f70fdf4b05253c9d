"""Pages from where they are kept: saved HTML files, text dumps, folders of them, WARC archives."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.archive import intact_length, read_warc
from pipeline.errors import InputError
from pipeline.parse.article import MAX_BYTES
from pipeline.schema import Issue, RawPage

_HTML = frozenset([".html", ".htm", ".xhtml", ".shtml", ".aspx", ".php"])
_WARCS = (".warc", ".warc.gz")


class Read(NamedTuple):
    """One input: the file it came from, and the page or what is wrong with it."""

    file: Path
    page: RawPage | Issue


def read_pages(paths: Iterable[Path]) -> Iterator[Read]:
    """Every page of the given files and folders, one at a time, folders in the order of their paths.

    A page of a saved file has an empty `url`; a `.txt` file is a text dump of a page. What is missing
    or can't be read is an Issue; the others go on.
    """
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and _holds_pages(file))
            if not inside:
                yield Read(path, _issue(path, "the folder holds no pages"))
            for file in inside:
                yield from _read_file(file)
        else:
            yield from _read_file(path)


def _holds_pages(file: Path) -> bool:
    return file.suffix.lower() in _HTML or file.name.lower().endswith((*_WARCS, ".txt"))


def _read_file(file: Path) -> Iterator[Read]:
    try:
        if file.name.lower().endswith(_WARCS):
            yield from (Read(file, page) for page in read_warc(file))
            if file.suffix == ".gz" and (length := intact_length(file)) < file.stat().st_size:
                yield Read(file, _issue(file, f"cut off: what follows byte {length} is lost"))
        elif (size := file.stat().st_size) > MAX_BYTES:
            yield Read(file, _issue(file, f"the page has {size} bytes, more than {MAX_BYTES}"))
        else:
            headers = {"content-type": "text/plain"} if file.suffix.lower() == ".txt" else {}
            yield Read(file, RawPage(url="", body=file.read_bytes(), headers=headers))
    except OSError as error:
        yield Read(file, _issue(file, error.strerror or str(error)))
    except InputError as error:
        yield Read(file, _issue(file, str(error)))


def _issue(path: Path, message: str) -> Issue:
    return Issue(stage="parse", kind="InputError", message=message if str(path) in message else f"{path}: {message}")
