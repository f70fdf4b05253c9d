"""Small pages with invented content, made of what a test is about."""

from collections.abc import Callable

import pytest

from pipeline.schema import RawPage

PARAGRAPHS = (
    "Sáng 12/10, UBND xã An Khê tổ chức hội nghị bàn các giải pháp bảo vệ đê điều trong mùa mưa lũ năm nay.",
    "Chủ tịch UBND xã Lò Văn Mẫu yêu cầu các thôn kiểm tra cống dưới đê, báo cáo trước ngày 20/10/2026.",
    "Các đại biểu thống nhất phân công lực lượng trực tại từng điểm xung yếu trên địa bàn.",
)

MakePage = Callable[..., RawPage]


@pytest.fixture
def paragraphs() -> tuple[str, ...]:
    return PARAGRAPHS


@pytest.fixture
def make_page() -> MakePage:
    """A page with a title and a body of three paragraphs, and whatever a test adds."""

    def make(
        *,
        head: str = "",
        above: str = "",
        body: str | None = None,
        below: str = "",
        title: str = "An Khê chủ động bảo vệ đê điều",
        url: str = "http://bao.example/tin-1.html",
        **fields: object,
    ) -> RawPage:
        inner = "".join(f"<p>{line}</p>" for line in PARAGRAPHS) if body is None else body
        html = (
            f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body><div id=main><h1>{title}</h1>"
            f'{above}<div class="article__body">{inner}</div>{below}</div></body></html>'
        )
        return RawPage(url=url, body=html.encode(), **fields)  # type: ignore[arg-type]

    return make
