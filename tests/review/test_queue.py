from msgspec import structs

from pipeline.review.queue import uncertain
from pipeline.schema import Record, Span
from pipeline.store.corrections import CORRECTED, Correction


def queue(record: Record, *corrections: Correction, below: float = 0.7) -> list[tuple[str, str]]:
    rows = uncertain([record], {record.id: list(corrections)}, below=below)
    return [(row.directive, row.why) for row in rows]


def changed(record: Record, **fields: object) -> Record:
    first, *others = record.directives
    return structs.replace(record, directives=[structs.replace(first, **fields), *others])


def test_directives_without_issuer_or_confidence_are_to_be_looked_at(record: Record) -> None:
    key = record.directives[0].id
    assert queue(record, below=0) == []
    assert queue(changed(record, confidence=0.5), below=0.7) == [(key, "confidence 0.5")]
    assert queue(changed(record, issuer=None), below=0) == [(key, "no issuer")]
    issuer = record.directives[0].issuer
    assert issuer is not None
    issuer = structs.replace(issuer, person=None, name=None, role=None, organization=None)
    assert queue(changed(record, issuer=issuer, confidence=0.1)) == [(key, "no issuer, confidence 0.1")]


def test_what_was_corrected_is_not_asked_for_again(record: Record) -> None:
    assert queue(changed(record, issuer=None, rules=[CORRECTED])) == []


def test_correction_whose_text_has_changed_is_open_again_beside_what_is_there_now(record: Record) -> None:
    directive = record.directives[0]
    stale = Correction(
        article=record.id,
        directive="old",
        extracted=Span(0, 1, f"{directive.action.text} gấp"),
        sentence=Span(0, 1, "Câu này không còn."),
        corrected=None,
        by="Vĩnh An",
        at="2025-06-11T08:00:00+07:00",
        note=None,
    )
    [(key, why)] = queue(record, stale, below=0)
    assert key == directive.id
    assert why == "reopened: the text has changed since Vĩnh An said wrong on 2025-06-11"
    assert queue(record, structs.replace(stale, extracted=Span(0, 1, "việc khác hẳn"))) == []
