"""Taking an article out of everything that is kept, and keeping it out."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from html import escape
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.crawl import State, sole_writer
from pipeline.errors import ChidaoError, ContractError
from pipeline.forgotten import FILE, Forgotten, read_forgotten
from pipeline.query.records import remove_traces
from pipeline.runners.staging import Staging, unfinished_index
from pipeline.schema import VIETNAM
from pipeline.settings import Folders
from pipeline.store import RecordStore
from pipeline.store.duplicates import DuplicateIndex, discard_index
from pipeline.store.files import write_atomically
from pipeline.summarize.compose import Edition
from pipeline.summarize.digest import write_digest
from pipeline.summarize.entries import Digest
from pipeline.summarize.folders import DIGEST, read_digest
from pipeline.urls import article_id, url_key

_ORIGINS = ("http://", "https://", "http://www.", "https://www.")


class Gone(Struct):
    """What was taken out: records, digests written anew, and digests that had to be taken away."""

    records: int
    digests: list[Path]
    digests_removed: list[Path]


def forget(folders: Folders, url: str, *, by: str) -> Gone:
    """Take the article at an address out of records, corrections, indexes and digests, for good.

    It is noted first, so that a run that is killed half way can be repeated, and nothing reads or fetches it any more.
    Raises ValueError where the address is none, AlreadyRunningError while the nightly job runs, and ChidaoError where
    a file can't be used.
    """
    key = url_key(url)
    with sole_writer(folders.data):
        keys = _note(folders, key, by)
        ids = {article_id(f"{origin}{one}") for one in keys for origin in _ORIGINS}
        store = RecordStore(folders.records)
        store.corrections.forget(ids)
        number = store.remove(ids)
        before = [RecordStore(old) for old in folders.records.parent.glob(f"{folders.records.name}.old")]
        for kept in before:
            kept.remove(ids)
        for unfinished in folders.records.parent.glob(f"{folders.records.name}.new*.sqlite"):
            with Staging(unfinished) as staging:
                staging.discard()
        _forget_duplicates(folders, [store, *before], ids)
        for kept in before:
            kept.places.discard()
        remove_traces(folders)
        gone = Gone(number, [], [])
        _forget_digests(folders, store, [*ids, *keys], gone)
        return gone


def _note(folders: Folders, key: str, by: str) -> set[str]:
    """Keep it out of the archive's index and of all that reads the archive; the keys of all its addresses."""
    state = State(folders.data / "crawl.sqlite")
    try:
        keys = state.same_pages(key)
        known = read_forgotten(folders.data)
        new = sorted(keys - {one.key for one in known})
        now = datetime.now(VIETNAM)
        lines = [*known, *(Forgotten(one, by, now.isoformat(timespec="seconds")) for one in new)]
        write_atomically(folders.data / FILE, b"".join(msgspec.json.encode(one) + b"\n" for one in lines))
        state.forget(keys, now)
    finally:
        state.close()
    return keys


def _forget_duplicates(folders: Folders, stores: Iterable[RecordStore], ids: Iterable[str]) -> None:
    """What repeats it is an article of its own now, or repeats another one."""
    discard_index(unfinished_index(folders))
    if not folders.duplicates.exists():
        return
    with DuplicateIndex(folders.duplicates) as index:
        for one in ids:
            index.forget(one)
        answers = index.settle()
        for store in stores:
            for error in store.mark_duplicates(answers).values():
                raise error
        index.confirm()


def _forget_digests(folders: Folders, store: RecordStore, names: list[str], gone: Gone) -> None:
    """Write every digest that names it anew, oldest first; one that then still does is taken away."""
    for file in sorted(folders.digests.glob(f"????-??-??/**/{DIGEST}")):
        if not _names(file.parent, names):
            continue
        try:
            write_digest(_edition(read_digest(file.parent)), store, folders.digests, on_broken=_refuse)
        except ChidaoError:
            _remove(file.parent)
        if _names(file.parent, names):
            _remove(file.parent)
        (gone.digests if file.exists() else gone.digests_removed).append(file.parent)


def _edition(digest: Digest) -> Edition:
    return Edition(
        night=date.fromisoformat(digest.night),
        province=digest.province,
        topic=digest.topic,
        limit=digest.limit,
        names={one.source: one.source_name for one in digest.articles.values() if one.source and one.source_name},
        sources=digest.sources,
        late=frozenset(digest.late),
    )


def _refuse(error: ContractError) -> None:
    raise error


def _files(folder: Path) -> Iterator[Path]:
    """The files of one digest: not those of the selections in folders of their own."""
    for path in folder.iterdir():
        if path.is_file():
            yield path
        elif not (path / DIGEST).exists():
            yield from (inner for inner in path.rglob("*") if inner.is_file())


def _names(folder: Path, names: list[str]) -> bool:
    wanted = {form.encode() for name in names for form in (name, escape(name))}
    return folder.exists() and any(name in path.read_bytes() for path in _files(folder) for name in wanted)


def _remove(folder: Path) -> None:
    for path in list(_files(folder)):
        path.unlink(missing_ok=True)
    if not any(folder.glob(f"*/{DIGEST}")):
        shutil.rmtree(folder)
