"""An exhortation asks for an attitude that nobody can tick off; whatever can be ticked off is an order."""

from collections.abc import Callable

import pytest

from pipeline.annotate.directives.kinds import kind_of
from pipeline.annotate.directives.reading import Reading
from pipeline.flow import Annotator
from pipeline.schema import Article, Record

EXHORTATIONS = [
    "tiếp tục phát huy truyền thống đoàn kết của quê hương",
    "phát huy vai trò của trường đại học trong việc đào tạo nhân lực chất lượng cao",
    "nêu cao tinh thần trách nhiệm, gương mẫu trong công việc",
    "không ngừng học tập, rèn luyện đạo đức, tác phong",
    "nỗ lực phấn đấu để xứng đáng với niềm tin của nhân dân",
    "luôn nêu gương, gần dân và lắng nghe dân",
    "chung sức, đồng lòng vượt qua khó khăn",
    "nâng cao nhận thức, đề cao cảnh giác",
    "quan tâm hơn nữa đến đời sống công nhân",
    "tuyệt đối không được chủ quan",
    "tiếp tục phát huy tinh thần tương thân tương ái để khắc phục thiệt hại, ổn định đời sống",
    "đoàn kết, thống nhất",
    "bình tĩnh, tin tưởng vào chính quyền",
]
ORDERS = [
    "phấn đấu giải ngân toàn bộ vốn đầu tư công",
    "phấn đấu năm 2026 thông xe tuyến đường",
    "nỗ lực hoàn thành việc kiểm kê rừng",
    "kiên trì thực hiện việc tiêu trùng, khử độc",
    "quan tâm giải quyết đơn thư của công dân",
    "phát huy dân chủ, rà soát quy chế làm việc",
    "nêu cao trách nhiệm và công khai kết quả thanh tra",
    "đoàn kết, đạt ít nhất 15 sáng kiến",
    "không được chủ quan, thường xuyên kiểm tra đê",
    "nâng cao chất lượng nước sinh hoạt",
    "tăng cường tuần tra",
    "chịu trách nhiệm về tiến độ dự án",
    "tích cực tham gia trồng rừng",
]


@pytest.mark.parametrize(
    ("action", "kind"),
    [*((action, "exhortation") for action in EXHORTATIONS), *((action, "order") for action in ORDERS)],
)
def test_attitudes_are_exhortations_and_acts_are_orders(read: Callable[[str], Reading], action: str, kind: str) -> None:
    assert kind_of(read(action), (0, len(action))) == kind


def test_deadline_makes_an_order(annotator: Annotator) -> None:
    text = "Bí thư Tỉnh ủy Quàng Thị Lả yêu cầu huyện phát huy nội lực trong tháng này."
    record = annotator(Article(id="text", text=text, published_at="2025-06-10"))
    assert isinstance(record, Record)
    assert [(one.kind, one.deadline is not None) for one in record.directives] == [("order", True)]
