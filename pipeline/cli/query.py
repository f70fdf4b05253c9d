"""`chidao query`."""

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import click

from pipeline.cli.console import progress
from pipeline.cli.options import data_option
from pipeline.query.export import VIEWS
from pipeline.query.named import NamedQuery, Parameter, named_queries, read_query
from pipeline.query.output import Format, write_answer
from pipeline.query.records import Records, left_out_notes
from pipeline.query.terminal import print_table
from pipeline.store.files import atomic_writer

_SHOWN = 100
_ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".parquet": "parquet"}
_ASKED = "chidao.query"
_PREFIX = "asked_"


class _QueryCommand(click.Command):
    """Has, beside its own options, those of the named query or of the file that it is called with."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_ASKED] = _asked(super().make_parser(ctx), args)
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        asked: NamedQuery | None = ctx.meta.get(_ASKED)
        options = [_option(name, parameter) for name, parameter in asked.parameters.items()] if asked else []
        return [*options, *super().get_params(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        asked: NamedQuery | None = ctx.meta.get(_ASKED)
        if asked is None:
            super().format_help_text(ctx, formatter)
        else:
            with formatter.section(asked.name), formatter.indentation():
                formatter.write_text(asked.help)


def _asked(parser: Any, args: list[str]) -> NamedQuery | None:
    """The query that the arguments name: found by the options of all queries, before its own are known."""
    parser.ignore_unknown_options = True
    values, left, _ = parser.parse_args(list(args))
    if values.get("file"):
        return read_query(Path(values["file"])) if Path(values["file"]).is_file() else None
    known = named_queries()
    return next((known[word] for word in (values.get("query"), *left) if word in known), None)


def _option(name: str, parameter: Parameter) -> click.Option:
    default = f"  [default: {parameter.default}]" if parameter.default is not None else ""
    return click.Option(
        [f"--{name.replace('_', '-')}", f"{_PREFIX}{name}"],
        required=parameter.required,
        metavar=parameter.type.upper(),
        help=parameter.help + default,
    )


@click.command("query", cls=_QueryCommand)
@click.argument("query", required=False)
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Take the SQL from a file.")
@click.option("--list", "listed", is_flag=True, help="The named queries, and what may be asked of them.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "jsonl", "parquet"]),
    help="[default: as the file's name ends; else a table on a terminal, csv in a pipe]",
)
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, so that spreadsheets read the letters.")
@click.option("--with-restatements", is_flag=True, help="Count an order as often as it is said.")
@click.option("--unsafe", is_flag=True, help="Let SQL write, attach and read whatever it wants.")
@click.option("--rebuild", is_flag=True, help="Make the columnar copy of the records anew first.")
@data_option
def command(
    query: str | None,
    file: Path | None,
    listed: bool,
    output: Path | None,
    form: str | None,
    bom: bool,
    with_restatements: bool,
    unsafe: bool,
    rebuild: bool,
    data: Path,
    **asked: Any,
) -> None:
    """Ask the records: QUERY is SQL (DuckDB's) over the views of docs/records.md, or the name of a query.

    An order that its article says again, or that stands in a reprint, counts once. Names may be typed without
    diacritics; a province is found under its names of before and after 1 July 2025.

    \b
    Examples:
      chidao query --list
      chidao query "SELECT source, count(*) FROM articles GROUP BY source"
      chidao query due-soon --days 14 --today 2025-06-20 --province "Sông Thương"
      chidao query directives-by-issuer --help
      chidao query directives-by-issuer -o issuers.csv --bom

    \b
    Exit status: 0 all well; 1 answered, but without lines of the records that can't be read; 2 wrong usage or query.
    """
    if listed:
        _list_queries()
        return
    chosen = _chosen(query, file)
    form = form or _usual_form(output)
    if form == "table" and output:
        raise click.UsageError("a table is for the terminal: leave out -o, or choose another --format")
    if form == "parquet" and not output and _is_terminal():
        raise click.UsageError("Parquet is not for a terminal: give a file with -o")
    values = {name.removeprefix(_PREFIX): value for name, value in asked.items()}
    with progress("reading new records") as step:
        records = Records(
            data,
            with_restatements=with_restatements,
            unsafe=unsafe,
            rebuild=rebuild,
            step=step,
        )
    with records:
        answer = records.read(chosen, values)
        if form == "table":
            print_table(answer, _SHOWN)
        else:
            destination = nullcontext(sys.stdout.buffer) if output is None else atomic_writer(output)
            with destination as stream:
                rows = write_answer(stream, answer, cast(Format, form), bom=bom)
            click.echo(f"{rows} rows" + (f" in {output}" if output else ""), err=True)
        for note in [*records.notes, *left_out_notes(records.left_out)]:
            click.echo(note, err=True)
    if records.left_out:
        raise click.exceptions.Exit(1)


def _chosen(query: str | None, file: Path | None) -> NamedQuery:
    if (query is None) == (file is None):
        raise click.UsageError("give SQL, the name of a query (--list), or --file")
    if file is not None:
        return read_query(file)
    known = named_queries()
    if query in known:
        return known[query]
    if len(str(query).split()) < 2:
        raise click.UsageError(f"there is no query {query!r}; {_likely(str(query), known)}")
    return NamedQuery("the query", str(query), "", {})


def _usual_form(output: Path | None) -> str:
    if output is None:
        return "table" if _is_terminal() else "csv"
    if output.suffix and output.suffix not in _ENDINGS:
        raise click.UsageError(f"{output}: say with --format what to write, or end the name in {', '.join(_ENDINGS)}")
    return _ENDINGS.get(output.suffix, "csv")


def _likely(word: str, known: Iterable[str]) -> str:
    if close := get_close_matches(word, VIEWS, 1, 0.85):
        return f'did you mean "FROM {close[0]}"?'
    if close := get_close_matches(word, known, 2, 0.7):
        return f"did you mean {' or '.join(close)}?"
    return f"there are: {', '.join(known)}"


def _list_queries() -> None:
    for query in named_queries().values():
        options = " ".join(f"--{name}" if one.required else f"[--{name}]" for name, one in query.parameters.items())
        click.echo(f"{query.name} {options}\n    {query.help}")


def _is_terminal() -> bool:
    return sys.stdout.isatty()
