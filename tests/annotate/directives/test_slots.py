"""Ids, restatements, coordinators and fuller names in the finished directives."""

from pipeline.flow import Annotator
from pipeline.schema import Article, Directive, Record


def directives(annotator: Annotator, text: str) -> list[Directive]:
    record = annotator(Article(id="text", text=text, published_at="2025-06-10"))
    assert isinstance(record, Record)
    return record.directives


def test_repeated_action_restates_the_fullest(annotator: Annotator) -> None:
    short, full = directives(
        annotator,
        "UBND tỉnh yêu cầu các xã kiểm tra hồ đập.\n"
        "Tại công văn, UBND tỉnh yêu cầu các xã kiểm tra hồ đập trước ngày 30/6.",
    )
    assert short.restates == full.id
    assert full.restates is None


def test_ids_are_the_same_again_and_differ_for_a_repeat(annotator: Annotator) -> None:
    text = "UBND tỉnh yêu cầu các xã họp dân. UBND tỉnh yêu cầu các huyện họp dân."
    first, second = directives(annotator, text)
    assert first.id != second.id
    assert [one.id for one in directives(annotator, text)] == [first.id, second.id]


def test_coordinators_are_the_bodies_that_help(annotator: Annotator) -> None:
    (one,) = directives(annotator, "UBND tỉnh giao Sở Y tế chủ trì, phối hợp với Sở Tài chính lập dự toán.")
    assert [span.text for span in one.coordinators] == ["Sở Tài chính"]


def test_short_body_gets_its_fullest_name(annotator: Annotator) -> None:
    text = "UBND huyện Nậm Lon họp sáng nay. UBND huyện yêu cầu các xã kiểm tra hồ đập."
    (one,) = directives(annotator, text)
    assert one.issuer is not None
    assert (one.issuer.name, one.issuer.organization) == ("UBND huyện", "UBND huyện Nậm Lon")


def test_spans_are_cut_from_the_text(annotator: Annotator) -> None:
    text = "Chủ tịch UBND tỉnh Kiều Bá Tòng yêu cầu Sở Y tế rà soát thiết bị; Sở Tài chính bố trí vốn trong tháng 7."
    for one in directives(annotator, text):
        assert text[one.action.start : one.action.end] == one.action.text
        assert text[one.cue.start : one.cue.end] == one.cue.text
        assert all(text[told.start : told.end] == told.text for told in one.addressees)
        assert all(text[due.start : due.end] == due.text for due in one.deadlines)


def test_attitude_is_an_exhortation(annotator: Annotator) -> None:
    (one,) = directives(annotator, "Bí thư Tỉnh ủy Quàng Thị Lả yêu cầu cán bộ nêu gương trong công việc.")
    assert one.kind == "exhortation"


def test_deadline_of_several_months_is_the_last_with_its_own_days(annotator: Annotator) -> None:
    (one,) = directives(annotator, "UBND tỉnh yêu cầu các xã họp dân, hoàn thành trong tháng 7 và tháng 8.")
    assert one.deadline is not None
    assert (one.deadline.value, one.deadline.first_day, one.deadline.last_day) == (
        "2025-08",
        "2025-08-01",
        "2025-08-31",
    )


def test_deadline_counts_working_days_from_another_day(annotator: Annotator) -> None:
    (one,) = directives(annotator, "UBND tỉnh yêu cầu các xã họp dân trong 5 ngày làm việc kể từ ngày 12/6.")
    assert one.deadline is not None
    assert one.deadline.value == "2025-06-19"


def test_issuer_that_the_sentence_does_not_name_is_inherited(annotator: Annotator) -> None:
    named, again = directives(
        annotator,
        "Chủ tịch UBND huyện Lường Văn Đoan yêu cầu các xã rà soát hộ nghèo.\n"
        "Đồng chí yêu cầu các phòng chuyên môn báo cáo kết quả.",
    )
    assert (named.inherited, again.inherited) == ([], ["issuer"])
    assert named.issuer is not None
    assert again.issuer is not None
    assert again.issuer.name == named.issuer.name


def test_pronoun_stands_for_the_official_whom_a_short_lead_names(annotator: Annotator) -> None:
    (one,) = directives(
        annotator,
        "Chủ tịch UBND huyện Lường Văn Đoan chủ trì cuộc họp.\nĐồng chí yêu cầu các xã rà soát hộ nghèo.",
    )
    assert one.issuer is not None
    assert one.issuer.name == "Lường Văn Đoan"
