"""`chidao review`."""

import getpass
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import msgspec

from pipeline.cli.console import progress
from pipeline.crawl import sole_writer
from pipeline.errors import ConfigError, InputError
from pipeline.review.gold import gold_of
from pipeline.review.judging import judge
from pipeline.review.queue import uncertain
from pipeline.review.sheet import Row, read_sheet, write_sheet
from pipeline.schema import VIETNAM, Record
from pipeline.settings import Folders, default_data_folder
from pipeline.store import RecordStore, read_records
from pipeline.store.corrections import Correction
from pipeline.store.files import write_atomically
from pipeline.store.records import read_objects

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_SURE = 0.7
_ALL = 2.0


@click.command("review")
@click.option("-o", "--output", type=_FILE, help="Write the sheet to edit: .csv for a spreadsheet, else JSONL.")
@click.option("--below", default=_SURE, show_default=True, help="Take directives with less confidence than this.")
@click.option("--all", "everything", is_flag=True, help="Take all directives that nobody has looked at.")
@click.option("--apply", "sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An edited sheet.")
@click.option("--by", metavar="NAME", help="Who says so.  [default: the user's name]")
@click.option("--to-gold", "gold", type=_FILE, help="Add articles all of whose directives were looked at to this gold.")
@click.option("--data", type=_FOLDER, help="The data folder.  [default: $CHIDAO_DATA, or data]")
def command(
    output: Path | None,
    below: float,
    everything: bool,
    sheet: Path | None,
    by: str | None,
    gold: Path | None,
    data: Path | None,
) -> None:
    """Have a person look at uncertain directives, and lay what they say on the records.

    The sheet has a row for each directive without an issuer or with little confidence, and for each correction whose
    text has changed since. In it, set `verdict` to right or wrong (đúng, sai); change `action`, `issuer`,
    `addressees` (separated by “;”), `deadline` (“ngày 30/6 = 2025-06-30”), `kind` and `polarity` where they are not
    right: only words that stand in the article can be taken. Rows left as they are count as not looked at.

    Corrections are kept in corrections.jsonl beside the records, with who and when, and laid on again whenever an
    article is read anew, as long as their sentence stands in it.

    \b
    Examples:
      chidao review --output sheet.csv
      chidao review --to-gold gold.jsonl --apply sheet.csv --by "Vĩnh An"
    """
    if output is None and sheet is None and gold is None:
        raise click.UsageError("say what to do: -o FILE, --apply FILE or --to-gold FILE")
    folders = Folders(data or default_data_folder())
    if not folders.records.is_dir():
        raise ConfigError(f"{folders.records}: there are no records; is this the data folder?")
    store = RecordStore(folders.records)
    problems = 0
    if sheet is not None:
        with sole_writer(folders.data):
            problems = _apply(store, sheet, by or getpass.getuser())
    if output is not None:
        least = _ALL if everything else below
        rows = sorted(uncertain(_all(store), store.corrections.by_article(), below=least), key=_urgency)
        write_sheet(output, rows)
        click.echo(f"{len(rows)} directives to look at: {output}")
    if gold is not None:
        _add_to_gold(store, gold)
    if problems:
        raise click.exceptions.Exit(1)


def _all(store: RecordStore) -> Iterator[Record]:
    with progress("records") as step:
        for path in sorted(store.folder.glob("*.jsonl")):
            for record in read_records(path):
                yield record
                step()


def _urgency(row: Row) -> tuple[bool, float, str, str]:
    return not row.reopens, float(row.confidence), row.published_at, row.directive


def _apply(store: RecordStore, sheet: Path, by: str) -> int:
    """Keep what the sheet says and lay it on the records; returns how many rows could not be taken."""
    rows = list(read_sheet(sheet))
    records = {record.id: record for record in store.get({row.article for _, row in rows})}
    at = datetime.now(VIETNAM).isoformat(timespec="seconds")
    corrections: list[Correction] = []
    closed: set[tuple[str, str]] = set()
    problems = 0
    for number, row in rows:
        try:
            correction = judge(row, records.get(row.article), by=by, at=at)
        except InputError as error:
            problems += 1
            click.echo(f"{sheet}:{number}: {error}", err=True)
            continue
        if correction is not None:
            corrections.append(correction)
            closed |= {(row.article, row.reopens)} if row.reopens else set()
    if corrections:
        store.corrections.add(corrections, instead_of=closed)
        for broken in store.put(records[one] for one in {each.article for each in corrections}).values():
            raise broken
    click.echo(f"{len(corrections)} corrections laid on, {len(rows) - len(corrections) - problems} rows not looked at")
    return problems


def _add_to_gold(store: RecordStore, gold: Path) -> None:
    corrected = store.corrections.by_article()
    known = [item for _, item in read_objects(gold)] if gold.exists() else []
    ids = {item.get("id") for item in known}
    new = [line for line in gold_of(store.get(corrected)) if line["id"] not in ids]
    write_atomically(gold, b"".join(msgspec.json.encode(line) + b"\n" for line in [*known, *new]))
    click.echo(f"{len(new)} articles added to {gold}; {len(corrected)} have corrections")
