"""`chidao forget`."""

import getpass
from pathlib import Path

import click

from pipeline.cli.options import data_option
from pipeline.errors import ConfigError
from pipeline.runners.forget import forget
from pipeline.settings import Folders


@click.command("forget")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--by", metavar="NAME", help="Who had it forgotten.  [default: the user's name]")
@data_option
def command(urls: tuple[str, ...], by: str | None, data: Path) -> None:
    """Take the article at each URL out of records, corrections, digests and indexes, and keep it out.

    It is not fetched again, and not read from the archive again, whatever is re-processed. The page as it came stays
    in its WARC file, where nothing leads to it any more. What was forgotten, when and by whom is in forgotten.jsonl in
    the data folder; to take an article back in, delete its line there, and its row in crawl.sqlite.

    \b
    Examples:
      chidao forget http://baosongthuong.example/cong-dien-khan-ung-pho-mua-lu-sau-bao-post119518.html
    """
    folders = Folders(data)
    if not folders.data.is_dir():
        raise ConfigError(f"{folders.data}: there is no such data folder")
    for url in urls:
        try:
            gone = forget(folders, url, by=by or getpass.getuser())
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="URL") from error
        click.echo(f"{url}: {gone.records} records removed; it is kept out from now on")
        for path in gone.digests:
            click.echo(f"digest   {path}: written anew")
        for path in gone.digests_removed:
            click.echo(f"digest   {path}: taken away; chidao summarize makes it anew")
