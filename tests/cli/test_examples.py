"""Every command that the help texts and the README show is one that runs."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from subprocess import run
from typing import TYPE_CHECKING

import click
import pytest

from pipeline.cli import cli

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command and group below `group`, under its full name."""
    context = click.Context(group)
    for short in group.list_commands(context):
        command = group.get_command(context, short)
        assert command is not None
        full = f"{name} {short}".strip()
        yield full, command
        if isinstance(command, click.Group):
            yield from commands(command, full)


def examples_of(command: click.Command) -> list[str]:
    """The lines under "Example:" or "Examples:", without what is said beside them."""
    found = re.search(r"^\s*Examples?:\n((?:\s*chidao .*\n?|\s*\S+ .*\| chidao .*\n?)+)", command.help or "", re.M)
    return [re.split(r"\s{3,}", line.strip())[0] for line in found[1].splitlines()] if found else []


def shown_in_readme() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.M | re.S)
    lines = [re.sub(r"\s+#.*", "", line) for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(("make ", "#"))]


COMMANDS = dict(commands(cli))
EXAMPLES = sorted({line for command in [cli, *COMMANDS.values()] for line in examples_of(command)})
# These ask live sites: a test only sees that they are well formed.
LIVE = re.compile(r"chidao (?:run|crawl|sources check)\b(?!.*--sample)")


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory, path_variable: str) -> Path:
    """A folder with the project's samples and gold, in which the README's commands were run in their order."""
    folder = tmp_path_factory.mktemp("workplace")
    for bundled in ("data/sample", "tests/gold"):
        (folder / bundled).parent.mkdir()
        (folder / bundled).symlink_to(ROOT / bundled)
    environment = {**os.environ, "PATH": path_variable}
    for line in shown_in_readme():
        if not LIVE.match(line):
            done = run(["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True)  # noqa: S603, S607
            assert done.returncode == 0, f"{line}\n{done.stderr}"
    return folder


def test_readme_shows_the_main_commands_and_they_run(workplace: Path) -> None:
    shown = {line.split()[1] for line in shown_in_readme()}
    assert shown >= {"run", "parse", "annotate", "evaluate", "schema"}
    assert (workplace / "records.jsonl").read_bytes().count(b"\n") == 30


@pytest.mark.parametrize("line", EXAMPLES)
def test_example_of_a_help_text_runs(
    line: str, workplace: Path, chidao: "Chidao", monkeypatch: pytest.MonkeyPatch, path_variable: str
) -> None:
    monkeypatch.chdir(workplace)
    monkeypatch.setenv("PATH", path_variable)
    line = line.replace("COMMAND", "schema")
    if re.search(r"[|>]|--runner ray", line):  # Ray starts once in a process: tests/runners/test_ray.py
        done = run(["sh", "-c", line], capture_output=True, text=True)  # noqa: S603, S607
    else:
        done = chidao(*shlex.split(line)[1:], *(["--help"] if LIVE.match(line) else []))
    assert done.returncode == 0, done.stderr


def test_help_lists_every_command(chidao: "Chidao") -> None:
    listed = chidao("--help").stdout
    for name in COMMANDS:
        if " " not in name:
            assert re.search(rf"^  {name}  +\S", listed, re.M), name
    assert {"run", "parse", "annotate", "evaluate", "schema"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_shows_examples_of_it(name: str, chidao: "Chidao") -> None:
    shown = chidao(*name.split(), "--help").stdout
    examples = examples_of(COMMANDS[name])
    assert any(f"chidao {name}" in example for example in examples)
    for example in examples:
        assert example in shown


def test_every_command_module_can_be_called() -> None:
    modules = {path.stem for path in (ROOT / "pipeline" / "cli").glob("*.py")}
    others = {"__init__", "console", "explained", "options"}
    assert modules - others == {name for name in COMMANDS if " " not in name}
