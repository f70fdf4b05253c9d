"""The command line: one module a command, loaded only when it is called."""

import logging
import signal
import sys
from errno import ENOSPC
from importlib import import_module

import click

from pipeline import __version__
from pipeline.errors import ChidaoError, ConfigError

_COMMANDS = {
    "run": "The nightly job: fetch, archive, parse, annotate, store, summarize.",
    "status": "The last night, and how the sources have done in the last 14.",
    "sources": "The newspapers and portals: list, show, and check whether one works today.",
    "schedule": "Have the nightly job run every night, by systemd or cron.",
    "parse": "Saved pages and WARCs to clean articles.",
    "annotate": "Articles to records: people, roles, dates, directives.",
    "reannotate": "New rules over old nights: all records made again, swapped in when complete.",
    "diff": "What came, went and changed between two sets of records, by rule.",
    "review": "Uncertain directives for a person to look at, and the corrections taken back in.",
    "forget": "Take an article out of everything, and keep it out.",
    "summarize": "Write the digest of a night again, or of one province or topic; or verify it.",
    "query": "Ask the records in SQL or by named queries.",
    "search": "Find articles by words.",
    "show": "An article with what was found in it.",
    "export": "The records as CSV, Parquet, SQLite or DuckDB.",
    "evaluate": "Score records against gold annotations.",
    "schema": "The JSON Schema of a record.",
}


class _LazyGroup(click.Group):
    """Knows its commands by name and help, and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"pipeline.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="chidao")
def cli() -> None:
    """Who directs whom to do what by when, read out of Vietnamese provincial news.

    \b
    Examples:
      chidao run --sample data/sample        the whole flow on the bundled sample newspapers
      chidao annotate articles.jsonl -o records.jsonl
      chidao COMMAND --help                  more about one command

    \b
    Exit status: 0 all well; 1 some inputs failed, the rest went through; 2 wrong usage or
    configuration, or a folder or disk that can't be written; 3 nothing came in; 130 interrupted.
    """


def main() -> None:
    """Run the command line; the program's own errors become one line and an exit status."""
    # What libraries warn of is in the outcomes, where it matters; it is not for the terminal.
    logging.basicConfig(level=logging.CRITICAL)
    # A job that is told to stop (timeout, service manager) tidies up as if interrupted by hand.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; run the same command again to go on", err=True)
        sys.exit(130)
    except ChidaoError as error:
        click.echo(f"chidao: {error}", err=True)
        sys.exit(2 if isinstance(error, ConfigError) else 1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        advice = "; make room, and run the same command again" if error.errno == ENOSPC else ""
        click.echo(f"chidao: {where}{error.strerror or error}{advice}", err=True)
        sys.exit(2)
