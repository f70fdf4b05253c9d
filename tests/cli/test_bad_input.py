"""What can't be used gets one clear line and an exit status; the rest goes through, and nothing half is left."""

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

Articles = Callable[[int], Path]

LINES = {
    b"no JSON": "JSON is malformed",
    b'{"id": "b", "text": "M': "JSON is malformed",
    b'["b"]': "Expected `object`, got `array`",
    b'{"id": "b"}': "missing required field `text`",
    b'{"id": "b", "text": 5}': "Expected `str`, got `int` - at `$.text`",
    b'{"id": "b", "text": " \\n\\u200b"}': "the article has no text",
    b'{"text": "M"}': "the article has neither `id` nor `url`",
    b'{"url": "bao.example", "text": "M"}': "`url` is not an http(s) URL: 'bao.example'",
    b'{"id": "b", "text": "M", "published_at": "2025-02-30"}': "`published_at` is no",
    b'{"id": "b", "text": "M\xff"}': "not UTF-8: byte 22 of the line is 0xff",
    b"[" * 5000: "",
}


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


@pytest.mark.parametrize("line", LINES)
def test_line_that_is_no_article_is_told_and_the_others_go_on(
    line: bytes, chidao: "Chidao", articles: Articles, tmp_path: Path
) -> None:
    path = articles(2)
    first, second = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([first, line, second]))
    output = tmp_path / "out" / "records.jsonl"
    done = chidao("annotate", path, "-o", output)
    assert done.returncode == 1
    told, summary = done.stderr.splitlines()
    assert told.startswith(f"{path}:2: ")
    assert LINES[line] in told
    assert summary == "2 records, 1 issues"
    assert [json.loads(record)["id"] for record in output.read_bytes().splitlines()] == ["a0", "a1"]
    (issue,) = map(json.loads, Path(f"{output}.issues.jsonl").read_bytes().splitlines())
    assert (issue["stage"], issue["kind"], issue["message"]) == ("annotate", "bad_input", told)
    assert files_in(output.parent) == {"records.jsonl", "records.jsonl.issues.jsonl"}


def test_many_bad_lines_are_not_all_said_but_all_kept(chidao: "Chidao", tmp_path: Path) -> None:
    path, output = tmp_path / "bad.jsonl", tmp_path / "records.jsonl"
    path.write_text("no JSON\n" * 500)
    done = chidao("annotate", path, "-o", output)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) < 30
    assert len(Path(f"{output}.issues.jsonl").read_bytes().splitlines()) == 500


def missing(path: Path) -> None:
    assert not path.exists()


def folder(path: Path) -> None:
    path.mkdir()


def binary(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random.Random(1).randbytes(9000))


def truncated(path: Path) -> None:
    path.write_bytes(gzip.compress(random.Random(1).randbytes(9000).hex().encode())[:-100])


def no_gzip(path: Path) -> None:
    path.write_bytes(b"\x1f\x8b" + random.Random(1).randbytes(9000))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (missing, "No such file or directory"),
        (folder, "Is a directory"),
        (binary, "a binary file, not JSON lines"),
        (truncated, "Compressed file ended before"),
        (no_gzip, ""),
    ],
)
def test_file_that_cannot_be_read_is_told_and_the_others_go_on(
    make: Callable[[Path], None], reason: str, chidao: "Chidao", articles: Articles, tmp_path: Path
) -> None:
    bad = tmp_path / "bad"
    make(bad)
    done = chidao("annotate", bad, articles(1))
    assert done.returncode == 1
    told, summary = done.stderr.splitlines()
    assert told.startswith(f"{bad}: ")
    assert reason in told
    assert summary == "1 records, 1 issues"
    assert json.loads(done.stdout)["id"] == "a0"


def test_truncated_gzip_gives_the_articles_before_the_break(chidao: "Chidao", tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(n), "text": random.Random(n).randbytes(4000).hex()}) for n in range(12)]
    zipped = gzip.compress("\n".join(lines).encode())
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(zipped[: len(zipped) // 2])
    done = chidao("annotate", cut)
    assert done.returncode == 1
    assert 3 <= len(done.stdout.splitlines()) <= 6
    assert done.stderr.startswith(f"{cut}: ")


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_input_without_any_article_is_nothing_came_in(chidao: "Chidao", tmp_path: Path, content: bytes) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(content)
    done = chidao("annotate", empty, "-o", tmp_path / "records.jsonl")
    assert done.returncode == 3
    assert "nothing came in" in done.stderr
    assert (tmp_path / "records.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nosuch"], "No such command 'nosuch'"),
        (["annotate", "--nosuch", "x"], "No such option '--nosuch'"),
        (["annotate"], "Missing argument 'ARTICLES...'"),
        (["annotate", "x", "--workers", "0"], "'--workers'"),
        (["annotate", "x", "-o", "."], "File '.' is a directory"),
        (["evaluate", "nosuch.jsonl", "nosuch.jsonl"], "File 'nosuch.jsonl' does not exist"),
        (["parse", "x", "--sources", "nosuch"], "Directory 'nosuch' does not exist"),
        (["run", "--sample", "nosuch"], "Directory 'nosuch' does not exist"),
        (["run", "--night", "2025-13-45"], "'2025-13-45' does not match"),
        (["run", "--source", "nosuch"], "no such source: nosuch; there are: "),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_done(
    arguments: list[str], reason: str, chidao: "Chidao", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = chidao(*arguments)
    assert done.returncode == 2
    assert reason in done.stderr.splitlines()[-1]
    assert done.stdout == ""
    assert files_in(tmp_path) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["annotate", "{articles}", "-o", "{articles}/records.jsonl"],
        ["annotate", "{articles}", "-o", "/dev/full"],
        ["parse", "{pages}", "-o", "{articles}/articles.jsonl"],
        ["run", "--sample", "{sample}", "--data", "{articles}/data"],
        ["run", "--sample", "{folder}", "--data", "{folder}/data"],
        ["evaluate", "{gold}", "{gold}", "--raise-floors", "{gold}/floors.toml"],
    ],
)
def test_what_the_system_refuses_is_told_in_one_line(
    arguments: list[str], chidao: "Chidao", articles: Articles, sample: Path, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "a", "text": "M", "people": [], "dates": [], "directives": []}\n')
    places = {
        "articles": articles(1),
        "pages": sample / "sites" / "baolamhai.example" / "index.html",
        "sample": sample,
        "folder": tmp_path,
        "gold": gold,
    }
    before = files_in(tmp_path)
    done = chidao(*(argument.format(**places) for argument in arguments))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("chidao: ")
    assert "Traceback" not in done.stderr
    assert not {name for name in files_in(tmp_path) - before if name.endswith(".tmp")}
