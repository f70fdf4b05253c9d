"""`chidao reannotate`."""

from pathlib import Path

import click

from pipeline.cli.console import Troubles, progress
from pipeline.cli.options import FOLDER, data_option
from pipeline.errors import ConfigError
from pipeline.runners.reannotate import Origin, Reannotation
from pipeline.schema import NOT_AN_ARTICLE
from pipeline.settings import Folders
from pipeline.sources import load_sources


@click.command("reannotate")
@click.option(
    "--from",
    "origin",
    type=click.Choice(["records", "archive"]),
    default="records",
    show_default=True,
    help="Read the texts of the records again, or parse the archived pages anew.",
)
@click.option("--into", type=FOLDER, metavar="FOLDER", help="Write the new records there and leave the old ones alone.")
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of source files whose layouts to use.  [default: the bundled ones]",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes to use.  [default: one a processor]")
@data_option
def command(origin: Origin, into: Path | None, sources: Path | None, workers: int | None, data: Path) -> None:
    """New rules over old nights, without the network: make all records of the data folder again.

    The old records stay until the new ones are complete; then the folders change names, and the old ones are in
    records.old. Interrupted or killed, the same command goes on where it was, as long as the rules are the same. What
    people corrected (chidao review) is laid on the new records where its evidence still stands. The nightly job may
    run meanwhile.

    \b
    Examples:
      chidao reannotate
      chidao reannotate --from archive --sources data/sample/sources --into new-records
    """
    folders = Folders(data)
    if not folders.records.is_dir() and origin == "records":
        raise ConfigError(f"{folders.records}: there are no records; is this the data folder?")
    if into and into.exists() and any(into.iterdir()):
        raise ConfigError(f"{into}: not empty; choose another folder, or delete it")
    troubles = Troubles()
    with progress("articles") as step:
        work = Reannotation(
            folders, load_sources(sources), origin=origin, into=into, workers=workers, note=troubles.add, step=step
        )
        done = work.run()
    troubles.write_beside(work.target if into else folders.records)
    click.echo(f"{done.records} records, {len(troubles.issues)} issues, {done.kept} kept as they were")
    if done.resumed:
        click.echo(f"{done.resumed} files were done by an earlier run")
    if done.reopened:
        click.echo(f"{done.reopened} corrections no longer fit their text: see chidao review")
    if into:
        click.echo(f"compare  chidao diff {folders.records} {into}")
    else:
        click.echo(f"compare  chidao diff {folders.records}.old {folders.records}")
    if any(issue.kind != NOT_AN_ARTICLE for issue in troubles.issues):
        raise click.exceptions.Exit(1)
