"""Correcting, re-processing, comparing and forgetting from the command line, on the sample newspapers."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.archive import read_warc
from pipeline.cli.run import command as run_command
from pipeline.crawl import sole_writer
from pipeline.store import read_records

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

NIGHT = "2025-08-31"


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """A data folder after a night on the samples."""
    data = tmp_path_factory.mktemp("night")
    run_command.main(["--sample", str(sample), "--night", NIGHT, "--data", str(data)], standalone_mode=False)
    return data


@pytest.fixture
def data(night: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(night, tmp_path / "data"))


def stored(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((data / "processed" / "records").iterdir())}


def objects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rewrite(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


# --- reannotate and diff -----------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["records", "archive"])
def test_same_rules_again_give_the_same_bytes_and_keep_the_old_records(
    chidao: "Chidao", sample: Path, data: Path, origin: str
) -> None:
    before = stored(data)
    done = chidao("reannotate", "--data", data, "--from", origin, "--sources", sample / "sources", "--workers", 1)
    assert done.returncode == 0, done.stderr
    assert stored(data) == before
    folder = data / "processed"
    assert {path.name: path.read_bytes() for path in (folder / "records.old").iterdir()} == before
    assert not list(folder.glob("records.new*"))
    told = chidao("diff", folder / "records.old", folder / "records", "--check")
    assert (told.returncode, told.stdout) == (0, "0 differences\n")


def test_what_old_records_lacked_comes_with_the_new_ones_and_is_told_by_rule(chidao: "Chidao", data: Path) -> None:
    folder = data / "processed" / "records"
    path = next(path for path in sorted(folder.iterdir()) if any(one["directives"] for one in objects(path)))
    rows = objects(path)
    lost = next(row for row in rows if row["directives"])
    gone = lost["directives"].pop()
    rewrite(path, rows)
    done = chidao("reannotate", "--data", data, "--into", data / "new", "--workers", 1)
    assert done.returncode == 0, done.stderr
    assert objects(path) == rows
    told = chidao("diff", folder, data / "new", "-o", data / "differences.jsonl")
    came = [one for one in objects(data / "differences.jsonl") if one["event"] == "came"]
    assert [(one["article"], one["kind"], one["rules"], one["text"]) for one in came] == [
        (lost["id"], "directive", gone["rules"], gone["action"]["text"])
    ]
    assert f"directive  came     {gone['rules'][0]}" in told.stdout
    assert f"+ {lost['id']}  " in told.stdout


def test_article_whose_day_the_new_rules_read_otherwise_moves_to_its_new_file(
    chidao: "Chidao", sample: Path, data: Path
) -> None:
    """As if the old rules had not found the day: every record was in `undated`."""
    before = stored(data)
    folder = data / "processed" / "records"
    rows = [row | {"published_at": None} for path in sorted(folder.iterdir()) for row in objects(path)]
    shutil.rmtree(folder)
    folder.mkdir()
    rewrite(folder / "undated.jsonl", rows)
    chidao("reannotate", "--data", data, "--from", "archive", "--sources", sample / "sources", "--workers", 1)
    assert stored(data) == before


def test_broken_record_file_stops_reannotating_before_anything_changes(chidao: "Chidao", data: Path) -> None:
    path = next((data / "processed" / "records").iterdir())
    path.write_text("{}\n", encoding="utf-8")
    before = stored(data)
    done = chidao("reannotate", "--data", data, "--workers", 1)
    assert done.returncode == 1
    assert f"{path.name}:1: " in done.stderr
    assert stored(data) == before


@pytest.mark.parametrize("command", [("reannotate",), ("review", "-o", "sheet.csv")])
def test_folder_without_records_is_told(chidao: "Chidao", tmp_path: Path, command: tuple[str, ...]) -> None:
    done = chidao(*command, "--data", tmp_path)
    assert done.returncode == 2
    assert "there are no records" in done.stderr


# --- review ------------------------------------------------------------------------------------------------


def test_corrections_are_laid_on_kept_through_reannotating_and_added_to_gold(
    chidao: "Chidao", data: Path, tmp_path: Path
) -> None:
    sheet, gold = tmp_path / "sheet.jsonl", tmp_path / "gold.jsonl"
    assert chidao("review", "--data", data, "--all", "-o", sheet).returncode == 0
    rows = objects(sheet)
    article = max(rows, key=lambda row: [one["article"] for one in rows].count(row["article"]))["article"]
    mine = [row for row in rows if row["article"] == article]
    for row in mine:
        row["verdict"] = "đúng"
    mine[0]["verdict"] = "sai"
    mine[1]["action"] = "không có trong bài"
    rewrite(sheet, rows)
    done = chidao("review", "--data", data, "--apply", sheet, "--by", "Vĩnh An", "--to-gold", gold)
    assert done.returncode == 1
    assert f"sheet.jsonl:{rows.index(mine[1]) + 1}: the article has no “không có trong bài”" in done.stderr
    assert objects(gold) == []

    mine[1] = chidao_row(mine[1])
    rewrite(sheet, [mine[1]])
    assert chidao("review", "--data", data, "--apply", sheet, "--to-gold", gold).returncode == 0
    [line] = objects(gold)
    assert (line["id"], len(line["directives"])) == (article, len(mine) - 1)
    kept = objects(data / "processed" / "corrections.jsonl")
    assert {one["by"] for one in kept[:-1]} == {"Vĩnh An"}
    corrected = stored(data)

    assert chidao("reannotate", "--data", data, "--workers", 1).returncode == 0
    assert stored(data) == corrected
    again = chidao("review", "--data", data, "--all", "-o", sheet)
    assert article not in {row["article"] for row in objects(sheet)}
    assert again.returncode == 0


def chidao_row(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its action as it stands in the text: a word of its sentence."""
    return row | {"action": row["sentence"].split()[0]}


def test_review_is_told_what_to_do(chidao: "Chidao", data: Path) -> None:
    assert chidao("review", "--data", data).returncode == 2


# --- forget ------------------------------------------------------------------------------------------------


def names_it(data: Path, url: str, key: str) -> list[str]:
    """The files that still have something of the article; the archive, the issues and the note itself aside."""
    aside = ("raw", "runs", "crawl.sqlite", "crawl.sqlite-wal", "forgotten.jsonl")
    files = [path for path in data.rglob("*") if path.is_file() and not set(path.relative_to(data).parts) & set(aside)]
    return [
        str(path.relative_to(data))
        for path in files
        if url.encode() in path.read_bytes() or (path.suffix != ".sqlite" and key.encode() in path.read_bytes())
    ]


def test_forgotten_article_is_nowhere_and_never_comes_back(chidao: "Chidao", sample: Path, data: Path) -> None:
    digest = json.loads((data / "processed" / "digests" / NIGHT / "digest.json").read_bytes())
    key = digest["top"][0].partition(":")[0] if ":" in digest["top"][0] else next(iter(digest["articles"]))
    records = [one for path in sorted((data / "processed" / "records").iterdir()) for one in read_records(path)]
    record = next(one for one in records if one.id == key)
    assert record.url is not None
    assert names_it(data, record.url, key)
    assert chidao("reannotate", "--data", data, "--workers", 1).returncode == 0  # leaves records.old
    shutil.copy(data / "duplicates.sqlite", data / "duplicates.sqlite.new")  # as a killed one does

    done = chidao("forget", "--data", data, record.url.replace("http://", "https://www."), "--by", "Vĩnh An")
    assert done.returncode == 0, done.stderr
    assert "1 records removed" in done.stdout
    assert names_it(data, record.url, key) == []
    assert not (data / "duplicates.sqlite.new").exists()
    assert (
        len([one for path in (data / "processed" / "records").iterdir() for one in read_records(path)])
        == len(records) - 1
    )
    [noted] = objects(data / "forgotten.jsonl")
    assert noted["by"] == "Vĩnh An"

    (data / "crawl.sqlite").unlink()
    for again in (
        ("run", "--sample", sample, "--night", NIGHT, "--data", data),
        ("reannotate", "--data", data, "--from", "archive", "--sources", sample / "sources", "--workers", 1),
    ):
        chidao(*again)
        assert names_it(data, record.url, key) == []
    assert all(page.url != record.url for file in data.rglob("*.warc.gz") for page in read_warc(file))
    chidao("parse", data / "raw", "-o", data / "articles.jsonl")
    assert key not in {row["id"] for row in objects(data / "articles.jsonl")}
    assert chidao("forget", "--data", data, record.url).stdout.startswith(f"{record.url}: 0 records removed")


def test_forgotten_original_is_named_by_none_of_its_reprints(chidao: "Chidao", data: Path) -> None:
    files = sorted((data / "processed" / "records").iterdir())
    records = {one.id: one for path in files for one in read_records(path)}
    original = next(records[one.duplicate_of] for one in records.values() if one.duplicate_of)
    assert original.url is not None
    assert chidao("reannotate", "--data", data, "--workers", 1).returncode == 0  # leaves records.old
    assert chidao("forget", "--data", data, original.url).returncode == 0
    assert names_it(data, original.url, original.id) == []


@pytest.mark.parametrize("url", ["no url", "ftp://bao.example/x", "http://"])
def test_what_is_no_address_is_not_forgotten(chidao: "Chidao", data: Path, url: str) -> None:
    before = stored(data)
    assert chidao("forget", "--data", data, url).returncode == 2
    assert stored(data) == before
    assert not (data / "forgotten.jsonl").exists()


def test_review_and_forget_wait_for_the_nightly_job(chidao: "Chidao", data: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    chidao("review", "--data", data, "-o", sheet)
    with sole_writer(data):
        for command in (
            ("review", "--apply", sheet),
            ("forget", "http://baosongthuong.example/x.html"),
            ("reannotate", "--workers", 1),
        ):
            done = chidao(*command, "--data", data)
            assert done.returncode == 1
            assert "another run is working on this folder" in done.stderr
