"""`chidao export`."""

from pathlib import Path
from typing import cast

import click

from pipeline.cli.console import progress
from pipeline.cli.options import data_option
from pipeline.query.export import VIEWS, Form, export
from pipeline.query.records import Records, left_out_notes

_ENDINGS: dict[str, Form] = {".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite", ".duckdb": "duckdb"}


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet", "sqlite", "duckdb"]),
    help="[default: sqlite or duckdb as the name ends]",
)
@click.option("--view", "views", type=click.Choice(VIEWS), multiple=True, help="Only this view; may be given again.")
@click.option("--with-restatements", is_flag=True, help="With orders as often as they are said.")
@data_option
def command(target: Path, form: str | None, views: tuple[str, ...], with_restatements: bool, data: Path) -> None:
    """Write the views of docs/records.md to TARGET: a folder of CSV or Parquet files, an SQLite or a DuckDB file.

    The SQLite file has keys and indexes, and opens in Datasette.

    \b
    Examples:
      chidao export records.sqlite
      chidao export records.duckdb --with-restatements
      chidao export tables --format csv --view directives --view addressees

    \b
    Exit status: 0 all well; 1 written, but without lines of the records that can't be read; 2 wrong usage.
    """
    chosen = form or _ENDINGS.get(target.suffix)
    if chosen is None:
        raise click.UsageError("say with --format what to write, or let TARGET end in .sqlite or .duckdb")
    with progress("reading new records") as step:
        records = Records(data, with_restatements=with_restatements, step=step)
    with records, progress("exporting") as step:
        counts = export(records, target, cast(Form, chosen), views or VIEWS, step=step)
    click.echo(f"{target}: " + ", ".join(f"{rows} {view}" for view, rows in counts.items()), err=True)
    for note in [*records.notes, *left_out_notes(records.left_out)]:
        click.echo(note, err=True)
    if records.left_out:
        raise click.exceptions.Exit(1)
