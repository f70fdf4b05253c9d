"""The digest of a night, on disk: what the news desk reads in the morning."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from msgspec import structs

from pipeline.errors import ChidaoError, ContractError
from pipeline.store import RecordStore, write_atomically
from pipeline.store.files import held
from pipeline.summarize.compose import Edition, Gathered, Past, make_digest
from pipeline.summarize.entries import ArticleEntry, Cited, Digest, SilentSource
from pipeline.summarize.folders import earlier_digests, edition_folder, files_of, read_digest
from pipeline.summarize.nights import OnBroken, records_by_id, records_naming, records_of_night
from pipeline.summarize.offices import LOOKED_BACK, Holders
from pipeline.summarize.pages import make_page, quotes_by_record
from pipeline.summarize.quotes import LOCAL_PAGES, local_page
from pipeline.summarize.report import SourceCounts
from pipeline.summarize.verify import verify_folder

Rewrite = Callable[[ArticleEntry], str | None]


def write_digest(
    edition: Edition,
    store: RecordStore,
    folder: Path,
    *,
    on_broken: OnBroken,
    rewrite: Rewrite | None = None,
    step: Callable[[], None] = lambda: None,
) -> list[Path]:
    """Write the digest's files below `folder` (see `edition_folder`), the articles' pages beside them; its paths.

    What an earlier run of the night stored of pages of another night is taken over from the digest that it wrote.
    Everything in it is a piece of an article, a figure or a fixed label. It is written elsewhere, read again and
    verified, and only then takes its place: raises ChidaoError, and changes nothing, if it does not verify. `step` is
    called for each record of the night, `on_broken` for each file of records that ends early because it is broken.
    """
    on_broken = _once(on_broken)
    edition = structs.replace(edition, late=edition.late | _late(folder, edition))
    digest = _rewritten(_make(edition, store, folder, on_broken, step), rewrite)
    target = edition_folder(folder, edition)
    with _workplace(folder) as work:
        files = files_of(digest)
        for name, content in files.items():
            write_atomically(work / name, content)
        _write_pages(digest, store, work, on_broken)
        problems = verify_folder(work, store, names=edition.names, earlier=folder, on_broken=on_broken)
        if problems:
            raise ChidaoError(f"the digest of {digest.night} is not published, it does not verify: {problems[0]}")
        return _publish(work, target, files)


def _late(folder: Path, edition: Edition) -> frozenset[str]:
    try:
        return frozenset(read_digest(folder / edition.night.isoformat()).late)
    except ContractError:
        return frozenset()


def _once(on_broken: OnBroken) -> OnBroken:
    """Records are read several times: what is broken is told the first time."""
    known: set[str] = set()

    def tell(error: ContractError) -> None:
        if str(error) not in known:
            known.add(str(error))
            on_broken(error)

    return tell


def silent_sources(counts: dict[str, SourceCounts], names: dict[str, str]) -> list[SilentSource]:
    """The sources that gave no article, or of which pages failed."""
    return [
        SilentSource(source, names.get(source, source), one.parsed, one.failed)
        for source, one in sorted(counts.items())
        if one.failed or not one.parsed
    ]


def _make(edition: Edition, store: RecordStore, folder: Path, on_broken: OnBroken, step: Callable[[], None]) -> Digest:
    gathered, holders = Gathered(edition), Holders(edition.names)
    for record in records_of_night(store, edition.night, late=edition.late, on_broken=on_broken):
        step()
        if gathered.add(record):
            holders.add(record)
    earlier = list(earlier_digests(folder, edition.night, on_broken))
    gone = _gone(earlier[-1], gathered.cited, store, on_broken) if earlier else set()
    first = edition.night - LOOKED_BACK
    offices = holders.compare(
        records_naming(store, holders.names, first=first, before=edition.night, on_broken=on_broken)
    )
    return make_digest(gathered, Past(earlier, offices, holders.cited, gone))


def _gone(latest: Digest, tonight: Mapping[str, Cited], store: RecordStore, on_broken: OnBroken) -> set[str]:
    """The due orders of a digest that their articles, changed since or taken out, say no more: their `uid`s."""
    days = {due.order.action.record: latest.articles[due.order.action.record].published_at for due in latest.due}
    texts = {record.id: record.content_sha256 for record in records_by_id(store, days, on_broken=on_broken)}
    texts |= {record: cited.content_sha256 for record, cited in tonight.items()}
    same = {record for record in days if texts.get(record) == latest.articles[record].content_sha256}
    return {due.uid for due in latest.due if due.order.action.record not in same}


def _rewritten(digest: Digest, rewrite: Rewrite | None) -> Digest:
    if rewrite is None:
        return digest
    provinces = [
        structs.replace(
            entry,
            articles=[structs.replace(article, rewritten=rewrite(article)) for article in entry.articles],
        )
        for entry in digest.provinces
    ]
    return structs.replace(digest, provinces=provinces)


def _write_pages(digest: Digest, store: RecordStore, work: Path, on_broken: OnBroken) -> None:
    (work / LOCAL_PAGES).mkdir()
    quoted = quotes_by_record(digest)
    days = {record: cited.published_at for record, cited in digest.articles.items()}
    for record in records_by_id(store, days, on_broken=on_broken):
        page = make_page(record, digest.articles[record.id], quoted.get(record.id, []), night=digest.night)
        (work / local_page(record.id)).write_text(page, encoding="utf-8")


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A folder beside the digests that vanishes at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    work = Path(mkdtemp(prefix=".", suffix=".tmp", dir=folder))
    try:
        with held(work):
            yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _publish(work: Path, target: Path, files: Iterable[str]) -> list[Path]:
    """Each file takes the place of an older one; the pages come first, for the others link to them."""
    pages = target / LOCAL_PAGES
    pages.mkdir(parents=True, exist_ok=True)
    new = {path.name for path in (work / LOCAL_PAGES).iterdir()}
    for name in new:
        (work / LOCAL_PAGES / name).replace(pages / name)
    written = [(work / name).replace(target / name) for name in files]
    for old in pages.iterdir():
        if old.name not in new:
            old.unlink()
    return written
