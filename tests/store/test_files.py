import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.store.files import atomic_writer, sweep, write_atomically


def _write_half(path: Path, error: type[BaseException]) -> None:
    with atomic_writer(path) as file:
        file.write(b"half")
        raise error


def _write_beyond_limit(path: Path) -> None:
    """The system refuses every byte above the limit on file size, as a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        write_atomically(path, bytes(200))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_file_takes_the_place_of_the_old_one_at_the_end_of_the_block(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "records.jsonl"
    write_atomically(path, b"old")
    with atomic_writer(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, GeneratorExit])
def test_old_file_stays_when_the_block_raises(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "records.jsonl"
    write_atomically(path, b"old")
    with pytest.raises(error):
        _write_half(path, error)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_no_file_appears_when_the_block_raises(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        _write_half(tmp_path / "records.jsonl", ZeroDivisionError)
    assert list(tmp_path.iterdir()) == []


def test_old_file_stays_when_the_disk_refuses_the_write(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    write_atomically(path, b"old")
    with pytest.raises(OSError, match="File too large"):
        _write_beyond_limit(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_file_has_the_rights_that_the_umask_leaves(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_atomically(tmp_path / "records.jsonl", b"")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "records.jsonl").stat().st_mode) == 0o640


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    device = tmp_path / "null"
    device.symlink_to(os.devnull)
    write_atomically(device, b"gone")
    assert device.is_symlink()
    assert list(tmp_path.iterdir()) == [device]


def test_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path, b"x")
    assert tmp_path.is_dir()


def test_sweeping_removes_what_a_killed_writer_left_and_nothing_that_is_being_written(tmp_path: Path) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from pipeline.store.files import atomic_writer
with atomic_writer(Path(sys.argv[1])) as file:
    file.write(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "sub" / "killed.jsonl")], check=False)  # noqa: S603
    [left] = tmp_path.rglob("*.tmp")
    with atomic_writer(tmp_path / "sub" / "alive.jsonl") as file:
        assert sweep(tmp_path) == [left]
        file.write(b"whole")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["alive.jsonl"]
    assert sweep(tmp_path) == []
