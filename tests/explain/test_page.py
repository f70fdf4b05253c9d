import pytest

from pipeline.explain.page import Line, explain_page, what_became
from pipeline.parse import read_page
from pipeline.parse.lines import lines_of
from pipeline.schema import RawPage

LEAD = "Sáng 10/6, đồng chí Trần Văn Mẫn, Chủ tịch UBND tỉnh, kiểm tra tiến độ xây dựng cầu Sông Lụa ở xã Tân Phú."
ORDER = "Đồng chí yêu cầu Sở Xây dựng hoàn thành phần mố cầu, báo cáo UBND tỉnh trước ngày 30/6 để theo dõi chung."
RELATED = "Bí thư Tỉnh ủy yêu cầu các xã chuẩn bị đại hội"
HOSTILE = "Ông nói: <script>alert(1)</script> và {{ 7 * 7 }} cùng <b onclick='x()'>chữ\u202e đảo</b> trong một câu dài."
TITLE = "Kiểm tra cầu Sông Lụa ở xã Tân Phú"
HTML = f"""<html><head><meta charset="utf-8"><meta property="og:title" content="{TITLE}"><title>{TITLE}</title></head>
<body><div class="menu"><a href="/">Trang chủ</a></div><h1>{TITLE}</h1>
<div class="article__body"><p>(BHB) - {LEAD}</p><div class="related"><a href="/b">{RELATED}</a></div>
<p style="display: none">Ẩn</p><p>{ORDER}</p><p>{{more}}</p><p>HẢI YẾN</p></div>
<footer>Bản quyền thuộc Báo Hải Bình</footer></body></html>"""


def page(more: str = "Nhà thầu hứa làm ba ca mỗi ngày để kịp tiến độ đề ra.") -> RawPage:
    return RawPage(url="https://baohaibinh.example/cau.html", body=HTML.replace("{more}", more).encode())


def test_page_tells_of_each_line_in_page_order_what_became_of_it() -> None:
    told = what_became(lines_of(page()), read_page(page()))
    assert told == [
        Line("Trang chủ", "outside"),
        Line(TITLE, "title"),
        Line(f"(BHB) - {LEAD}", "changed", "(BHB) -"),
        Line(RELATED, "cut", "marked related"),
        Line("Ẩn", "cut", "hidden"),
        Line(ORDER, "kept"),
        Line("Nhà thầu hứa làm ba ca mỗi ngày để kịp tiến độ đề ra.", "kept"),
        Line("HẢI YẾN", "cut", "byline"),
        Line("Bản quyền thuộc Báo Hải Bình", "outside"),
    ]


def test_page_gives_each_field_with_the_rule_that_gave_it() -> None:
    html = explain_page("cau.html", page())
    for piece in ("heading, as in og:title", "mark .article__body", "byline in the text", "Hải Yến", "none found"):
        assert piece in html


def test_page_shows_hostile_content_as_text() -> None:
    hostile = HOSTILE.replace("<", "&lt;")
    html = explain_page("<i>x</i>.html", page(hostile))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html
    assert "⟨U+202E⟩" not in html  # the text is normalised when it is parsed: such signs are gone
    assert "\u202e" not in html
    assert "<script" not in html
    assert "&lt;i&gt;x&lt;/i&gt;.html" in html


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (RawPage(url="", body="<title>Không tìm thấy trang</title><p>Trang chủ".encode()), "Trang chủ"),
        (RawPage(url="", body=b""), "the page is empty"),
        (RawPage(url="", body=b"%PDF-1.7"), "the page is binary"),
    ],
)
def test_page_that_is_no_article_is_shown_with_the_reason(raw: RawPage, reason: str) -> None:
    html = explain_page("x.html", raw)
    assert "No article:" in html
    assert reason in html


def test_page_of_a_text_dump_is_explained_too() -> None:
    lines = [TITLE, LEAD, ORDER, "Tin liên quan", f"- {RELATED}"]
    dump = RawPage(url="", body="\n".join(lines).encode(), headers={"content-type": "text/plain"})
    told = what_became(lines_of(dump), read_page(dump))
    assert [line.status for line in told] == ["title", "kept", "kept", "cut", "cut"]
