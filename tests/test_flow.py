"""The step from article to record, and the table of stages."""

from importlib import import_module

import msgspec
import pytest
from spacy.tokens import Doc

from pipeline import flow
from pipeline.flow import STAGES, Annotator, Stage
from pipeline.schema import Article, Issue, Record

ARTICLE = Article(
    id="a1",
    title="Họp giao ban tháng 6",
    published_at="2025-06-10",
    text=(
        "Sáng 10/6, đồng chí Lường Văn Đoan, Chủ tịch UBND huyện Phú Khê chủ trì họp giao ban.\n"
        "Đồng chí Lường Văn Đoan yêu cầu Phòng Tài chính - Kế hoạch huyện báo cáo tiến độ trước ngày 25/6."
    ),
)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_flow_names_functions_that_exist(stage: Stage) -> None:
    module, name = stage.runs.rsplit(".", 1)
    assert callable(getattr(import_module(module), name))


def test_flow_reads_only_what_an_earlier_stage_writes() -> None:
    written = {STAGES[0].writes}
    for stage in STAGES[1:]:
        assert stage.reads in written or stage.reads == "Record"
        written.add(stage.writes)


def test_annotator_makes_a_record_that_keeps_the_contract(annotator: Annotator) -> None:
    record = annotator(ARTICLE)
    assert isinstance(record, Record)
    assert msgspec.json.decode(msgspec.json.encode(record), type=Record) == record
    [person] = record.people
    assert (person.name, [role.title for role in person.roles]) == ("Lường Văn Đoan", ["Chủ tịch UBND huyện Phú Khê"])
    [directive] = record.directives
    assert directive.action.text == "báo cáo tiến độ trước ngày 25/6"
    assert directive.issuer is not None
    assert directive.issuer.person == person.id
    assert [addressee.text for addressee in directive.addressees] == ["Phòng Tài chính - Kế hoạch huyện"]
    assert directive.deadline is not None
    assert directive.deadline.value == "2025-06-25"


def test_annotator_gives_the_same_record_again(annotator: Annotator) -> None:
    assert annotator(ARTICLE) == annotator(ARTICLE)


def test_annotator_makes_an_issue_of_an_article_that_breaks_a_component() -> None:
    broken = Annotator()

    def fail(_: Doc) -> Doc:
        raise RuntimeError("a component broke")

    broken.nlp._components.append(("fail", fail))
    outcome = broken(ARTICLE)
    assert isinstance(outcome, Issue)
    assert (outcome.kind, outcome.message) == ("RuntimeError", "a1: a component broke")


def test_annotator_forgets_words_and_goes_on_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers and names never end: what is kept of them would grow with every article."""
    monkeypatch.setattr(flow, "_MOST_WORDS", 400)
    annotator = Annotator()
    first = annotator(ARTICLE)
    for number in range(5):
        annotator(Article(id="a2", text=" ".join(f"số {number}{word}" for word in range(200))))
        assert len(annotator.nlp.vocab) < 1_000
    assert annotator(ARTICLE) == first


@pytest.mark.parametrize(
    "text",
    [
        "Một.",
        "Ủy ban nhân dân tỉnh yêu cầu",
        "yêu cầu yêu cầu yêu cầu phải phải phải",
        "“Các xã phải làm ngay",
        "😀 \U0001f468‍\U0001f469‍\U0001f467 yêu cầu các sở báo cáo",
        "- Giao Sở Y tế:\n- Đồng thời;\n;;;",
    ],
)
def test_annotator_survives_odd_texts(annotator: Annotator, text: str) -> None:
    assert isinstance(annotator(Article(id="odd", text=text)), Record)


def test_pipeline_declares_what_its_components_need(annotator: Annotator) -> None:
    analysis = annotator.nlp.analyze_pipes()
    assert analysis is not None
    assert not any(analysis["problems"].values())
