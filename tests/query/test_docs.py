"""The pages for researchers hold: every recipe and every line of the Python page runs on the sample newspapers."""

import os
import re
import sys
from pathlib import Path
from subprocess import run

import pytest

from pipeline.query.records import Records

DOCS = Path(__file__).parents[2] / "docs"
RECIPES = re.findall(
    r"^## (\d+)\. .*?^```sh\n(.*?)^```", (DOCS / "queries.md").read_text(encoding="utf-8"), re.M | re.S
)
SQL = re.findall(r"^```sql\n(?!--)(.*?)^```", (DOCS / "queries.md").read_text(encoding="utf-8"), re.M | re.S)
CELLS = re.findall(r"^```python\n(.*?)^```", (DOCS / "notebook.md").read_text(encoding="utf-8"), re.M | re.S)


# Recipes to which the sample newspapers have no answer.
EMPTY = {"9"}
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "CHIDAO_DATA": "data",
}


@pytest.fixture(scope="module")
def workplace(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose `data` has the records of the sample newspapers."""
    folder = tmp_path_factory.mktemp("workplace")
    command = ["chidao", "run", "--sample", str(sample), "--night", "2025-08-31"]
    run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)  # noqa: S603
    return folder


def test_there_are_fifteen_recipes() -> None:
    assert [int(number) for number, _ in RECIPES] == list(range(1, 16))


@pytest.mark.parametrize(("number", "command"), RECIPES, ids=[number for number, _ in RECIPES])
def test_recipe_runs_and_finds_something(number: str, command: str, workplace: Path) -> None:
    done = run(["sh", "-c", command], cwd=workplace, env=ENVIRONMENT, capture_output=True, text=True)  # noqa: S603, S607
    assert done.returncode == 0, done.stderr
    assert "nothing found" not in done.stderr
    assert number in EMPTY or not re.search(r"^0 rows", done.stderr, re.M)


@pytest.mark.parametrize("sql", SQL)
def test_sql_of_the_page_runs(sql: str, workplace: Path) -> None:
    with Records(workplace / "data") as records:
        assert records.sql(sql).schema.names


def test_python_page_runs_from_top_to_bottom(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    names: dict[str, object] = {}
    for cell in CELLS:
        exec(compile(cell, "notebook.md", "exec"), names)  # noqa: S102
    assert len(names["due"]) > 0  # type: ignore[arg-type]
    assert len(names["orders"]) > 0  # type: ignore[arg-type]
