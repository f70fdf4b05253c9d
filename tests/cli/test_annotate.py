"""`chidao annotate`: records in the order of the input, wherever it comes from and whoever works on it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

Articles = Callable[[int], Path]


def ids(lines: str) -> list[str]:
    return [json.loads(line)["id"] for line in lines.splitlines()]


def test_annotate_keeps_the_order_of_the_input(chidao: "Chidao", articles: Articles) -> None:
    done = chidao("annotate", articles(12))
    assert done.returncode == 0
    assert ids(done.stdout) == [f"a{index}" for index in range(12)]
    assert done.stderr == "12 records, 0 issues\n"
    people = [json.loads(line)["people"] for line in done.stdout.splitlines()]
    assert all([person["name"] for person in found] == ["Trần Văn Mẫn"] for found in people)


def test_annotate_reads_standard_input_gzip_and_several_files(
    chidao: "Chidao", articles: Articles, tmp_path: Path
) -> None:
    plain = articles(2)
    zipped = tmp_path / "2.jsonl.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    wanted = chidao("annotate", plain).stdout
    assert chidao("annotate", zipped).stdout == wanted
    assert chidao("annotate", "-", stdin=plain.read_bytes()).stdout == wanted
    assert chidao("annotate", "-", stdin=zipped.read_bytes()).stdout == wanted
    assert chidao("annotate", zipped, plain).stdout == wanted * 2


def test_annotate_gives_the_same_bytes_whatever_the_number_of_workers(
    chidao: "Chidao", articles: Articles, tmp_path: Path
) -> None:
    many = articles(40)
    with many.open("a", encoding="utf-8") as file:
        file.write("no JSON\n")
    outputs = []
    for workers in ("1", "2"):
        output = tmp_path / f"by{workers}.jsonl"
        done = chidao("annotate", many, "-o", output, "--workers", workers)
        assert done.returncode == 1
        outputs.append((output.read_bytes(), Path(f"{output}.issues.jsonl").read_bytes()))
    assert outputs[0] == outputs[1]
    assert ids(outputs[0][0].decode()) == [f"a{index}" for index in range(40)]


def test_annotate_reads_its_own_records_as_articles(chidao: "Chidao", articles: Articles, tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    chidao("annotate", articles(3), "-o", records)
    assert chidao("annotate", records).stdout == records.read_text(encoding="utf-8")


def test_annotate_again_without_issues_takes_the_old_issues_file_away(
    chidao: "Chidao", articles: Articles, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("no JSON\n")
    output, issues = tmp_path / "records.jsonl", tmp_path / "records.jsonl.issues.jsonl"
    assert chidao("annotate", bad, "-o", output).returncode == 1
    assert issues.exists()
    assert chidao("annotate", articles(1), "-o", output).returncode == 0
    assert not issues.exists()


@pytest.mark.parametrize("name", ["same.jsonl", "folder/../same.jsonl", "link.jsonl"])
def test_annotate_refuses_to_write_over_its_input(
    chidao: "Chidao", articles: Articles, tmp_path: Path, name: str
) -> None:
    path = articles(1).rename(tmp_path / "same.jsonl")
    before = path.read_bytes()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.jsonl").symlink_to(path)
    done = chidao("annotate", path, "-o", tmp_path / name)
    assert done.returncode == 2
    assert done.stderr == f"chidao: {tmp_path / name} is also an input: choose another name for the output\n"
    assert path.read_bytes() == before
