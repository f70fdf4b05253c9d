"""Where one action ends and the next begins, and who does what in one."""

from collections.abc import Callable

import pytest

from pipeline.annotate.directives.clauses import parse_clause, skip_lead, split_clauses
from pipeline.annotate.directives.reading import Reading


@pytest.mark.parametrize(
    "text",
    [
        "kiểm tra hồ đập|; chuẩn bị vật tư",
        "rà soát hộ nghèo|, đồng thời lập danh sách",
        "bàn giao tài liệu|, không để gián đoạn công việc",
        "rà soát, chỉnh lý, số hóa tài liệu",
        "kiểm tra hồ đập, báo cáo trước ngày 30/6",
        "tuyên truyền quy định mới; những thủ đoạn lừa đảo; hậu quả của tín dụng đen",
        "vận động để các hộ chấp hành, không cản trở thi công",
        "thống kê thiệt hại|, yêu cầu các huyện bố trí chỗ ở",
        "ngừng thi công| song chủ đầu tư không chấp hành",
    ],
)
def test_split_clauses_cuts_where_a_new_action_begins(read: Callable[[str], Reading], text: str) -> None:
    parts = text.split("|")
    whole = "".join(parts)
    reading = read(whole)
    starts = [start for start, _ in split_clauses(reading, 0, len(whole))]
    if parts[-1].startswith(" song"):
        assert [whole[a:b] for a, b in split_clauses(reading, 0, len(whole))] == [parts[0]]
    else:
        assert len(starts) == len(parts)


@pytest.mark.parametrize(
    ("text", "actor", "action"),
    [
        ("Sở Tài chính bố trí kinh phí.", "Sở Tài chính", "bố trí kinh phí"),
        ("các huyện phải hoàn thành việc rà soát.", "các huyện", "hoàn thành việc rà soát"),
        ("trước ngày 30/6, Sở Xây dựng phải thẩm định xong.", "Sở Xây dựng", "thẩm định xong"),
        ("không để xảy ra sai phạm.", None, "không để xảy ra sai phạm"),
        ("mọi vướng mắc phải được báo cáo ngay.", None, "mọi vướng mắc phải được báo cáo ngay"),
        ("các đơn vị quản lý đường bộ khắc phục sạt lở.", "các đơn vị quản lý đường bộ", "khắc phục sạt lở"),
        ("các hộ dựng lều trái phép phải tháo dỡ ngay.", "các hộ dựng lều trái phép", "tháo dỡ ngay"),
    ],
)
def test_parse_clause_parts_actor_and_action(
    read: Callable[[str], Reading], text: str, actor: str | None, action: str
) -> None:
    reading = read(text)
    clause = parse_clause(reading, 0, len(text), told=True)
    assert clause is not None
    assert (text[slice(*clause.actor)] if clause.actor else None) == actor
    assert text[clause.start : clause.end] == action


@pytest.mark.parametrize("text", ["Dự án có tổng mức đầu tư 300 tỷ đồng.", "Thời tiết diễn biến phức tạp."])
def test_parse_clause_finds_no_action_in_a_statement(read: Callable[[str], Reading], text: str) -> None:
    assert parse_clause(read(text), 0, len(text), told=False) is None


def test_skip_lead_passes_list_marks_and_linking_words(read: Callable[[str], Reading]) -> None:
    text = "1. Đồng thời, kiểm tra hồ đập"
    assert text[skip_lead(read(text), 0, len(text)) :] == "kiểm tra hồ đập"
