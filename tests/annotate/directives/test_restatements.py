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
