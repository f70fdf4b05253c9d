"""Every refusal has a reason that can be shown."""

from collections.abc import Callable

import pytest

from pipeline.annotate.directives.reading import Reading
from pipeline.annotate.directives.speech import Refusal, read_orders


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Thời gian qua, UBND tỉnh đã chỉ đạo các huyện khắc phục hậu quả bão.", "reported as done"),
        ("UBND tỉnh đã chỉ đạo các huyện hoàn thành việc khắc phục hậu quả bão.", "reported as done"),
        ("UBND tỉnh không hề yêu cầu các huyện báo cáo.", "not ordered"),
        ("Luật yêu cầu chủ rừng lập phương án.", "what a law or a contract says"),
        ("Theo cáo trạng, ông Phú chỉ đạo Phòng Kế hoạch lập hồ sơ khống.", "told at a trial"),
        ("Việc UBND huyện yêu cầu các xã thu phí là sai.", "what the sentence judges, not reports"),
        ("Sở Y tế được giao phụ trách khu cách ly.", "an appointment, not an order"),
        ("Sở Y tế nhận được đơn yêu cầu kiểm tra phòng khám.", "asked of the one named, not ordered by them"),
        ("Bộ Ngoại giao Mỹ yêu cầu các bên kiềm chế.", "the one who asks serves another country"),
        ("UBND tỉnh đề nghị Trung Quốc tạo điều kiện thông quan.", "asked of another country"),
        ("UBND tỉnh đề nghị tòa án trả hồ sơ.", "asked of a court"),
        ("UBND huyện đề nghị UBND tỉnh bổ sung kinh phí.", "asked of a higher body"),
        ("Cử tri đề nghị huyện sửa cầu treo.", "the one who asks has no authority"),
        ("Nếu UBND tỉnh yêu cầu thì công ty cung cấp hồ sơ.", "a condition"),
        ("Huyện sẽ yêu cầu các xã kiểm tra hồ đập.", "proposed, promised or conditional"),
        ("UBND tỉnh kiến nghị Thủ tướng chỉ đạo Bộ Tài chính bố trí vốn.", "proposed, promised or conditional"),
        ("Chủ tịch UBND xã Vi Thị Sen mong bà con giữ gìn cây cầu.", "a wish, not an order to a body"),
        ("UBND xã bị ngập nặng, buộc chủ đầu tư dừng thi công.", "forced by events, not ordered"),
        ("Yêu cầu các xã kiểm tra hồ đập.", "nobody is said to order"),
        ("UBND tỉnh nhấn mạnh kinh tế tăng trưởng 8%.", "nothing is to be done"),
        ("UBND tỉnh giao 300 biên chế.", "no action after the order word"),
    ],
)
def test_refusal_says_why(read: Callable[[str], Reading], text: str, reason: str) -> None:
    found = list(read_orders(read(text)))
    assert [one.reason for one in found if isinstance(one, Refusal)] == [reason]
    assert all(isinstance(one, Refusal) for one in found)
