from pathlib import Path

import pytest

from pipeline.settings import Folders, default_data_folder


def test_folders_lie_in_the_data_folder() -> None:
    folders = Folders(Path("kho"))
    assert folders.raw == Path("kho/raw")
    assert folders.records == Path("kho/processed/records")
    assert folders.runs == Path("kho/processed/runs")
    assert folders.digests == Path("kho/processed/digests")


def test_data_folder_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHIDAO_DATA", raising=False)
    assert default_data_folder() == Path("data")
    monkeypatch.setenv("CHIDAO_DATA", "/srv/chidao")
    assert default_data_folder() == Path("/srv/chidao")
