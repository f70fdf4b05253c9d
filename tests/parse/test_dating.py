"""Which of a page's stamps is believed."""

from collections.abc import Callable

import pytest

from pipeline.parse import parse_page
from pipeline.parse.dating import is_stamp_line
from pipeline.schema import RawPage

MakePage = Callable[..., RawPage]
ISO = '<meta property="article:published_time" content="2026-10-12T08:05:00+07:00">'
SHAREPOINT = '<meta name="GENERATOR" content="Microsoft SharePoint">'


def _others(*stamps: str) -> str:
    return "<ul>" + "".join(f"<li><a href=/x>Tin khác của trang</a> ({stamp})</li>" for stamp in stamps) + "</ul>"


def test_metadata_go_before_what_is_shown(make_page: MakePage) -> None:
    page = make_page(head=ISO, above="<p class=date>11/10/2026 07:00</p>")
    assert parse_page(page).published_at == "2026-10-12T08:05:00+07:00"


def test_iso_goes_before_us_style(make_page: MakePage) -> None:
    page = make_page(
        head='<meta property="article:published_time" content="12/10/2026 8:05:00 AM">'
        "<script>var page = {'articlePublishDate': '2026-10-12T08:05:00+07:00'};</script>"
    )
    assert parse_page(page).published_at == "2026-10-12T08:05:00+07:00"


def test_shown_hour_completes_a_day_from_metadata(make_page: MakePage) -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-10-12"}</script>'
    assert parse_page(make_page(head=head)).published_at == "2026-10-12"
    page = make_page(head=head, above="<span class=pubdate>12/10/2026 - 18:21</span>")
    assert parse_page(page).published_at == "2026-10-12T18:21:00+07:00"


@pytest.mark.parametrize(
    "above",
    [
        "<p>Thứ Hai, 12/10/2026 - 08:05</p>",
        "<p><i>08:05</i> <b>12/10/2026</b></p>",
        "<p>Cập nhật lúc 08:05 ngày 12/10/2026 | Lê Vân</p>",
        '<time datetime="2026-10-12T08:05:00+07:00">3 giờ trước</time>',
    ],
)
def test_stamp_between_title_and_text_is_believed(make_page: MakePage, above: str) -> None:
    assert parse_page(make_page(above=above)).published_at == "2026-10-12T08:05:00+07:00"


@pytest.mark.parametrize(
    "above",
    [
        "<div class=clock>Thứ Hai, 12/10/2026 - 08:05</div>",
        "<div id=top-header><span>12/10/2026 08:05</span></div>",
        "<a href=/tin-2.html>12/10/2026 08:05</a>",
        "<div class=related><span>12/10/2026 08:05</span></div>",
        "<p>Kỷ niệm ngày thành lập xã (12/10/1946 - 12/10/2026)</p>",
        "<p>Chuyên mục chào mừng đại hội đảng bộ xã nhiệm kỳ tới 12/10/2026</p>",
        "<p>Văn bản số 12/10/2026/UBND</p>",
    ],
)
def test_clock_or_other_date_is_not_believed(make_page: MakePage, above: str) -> None:
    assert parse_page(make_page(above=above)).published_at is None


def test_mark_around_title_and_stamp_does_not_part_them(make_page: MakePage) -> None:
    page = make_page(above="<p>12/10/2026 08:05</p>")
    body = page.body.replace(b"<div id=main>", b"<div id=main class=related>")
    assert parse_page(RawPage(url=page.url, body=body)).published_at == "2026-10-12T08:05:00+07:00"


def test_date_in_the_title_or_the_text_is_no_stamp(make_page: MakePage) -> None:
    assert parse_page(make_page(title="Quy định mới từ 1/7/2026")).published_at is None


def test_stamp_below_the_text_is_believed_where_it_is_marked(make_page: MakePage) -> None:
    assert parse_page(make_page(below="<p class=pubdate>12/10/2026</p>")).published_at == "2026-10-12"
    assert parse_page(make_page(below="<p>12/10/2026</p>")).published_at is None


def test_stamp_in_the_future_of_the_fetch_is_not_believed(make_page: MakePage) -> None:
    page = make_page(above="<p>12/10/2026</p>", fetched_at="2026-10-01T00:00:00Z")
    assert parse_page(page).published_at is None


def test_stamp_shared_to_the_minute_by_other_stories_is_an_import(make_page: MakePage) -> None:
    above = "<p>05/08/2026 16:32</p>"
    page = make_page(above=above, below=_others("05/08/2026 16:32", "05/08/2026 16:32"))
    assert parse_page(page).published_at is None
    page = make_page(above=above, below=_others("05/08/2026 16:32", "01/08/2026 10:00"))
    assert parse_page(page).published_at == "2026-08-05T16:32:00+07:00"


def test_item_stamp_of_sharepoint_is_believed_only_where_something_bears_it_out(make_page: MakePage) -> None:
    late, fresh = "<p>26/12/2026 14:14</p>", "<p>13/10/2026 12:00</p>"
    assert parse_page(make_page(head=SHAREPOINT, above=late)).published_at is None
    by_text = parse_page(make_page(head=SHAREPOINT, above=fresh))
    assert by_text.published_at == "2026-10-13T12:00:00+07:00"
    by_feed = parse_page(make_page(head=SHAREPOINT, above=late, below=_others("25/12/2026", "20/12/2026")))
    assert by_feed.published_at == "2026-12-26T14:14:00+07:00"
    by_address = parse_page(make_page(head=SHAREPOINT, above=late, url="http://bao.example/2026-12-26/tin.htm"))
    assert by_address.published_at == "2026-12-26T14:14:00+07:00"


def test_address_gives_the_day_where_the_page_shows_none(make_page: MakePage) -> None:
    assert parse_page(make_page(url="http://bao.example/2026/10/12/tin.htm")).published_at == "2026-10-12"


def test_stamp_line_holds_nothing_but_a_stamp() -> None:
    assert is_stamp_line("Thứ Hai, ngày 12/10/2026 | 08:05 | Lượt xem: 12")
    assert not is_stamp_line("Ngày 12/10/2026, UBND xã An Khê tổ chức hội nghị bàn việc hộ đê.")
