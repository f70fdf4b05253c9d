from pipeline.parse.metadata import Metadata, read_metadata
from pipeline.parse.tree import parse_tree


def _metadata(head: str) -> Metadata:
    html = f"<html><head>{head}</head><body></body></html>"
    return read_metadata(parse_tree(html), html)


def _ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_json_ld_article_is_found_in_a_graph() -> None:
    metadata = _metadata(
        _ld(
            '{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "headline": "Đê An Khê &amp; sông",'
            ' "datePublished": "2026-10-12T08:05:00+07:00", "author": [{"name": "Lê Vân"}],'
            ' "articleSection": ["Xã hội"]}]}'
        )
    )
    assert metadata.kind == "article"
    assert metadata.titles == [("JSON-LD headline", "Đê An Khê & sông")]
    assert metadata.published == [("JSON-LD datePublished", "2026-10-12T08:05:00+07:00")]
    assert metadata.authors == ["Lê Vân"]
    assert metadata.section == "Xã hội"


def test_json_ld_with_trailing_comma_and_raw_newline_is_read() -> None:
    assert _metadata(_ld('{"@type": "NewsArticle", "headline": "Đê\n An Khê",}')).titles == [
        ("JSON-LD headline", "Đê An Khê")
    ]


def test_broken_json_ld_counts_as_absent() -> None:
    assert _metadata(_ld('{"@type": "NewsArticle", "headline"')).kind is None
    assert _metadata(_ld("[" * 100_000)).kind is None


def test_articles_listed_by_a_collection_do_not_make_it_an_article() -> None:
    items = '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle"}]}'
    collection = f'{{"@type": "CollectionPage", "mainEntity": {items}}}'
    assert _metadata(_ld(collection)).kind == "listing"


def test_open_graph_says_what_the_page_is() -> None:
    assert _metadata('<meta property="og:type" content="article">').kind == "article"
    assert _metadata('<meta property="og:type" content="website">').kind == "website"
    assert _metadata('<meta property="og:type" content="video.other">').kind == "video"


def test_analytics_date_is_seen_in_a_script() -> None:
    metadata = _metadata("<script>gtag('config', {'articlePublishDate': '2026-10-12T08:05:00+07:00'});</script>")
    assert metadata.published == [("analytics articlePublishDate", "2026-10-12T08:05:00+07:00")]


def test_crawl_clock_is_no_publication_date() -> None:
    assert _metadata('<meta name="datetimenow" content="01/10/2026 12:57:04">').published == []


def test_author_that_is_an_address_is_left_out() -> None:
    assert _metadata('<meta property="article:author" content="https://social.example/bao">').authors == []
