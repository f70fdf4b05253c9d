"""A record with one of everything, about invented people and places."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from pipeline.schema import Record

TEXT = (
    "Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh Hải Bình, yêu cầu Sở Nội vụ rà soát hồ sơ trước ngày 30/6/2025.\n"
    "Việc này theo Chỉ thị số 5/CT-UBND, bắt đầu từ ngày 10/6, có Sở Tài chính phối hợp."
)


def _span(text: str) -> dict[str, Any]:
    start = TEXT.index(text)
    return {"start": start, "end": start + len(text), "text": text}


def _due(text: str, value: str) -> dict[str, Any]:
    return _span(text) | {"value": value, "first_day": value, "last_day": value}


def _directive() -> dict[str, Any]:
    person = {"person": "p1", "name": "Trần Văn Mẫn", "role": "Chủ tịch UBND tỉnh Hải Bình"}
    return {
        "id": "d" * 16,
        "action": _span("rà soát hồ sơ trước ngày 30/6/2025") | {"verb": "rà soát"},
        "kind": "order",
        "issuer": person | {"organization": "UBND tỉnh Hải Bình", "resolved": None} | _span("Trần Văn Mẫn"),
        "addressees": [_span("Sở Nội vụ") | {"kind": "body", "resolved": "Sở Nội vụ tỉnh Hải Bình"}],
        "coordinators": [_span("Sở Tài chính")],
        "deadline": _due("ngày 30/6/2025", "2025-06-30"),
        "deadlines": [_due("ngày 30/6/2025", "2025-06-30")],
        "restates": None,
        "starts": _due("ngày 10/6", "2025-06-10"),
        "polarity": "do",
        "cue": _span("yêu cầu"),
        "sentence": {"start": 0, "end": TEXT.index("\n")},
        "inherited": [],
        "confidence": 0.9,
        "rules": ["cue"],
    }


def _record() -> dict[str, Any]:
    title = "Chủ tịch UBND tỉnh Hải Bình"
    role = _span(title) | {"title": title, "rank": "Chủ tịch", "organization": "UBND tỉnh Hải Bình"}
    del role["text"]
    date = {"bound": "before", "role": "deadline", "resolved_from": "text"}
    return {
        "schema_version": "1",
        "id": "0123456789abcdef",
        "url": "https://baohaibinh.example/tin.html",
        "source": "baohaibinh",
        "province": "Hải Bình",
        "title": "Rà soát hồ sơ",
        "published_at": "2025-06-10T08:00:00+07:00",
        "authors": ["Hải Yến"],
        "photographers": [],
        "section": "Chính trị",
        "text": TEXT,
        "content_sha256": sha256(TEXT.encode()).hexdigest(),
        "archive": {"file": "data/raw/baohaibinh/2025-06-10.warc.gz", "offset": 12},
        "duplicate_of": None,
        "people": [
            {
                "id": "p1",
                "name": "Trần Văn Mẫn",
                "honorific": "ông",
                "roles": [role | {"level": "province", "former": False}],
                "mentions": [_span("Trần Văn Mẫn") | {"kind": "name"}],
            }
        ],
        "dates": [_due("ngày 30/6/2025", "2025-06-30") | date],
        "documents": [
            _span("Chỉ thị số 5/CT-UBND")
            | {"number": "5/CT-UBND", "kind": "Chỉ thị", "issuer": "UBND tỉnh Hải Bình", "signed": None}
        ],
        "directives": [_directive()],
        "summary": {"headline": "Rà soát hồ sơ", "sentences": [_span(TEXT.split("\n")[1])]},
        "extractor": {"version": "0", "models": {}},
    }


@pytest.fixture
def record_object() -> dict[str, Any]:
    """The record as the JSON object that is written."""
    return _record()


@pytest.fixture
def make_a_record() -> Callable[..., Record]:
    """Makes the record, with other values for the top-level fields named."""
    return lambda **changes: msgspec.convert(_record() | changes, Record)
