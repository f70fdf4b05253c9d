"""`vn_documents`: the annotated one-line examples in `documents/examples.txt`, and the examples of its lexicons."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.date_values import find_dates
from pipeline.annotate.documents import DocumentFinder
from pipeline.annotate.documents.finder import find_documents
from pipeline.annotate.documents.lexicon import CODES, KINDS, CodeRow, KindRow
from pipeline.annotate.grammar.offices import find_offices
from pipeline.flow import Annotator
from pipeline.orthography import fold, normalize
from pipeline.schema import Article, Date, Document, Record
from pipeline.segment import make_doc

_LINES = (Path(__file__).parent / "documents" / "examples.txt").read_text("utf-8").splitlines()
_MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]*)\|([^\[\]|]*)\|([^\[\]|]*)\|([^\[\]|]*)\]")


def _read(text: str) -> tuple[list[Document], list[Date]]:
    return find_documents(text, find_offices(fold(text), text), find_dates(text, date(2025, 6, 10)))


def _facts(document: Document) -> tuple[str | None, ...]:
    return document.text, document.number, document.kind, document.issuer, document.signed


@pytest.mark.parametrize("line", [line for line in _LINES if line and not line.startswith("#")])
def test_documents_of_example(line: str) -> None:
    text = _MARK.sub(r"\1", line)
    expected = [(words, *(fact.strip() or None for fact in facts)) for words, *facts in _MARK.findall(line)]
    assert [_facts(document) for document in _read(text)[0]] == expected


@pytest.mark.parametrize("row", KINDS.values(), ids=lambda row: row.form)
def test_kind_is_that_of_its_example(row: KindRow) -> None:
    (document,) = _read(f"Theo {row.example}, các xã rà soát.")[0]
    assert document.text == row.example
    assert document.kind == row.kind or row.generic


@pytest.mark.parametrize("row", CODES.values(), ids=lambda row: row.code)
def test_code_says_kind_and_issuer_in_its_example(row: CodeRow) -> None:
    (document,) = _read(f"Căn cứ {row.example}.")[0]
    assert row.kind in {None, document.kind}
    assert row.issuer in {None, document.issuer}


def test_documents_are_found_in_any_spelling_of_the_tones() -> None:
    (old,), _ = _read("Theo Công văn hoả tốc số 12/CV-UBND của Tỉnh uỷ ngày 5/6/2025.")
    (new,), _ = _read("Theo Công văn hỏa tốc số 12/CV-UBND của Tỉnh ủy ngày 5/6/2025.")
    assert (old.start, old.end, old.number, old.signed) == (new.start, new.end, new.number, new.signed)
    assert old.issuer == "Tỉnh uỷ"


def test_day_of_signing_gets_that_role() -> None:
    _, dates = _read("Căn cứ Bản án hình sự sơ thẩm số 12/2019/HS-ST ngày 9/5/2019, họp ngày 5/6.")
    assert [(day.text, day.role) for day in dates] == [("ngày 9/5/2019", "signed"), ("ngày 5/6", "event")]


def test_a_part_of_the_day_on_which_a_document_came_out_stays_an_event() -> None:
    (document,), (day,) = _read("Theo thông báo chiều 5/6 của Ủy ban Kiểm tra Tỉnh ủy, ba cán bộ bị kỷ luật.")
    assert (document.signed, day.role) == ("2025-06-05", "event")


def test_component_writes_documents_and_spans(annotator: Annotator) -> None:
    text = "Thực hiện Chỉ thị số 19/CT-TTg ngày 16/7/2021, UBND tỉnh yêu cầu các xã rà soát hồ sơ."
    doc = make_doc(annotator.nlp, Article(id="a", text=text, published_at="2025-06-10"))
    for name, component in annotator.nlp.pipeline:
        doc = component(doc) if name != "vn_documents" else DocumentFinder()(doc)
    assert [span.text for span in doc.spans["documents"]] == ["Chỉ thị số 19/CT-TTg ngày 16/7/2021"]
    assert [document.number for document in doc._.documents] == ["19/CT-TTg"]


def test_pipeline_reports_no_problem(annotator: Annotator) -> None:
    analysis = annotator.nlp.analyze_pipes()
    assert analysis is not None
    assert analysis["problems"]["vn_documents"] == []


def test_record_has_the_documents(annotator: Annotator) -> None:
    record = annotator(Article(id="a", text="UBND tỉnh ban hành Kế hoạch số 45/KH-UBND.", published_at="2025-06-10"))
    assert isinstance(record, Record)
    assert [_facts(document) for document in record.documents] == [
        ("Kế hoạch số 45/KH-UBND", "45/KH-UBND", "Kế hoạch", "UBND tỉnh", None)
    ]


_PIECES = st.sampled_from(
    [
        "Nghị quyết",
        "số",
        "12",
        "/",
        "-",
        "QĐ",
        "UBND",
        "ngày",
        "5/6/2025",
        "của",
        "Thủ tướng",
        "(",
        ")",
        ",",
        "Luật",
        "\n",
    ]
)


@given(st.lists(_PIECES, max_size=40))
def test_documents_are_spans_of_the_text_in_order(pieces: list[str]) -> None:
    text = normalize(" ".join(pieces))
    documents = _read(text)[0]
    assert all(text[document.start : document.end] == document.text for document in documents)
    assert all(one.end <= other.start for one, other in pairwise(documents))
