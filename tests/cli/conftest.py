"""The command line as its users have it: `chidao(*arguments)` in this process, `entry_point` in another one."""

import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import pipeline.cli.parse
import pipeline.cli.run  # noqa: F401  first imported within a test, they would be a warning of urllib3
from pipeline.cli import main

Chidao = Callable[..., CompletedProcess[str]]

SENTENCE = "Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát hồ sơ trước ngày 30/6."


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHIDAO_DATA", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / ".config"))


@pytest.fixture
def chidao(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Chidao]:
    """Runs `main` with these arguments and standard input; an exception that comes through it fails the test."""

    def run(*arguments: str | Path, stdin: bytes = b"") -> CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["chidao", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsysbinary.readouterr()
        assert isinstance(ended.value.code, int)
        return CompletedProcess(sys.argv, ended.value.code, captured.out.decode(), captured.err.decode())

    before = signal.getsignal(signal.SIGTERM)
    yield run
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def entry_point() -> Path:
    """The installed command of this Python."""
    return Path(sys.executable).with_name("chidao")


@pytest.fixture(scope="session")
def path_variable(entry_point: Path) -> str:
    """A PATH on which the installed command comes first."""
    return f"{entry_point.parent}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture
def articles(tmp_path: Path) -> Callable[[int], Path]:
    """A file of so many articles, `a0` and on, of growing length."""

    def write(number: int) -> Path:
        lines = (
            {"id": f"a{index}", "text": " ".join([SENTENCE] * (1 + index % 5)), "published_at": "2025-06-10"}
            for index in range(number)
        )
        path = tmp_path / f"{number}.jsonl"
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        return path

    return write
