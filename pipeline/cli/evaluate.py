"""`chidao evaluate`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from pipeline.errors import InputError
from pipeline.evaluation.floors import below_floor, gold_digest, raise_floors, read_floors
from pipeline.evaluation.scorer import Tally, score
from pipeline.store.records import read_objects

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate")
@click.argument("gold", type=_FILE)
@click.argument("records", type=_FILE)
@click.option("--articles", type=_FILE, help="JSONL with id and text, where the gold file has no text.")
@click.option("--errors", is_flag=True, help="List every miss, one tab-separated line each.")
@click.option("--json", "as_json", is_flag=True, help="Print the F1s as one JSON object.")
@click.option("--floors", type=_FILE, help="Fail (exit status 1) if a measure is under its floor in this TOML file.")
@click.option(
    "--raise-floors",
    "raised",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Raise the floors in this TOML file to today's figures; none falls.",
)
def command(
    gold: Path,
    records: Path,
    articles: Path | None,
    errors: bool,
    as_json: bool,
    floors: Path | None,
    raised: Path | None,
) -> None:
    """Score the RECORDS of `chidao annotate` against GOLD annotations.

    \b
    Examples:
      chidao annotate tests/gold/sample.jsonl -o records.jsonl
      chidao evaluate tests/gold/sample.jsonl records.jsonl --errors
      chidao evaluate tests/gold/sample.jsonl records.jsonl --floors tests/gold/floors.toml
    """
    wanted = list(_read(gold))
    if articles is not None:
        texts = {item["id"]: item["text"] for item in _read(articles, "text")}
        wanted = [item | {"text": texts.get(item["id"], "")} for item in wanted]
    found = {item["id"]: item for item in _read(records)}
    tally = score(wanted, found)
    _print_scores(tally, as_json, len(wanted), len(found))
    if errors:
        for miss in tally.misses:
            click.echo("\t".join(miss))
    if raised is not None:
        raise_floors(raised, tally.rows(), gold_digest(gold))
    if floors is not None and (faults := below_floor(tally.rows(), read_floors(floors), gold_digest(gold))):
        for fault in faults:
            click.echo(f"{floors}: {fault}", err=True)
        raise click.exceptions.Exit(1)


def _read(path: Path, *fields: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file. Raises InputError naming the line that lacks `id` or one of the fields."""
    for number, item in read_objects(path):
        for field in ("id", *fields):
            if not isinstance(item.get(field), str):
                raise InputError(f"{path}:{number}: no text in `{field}`")
        yield item


def _print_scores(tally: Tally, as_json: bool, articles: int, records: int) -> None:
    if as_json:
        scores: dict[str, Any] = {row.measure: round(row.f1, 4) for row in tally.rows()}
        click.echo(json.dumps(scores, ensure_ascii=False))
        return
    click.echo(f"{'measure':38}{'P':>8}{'R':>8}{'F1':>8}{'gold':>8}   ({articles} articles, {records} records)")
    for row in tally.rows():
        click.echo(f"{row.measure:38}{row.precision:8.3f}{row.recall:8.3f}{row.f1:8.3f}{row.gold:8}")
