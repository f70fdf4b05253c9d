import pytest

from pipeline.lexicons import load_lexicon
from pipeline.summarize.sentences import AnaphorRow, CaptionRow, is_caption, leans_on_the_last


@pytest.mark.parametrize("row", load_lexicon("summary_captions", CaptionRow), ids=lambda row: row.form)
def test_caption_is_known_by_its_words(row: CaptionRow) -> None:
    assert is_caption(row.example)
    assert is_caption(row.example.upper())


@pytest.mark.parametrize(
    "paragraph",
    [
        "Phát biểu tại hội nghị, ông Đỗ Quang Vịnh yêu cầu các xã bàn giao mặt bằng trước ngày 20/6.",
        "Theo hình ảnh do camera ghi lại, nước tràn qua đập lúc 2 giờ sáng.",
        "Chủ tịch UBND tỉnh yêu cầu Sở Xây dựng báo cáo trước ngày 20/6.",
        "Toàn cảnh hồ Đá Bàn nhìn từ trên cao." * 10,
    ],
)
def test_caption_is_not_what_says_more(paragraph: str) -> None:
    assert not is_caption(paragraph)


@pytest.mark.parametrize("row", load_lexicon("summary_anaphors", AnaphorRow), ids=lambda row: row.form)
def test_anaphor_leans_on_the_sentence_before(row: AnaphorRow) -> None:
    assert leans_on_the_last(row.example)
    assert leans_on_the_last(f"“{row.example}")


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("Ông đề nghị các xã khẩn trương bàn giao.", True),
        ("Đồng chí đề nghị các xã khẩn trương bàn giao.", True),
        ("Ông Đỗ Quang Vịnh đề nghị các xã khẩn trương bàn giao.", False),
        ("Bà con thôn Đá Bàn chưa có nước sạch.", False),
        ("Các ông đề nghị bàn giao.", False),
        ("Songkran là lễ hội té nước.", False),
    ],
)
def test_anaphor_is_a_pronoun_that_no_name_follows(sentence: str, leans: bool) -> None:
    assert leans_on_the_last(sentence) is leans
