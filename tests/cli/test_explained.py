"""`chidao annotate --explain`: one article as a page."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

Articles = Callable[[int], Path]


def test_explain_writes_the_page_of_the_only_article(chidao: "Chidao", articles: Articles, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = chidao("annotate", "--explain", articles(1), "-o", page)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "a0: 1 directives\n")
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert "Trần Văn Mẫn" in page.read_text("utf-8")


def test_explain_reads_standard_input_and_writes_standard_output(chidao: "Chidao", articles: Articles) -> None:
    done = chidao("annotate", "--explain", "-", stdin=articles(1).read_bytes())
    assert done.returncode == 0
    assert done.stdout.startswith("<!doctype html>")


def test_explain_takes_the_article_with_the_id(chidao: "Chidao", articles: Articles) -> None:
    done = chidao("annotate", "--explain", articles(5), "--id", "a3")
    assert done.returncode == 0
    assert "<bdi>a3</bdi>" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "which article? Say --id ID; it holds a0, a1, a2, a3, a4, a5, a6, a7 and 4 more"),
        (["--id", "b"], "there is no article with the id 'b'; it holds a0, "),
    ],
)
def test_explain_says_which_articles_there_are(
    chidao: "Chidao", articles: Articles, arguments: list[str], message: str
) -> None:
    done = chidao("annotate", "--explain", articles(12), *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_explain_refuses_several_files_and_an_id_alone(chidao: "Chidao", articles: Articles) -> None:
    several = chidao("annotate", "--explain", articles(1), articles(2))
    assert several.returncode == 2
    assert "give one file" in several.stderr
    alone = chidao("annotate", articles(1), "--id", "a0")
    assert alone.returncode == 2
    assert "--id goes with --explain" in alone.stderr


@pytest.mark.parametrize(("content", "message"), [(b"", "no article in it"), (b"no JSON\n", "1:")])
def test_explain_says_what_is_wrong_with_the_file(
    chidao: "Chidao", tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    done = chidao("annotate", "--explain", path)
    assert done.returncode == 1
    assert message in done.stderr


def test_explain_does_not_take_the_place_of_its_input(chidao: "Chidao", articles: Articles) -> None:
    path = articles(1)
    before = path.read_bytes()
    done = chidao("annotate", "--explain", path, "-o", path)
    assert done.returncode == 2
    assert path.read_bytes() == before
