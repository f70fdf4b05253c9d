"""What commands say while they work: progress and troubles, on standard error."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, TypeVar

import click
import msgspec

from pipeline.errors import ConfigError, InputError
from pipeline.schema import Issue
from pipeline.store.files import atomic_writer, write_atomically

T = TypeVar("T")

_SHOWN = 20


@contextmanager
def progress(what: str) -> Iterator[Callable[[], None]]:
    """A counter on a terminal, nothing in a pipe; gives the function that moves it one step."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda: bar.advance(task)


def stepping(items: Iterable[T], step: Callable[[], None]) -> Iterator[T]:
    """The items, moving a progress counter on by one after each."""
    for item in items:
        yield item
        step()


class Troubles:
    """Takes issues out of a stream of outcomes, says the first ones, and keeps them all for the issues file."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def sift(self, outcomes: Iterable[T | Issue]) -> Iterator[T]:
        """The outcomes that are not issues."""
        for outcome in outcomes:
            if isinstance(outcome, Issue):
                self.add(outcome)
            else:
                yield outcome

    def add(self, issue: Issue) -> None:
        """Keep an issue, and say it on standard error if it is one of the first."""
        self.issues.append(issue)
        if len(self.issues) <= _SHOWN:
            click.echo(issue.message, err=True)
        elif len(self.issues) == _SHOWN + 1:
            click.echo("… and more like these", err=True)

    def write_beside(self, output: Path | None) -> None:
        """Write OUTPUT.issues.jsonl, or take away the one of an earlier run if there are none now."""
        if output is None:
            return
        path = output.with_name(f"{output.name}.issues.jsonl")
        if self.issues:
            write_atomically(path, b"".join(msgspec.json.encode(issue) + b"\n" for issue in self.issues))
        else:
            path.unlink(missing_ok=True)


def output_file(path: Path | None) -> AbstractContextManager[BinaryIO]:
    """The file to write to, which takes its place when it is complete; standard output without a path."""
    return nullcontext(sys.stdout.buffer) if path is None else atomic_writer(path)


def keep_apart(output: Path | None, inputs: Iterable[Path]) -> None:
    """Raises ConfigError if the output would take the place of an input."""
    if output is not None and output.resolve() in {path.resolve() for path in inputs}:
        raise ConfigError(f"{output} is also an input: choose another name for the output")


def each_file(paths: Iterable[Path], read: Callable[[Path], Iterator[T | Issue]], stage: str) -> Iterator[T | Issue]:
    """All that `read` gives for each path; a file that can't be read is an issue and the next one is taken."""
    for path in paths:
        try:
            yield from read(path)
        except InputError as error:
            yield Issue(stage=stage, kind="bad_input", message=str(error))
