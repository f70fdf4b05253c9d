"""What the code itself must not do: run what it reads, or open what others packed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "pipeline"
# These run what they read.
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "yaml", "cloudpickle", "torch"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
# A word list in the installed package of underthesea: read from there and from nowhere else.
ALLOWED = {("segment/word_model.py", "joblib")}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_nothing_opens_what_can_run_code_while_it_is_read() -> None:
    found = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in modules()
        for name in imports(ast.parse(path.read_text(encoding="utf-8")))
        if name in UNSAFE_MODULES | {"joblib"}
    }
    assert found <= ALLOWED


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_runs_text_or_a_shell(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            assert name not in UNSAFE_CALLS, f"line {node.lineno}"
            assert not any(keyword.arg == "shell" for keyword in node.keywords), f"line {node.lineno}"
