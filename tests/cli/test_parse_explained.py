"""`chidao parse --explain`."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao


def test_parse_explain_writes_the_page_where_it_says(chidao: "Chidao", sample: Path, tmp_path: Path) -> None:
    page = next((sample / "sites" / "baosongthuong.example").glob("ban-giao-ho-so-*.html"))
    output = tmp_path / "explained.html"
    done = chidao("parse", page, "--explain", "-o", output)
    assert (done.returncode, done.stdout) == (0, "")
    assert str(output) in done.stderr
    html = output.read_text(encoding="utf-8")
    assert "rule that gave it" in html
    assert "http-equiv" in html


def test_parse_explain_takes_one_page(chidao: "Chidao", sample: Path, tmp_path: Path) -> None:
    for pages in ([sample / "sites"], [tmp_path / "missing.html"]):
        done = chidao("parse", *pages, "--explain", "-o", tmp_path / "explained.html")
        assert done.returncode != 0
        assert done.stderr.startswith("chidao: ")
        assert not (tmp_path / "explained.html").exists()
