"""`chidao summarize`."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click
from msgspec import Struct

from pipeline.cli.console import progress
from pipeline.cli.options import DAY, data_option
from pipeline.errors import ConfigError, ContractError
from pipeline.orthography import unaccent
from pipeline.runners.history import sum_night
from pipeline.schema import VIETNAM
from pipeline.settings import Folders
from pipeline.sources import load_sources
from pipeline.store import RecordStore
from pipeline.summarize.compose import Edition
from pipeline.summarize.digest import silent_sources, write_digest
from pipeline.summarize.folders import edition_folder, read_digest
from pipeline.summarize.nights import records_of_night
from pipeline.summarize.pages import quotes_of
from pipeline.summarize.report import RunReport, read_report
from pipeline.summarize.rewrite import Rewriter
from pipeline.summarize.topics import find_topic
from pipeline.summarize.verify import verify_folder


class _Night(Struct, frozen=True):
    """A night, and what its runs say of it, oldest first."""

    day: date
    runs: list[RunReport]


@click.command("summarize")
@click.option("--date", "day", type=DAY, metavar="DAY", help="The night.  [default: the last one that was run]")
@click.option("--province", help="Only the news of this province, typed with or without diacritics.")
@click.option("--topic", help="Only articles and orders on this topic; a wrong one lists them all.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Articles of each province.")
@click.option("--verify", is_flag=True, help="Write nothing: verify the written digest against the records.")
@click.option(
    "--rewrite",
    is_flag=True,
    help="Have a language model word the summaries: CHIDAO_LM_URL, CHIDAO_LM_MODEL, CHIDAO_LM_KEY say which.",
)
@data_option
def command(
    day: datetime | None,
    province: str | None,
    topic: str | None,
    limit: int,
    verify: bool,
    rewrite: bool,
    data: Path,
) -> None:
    """The digest of a night: who ordered what where, what falls due, who is new in office, which sources were silent.

    Written to processed/digests/DAY/ below the data folder, a selection to a folder of its own in there: a page, the
    same as Markdown and JSON, an Atom feed, a calendar of the deadlines, the text of a mail, and each article with the
    passages in colour. A digest that can't be traced to the records word for word is not published. A rewriting is
    kept only if every name, number and date in it stands in the article's own sentences.

    \b
    Examples:
      chidao summarize
      chidao summarize --province "lam hai"
      chidao summarize --topic "dau tu cong" --limit 50
      chidao summarize --date 2025-08-31
      chidao summarize --verify

    \b
    Exit status: 0 all well; 1 the digest does not verify, or a file of records is broken; 2 wrong usage or
    configuration.
    """
    if verify and rewrite:
        raise click.UsageError("--verify reads what is written: leave out --rewrite")
    folders = Folders(data)
    night = _night(folders, day.date() if day else None)
    sources = load_sources()
    names = {key: source.name for key, source in sources.items()}
    names |= {key: name for run in night.runs for key, name in run.names.items()}
    edition = Edition(
        night=night.day,
        province=_province(province, folders, night.day) if province else None,
        topic=find_topic(topic) if topic else None,
        limit=limit,
        names=names,
        sources=silent_sources(sum_night(night.runs).sources, names) if night.runs else None,
    )
    if verify:
        _verify(edition, folders)
    else:
        _write(edition, folders, Rewriter() if rewrite else None)


def _night(folders: Folders, wanted: date | None) -> _Night:
    """The night that was asked for, or the last one of which there is a report, or else today."""
    runs: list[RunReport] = []
    for path in sorted(folders.runs.glob("*.json")):
        try:
            runs.append(read_report(path))
        except ContractError as error:
            click.echo(f"left out: {error}", err=True)
    days = [run.night for run in runs if run.night]
    day = wanted or (date.fromisoformat(max(days)) if days else datetime.now(VIETNAM).date())
    return _Night(day, [run for run in runs if run.night == day.isoformat()])


def _province(typed: str, folders: Folders, night: date) -> str:
    """The province as records spell it; one that was merged into another is that one."""
    sources = load_sources().values()
    known = {source.province: source.province for source in sources if source.province}
    former = {name: source.province for source in sources if source.province for name in source.former_provinces}
    records = records_of_night(RecordStore(folders.records), night, on_broken=_say)
    seen = {record.province: record.province for record in records if record.province}
    wanted = _plain(typed)
    for name, province in (former | known | seen).items():
        if _plain(name) == wanted:
            return province
    raise ConfigError(f"there is no province {typed!r}; there are: {', '.join(sorted(known | seen, key=_plain))}")


def _plain(name: str) -> str:
    words = unaccent(name).replace("-", " ").replace(".", " ").split()
    text = " ".join(words)
    for unit in ("thanh pho ", "tinh ", "tp "):
        text = text.removeprefix(unit)
    return text


def _write(edition: Edition, folders: Folders, rewriter: Rewriter | None) -> None:
    broken: list[ContractError] = []
    store = RecordStore(folders.records)
    with progress("articles") as step:
        paths = write_digest(edition, store, folders.digests, on_broken=broken.append, rewrite=rewriter, step=step)
    for path in paths:
        click.echo(f"digest   {path}")
    if not read_digest(paths[0].parent).figures.articles:
        click.echo(f"no article of the night of {edition.night} in {folders.records}", err=True)
    if rewriter is not None:
        for failure in rewriter.failures:
            click.echo(f"not rewritten: {failure}", err=True)
        click.echo(f"{rewriter.refused} rewritings said more than their articles, and were not taken", err=True)
    _end(str(error) for error in broken)


def _verify(edition: Edition, folders: Folders) -> None:
    folder = edition_folder(folders.digests, edition)
    broken: list[ContractError] = []
    problems = verify_folder(
        folder,
        RecordStore(folders.records),
        names=edition.names,
        earlier=folders.digests,
        on_broken=broken.append,
        sources=edition.sources,
    )
    _end([*problems, *map(str, broken)])
    digest = read_digest(folder)
    number = sum(1 for _ in quotes_of(digest))
    click.echo(f"{folder}: {number} statements of {len(digest.articles)} articles, each at its place")


def _end(problems: Iterable[str]) -> None:
    lines = list(dict.fromkeys(problems))
    for line in lines:
        click.echo(line, err=True)
    if lines:
        raise click.exceptions.Exit(1)


def _say(error: ContractError) -> None:
    click.echo(str(error), err=True)
