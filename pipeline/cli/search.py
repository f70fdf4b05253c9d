"""`chidao search`."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click
import msgspec

from pipeline.cli.console import progress
from pipeline.cli.options import DAY, data_option
from pipeline.query.index import Index
from pipeline.query.records import index_file, left_out_notes
from pipeline.query.search import Filters, Search
from pipeline.query.terminal import print_results
from pipeline.settings import Folders


@click.command("search")
@click.argument("words", nargs=-1)
@click.option("--person", metavar="NAME", help="Only articles that name this person.")
@click.option("--province", metavar="NAME", help="Only articles of this province, under its old or new names.")
@click.option("--from", "since", type=DAY, metavar="DAY", help="Only articles published on this day or later.")
@click.option("--to", "until", type=DAY, metavar="DAY", help="Only articles published on this day or earlier.")
@click.option("--directives-only", is_flag=True, help="Look only into what was ordered.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many articles.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, with the offsets of the hits.")
@click.option("--rebuild", is_flag=True, help="Make the index anew first.")
@data_option
def command(
    words: tuple[str, ...],
    person: str | None,
    province: str | None,
    since: datetime | None,
    until: datetime | None,
    directives_only: bool,
    limit: int,
    as_json: bool,
    rebuild: bool,
    data: Path,
) -> None:
    """Find articles by WORDS of their titles and texts: the ones with the words side by side first.

    A word typed without diacritics is found with any ("duong": đường, dương); one typed with some only as it is.
    "In quotation marks": one after the other. word*: as a beginning. AND, OR, NOT in capitals, and brackets.

    \b
    Examples:
      chidao search "giải phóng mặt bằng"
      chidao search ho so truc tuyen --directives-only --from 2025-06-01
      chidao search '"hồ sơ" AND (đất* OR nha) NOT rừng' --province "song thuong"
      chidao search --rebuild

    \b
    Exit status: 0 all well, also where nothing is found; 1 lines of the records can't be read; 2 wrong usage.
    """
    if not words and not rebuild:
        raise click.UsageError("give words to search for")
    folders = Folders(data)
    filters = Filters(
        person=person,
        province=province,
        since=since.date() if since else None,
        until=until.date() if until else None,
        directives_only=directives_only,
    )
    with progress("indexing new records") as step:
        index = Index(folders.records, index_file(folders), rebuild=rebuild, step=step)
    with closing(index):
        left_out = index.left_out()
        notes: list[str] = []
        if words:
            search = Search(index)
            results = search(" ".join(words), filters, limit=limit)
            if as_json:
                for result in results:
                    click.echo(msgspec.json.encode(result))
            else:
                print_results(results)
            notes = [*search.notes, *(() if results else ["nothing found"])]
    for note in [*notes, *left_out_notes(left_out)]:
        click.echo(note, err=True)
    if left_out:
        raise click.exceptions.Exit(1)
