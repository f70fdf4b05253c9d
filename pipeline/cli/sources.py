"""`chidao sources`."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import click

from pipeline.crawl import CrawlSettings, LoopbackSites, SourceCheck, check_source
from pipeline.errors import ConfigError
from pipeline.parse import Reading
from pipeline.runners.advice import Inspection, inspect, verified_table
from pipeline.schema import VIETNAM
from pipeline.sources import FOLDER, Source, load_sources

_SHOWN = 160

_sample = click.option(
    "--sample",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The sample newspapers of this folder instead of the live ones.",
)


@click.group("sources")
def command() -> None:
    """The newspapers and portals: which there are, what is known of one, and whether it works today.

    \b
    Examples:
      chidao sources list
      chidao sources show baohungyen
      chidao sources check songthuong --sample data/sample
    """


@command.command("list")
@_sample
def list_sources(sample: Path | None) -> None:
    """All sources: key, province, kind, host, lists, on which day it was seen to work, what never was.

    \b
    Example:
      chidao sources list --sample data/sample
    """
    for source in _load(sample).values():
        lists = [f"{name} {len(urls)}" for name in ("feeds", "sitemaps", "sections") if (urls := getattr(source, name))]
        verified = f"verified {source.verified.on}" if source.verified else "never verified"
        doubts = f"; unverified: {', '.join(source.unverified)}" if source.unverified else ""
        click.echo(
            f"{source.key:18} {source.province or '-':16} {source.kind:10} {source.host:28} "
            f"{', '.join(lists) or 'home page':24} {verified}{doubts}"
        )


@command.command("show")
@click.argument("key")
@_sample
def show(key: str, sample: Path | None) -> None:
    """What is known of a source: its file.

    \b
    Example:
      chidao sources show baohungyen
    """
    _find(key, sample)
    file = _folder(sample) / f"{key}.toml"
    click.echo(f"# {file}\n{file.read_text(encoding='utf-8')}", nl=False)


@command.command("check")
@click.argument("key")
@_sample
@click.option("--article", metavar="URL", help="Read this article.  [default: the first of the first list]")
def check(key: str, sample: Path | None, article: str | None) -> None:
    """Visit a source: its robots.txt, every list, one article; say what is wrong and what to do about it.

    Keeps nothing, and is as polite as the nightly job. Set CHIDAO_CONTACT before you visit live sites.

    \b
    Examples:
      chidao sources check songthuong --sample data/sample
      chidao sources check baohungyen

    \b
    Exit status: 0 all well, or only with remarks; 1 no article can be had; 2 wrong usage or configuration.
    """
    source = _find(key, sample)
    with ExitStack() as stack:
        sites = stack.enter_context(LoopbackSites(sample / "sites")) if sample else None
        visit = check_source(
            source,
            article=article,
            settings=CrawlSettings(contact=os.environ.get("CHIDAO_CONTACT")),
            connect_to=sites.connect_to if sites else None,
        )
    inspection = inspect(source, visit)
    for line in (f"{source.key}  {source.name}  {source.homepage}", *_describe(visit), *_parsed(inspection)):
        click.echo(line)
    for line in _verdict(inspection):
        click.echo(line)
    if any(advice.fatal for advice in inspection.advice):
        raise click.exceptions.Exit(1)


def _folder(sample: Path | None) -> Path:
    return sample / "sources" if sample else FOLDER


def _load(sample: Path | None) -> dict[str, Source]:
    return load_sources(_folder(sample))


def _find(key: str, sample: Path | None) -> Source:
    sources = _load(sample)
    if key not in sources:
        raise ConfigError(f"no such source: {key}; there are: {', '.join(sources)}")
    return sources[key]


def _describe(visit: SourceCheck) -> Iterator[str]:
    yield f"a request every {visit.delay:g} s"
    for name, urls in (
        ("sitemaps named by robots.txt", visit.robots_sitemaps),
        ("feeds named by the home page", visit.advertised_feeds),
    ):
        yield f"{name}: {' '.join(urls) or 'none'}"
    for each in visit.lists:
        days = [link.dated for link in each.articles if link.dated]
        newest = f", newest {max(days)}" if days else ""
        yield f"{each.method:9} {each.url}: {each.links} links, {len(each.articles)} articles{newest}"


def _parsed(inspection: Inspection) -> Iterator[str]:
    if inspection.visit.article is not None:
        yield f"article   {inspection.visit.article.url}"
    if inspection.reading is not None:
        for name, value in _fields(inspection.reading):
            rule = inspection.reading.rules.get(name)
            yield f"  {name:13} {value or '-'}" + (f"  [{rule}]" if rule else "")


def _fields(reading: Reading) -> Iterator[tuple[str, str | None]]:
    article = reading.article
    yield "title", article.title
    yield "published_at", article.published_at
    yield "text", f"{len(article.text)} characters, {len(article.text.splitlines())} paragraphs"
    yield "begins", _short(article.text[:_SHOWN])
    yield "ends", _short(article.text[-_SHOWN:])
    yield "authors", ", ".join(article.authors)
    yield "photographers", ", ".join(article.photographers)
    yield "section", article.section
    yield "cut out", f"{len(reading.cuts)} pieces"


def _short(text: str) -> str:
    return " / ".join(text.strip().splitlines())


def _verdict(inspection: Inspection) -> Iterator[str]:
    for advice in inspection.advice:
        yield f"{'WRONG' if advice.fatal else 'remark'}: {advice.wrong}\n  -> {advice.remedy}"
    if any(advice.fatal for advice in inspection.advice):
        yield "verdict: no article can be had from it as its file is now"
        return
    yield "verdict: it works" + (", with remarks" if inspection.advice else "")
    yield f"If the article above is right, write into its file:\n\n{verified_table(inspection, _today())}"


def _today() -> date:
    return datetime.now(VIETNAM).date()
