"""`chidao annotate --explain`: one article of a file as a page."""

from itertools import islice
from pathlib import Path

import click

from pipeline.cli.console import keep_apart, output_file
from pipeline.errors import ConfigError, InputError
from pipeline.schema import Article
from pipeline.store.articles import read_articles

_NAMED = 8  # how many ids a message names


def write_explained(paths: list[Path], identity: str | None, output: Path | None) -> None:
    """Write the page of one article: the one with this id, or the only one of the file.

    Raises ConfigError where that is not one article, InputError where the file can't be read or a line is no article.
    """
    if len(paths) != 1:
        raise ConfigError("--explain shows one article: give one file, and --id ID if it holds several")
    keep_apart(output, paths)
    article = _article(paths[0], identity)
    from pipeline.explain.article import explain_article
    from pipeline.flow import Annotator

    doc = Annotator().read(article)
    with output_file(output) as file:
        file.write(explain_article(doc).encode())
    click.echo(f"{article.id}: {len(doc._.directives)} directives", err=True)


def _article(path: Path, identity: str | None) -> Article:
    articles: list[Article] = []
    for found in read_articles(path):
        if isinstance(found, Article):
            if found.id == identity:
                return found
            articles.append(found)
        elif identity is None:
            raise InputError(found.message)
    if identity is None and len(articles) == 1:
        return articles[0]
    if not articles:
        raise InputError(f"{path}: no article in it")
    wanted = f"there is no article with the id {identity!r}" if identity else "which article? Say --id ID"
    known = ", ".join(article.id for article in islice(articles, _NAMED))
    more = f" and {len(articles) - _NAMED} more" if len(articles) > _NAMED else ""
    raise ConfigError(f"{path}: {wanted}; it holds {known}{more}")
