import json
import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest

from pipeline.settings import Folders

Chidao = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def sample_night(tmp_path_factory: pytest.TempPathFactory, sample: Path, entry_point: Path) -> Path:
    """A data folder with the night of the sample newspapers."""
    data = tmp_path_factory.mktemp("data")
    command: list[str | Path] = [entry_point, "run", "--sample", sample, "--night", "2025-08-31", "--data", data]
    run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(data)})  # noqa: S603
    return data


def _digest(data: Path, *folders: str) -> dict[str, object]:
    path = Folders(data).digests.joinpath("2025-08-31", *folders, "digest.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_summarize_writes_what_the_run_wrote(chidao: Chidao, sample_night: Path) -> None:
    folder = Folders(sample_night).digests / "2025-08-31"
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    done = chidao("summarize", "--data", sample_night)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"digest   {folder / 'digest.html'}" in done.stdout
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before
    assert "Báo Sông Thương" in (folder / "mail.txt").read_text(encoding="utf-8")


def test_summarize_verify_proves_the_written_digest(chidao: Chidao, sample_night: Path) -> None:
    done = chidao("summarize", "--verify", "--date", "2025-08-31", "--data", sample_night)
    assert (done.returncode, done.stderr) == (0, "")
    assert "each at its place" in done.stdout
    mail = Folders(sample_night).digests / "2025-08-31" / "mail.txt"
    whole = mail.read_bytes()
    mail.write_bytes(whole + b"x")
    done = chidao("summarize", "--verify", "--data", sample_night)
    mail.write_bytes(whole)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("mail.txt: ")


@pytest.mark.parametrize("typed", ["Sông Thương", "song thuong", "tỉnh SÔNG THƯƠNG"])
def test_summarize_takes_a_province_however_it_is_typed(chidao: Chidao, sample_night: Path, typed: str) -> None:
    done = chidao("summarize", "--province", typed, "--data", sample_night)
    assert done.returncode == 0, done.stderr
    provinces = _digest(sample_night, "song-thuong")["provinces"]
    assert [entry["province"] for entry in provinces] == ["Sông Thương"]  # type: ignore[attr-defined]
    assert chidao("summarize", "--verify", "--province", typed, "--data", sample_night).returncode == 0


def test_summarize_takes_a_topic_typed_without_diacritics(chidao: Chidao, sample_night: Path) -> None:
    assert chidao("summarize", "--topic", "dau tu cong", "--data", sample_night).returncode == 0
    assert _digest(sample_night, "dau-tu-cong")["topic"] == "đầu tư công"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--province", "Atlantis"], "there is no province 'Atlantis'; there are: An Giang, "),
        (["--topic", "bóng đá"], "there is no topic 'bóng đá'; there are: đất đai; "),
        (["--date", "hôm qua"], "does not match the format"),
        (["--limit", "0"], "0 is not in the range"),
        (["--rewrite"], "set CHIDAO_LM_URL and CHIDAO_LM_MODEL"),
        (["--rewrite", "--verify"], "leave out --rewrite"),
    ],
)
def test_summarize_says_what_is_wrong_with_what_was_typed(
    chidao: Chidao, sample_night: Path, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHIDAO_LM_URL", raising=False)
    done = chidao("summarize", "--data", sample_night, *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_summarize_of_a_night_without_news_says_so_and_writes_an_empty_digest(chidao: Chidao, tmp_path: Path) -> None:
    done = chidao("summarize", "--date", "2025-08-30", "--data", tmp_path)
    assert done.returncode == 0
    assert "no article of the night of 2025-08-30" in done.stderr
    page = Folders(tmp_path).digests / "2025-08-30" / "digest.html"
    assert "Đêm này không có bài báo nào." in page.read_text(encoding="utf-8")


def test_summarize_verify_of_what_was_not_written_fails(chidao: Chidao, tmp_path: Path) -> None:
    done = chidao("summarize", "--verify", "--date", "2025-08-30", "--data", tmp_path)
    assert done.returncode == 1
    assert "digest.json" in done.stderr


def test_summarize_goes_on_beside_a_broken_file_of_records_and_names_it(chidao: Chidao, tmp_path: Path) -> None:
    records = Folders(tmp_path).records
    records.mkdir(parents=True)
    (records / "2025-08-30.jsonl").write_text('{"id": "not a record"}\n', encoding="utf-8")
    done = chidao("summarize", "--date", "2025-08-30", "--data", tmp_path)
    assert done.returncode == 1
    assert "2025-08-30.jsonl:1" in done.stderr
