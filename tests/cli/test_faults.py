"""What can happen to a night from outside: a full disk, a signal, another program; and that the next run mends it."""

import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.crawl import sole_writer

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

NIGHT = "2025-08-31"
PATIENCE = 60


def command(sample: Path, data: Path) -> list[str]:
    arguments = ["run", "--sample", str(sample), "--night", NIGHT, "--data", str(data)]
    return [sys.executable, "-m", "pipeline", *arguments]


def run(sample: Path, data: Path, before: Callable[[], None] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command(sample, data), preexec_fn=before, capture_output=True, text=True, check=False)  # noqa: S603


def stored(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((data / "processed" / "records").iterdir())}


def temporary(data: Path) -> list[Path]:
    return [path for path in data.rglob("*") if path.name.endswith(".tmp")]


@pytest.fixture(scope="module")
def undisturbed(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    data = tmp_path_factory.mktemp("undisturbed")
    assert run(sample, data).returncode == 0
    return stored(data)


@pytest.mark.parametrize("size", [4_000, 60_000])
def test_full_disk_is_told_in_a_line_and_the_next_run_has_everything(
    sample: Path, tmp_path: Path, undisturbed: dict[str, bytes], size: int
) -> None:
    """No file can grow beyond a size: as on a full disk, writing fails in the middle."""

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    full = run(sample, tmp_path, fill)
    assert full.returncode in {1, 2, 3}
    assert "Traceback" not in full.stderr
    assert full.stderr.startswith(("chidao: ", "dakmong", "lamhai", "songthuong", "alarm"))
    assert run(sample, tmp_path).returncode == 0
    assert stored(tmp_path) == undisturbed
    assert temporary(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_run_stores_the_article_in_hand_and_says_how_to_go_on(
    sample: Path, tmp_path: Path, undisturbed: dict[str, bytes], number: signal.Signals
) -> None:
    process = subprocess.Popen(command(sample, tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603
    end = time.monotonic() + PATIENCE
    while not list(tmp_path.rglob("*[0-9].warc.gz")) and time.monotonic() < end and process.poll() is None:
        pass
    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, said
    assert said.splitlines()[-1] == "interrupted; run the same command again to go on"
    assert "stopping after the article in hand; once more stops at once" in said
    assert temporary(tmp_path) == []
    assert run(sample, tmp_path).returncode == 0
    assert stored(tmp_path) == undisturbed


@pytest.mark.parametrize("file", ["crawl.sqlite", "duplicates.sqlite", "processed/records.sqlite"])
def test_database_that_another_program_holds_is_named_and_the_next_run_has_everything(
    chidao: "Chidao",
    sample: Path,
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    file: str,
) -> None:
    for module in ("pipeline.crawl.state", "pipeline.store.duplicates", "pipeline.store.places"):
        monkeypatch.setattr(f"{module}.PATIENCE", 0.05)
    arguments = ("run", "--sample", sample, "--night", NIGHT, "--data", tmp_path)
    assert chidao(*arguments, "--limit", "1").returncode == 0
    with closing(sqlite3.connect(tmp_path / file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        locked = chidao(*arguments)
    assert locked.returncode == 1
    assert "locked" in locked.stderr
    assert "Traceback" not in locked.stderr
    assert chidao(*arguments).returncode == 0
    assert stored(tmp_path) == undisturbed


def test_second_run_at_a_time_is_refused_and_changes_nothing(chidao: "Chidao", sample: Path, tmp_path: Path) -> None:
    with sole_writer(tmp_path):
        refused = chidao("run", "--sample", sample, "--night", NIGHT, "--data", tmp_path)
    assert refused.returncode == 1
    assert "another run is working on this folder" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["crawl.lock"]
