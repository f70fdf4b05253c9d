"""`chidao run --sample`: the whole night from the command line, twice."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao


def test_run_says_what_came_and_where_it_is_and_again_brings_nothing_new(
    chidao: "Chidao", sample: Path, tmp_path: Path
) -> None:
    arguments = ("run", "--sample", sample, "--night", "2025-08-31", "--data", tmp_path)
    first = chidao(*arguments)
    assert first.returncode == 0
    places = dict(line.split() for line in first.stdout.splitlines() if line.startswith(("records ", "report ")))
    assert Path(places["report"]).is_file()
    before = {path.name: path.read_bytes() for path in Path(places["records"]).iterdir()}
    count = sum(data.count(b"\n") for data in before.values())
    assert count > 20
    assert f"{count} records: " in first.stdout
    for suffix in ("json", "md", "html"):
        assert (tmp_path / "processed" / "digests" / "2025-08-31" / f"digest.{suffix}").is_file()

    again = chidao(*arguments)
    assert again.returncode == 0
    assert "0 records: " in again.stdout
    assert {path.name: path.read_bytes() for path in Path(places["records"]).iterdir()} == before
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".tmp"]


def test_dry_run_of_one_source_fetches_no_article(chidao: "Chidao", sample: Path, tmp_path: Path) -> None:
    done = chidao("run", "--sample", sample, "--source", "songthuong", "--limit", "5", "--dry-run", "--data", tmp_path)
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    assert re.match(r"songthuong +[1-9]\d* found +[1-9]\d* new +0 fetched ", line)
    assert not list(tmp_path.rglob("*.warc.gz"))


def test_run_in_which_no_source_answers_says_so(
    chidao: "Chidao", sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sources of the sample with sites that serve nothing: every list is 404."""
    monkeypatch.chdir(tmp_path)
    silent = tmp_path / "silent"
    (silent / "sources").parent.mkdir()
    (silent / "sources").symlink_to(sample / "sources")
    for site in (sample / "sites").iterdir():
        (silent / "sites" / site.name).mkdir(parents=True)
    done = chidao("run", "--sample", silent, "--data", tmp_path / "data")
    assert done.returncode == 3
    assert "songthuong: this source failed" in done.stderr
    (report,) = (tmp_path / "data" / "processed" / "runs").glob("*T*-*-[0-9][0-9].json")
    assert json.loads(report.read_bytes())["totals"]["records"] == 0
