import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.errors import ConfigError
from pipeline.sources import load_sources


def sources(*arguments: str, sample: Path | None = None) -> Result:
    return CliRunner().invoke(cli, ["sources", *arguments, *(["--sample", str(sample)] if sample else [])])


@pytest.fixture
def own(tmp_path: Path, sample: Path) -> Path:
    """The sample newspapers, to be changed."""
    return Path(shutil.copytree(sample, tmp_path / "sample"))


def change(own: Path, key: str, old: str, new: str) -> None:
    file = own / "sources" / f"{key}.toml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_list_has_a_line_for_each_source(sample: Path) -> None:
    result = sources("list")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(load_sources())
    assert "never verified; unverified: " in result.stdout
    lines = sources("list", sample=sample).stdout.splitlines()
    assert len(lines) == 4
    assert "feeds 1, sections 4" in lines[3]
    assert "verified 2026-11-23" in lines[3]


def test_show_prints_the_file(sample: Path) -> None:
    result = sources("show", "lamhai", sample=sample)
    assert result.exit_code == 0
    path, _, content = result.stdout.partition("\n")
    assert content == Path(path.removeprefix("# ")).read_text(encoding="utf-8")


def test_an_unknown_source_is_named_with_those_that_there_are(sample: Path) -> None:
    for command in ("show", "check"):
        error = sources(command, "baoao", sample=sample).exception
        assert isinstance(error, ConfigError)
        assert "baoao" in str(error)
        assert "songthuong" in str(error)


@pytest.mark.parametrize("key", ["dakmong", "lamhai", "songthuong", "songthuong-gov"])
def test_check_says_that_a_sound_source_works_and_what_was_seen(sample: Path, key: str) -> None:
    result = sources("check", key, sample=sample)
    assert result.exit_code == 0, result.output
    assert "verdict: it works\n" in result.stdout
    table = tomllib.loads(result.stdout[result.stdout.index("[verified]") :])
    seen = set(table["verified"]["what"])
    assert {"homepage", "article_url", "sections"} <= seen
    assert seen - {"homepage"} <= set(load_sources(sample / "sources")[key].verified.what)  # type: ignore[union-attr]


def test_check_shows_how_the_article_parses_and_by_which_rule(sample: Path) -> None:
    shown = sources("check", "lamhai", sample=sample).stdout
    assert "published_at  2025-08-12T09:40:00+07:00  [analytics articlePublishDate]" in shown
    assert "authors       Văn Tấn" in shown
    assert "sitemaps  http://baolamhai.example/sitemap.xml: 8 links, 8 articles, newest 2025-08-24" in shown


def test_check_reads_the_article_that_it_is_asked_for(sample: Path) -> None:
    url = "http://baosongthuong.example/video-toan-canh-hoi-nghi-ban-thuong-vu-tinh-uy-post118210.html"
    result = sources("check", "songthuong", "--article", url, sample=sample)
    assert result.exit_code == 1
    assert "WRONG: the article: no article: " in result.stdout
    assert "choose another article (--article URL)" in result.stdout


def test_check_shows_links_that_a_wrong_pattern_misses(own: Path) -> None:
    change(own, "dakmong", r"/\d{6}/[^/]+-[0-9a-f]{7}/$", r"-post\d+\.html$")
    result = sources("check", "dakmong", sample=own)
    assert result.exit_code == 1
    assert "does `article_url` fit the site's articles? Other links here: http://baodakmong.example/" in result.stdout
    assert "verdict: no article can be had" in result.stdout
    assert "[verified]" not in result.stdout


def test_check_names_the_feed_that_the_file_has_not_and_a_list_that_is_gone(own: Path) -> None:
    change(own, "songthuong", "/rss/thoi-su.rss", "/rss/cu.rss")
    result = sources("check", "songthuong", sample=own)
    assert result.exit_code == 0
    assert "remark: feeds http://baosongthuong.example/rss/cu.rss: the server answers 404" in result.stdout
    assert '-> feeds = ["http://baosongthuong.example/rss/thoi-su.rss"]' in result.stdout
    assert "verdict: it works, with remarks" in result.stdout
    assert 'what = ["homepage", "article_url", "sections"]' in result.stdout


def test_check_says_that_a_layout_gives_nothing_any_more(own: Path) -> None:
    file = own / "sources" / "dakmong.toml"
    layout = '\n[[layouts]]\nbody = "div.khong-con"\ntitle = "h1"\n'
    file.write_text(file.read_text(encoding="utf-8") + layout, encoding="utf-8")
    result = sources("check", "dakmong", sample=own)
    assert result.exit_code == 0
    assert "remark: `body` of today's layout did not give the article's text" in result.stdout
    assert "`title` of today's layout" not in result.stdout
    assert "if that is a redesign, give this layout `until`" in result.stdout


def test_check_of_a_site_that_is_gone_says_so(own: Path) -> None:
    change(own, "dakmong", "allow_private = true", "allow_private = false")
    result = sources("check", "dakmong", sample=own)
    assert result.exit_code == 1
    assert "WRONG: robots.txt: " in result.stdout
    assert "has it moved (homepage)" in result.stdout


def test_a_new_newspaper_is_one_file(own: Path) -> None:
    text = (own / "sources" / "dakmong.toml").read_text(encoding="utf-8")
    (own / "sources" / "dakmong.toml").unlink()
    (own / "sources" / "baomoi.toml").write_text(text.replace('key = "dakmong"', 'key = "baomoi"'), encoding="utf-8")
    assert sources("check", "baomoi", sample=own).exit_code == 0
