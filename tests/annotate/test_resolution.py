"""`vn_resolution`: the annotated examples in `resolution.tsv`, and what it writes into directives."""

import csv
from datetime import date
from pathlib import Path

import pytest

from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.annotate.resolution.home import CommitteeRow, Home, last_unit
from pipeline.annotate.resolution.naming import write_out
from pipeline.flow import Annotator
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Article, Directive, Record

_LINES = (Path(__file__).parent / "resolution.tsv").read_text("utf-8").splitlines()
_ROWS = list(csv.DictReader((line for line in _LINES if not line.startswith("#")), delimiter="\t"))
_TEXT = (
    "Chiều 9/9, UBND tỉnh họp về phòng, chống bão.\n"
    "Kết luận cuộc họp, đồng chí Lương Đình Thước, Chủ tịch UBND tỉnh yêu cầu Sở Y tế rà soát thuốc; "
    "giao Giám đốc Sở Xây dựng kiểm tra cầu; yêu cầu các xã báo cáo trước ngày 15/9."
)


def _home(row: dict[str, str]) -> Home:
    text, published = row["text"], date.fromisoformat(row["published"]) if row["published"] else None
    return Home.of(find_bodies(fold(text), text), text, "", province=row["province"] or None, published=published)


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: f"{row['province']}-{row['text']}-{row['body']}")
def test_body_of_example_is_written_out(row: dict[str, str]) -> None:
    assert write_out(row["body"], _home(row)) == (row["resolved"] or None)


def test_title_says_where_a_national_article_is() -> None:
    home = Home.of([], "Mưa lớn.", "Lào Cai: mưa lớn", province=None, published=date(2025, 9, 10))
    assert home.province is not None
    assert home.province.name == "Lào Cai"


@pytest.mark.parametrize("row", load_lexicon("place_committees", CommitteeRow), ids=lambda row: row.form)
def test_committee_is_the_unit_in_its_example(row: CommitteeRow) -> None:
    words = row.example.removesuffix(" Bình Minh")
    assert fold(words).endswith(fold(row.form))
    assert last_unit(words) == row.unit


def _directives(annotator: Annotator, province: str | None) -> list[Directive]:
    article = Article(id="a", text=_TEXT, published_at="2025-09-10T08:00+07:00", province=province)
    record = annotator(article)
    assert isinstance(record, Record)
    return record.directives


def test_issuers_and_addressees_are_resolved(annotator: Annotator) -> None:
    directives = _directives(annotator, "Hưng Yên")
    assert [one.issuer.resolved for one in directives if one.issuer] == ["UBND tỉnh Hưng Yên"] * 3
    assert [[(told.text, told.resolved) for told in one.addressees] for one in directives] == [
        [("Sở Y tế", "Sở Y tế tỉnh Hưng Yên")],
        [("Giám đốc Sở Xây dựng", "Sở Xây dựng tỉnh Hưng Yên")],
        [("các xã", None)],
    ]


def test_nothing_is_resolved_where_the_place_is_unknown(annotator: Annotator) -> None:
    directives = _directives(annotator, None)
    assert len(directives) == 3
    assert not [one for one in directives if one.issuer and one.issuer.resolved]
    assert not [told for one in directives for told in one.addressees if told.resolved]


def test_pipeline_reports_no_problem(annotator: Annotator) -> None:
    analysis = annotator.nlp.analyze_pipes()
    assert analysis is not None
    assert analysis["problems"]["vn_resolution"] == []


_OWN_LINES = (Path(__file__).parent / "own_documents.tsv").read_text("utf-8").splitlines()
_OWN = list(csv.DictReader((line for line in _OWN_LINES if not line.startswith("#")), delimiter="\t"))


@pytest.mark.parametrize("row", _OWN, ids=lambda row: row["text"])
def test_document_of_a_directive_is_among_its_rules(annotator: Annotator, row: dict[str, str]) -> None:
    record = annotator(Article(id="a", text=row["text"], published_at="2025-06-10"))
    assert isinstance(record, Record)
    own = [[rule for rule in directive.rules if rule.startswith("document:")] for directive in record.directives]
    assert own == [[] if number == "-" else [f"document:{number}"] for number in row["documents"].split(" ")]
