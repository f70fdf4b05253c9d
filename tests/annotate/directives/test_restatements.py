import msgspec

from pipeline.annotate.directives.restatements import mark_restatements
from pipeline.flow import Annotator
from pipeline.schema import Article, Record

LEAD = "Chủ tịch UBND huyện Lường Văn Đoan yêu cầu các xã rà soát hộ nghèo."
BODY = "Ông Lường Văn Đoan yêu cầu các xã rà soát hộ nghèo, báo cáo kết quả trước ngày 25/6."
OTHER = "Chủ tịch UBND tỉnh Mạc Văn Thuyết yêu cầu các xã rà soát hộ nghèo."


def actions(annotator: Annotator, *paragraphs: str) -> list[tuple[str, str | None]]:
    """Each action with the action it restates."""
    record = annotator(Article(id="a", text="\n".join(paragraphs), published_at="2025-06-10"))
    assert isinstance(record, Record)
    by_id = {directive.id: directive.action.text for directive in record.directives}
    return [(d.action.text, by_id[d.restates] if d.restates else None) for d in record.directives]


def test_shorter_one_restates_the_fullest(annotator: Annotator) -> None:
    full = "rà soát hộ nghèo, báo cáo kết quả trước ngày 25/6"
    assert actions(annotator, LEAD, BODY) == [("rà soát hộ nghèo", full), (full, None)]


def test_repeated_one_restates_the_first(annotator: Annotator) -> None:
    assert actions(annotator, LEAD, LEAD) == [("rà soát hộ nghèo", None), ("rà soát hộ nghèo", "rà soát hộ nghèo")]


def test_same_order_of_somebody_else_is_another(annotator: Annotator) -> None:
    assert [restated for _, restated in actions(annotator, LEAD, OTHER)] == [None, None]


def test_many_repeats_all_point_to_the_fullest(annotator: Annotator) -> None:
    record = annotator(Article(id="a", text="\n".join([BODY, *[LEAD] * 5]), published_at="2025-06-10"))
    assert isinstance(record, Record)
    bare = [msgspec.structs.replace(directive, restates=None) for directive in record.directives]
    marked = mark_restatements(bare)
    assert {directive.restates for directive in marked[1:]} == {marked[0].id}
    assert marked[0].restates is None


def test_bodies_of_other_names_are_told_something_else(annotator: Annotator) -> None:
    tax = "UBND tỉnh yêu cầu Chi cục Thuế trang bị máy ghi hình giám sát công vụ."
    rangers = "UBND tỉnh yêu cầu Chi cục Kiểm lâm nghiên cứu, trang bị máy ghi hình giám sát công vụ."
    assert [restated for _, restated in actions(annotator, tax, rangers)] == [None, None]


def test_short_and_full_name_of_those_told_are_one(annotator: Annotator) -> None:
    short = "UBND tỉnh yêu cầu Sở Y tế rà soát trang thiết bị y tế."
    full = "UBND tỉnh yêu cầu Sở Y tế tỉnh Điện Biên rà soát trang thiết bị y tế tại các trạm xá."
    assert actions(annotator, short, full)[0][1] == "rà soát trang thiết bị y tế tại các trạm xá"


def test_orders_for_other_days_are_two(annotator: Annotator) -> None:
    first = "UBND tỉnh yêu cầu các xã nộp báo cáo kiểm kê rừng trước ngày 15/6."
    second = "UBND tỉnh yêu cầu các xã nộp báo cáo kiểm kê rừng lần hai trước ngày 15/9."
    assert [restated for _, restated in actions(annotator, first, second)] == [None, None]


def test_verb_that_another_order_only_mentions_is_not_said_again(annotator: Annotator) -> None:
    approve = "UBND tỉnh giao Sở Xây dựng phê duyệt hồ sơ cắm mốc giới tuyến đường."
    prepare = "UBND tỉnh giao Sở Xây dựng lập hồ sơ cắm mốc giới tuyến đường để trình cấp trên phê duyệt."
    assert [restated for _, restated in actions(annotator, approve, prepare)] == [None, None]


def test_prohibition_does_not_restate_what_is_to_be_done(annotator: Annotator) -> None:
    do = "UBND tỉnh yêu cầu các xã tổ chức lễ hội mùa xuân."
    avoid = "UBND tỉnh yêu cầu các xã không tổ chức lễ hội mùa xuân quá hai ngày."
    assert [restated for _, restated in actions(annotator, do, avoid)] == [None, None]


def test_several_who_are_told_are_not_the_one_named(annotator: Annotator) -> None:
    all_of_them = "UBND tỉnh yêu cầu các đơn vị rà soát số lượng cấp phó."
    one = "UBND tỉnh yêu cầu Sở Nội vụ chủ trì rà soát số lượng cấp phó của từng đơn vị."
    assert [restated for _, restated in actions(annotator, all_of_them, one)] == [None, None]


def test_common_noun_may_stand_for_the_one_named(annotator: Annotator) -> None:
    lead = "Thủ tướng yêu cầu thành phố công khai quy hoạch nhà ga."
    body = "Thủ tướng yêu cầu TP Hải Phòng công khai quy hoạch nhà ga và bến cảng."
    assert actions(annotator, lead, body)[0][1] == "công khai quy hoạch nhà ga và bến cảng"
