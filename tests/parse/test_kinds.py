import pytest

from pipeline.parse.kinds import kind_of


@pytest.mark.parametrize(
    "title",
    [
        "500 hộ dân xã An Khê được cấp nước sạch",
        "Tìm kiếm người mất tích trên sông Mẫu",
        "Giới thiệu di tích đền An Khê",
        "Du lịch - động lực mới của xã An Khê",
        "Nông nghiệp: trụ đỡ của kinh tế xã",
        "Đê An Khê không tồn tại vết nứt nào",
        "Thông báo tuyển dụng viên chức năm 2026",
        "Quảng cáo sai sự thật bị xử phạt nặng",
    ],
)
def test_title_of_an_article_is_no_kind_of_page(title: str) -> None:
    assert kind_of("title", title) is None
    assert kind_of("site", title) is None


@pytest.mark.parametrize(
    "path",
    [
        "/tin-1.html",
        "/xa-hoi/tin-ve-video-1.html",
        "/chinh-tri/202608/tin-58d2f0e/",
        "/Pages/2026-8-19/tin.htm",
    ],
)
def test_path_of_an_article_is_no_kind_of_page(path: str) -> None:
    assert kind_of("path", path) is None
