import re
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.sources import Layout, Source, host_of, load_sources

GOOD = """
key = "songdai"
name = "Báo Sông Dài"
kind = "newspaper"
province = "Sông Dài"
former_provinces = ["Núi Cao"]
homepage = "https://www.baosongdai.example/"
sections = ["https://baosongdai.example/chinh-tri/"]
feeds = ["https://rss.baosongdai.example/thoi-su.rss"]
article_url = '''-post\\d+\\.html$'''
delay = 1.5
band = [10, 60]
unverified = ["feeds"]
[verified]
on = 2026-11-20
what = ["homepage"]
[[layouts]]
until = 2024-05-31
body = "div.old"
[[layouts]]
title = "h1.title, h1"
drop = [".related"]
date_format = "%d/%m/%Y"
"""


def write(folder: Path, text: str, name: str = "songdai.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_load_sources_reads_every_field(tmp_path: Path) -> None:
    source = load_sources(write(tmp_path, GOOD))["songdai"]
    assert source.former_provinces == ["Núi Cao"]
    assert source.band == (10, 60)
    assert source.verified is not None
    assert source.verified.on == date(2026, 11, 20)
    assert [layout.until for layout in source.layouts] == [date(2024, 5, 31), None]
    assert (source.allow_private, source.insecure_tls) == (False, False)


def test_load_sources_finds_a_new_file_without_registration(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace('"songdai"', '"songngan"'), "songngan.toml")
    assert list(load_sources(tmp_path)) == ["songdai", "songngan"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('name = "Báo Sông Dài"\n', "", "name"),
        ("delay = 1.5", 'delay = "soon"', "$.delay"),
        ("delay = 1.5", "delay = -1", "$.delay"),
        ("delay = 1.5", "dealy = 1.5", "dealy"),
        ('kind = "newspaper"', 'kind = "blog"', "$.kind"),
        ('key = "songdai"', 'key = "songngan"', "$.key"),
        ("https://www.baosongdai.example/", "ftp://baosongdai.example/", "$.homepage"),
        ("https://rss.baosongdai.example/thoi-su.rss", "/thoi-su.rss", "$.feeds"),
        (r"-post\\d+".replace("\\\\", "\\"), "-post(", "$.article_url"),
        ("[10, 60]", "[60, 10]", "$.band"),
        ('unverified = ["feeds"]', 'unverified = ["fedes"]', "$.unverified"),
        ('what = ["homepage"]', 'what = ["home"]', "$.verified.what"),
        ('body = "div.old"', 'body = "div["', "$.layouts[0].body"),
        ("until = 2024-05-31", 'until = "spring"', "$.layouts[0].until"),
        ("kind =", "kind ", "line 4"),
    ],
)
def test_load_sources_names_file_and_field_of_a_mistake(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError, match=re.escape(field)) as caught:
        load_sources(write(tmp_path, GOOD.replace(old, new)))
    assert "songdai.toml" in str(caught.value)


def test_load_sources_says_that_a_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        load_sources(tmp_path / "nowhere")


def test_a_source_owns_the_articles_on_its_hosts_only(tmp_path: Path) -> None:
    source = load_sources(write(tmp_path, GOOD))["songdai"]
    assert source.owns("http://baosongdai.example/tin-post12.html")
    assert source.owns("https://www.baosongdai.example/a/tin-post12.html")
    assert not source.owns("https://baosongdai.example/tin-12.html")
    assert not source.owns("https://xa.baosongdai.example/tin-post12.html")
    assert not source.owns("https://[tin-post12.html")


def test_host_of_leaves_out_www_and_port() -> None:
    assert host_of("https://www.Bao.example:8080/x") == "bao.example"
    assert host_of("tin.html") == ""


def test_alternatives_split_at_commas_outside_brackets() -> None:
    layout = Layout(title="""h1.name,h1:is(.a, .b) , h2[title="a, b"]""")
    assert layout.alternatives("title") == ["h1.name", "h1:is(.a, .b)", """h2[title="a, b"]"""]
    assert layout.alternatives("body") == []


SHIPPED = load_sources()


def test_there_is_a_newspaper_for_each_of_the_34_provinces() -> None:
    provinces = [source.province for source in SHIPPED.values() if source.kind == "newspaper"]
    assert len(provinces) == len(set(provinces)) == 34
    merged = [name for source in SHIPPED.values() for name in source.former_provinces]
    assert len(merged) == len(set(merged)) == 63 - 34
    assert not set(merged) & set(provinces)


@pytest.mark.parametrize("source", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_shipped_source_is_polite_and_claims_nothing_that_is_unknown(source: Source) -> None:
    assert source.delay >= 1
    assert not source.allow_private
    assert not source.insecure_tls
    assert not source.owns(source.homepage)
    assert not any(source.owns(url) for url in (*source.sections, *source.feeds, *source.sitemaps))
    claimed = set(source.verified.what if source.verified else [])
    assert not claimed & set(source.unverified)
    for field in ("sections", "feeds", "sitemaps", "layouts"):
        assert not getattr(source, field) or field in claimed | set(source.unverified)
