"""An invented notice, and what becomes of it in other papers."""

import pytest

from pipeline.schema import Article
from pipeline.store.likeness import bands_of, digest_of, is_reprint, words_of

LEAD = "Sáng 12/6, Chủ tịch UBND tỉnh Hải Bình Trần Văn Mẫn kiểm tra tiến độ xây dựng cầu Sông Lụa ở xã Tân Phú."
BODY = (
    "Cầu dài 420m, tổng mức đầu tư 380 tỷ đồng, khởi công từ tháng 9/2024. Đến nay nhà thầu đã xong phần mố và 5 trong"
    " số 9 trụ, chậm hơn kế hoạch một tháng vì còn 14 hộ dân chưa nhận tiền bồi thường.\n"
    "Báo cáo với đoàn, Giám đốc Ban Quản lý dự án Lò Thị Hiền cho biết vật liệu đắp đã có đủ, mặt bằng phía bờ Bắc sẽ"
    " được bàn giao trong tuần tới, riêng bờ Nam phải chờ tỉnh duyệt giá đất tái định cư.\n"
    "Chủ tịch UBND tỉnh yêu cầu Sở Tài chính trình giá đất trước ngày 20/6, giao UBND xã Tân Phú đối thoại với từng hộ,"
    " không để khiếu kiện kéo dài. Nhà thầu phải tổ chức ba ca mỗi ngày và chịu trách nhiệm về an toàn lao động."
)
MORE = (
    "Dịp này, đoàn công tác đã thăm, tặng quà công nhân đang làm việc trên công trường và nghe bà con trong thôn nói về"
    " chuyện đi lại mùa mưa lũ khi chưa có cầu mới."
)
OTHER_LEAD = (
    "Cầu Sông Lụa chậm tiến độ một tháng; lãnh đạo tỉnh Hải Bình vừa yêu cầu gỡ vướng về mặt bằng ngay trong tháng."
)
TITLE = "Chủ tịch tỉnh kiểm tra cầu Sông Lụa"
NOTICE = (
    "Thực hiện Luật Tiếp công dân, Văn phòng HĐND và UBND huyện Mường Lự thông báo lịch tiếp công dân định kỳ của"
    " lãnh đạo huyện tháng {month} năm 2025 như sau: ngày {first} đồng chí {name}, Phó Chủ tịch UBND huyện chủ trì"
    " tiếp; ngày {second} đồng chí {other}, Phó Bí thư Huyện ủy chủ trì tiếp. Địa điểm tại Trụ sở Tiếp công dân huyện,"
    " số 5 đường Lê Lợi. Văn phòng đề nghị các cơ quan có liên quan cử cán bộ dự, chuẩn bị hồ sơ các vụ việc còn tồn"
    " đọng, đồng thời niêm yết lịch này tại trụ sở các xã để nhân dân được biết và đến đúng ngày, đúng giờ."
)


def article(text: str, *, title: str | None = TITLE, source: str | None = "baohaibinh") -> Article:
    return Article(id="0", text=text, title=title, source=source)


ORIGINAL = article(f"{LEAD}\n{BODY}")
ELSEWHERE = {"source": "baodongtan"}


@pytest.mark.parametrize(
    "reprint",
    [
        article(f"{LEAD}\n{BODY}", **ELSEWHERE),
        article(f"{LEAD}\n{BODY}\n{MORE}", **ELSEWHERE),
        article(f"{LEAD}\n{BODY}\n{MORE}", title="Gỡ vướng mặt bằng cho cầu Sông Lụa", **ELSEWHERE),
        article(f"{OTHER_LEAD}\n{BODY}", **ELSEWHERE),
        article(BODY, title=None, source=None),
        article(f"{LEAD}\n{BODY}".replace("UBND tỉnh", "Uỷ ban nhân dân tỉnh"), **ELSEWHERE),
    ],
    ids=["as it was", "extra paragraph", "extra paragraph, other title", "other lead", "no lead", "light edits"],
)
def test_likeness_sees_a_reprint_from_either_side(reprint: Article) -> None:
    assert is_reprint(ORIGINAL, reprint)
    assert is_reprint(reprint, ORIGINAL)
    assert set(bands_of(words_of(ORIGINAL.text))) & set(bands_of(words_of(reprint.text)))


@pytest.mark.parametrize(
    "other",
    [
        article(f"{OTHER_LEAD}\n{MORE}"),
        article(f"{MORE}\n{BODY}", title="Công nhân cầu Sông Lụa được thưởng"),
        article(
            f"{LEAD}\n{BODY}\n" + " ".join(f"Xã thứ {number} đã xong việc {number * 3} ngày." for number in range(80))
        ),
    ],
    ids=["same event, other words", "follow-up in the same paper", "a round-up"],
)
def test_likeness_tells_another_article_from_a_reprint(other: Article) -> None:
    assert not is_reprint(ORIGINAL, other)
    assert not is_reprint(other, ORIGINAL)


def test_likeness_takes_a_form_filled_in_twice_for_two_articles() -> None:
    title = "Thông báo lịch tiếp công dân của lãnh đạo huyện"
    june = NOTICE.format(month=6, first="10/6", second="24/6", name="Vàng Seo Pháng", other="Lương Thị Mùi")
    july = NOTICE.format(month=7, first="8/7", second="22/7", name="Hà Công Sự", other="Lương Thị Mùi")
    assert set(bands_of(words_of(june))) & set(bands_of(words_of(july)))
    assert not is_reprint(article(june, title=title), article(july, title=title))
    assert is_reprint(article(june, title=title), article(f"{june} Trân trọng.", title=title))


def test_likeness_digest_ignores_case_marks_and_tone_style() -> None:
    assert digest_of(article("Uỷ ban, xã: Hoà Bình. " * 20)) == digest_of(article("ủy ban xã hòa bình " * 20))


def test_likeness_digest_of_a_short_text_takes_in_the_title() -> None:
    june, july = (article("Mời xem tệp đính kèm.", title=f"Lịch tiếp công dân tháng {month}") for month in (6, 7))
    assert digest_of(june) != digest_of(july)
    assert digest_of(june) == digest_of(article("Mời xem tệp đính kèm", title=june.title, **ELSEWHERE))


def test_likeness_bands_are_few_however_long_the_text() -> None:
    words = words_of(" ".join(f"xã{number}" for number in range(20_000)))
    assert len(bands_of(words)) == len(bands_of(words_of(BODY)))
    assert bands_of(words_of("Một dòng ngắn.")) == []
