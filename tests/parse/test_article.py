import hashlib
from collections.abc import Callable
from datetime import date

import pytest

from pipeline.errors import InputError, NotAnArticleError
from pipeline.parse import parse_page, read_page
from pipeline.schema import ArchivePlace, RawPage
from pipeline.sources import Layout, Source
from pipeline.urls import article_id

MakePage = Callable[..., RawPage]
JSON_LD = '<script type="application/ld+json">{{"@type": "NewsArticle", {}}}</script>'


def _source(**fields: object) -> Source:
    return Source(
        key="mau",
        name="Báo Mẫu",
        kind="newspaper",
        homepage="http://bao.example/",
        article_url=r"\.html$",
        province="Mẫu",
        **fields,  # type: ignore[arg-type]
    )


# --- address and id ------------------------------------------------------------------------------------


def test_id_comes_from_the_canonical_address(make_page: MakePage) -> None:
    article = parse_page(make_page(url="HTTP://Bao.example/tin-1.html?utm_source=x#y"))
    assert article.url == "http://bao.example/tin-1.html"
    assert article.id == article_id("http://bao.example/tin-1.html")


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="http://bao.example/tin-2.html">', "http://bao.example/tin-2.html"),
        ('<link rel="canonical" href="/tin-2.html">', "http://bao.example/tin-2.html"),
        (
            '<meta property="og:url" content="http://www.bao.example/tin-2.html">',
            "http://www.bao.example/tin-2.html",
        ),
        ('<link rel="canonical" href="http://khac.example/tin-2.html">', "http://bao.example/tin-1.html"),
        ('<link rel="canonical" href="http://bao.example/">', "http://bao.example/tin-1.html"),
        ('<link rel="canonical" href="http://[">', "http://bao.example/tin-1.html"),
    ],
)
def test_stated_address_wins_on_the_same_host(make_page: MakePage, head: str, url: str) -> None:
    assert parse_page(make_page(head=head)).url == url


def test_saved_page_takes_its_stated_address(make_page: MakePage) -> None:
    page = make_page(url="", head='<meta property="og:url" content="http://bao.example/tin-2.html">')
    assert parse_page(page).url == "http://bao.example/tin-2.html"


def test_saved_page_without_address_is_known_by_its_bytes(make_page: MakePage) -> None:
    page = make_page(url="")
    article = parse_page(page)
    assert article.url is None
    assert article.id == hashlib.sha256(page.body).hexdigest()[:16]


def test_source_and_archive_are_handed_on(make_page: MakePage) -> None:
    place = ArchivePlace("raw/mau/2026-10-12.warc.gz", 7)
    article = parse_page(make_page(archive=place), _source())
    assert (article.source, article.province, article.archive) == ("mau", "Mẫu", place)


# --- text ----------------------------------------------------------------------------------------------


def test_body_is_paragraphs_one_a_line(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    assert parse_page(make_page()).text == "\n".join(paragraphs)


def test_unknown_layout_is_read_the_general_way(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    page = make_page(body="", below="<div class=xyz>" + "".join(f"<p>{line}</p>" for line in paragraphs) + "</div>")
    reading = read_page(page)
    assert reading.rules["text"] == "trafilatura"
    assert reading.article.text == "\n".join(paragraphs)


def test_lead_stands_first_and_once(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    lead = "Mùa mưa lũ đến gần, xã An Khê tập trung kiểm tra toàn tuyến đê."
    inner = f"<p><strong>{lead}</strong></p>" + "".join(f"<p>{line}</p>" for line in paragraphs)
    page = make_page(above=f"<div class=sapo>(BM) - {lead}</div>", body=inner)
    assert parse_page(page).text == "\n".join([lead, *paragraphs])


def test_lead_cut_short_gives_way_to_the_paragraph_that_goes_on(
    make_page: MakePage, paragraphs: tuple[str, ...]
) -> None:
    page = make_page(above=f"<div class=sapo>{paragraphs[0][:70]}...</div>")
    assert parse_page(page).text == "\n".join(paragraphs)


def test_caption_is_a_paragraph_without_its_credit(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    figure = "<figure><img src=a.jpg><figcaption>Đê An Khê. Ảnh: Lê Vân</figcaption></figure>"
    article = parse_page(make_page(body=f"<p>{paragraphs[0]}</p>{figure}<p>{paragraphs[1]}</p><p>HÀ AN</p>"))
    assert article.text == "\n".join([paragraphs[0], "Đê An Khê.", paragraphs[1]])
    assert (article.authors, article.photographers) == (["Hà An"], ["Lê Vân"])


@pytest.mark.parametrize(
    "junk",
    [
        '<div class="box-related"><p>Bí thư Huyện ủy yêu cầu hoàn thành trước ngày 1/1.</p></div>',
        "<p>Video: 121026-de-an-khe.mp4?_t=1</p>",
        "<p>0:00 / 0:00 Nam miền Bắc Nữ miền Bắc</p>",
        "<p>Nguồn baomau.vn Link bài gốc Copy Link</p>",
        '<p><a href="/tin-9.html">Xã Tân Mẫu khánh thành cầu dân sinh bắc qua suối</a></p>',
        "<h3>TIN LIÊN QUAN</h3><ul><li><a href=/a>Xã Tân Mẫu khánh thành cầu</a></li></ul>",
        "<h3>Tin cùng chuyên mục</h3><p>- Xã Tân Mẫu khánh thành cầu</p>",
        "<p style='display: none'>Bản xem trước của bài viết đang soạn</p>",
        '<div class="fb-comments">Bình luận của bạn đọc về bài viết</div>',
    ],
)
def test_what_is_no_part_of_the_article_is_left_out(
    make_page: MakePage, paragraphs: tuple[str, ...], junk: str
) -> None:
    body = "".join(f"<p>{line}</p>" for line in paragraphs)
    assert parse_page(make_page(body=body + junk)).text == "\n".join(paragraphs)


def test_repeated_body_is_read_once(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    body = "".join(f"<p>{line}</p>" for line in paragraphs) * 2
    assert parse_page(make_page(body=body)).text == "\n".join(paragraphs)


def test_text_is_normalised(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    body = f"<p>Ðê\u200b  An&nbsp;Kh\u0065\u0302, {paragraphs[0]}</p><p>{paragraphs[1]}</p>"
    assert parse_page(make_page(body=body)).text.startswith(f"Đê An Khê, {paragraphs[0]}\n")


def test_stray_end_of_page_before_its_head_is_survived(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    page = make_page()
    body = page.body.replace(b"<html>", b"<html></html>", 1)
    assert parse_page(RawPage(url=page.url, body=body)).text == "\n".join(paragraphs)


# --- title, section, authors ---------------------------------------------------------------------------


def test_title_is_the_heading_that_metadata_confirm(make_page: MakePage) -> None:
    page = make_page(
        title="Trang chủ » Xã hội",
        head=JSON_LD.format('"headline": "An Khê giữ vững tuyến đê"'),
        above="<h2>An Khê giữ vững tuyến đê</h2>",
    )
    assert parse_page(page).title == "An Khê giữ vững tuyến đê"


def test_name_of_the_site_is_cut_from_a_stated_title(make_page: MakePage) -> None:
    page = make_page(title="Báo Mẫu", head='<meta property="og:title" content="An Khê giữ vững tuyến đê | Báo Mẫu">')
    body = page.body.replace(b"<h1>", b"<b>").replace(b"</h1>", b"</b>")
    assert parse_page(RawPage(url=page.url, body=body)).title == "An Khê giữ vững tuyến đê"


def test_newspaper_is_not_its_author(make_page: MakePage) -> None:
    assert parse_page(make_page(head=JSON_LD.format('"author": {"name": "Báo Mẫu điện tử"}'))).authors == []
    assert parse_page(make_page(head=JSON_LD.format('"author": {"name": "Lê Vân"}'))).authors == ["Lê Vân"]


def test_marked_author_is_read(make_page: MakePage) -> None:
    assert parse_page(make_page(below="<p class=author>LÊ VÂN</p>")).authors == ["Lê Vân"]
    in_comments = "<div class=user-comment><p class=author>LÊ VÂN</p></div>"
    assert parse_page(make_page(below=in_comments)).authors == []


def test_section_is_the_last_step_of_the_breadcrumb(make_page: MakePage) -> None:
    crumbs = '<ul class="breadcrumb"><li><a href=/>Trang chủ</a></li><li><a href=/x>Xã hội</a></li>'
    crumbs += "<li>An Khê chủ động bảo vệ đê điều</li></ul>"
    assert parse_page(make_page(above=crumbs)).section == "Xã hội"


# --- layouts of a source -------------------------------------------------------------------------------


def test_layout_of_the_day_of_the_fetch_is_used(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    text = "".join(f"<p>{line}</p>" for line in paragraphs)
    page = {
        "body": "",
        "above": "<i class=luc>12.10.24</i>",
        "below": f"<div class=cu>{text}<p>Bản cũ của trang.</p></div>"
        f"<div class=nay>{text}<div class=bo>Bỏ.</div></div>",
    }
    source = _source(
        layouts=[
            Layout(until=date(2025, 6, 30), body=".cu", published=".luc", date_format="%d.%m.%y"),
            Layout(body=".khong-co, .nay", drop=[".bo"]),
        ]
    )
    old = parse_page(make_page(**page, fetched_at="2025-06-30T10:00:00Z"), source)
    assert old.text.endswith("Bản cũ của trang.")
    assert old.published_at == "2024-10-12"
    new = parse_page(make_page(**page, fetched_at="2025-07-02T20:00:00Z"), source)
    assert new.text == "\n".join(paragraphs)


# --- refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"url": "http://bao.example/"}, "home page"),
        ({"url": "http://bao.example/tim-kiem.html"}, "search page"),
        ({"url": "http://bao.example/tu-khoa/de-dieu.html"}, "tag page"),
        ({"status": 404}, "error page: status 404"),
        ({"headers": {"content-type": "application/rss+xml"}}, "not a page"),
        ({"title": "404 - Không tìm thấy trang"}, "error page"),
        ({"body": "<p>Nội dung bạn tìm không tồn tại hoặc đã bị xóa.</p>"}, "error page|no article text"),
        ({"body": "<p>Ngắn.</p>"}, "no article text"),
        (
            {"head": '<meta property="og:type" content="video">', "body": "<p>" + "Phim về đê An Khê. " * 10},
            "video page",
        ),
        ({"head": '<script type="application/ld+json">{"@type": "CollectionPage"}</script>'}, "section page"),
    ],
)
def test_page_that_is_no_article_is_refused(make_page: MakePage, changes: dict[str, object], reason: str) -> None:
    with pytest.raises(NotAnArticleError, match=reason):
        parse_page(make_page(**changes))


def test_list_of_teasers_is_refused(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    teasers = "".join(
        f"<li><h3><a href=/{n}>Xã An Khê họp bàn hộ đê lần thứ {n}</a></h3><p>{paragraphs[n % 3]} ({n})</p></li>"
        for n in range(8)
    )
    with pytest.raises(NotAnArticleError, match="section page"):
        parse_page(make_page(body=f"<ul>{teasers}</ul>"))


def test_home_page_of_teasers_in_marked_elements_is_refused(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    teasers = "".join(
        f"<h3><a href=/{n}>Xã An Khê họp bàn hộ đê lần thứ {n}</a></h3><div class=entry-content>{text} {text}</div>"
        for n, text in enumerate(paragraphs)
    )
    with pytest.raises(NotAnArticleError):
        parse_page(make_page(url="", title="Báo điện tử Bản Mẫu", body="", below=teasers))


def test_page_over_the_limit_is_refused() -> None:
    with pytest.raises(InputError, match="50000000 bytes, more than 20971520"):
        parse_page(RawPage(url="", body=b"<p>Trang</p> " * 3_846_153 + b" " * 11))


def test_page_cut_off_within_its_text_is_refused(make_page: MakePage) -> None:
    page = make_page()
    with pytest.raises(InputError, match="cut off"):
        parse_page(RawPage(url=page.url, body=page.body[: page.body.index("điểm xung yếu".encode())]))


# --- dumps ---------------------------------------------------------------------------------------------


def test_text_dump_is_read_as_a_page(paragraphs: tuple[str, ...]) -> None:
    lines = [
        "An Khê chủ động bảo vệ đê điều",
        "12/10/2026 | 08:05",
        *paragraphs,
        "HÀ AN",
        "Tin cùng chuyên mục",
        "- Tin khác",
    ]
    article = parse_page(RawPage(url="", body="\n".join(lines).encode(), headers={"content-type": "text/plain"}))
    assert article.title == "An Khê chủ động bảo vệ đê điều"
    assert article.published_at == "2026-10-12T08:05:00+07:00"
    assert article.text == "\n".join(paragraphs)
    assert article.authors == ["Hà An"]


# --- reasons -------------------------------------------------------------------------------------------


def test_reading_names_the_rules_and_what_was_cut(make_page: MakePage, paragraphs: tuple[str, ...]) -> None:
    page = make_page(body=f"<p>{paragraphs[0]}</p><p>{paragraphs[1]}</p><div class=related>Tin khác</div>")
    reading = read_page(page)
    assert reading.rules == {
        "text": "mark .article__body",
        "title": "heading, as in <title>",
        "url": "fetched",
    }
    assert ("Tin khác", "marked related") in reading.cuts
