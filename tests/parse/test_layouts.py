"""Every layout of every source on a frozen page of its markup: one invented article, the same everywhere."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from pipeline.parse import read_page
from pipeline.schema import RawPage
from pipeline.sources import Layout, Source, load_sources

FOLDER = Path(__file__).parent / "layouts"
EXPECTED: dict[str, Any] = tomllib.loads((FOLDER / "article.toml").read_text(encoding="utf-8"))
FIELDS = ("title", "published_at", "section", "authors", "photographers", "text")
SOURCES = load_sources()


def layouts() -> dict[str, tuple[Source, Layout]]:
    """Each layout by the name of its page; a source without one is read by the marks that all sources share."""
    named = {}
    for key, source in SOURCES.items():
        for layout in source.layouts or [Layout()]:
            named[f"{key}-{layout.until.year}" if layout.until else key] = (source, layout)
    return named


LAYOUTS = layouts()


def fetched_page(name: str) -> RawPage:
    """The page as it came the day after publication, when its layout held."""
    _, layout = LAYOUTS[name]
    year = layout.until.year if layout.until else 2025
    headers = {"content-type": "text/html; charset=utf-8"}
    body = (FOLDER / f"{name}.html").read_bytes()
    return RawPage(url="", body=body, headers=headers, fetched_at=f"{year}-06-13T01:00:00+07:00")


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_gives_the_article_and_nothing_beside_it(name: str) -> None:
    source, layout = LAYOUTS[name]
    article, rules, _ = read_page(fetched_page(name), source)
    expected = {field: EXPECTED[field] for field in FIELDS} | EXPECTED.get(name, {})
    if layout.until:
        expected["published_at"] = expected["published_at"].replace("2025", str(layout.until.year))
    found = {field: "" if (value := getattr(article, field)) is None else value for field in FIELDS}
    assert found | {"text": article.text.split("\n")} == expected
    assert source.owns(article.url or "")
    assert rules["text"].startswith("layout ") or not layout.body


def test_layouts_have_a_page_each() -> None:
    assert {file.stem for file in FOLDER.glob("*.html")} == set(LAYOUTS)
    assert set(EXPECTED) - set(FIELDS) <= set(LAYOUTS)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_layouts_that_were_not_seen_on_the_live_site_are_called_unverified(source: Source) -> None:
    assert (
        not source.layouts or "layouts" in source.unverified or (source.verified and "layouts" in source.verified.what)
    )


def test_layout_drops_from_the_text_what_holds_neither_title_nor_lead() -> None:
    html = (
        "<title>Báo Mẫu</title><div id=entry><div class=head><h1>Xã An Khê kiểm tra đê</h1><p class=lead>Sáng 12/10, xã"
        " An Khê kiểm tra toàn tuyến đê sông Lụa để phòng lũ.</p></div><p>Chủ tịch UBND xã yêu cầu các thôn sửa cống"
        " dưới đê, báo cáo trước ngày 20/10 và tổ chức trực ban suốt mùa mưa lũ năm nay.</p><div class=pen>Hà An</div>"
        "<div class=more>Các thôn khác cũng đã được yêu cầu báo cáo.</div></div></body>"
    )
    layout = Layout(lead=".lead", body="#entry", authors=".pen", drop=[".head", ".more", ".pen"])
    source = structs.replace(SOURCES["hanoimoi"], layouts=[layout])
    article, _, cuts = read_page(RawPage(url="", body=html.encode()), source)
    assert [line.split(",")[0] for line in article.text.split("\n")] == [
        "Sáng 12/10",
        "Chủ tịch UBND xã yêu cầu các thôn sửa cống dưới đê",
    ]
    assert article.authors == ["Hà An"]
    assert ("Các thôn khác cũng đã được yêu cầu báo cáo.", "layout drops .more") in cuts
