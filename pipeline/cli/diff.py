"""`chidao diff`."""

from collections import Counter, defaultdict
from pathlib import Path

import click
import msgspec

from pipeline.cli.console import progress
from pipeline.evaluation.diff import Difference, compare
from pipeline.store.files import atomic_writer

_RECORDS = click.Path(exists=True, path_type=Path)
_WIDTH = 140
_PART = 50
_MARKS = {"came": "+", "went": "-", "changed": "~"}


@click.command("diff")
@click.argument("old", type=_RECORDS)
@click.argument("new", type=_RECORDS)
@click.option("--examples", default=2, show_default=True, type=click.IntRange(min=0), help="So many for each rule.")
@click.option("--rule", help="Only differences that name this rule, role or field.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write all, one a line, as JSONL."
)
@click.option("--check", is_flag=True, help="Exit with 1 if there is any difference.")
def command(old: Path, new: Path, examples: int, rule: str | None, output: Path | None, check: bool) -> None:
    """Which people, dates and directives came, went or changed from OLD to NEW: two files or folders of records.

    The table counts them by rule: for a directive the rules that it names, for a date its role, for a person the kinds
    of mention; for what changed, the fields that differ. One directive may count under several rules.

    \b
    Examples:
      chidao annotate tests/gold/sample.jsonl -o old.jsonl
      chidao annotate tests/gold/sample.jsonl -o new.jsonl
      chidao diff old.jsonl new.jsonl --examples 5 -o differences.jsonl
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    shown: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    total = 0
    with progress("differences") as step, atomic_writer(output or Path("/dev/null")) as file:
        for difference in compare(old, new):
            step()
            if rule is not None and rule not in difference.rules:
                continue
            total += 1
            file.write(msgspec.json.encode(difference) + b"\n")
            for name in difference.rules or ["no rule"]:
                group = (difference.kind, difference.event, name)
                counts[group] += 1
                if len(shown[group]) < examples:
                    shown[group].append(_line(difference, name))
    for counted, count in sorted(counts.items()):
        click.echo("{:7} {:10} {:8} {}".format(count, *counted))
        for example in shown[counted]:
            click.echo(f"{'':9}{example}")
    click.echo(f"{total} differences")
    if check and total:
        raise click.exceptions.Exit(1)


def _line(difference: Difference, name: str) -> str:
    text, before, after = difference.text, difference.before, difference.after
    if difference.event == "changed" and before is not None and after is not None and difference.kind != "article":
        change = _change(before.get(name), after.get(name))
        text = change if name == "action" else f"{_cut(text)}: {change}"
    return f"{_MARKS[difference.event]} {difference.article}  {_cut(text, _WIDTH)}"


def _change(before: object, after: object) -> str:
    """Both, without the beginning that they share, where that would leave no room for the rest."""
    one, other = _value(before), _value(after)
    if one == other:
        return f"other details of {_cut(one)}"
    shared = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    skipped = max(0, shared - _PART // 4) if max(len(one), len(other)) > _PART else 0
    return " → ".join(_cut(f"{'…' if skipped else ''}{value[skipped:]}") for value in (one, other))


def _value(value: object) -> str:
    """What a person would call it."""
    if isinstance(value, dict):
        return str(next((value[name] for name in ("value", "text", "title") if name in value), value))
    if isinstance(value, list):
        return "; ".join(map(_value, value)) or "none"
    return "none" if value is None else str(value)


def _cut(text: str, width: int = _PART) -> str:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
