import pytest

from pipeline.errors import NotAnArticleError
from pipeline.parse.dump import read_dump

TITLE = "An Khê chủ động bảo vệ đê điều"


def test_menu_above_the_title_is_left_out(paragraphs: tuple[str, ...]) -> None:
    dump = read_dump("\n".join(["Trang chủ", "Xã hội", "Trang chủ » Xã hội » Đê điều", TITLE, *paragraphs]))
    assert dump.title == TITLE
    assert dump.text == "\n".join(paragraphs)
    assert ("Xã hội", "above the title") in dump.cuts


def test_lists_of_other_stories_and_video_lines_are_cut(paragraphs: tuple[str, ...]) -> None:
    others = [
        "TIN LIÊN QUAN",
        "- Bí thư Huyện ủy yêu cầu các xã hoàn thành trước ngày 1/1/2027 04.06.2026 | 19:03 PM",
    ]
    dump = read_dump("\n".join([TITLE, "Video: 121026.mp4?_t=1", *paragraphs, "Hà An", "Ảnh: Lê Vân", *others]))
    assert dump.text == "\n".join(paragraphs)
    assert dump.byline == (["Hà An"], ["Lê Vân"])


def test_heading_that_the_text_goes_on_after_cuts_nothing(paragraphs: tuple[str, ...]) -> None:
    long = " ".join(paragraphs)
    assert read_dump("\n".join([TITLE, paragraphs[0], "Xem thêm", long])).text.endswith(long)


@pytest.mark.parametrize("dump", ["Trang chủ\nXã hội", "An Khê chủ động bảo vệ đê điều\nNgắn."])
def test_dump_without_text_is_refused(dump: str) -> None:
    with pytest.raises(NotAnArticleError, match="no article text"):
        read_dump(dump)
