"""Titles of pages that show them in no heading and state them nowhere."""

import pytest

from pipeline.parse import read_page
from pipeline.schema import RawPage

TITLE = "An Khê chủ động bảo vệ đê điều"
TEXT = (
    "<p>Sáng 12/10, UBND xã An Khê tổ chức hội nghị bàn các giải pháp bảo vệ đê điều trong mùa mưa lũ năm nay.</p>"
    "<p>Chủ tịch UBND xã Lò Văn Mẫu yêu cầu các thôn kiểm tra cống dưới đê, báo cáo trước ngày 20/10/2026.</p>"
    "<p>Các đại biểu thống nhất phân công lực lượng trực tại từng điểm xung yếu trên địa bàn.</p>"
)
STAMP = "<td>thứ hai, 12 10 2026 08:52</td>"


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        (f"<table><tr><td>Cải cách hành chính</td>{STAMP}</tr></table><div><p>{TITLE}</p>{TEXT}</div>", "first line"),
        (
            f"<table><tr><td>Tin tức</td>{STAMP}</tr></table><p>{TITLE}</p><div class=article__body>{TEXT}</div>",
            "above",
        ),
    ],
)
def test_title_is_the_line_that_stands_where_titles_stand(html: str, rule: str) -> None:
    article, rules, _ = read_page(RawPage(url="", body=f"<title>Trang chủ</title>{html}</html>".encode()))
    assert article.title == TITLE
    assert rule in rules["title"]
    assert article.text.startswith("Sáng 12/10, UBND xã An Khê")


@pytest.mark.parametrize("line", ["Kinh tế", "Cán bộ xã kiểm tra đê."])
def test_title_is_not_a_label_or_a_sentence(line: str) -> None:
    text = f"<div class=article__body><p>{line}</p>{TEXT}</div>"
    html = f"<title>Trang chủ</title><table><tr>{STAMP}</tr></table>{text}</html>"
    assert read_page(RawPage(url="", body=html.encode())).article.title is None
