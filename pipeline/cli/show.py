"""`chidao show`."""

from pathlib import Path

import click
import msgspec

from pipeline.cli.console import progress
from pipeline.cli.options import data_option
from pipeline.query.records import Records
from pipeline.query.terminal import print_article


@click.command("show")
@click.argument("article", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the record as it is, one JSON object.")
@data_option
def command(article: str, as_json: bool, data: Path) -> None:
    """An article with what was found in it; ID is the article's id, or as much of it as no other begins with.

    In colours on a terminal: people and their offices, dates, documents, and what was ordered.

    \b
    Examples:
      chidao show $(chidao query "SELECT id FROM articles ORDER BY id LIMIT 1" | tail -n 1)
      chidao show $(chidao query "SELECT id FROM articles ORDER BY id LIMIT 1" | tail -n 1) --json | head -c 300
    """
    with progress("reading new records") as step:
        records = Records(data, step=step)
    with records:
        record = records.record(article)
    if as_json:
        click.echo(msgspec.json.encode(record))
    else:
        print_article(record)
