"""The one loader of all lexicons, on tables written by the tests."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from msgspec import Struct

from pipeline import lexicons
from pipeline.errors import ConfigError
from pipeline.lexicons import lexicon_files, load_lexicon


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    rank: int
    level: Literal["province", "commune"] | None = None
    example: str | None = None


@pytest.fixture
def lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A lexicon `offices` in a folder of its own, to be written by the test."""
    path = tmp_path / "offices.tsv"
    monkeypatch.setattr(lexicons, "lexicon_files", lambda: {"offices": path})
    load_lexicon.cache_clear()
    yield path
    load_lexicon.cache_clear()


def test_rows_are_read_as_the_type_says(lexicon: Path) -> None:
    lexicon.write_text(
        '# offices\nform\trank\tlevel\texample\nchủ tịch\t1\tprovince\tông "Chủ tịch"\n\n# more\nbí thư\t2\t\t\n',
        encoding="utf-8",
    )
    assert load_lexicon("offices", Office) == (
        Office("chủ tịch", 1, "province", 'ông "Chủ tịch"'),
        Office("bí thư", 2, None, None),
    )


def test_column_with_a_default_may_be_left_out(lexicon: Path) -> None:
    lexicon.write_text("rank\tform\n1\tchủ tịch\n", encoding="utf-8")
    assert load_lexicon("offices", Office) == (Office("chủ tịch", 1),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("form\trank\tcolour\nbí thư\t1\tđỏ\n", "offices.tsv:2: Object contains unknown field `colour`"),
        ("form\nbí thư\n", "offices.tsv:2: Object missing required field `rank`"),
        ("form\trank\nbí thư\t1\n\n#\nchủ tịch\tmột\n", r"offices.tsv:5: .*`\$.rank`"),
        ("form\trank\n\t1\n", r"offices.tsv:2: .*`\$.form`"),
        ("form\trank\tlevel\nbí thư\t1\ttown\n", r"offices.tsv:2: .*'town'.*`\$.level`"),
        ("form\trank\nbí thư\n", "offices.tsv:2: 2 columns expected"),
        ("form\trank\nbí thư\t1\tx\n", "offices.tsv:2: 2 columns expected"),
        (f"form\trank\n{unicodedata.normalize('NFD', 'bí thư')}\t1\n", "offices.tsv:2: not in NFC"),
    ],
)
def test_line_that_is_wrong_is_named(lexicon: Path, text: str, message: str) -> None:
    lexicon.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_lexicon("offices", Office)


def test_lexicon_that_does_not_exist_is_refused_with_those_that_do(lexicon: Path) -> None:
    lexicon.touch()
    with pytest.raises(ConfigError, match="no lexicon 'ranks'; there are: offices"):
        load_lexicon("ranks", Office)


def test_lexicon_files_are_the_tables_beside_the_loader() -> None:
    files = lexicon_files()
    assert {"abbreviations", "scoring_abbreviations"} <= set(files)
    assert all(file.name == f"{name}.tsv" for name, file in files.items())
