"""`chidao parse` and `chidao annotate` over archives of many sites."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.archive import Archive
from pipeline.schema import RawPage

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

HOST = "songthuong.gov.example"
FETCHED = "2025-06-10T10:00:00+07:00"


@pytest.fixture
def archive(sample: Path, tmp_path: Path) -> Path:
    """WARC files with the pages of one portal of the sample under its own address, and under that of a stranger."""
    folder = tmp_path / "archive"
    warc = Archive(folder)
    for number, page in enumerate(sorted((sample / "sites" / HOST / "Pages").rglob("*.htm"))[:4]):
        for host in (HOST, "stranger.example"):
            url = f"http://{host}/Pages/{number}.htm"
            warc.append(RawPage(url=url, body=page.read_bytes(), source="x", fetched_at=FETCHED))
    return folder


def test_known_only_parses_the_pages_of_the_sources(
    chidao: "Chidao", archive: Path, sample: Path, tmp_path: Path
) -> None:
    figures = tmp_path / "figures.json"
    options = ("--known-only", "--sources", sample / "sources", "--statistics", figures, "--workers", "1")
    done = chidao("parse", archive, *options)
    assert done.returncode == 0
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert articles
    assert {article["source"] for article in articles} == {"songthuong-gov"}
    assert {article["file"] for article in articles} == {"2025-06-10.warc.gz"}
    rows = json.loads(figures.read_bytes())
    assert sum(row["articles"] + row["not_articles"] for row in rows) == 4
    assert any(line.split()[:2] == ["songthuong-gov", "2025"] for line in done.stderr.splitlines())


def test_annotate_reads_archives_as_parse_and_annotate_do_one_after_the_other(
    chidao: "Chidao", archive: Path, sample: Path, tmp_path: Path
) -> None:
    sources = ("--sources", sample / "sources")
    at_once = chidao("annotate", archive, *sources, "--statistics", tmp_path / "figures.json")
    articles = tmp_path / "articles.jsonl"
    assert chidao("parse", archive, "--known-only", *sources, "-o", articles).returncode == 0
    assert at_once.returncode == 0
    assert at_once.stdout == chidao("annotate", articles).stdout
    assert sum(row["directives"] for row in json.loads((tmp_path / "figures.json").read_bytes())) > 0


@pytest.mark.parametrize("runner", ["local", "processes"])
def test_runners_give_the_same_bytes(runner: str, chidao: "Chidao", articles: Callable[[int], Path]) -> None:
    done = chidao("annotate", articles(20), "--runner", runner, "--workers", "2")
    assert done.returncode == 0
    assert done.stdout == chidao("annotate", articles(20), "--workers", "1").stdout


def test_articles_and_archives_together_are_refused(
    chidao: "Chidao", archive: Path, articles: Callable[[int], Path]
) -> None:
    done = chidao("annotate", archive, articles(1))
    assert done.returncode == 2
    assert done.stderr == "chidao: articles and WARC files can't be read together: give them separately\n"


@pytest.mark.parametrize("arguments", [["--runner", "ray"], ["--shards", "out"], ["--runner", "ray", "-o", "x"]])
def test_shards_are_for_ray_and_ray_for_shards(
    arguments: list[str], chidao: "Chidao", articles: Callable[[int], Path]
) -> None:
    done = chidao("annotate", articles(1), *arguments)
    assert done.returncode == 2
    assert "--runner ray writes to --shards FOLDER" in done.stderr
