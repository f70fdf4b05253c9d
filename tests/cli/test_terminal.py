"""The command as another process: in a pipe, on a terminal, interrupted, told to stop, killed."""

import os
import pty
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run

import pytest

Articles = Callable[[int], Path]

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def test_command_says_no_control_character_in_a_pipe(entry_point: Path, articles: Articles) -> None:
    done = run([entry_point, "annotate", articles(3)], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stderr == "3 records, 0 issues\n"
    assert len(done.stdout.splitlines()) == 3
    assert not CONTROL.search(done.stdout)


def test_python_m_pipeline_is_the_command(entry_point: Path) -> None:
    module = run([sys.executable, "-m", "pipeline", "--version"], capture_output=True, text=True, check=True)
    script = run([entry_point, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    assert module.stdout == script.stdout
    assert re.match(r"chidao, version \d", script.stdout)


def test_command_shows_its_progress_on_a_terminal(entry_point: Path, articles: Articles) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    command = [str(entry_point), "annotate", str(articles(3))]
    with Popen(command, stdout=DEVNULL, stderr=theirs, env=environment) as process:  # noqa: S603
        os.close(theirs)
        shown = read_terminal(ours)
    os.close(ours)
    assert process.returncode == 0
    assert "annotating" in shown
    assert "\x1b[" in shown
    assert shown.endswith("3 records, 0 issues\r\n")


def read_terminal(handle: int) -> str:
    """All that comes until the other side closes, which Linux says with an error."""
    pieces = []
    try:
        while piece := os.read(handle, 4096):
            pieces.append(piece)
    except OSError:
        pass
    return b"".join(pieces).decode()


def test_reader_that_goes_away_hears_no_complaint(entry_point: Path) -> None:
    with Popen([entry_point, "schema"], stdout=PIPE, stderr=PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


class Interruptible:
    """`chidao annotate` in the middle of an input that has not ended yet."""

    def __init__(self, entry_point: Path, folder: Path, *options: str) -> None:
        self.output = folder / "records.jsonl"
        command = [str(entry_point), "annotate", "-", "-o", str(self.output), *options]
        self.process = Popen(command, stdin=PIPE, stderr=PIPE, start_new_session=True)  # noqa: S603

    def feed(self, data: bytes) -> None:
        """Comes back when the command has taken all but what a pipe holds."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def end(self, number: signal.Signals, *, group: bool) -> tuple[int, str]:
        """Exit status, and all that the command and its workers said until the last of them ended."""
        (os.killpg if group else os.kill)(self.process.pid, number)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said.decode()


@pytest.fixture
def midway(entry_point: Path, tmp_path: Path, articles: Articles) -> Callable[..., Interruptible]:
    lines = articles(450).read_bytes()
    assert len(lines) > 2 * (1 << 16)

    def start(*options: str) -> Interruptible:
        folder = tmp_path / "out"
        folder.mkdir()
        command = Interruptible(entry_point, folder, *options)
        command.feed(lines)
        assert [path.suffix for path in folder.iterdir()] == [".tmp"]
        return command

    return start


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(("number", "group"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_command_that_is_stopped_midway_says_so_and_leaves_nothing_half(
    midway: Callable[..., Interruptible], workers: str, number: signal.Signals, group: bool
) -> None:
    command = midway("--workers", workers)
    status, said = command.end(number, group=group)
    assert status == 130
    assert said.strip() == "interrupted; run the same command again to go on"
    assert list(command.output.parent.iterdir()) == []


def test_workers_end_when_their_parent_is_killed(midway: Callable[..., Interruptible]) -> None:
    command = midway("--workers", "2")
    status, _ = command.end(signal.SIGKILL, group=False)
    assert status == -signal.SIGKILL
    assert not command.output.exists()
