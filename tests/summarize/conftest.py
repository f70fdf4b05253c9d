"""Small records about invented people and places, built by hand."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from pipeline.schema import (
    Action,
    Addressee,
    Directive,
    DueDate,
    Extractor,
    Issuer,
    Mention,
    Person,
    Range,
    Record,
    Role,
    Span,
    Summary,
    SummarySentence,
)
from pipeline.store import RecordStore
from pipeline.summarize.compose import Edition
from pipeline.summarize.digest import write_digest
from pipeline.summarize.entries import Digest
from pipeline.summarize.folders import read_digest
from pipeline.summarize.verify import verify_folder

NIGHT = "2025-06-10"
RTL = "\u202e"
HOSTILE = (
    f"Sở Tài <script>alert(1)</script> chính & [bấm](http://xau.example) {RTL}ngược\u202c {{{{ 7*7 }}}} {{% raw %}}"
    " **x** `y` <b>z</b> ![a](b) | &lt; www.xau.example"
)
VISIBLE = HOSTILE.replace(RTL, "⟨U+202E⟩").replace("\u202c", "⟨U+202C⟩")

TEXT = (
    "Chiều 9/6, tại xã Bình Thạnh Đông, ông Đỗ Quang Vịnh, Chủ tịch UBND tỉnh, kiểm tra tiến độ kè sông Lam Giang.\n"
    "Kè dài 4,2 km, đi qua ba xã và đã chậm so với kế hoạch hơn hai tháng.\n"
    "Ông Vịnh yêu cầu Sở Xây dựng, UBND xã Bình Thạnh Đông bàn giao toàn bộ mặt bằng trước ngày 20/6. "
    "Các nhà thầu bổ sung nhân lực, thi công ba ca liên tục; báo cáo tiến độ hằng tuần."
)


def _order(
    text: str,
    action: str,
    *,
    issuer: str | None = None,
    person: str | None = None,
    role: str | None = None,
    addressees: tuple[str, ...] = (),
    deadline: tuple[str, str | None] | None = None,
    **other: Any,
) -> Directive:
    """The directive whose parts are the first occurrences of these strings; `deadline` is its words and its day."""
    start = text.index(action)
    due = None
    if deadline:
        words, day = deadline
        place = text.index(words)
        due = DueDate(place, place + len(words), words, day or "P10D", day, day)
    said_by = None
    if issuer:
        place = text.index(issuer)
        said_by = Issuer(person, issuer, role, None, None, place, place + len(issuer), issuer)
    fields: dict[str, Any] = {
        "id": hashlib.sha256(action.encode()).hexdigest()[:16],
        "action": Action(start, start + len(action), action, action.split()[0]),
        "kind": "order",
        "issuer": said_by,
        "addressees": [
            Addressee(text.index(name), text.index(name) + len(name), name, "body", None) for name in addressees
        ],
        "coordinators": [],
        "deadline": due,
        "deadlines": [due] if due else [],
        "restates": None,
        "starts": None,
        "polarity": "do",
        "cue": Span(start, start + len(action), action),
        "sentence": Range(start, start + len(action)),
        "inherited": [],
        "confidence": 1.0,
        "rules": [],
    }
    return Directive(**(fields | other))


def _person(text: str, name: str, *roles: str, id: str = "p1") -> Person:  # noqa: A002
    start = text.index(name)
    places = [(role, text.index(role)) for role in roles]
    return Person(
        id=id,
        name=name,
        honorific="ông",
        roles=[Role(role, None, None, None, False, place, place + len(role)) for role, place in places],
        mentions=[Mention(start, start + len(name), name, "name")],
    )


def _record(text: str, *, sentences: tuple[str, ...] = (), **other: Any) -> Record:
    fields: dict[str, Any] = {
        "schema_version": "1",
        "id": "a1",
        "url": "https://baolamgiang.example/chinh-tri/kiem-tra-ke-12.html",
        "source": "baolamgiang",
        "province": "Lam Giang",
        "title": "Kiểm tra tiến độ kè sông Lam Giang",
        "published_at": "2025-06-10T06:00:00+07:00",
        "authors": [],
        "photographers": [],
        "section": None,
        "text": text,
        "content_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "archive": None,
        "duplicate_of": None,
        "people": [],
        "dates": [],
        "documents": [],
        "directives": [],
        "extractor": Extractor("0", {}),
        **other,
    }
    chosen = [SummarySentence(text[at : at + len(s)], at, at + len(s)) for s in sentences for at in [text.index(s)]]
    return Record(summary=Summary(fields["title"], chosen), **fields)


def _raise(error: Exception) -> None:
    raise error


class Press:
    """A data folder in which nights are told: `publish` stores records and writes the digest of the night."""

    def __init__(self, folder: Path) -> None:
        self.store = RecordStore(folder / "records")
        self.digests = folder / "digests"
        self.written: list[Path] = []

    def publish(self, *records: Record, night: str = NIGHT, rewrite: Any = None, **edition: Any) -> Digest:
        assert not self.store.put(records)
        wanted = Edition(night=date.fromisoformat(night), **edition)
        self.written = write_digest(wanted, self.store, self.digests, on_broken=_raise, rewrite=rewrite)
        return read_digest(self.folder)

    @property
    def folder(self) -> Path:
        """That of the digest written last."""
        return self.written[0].parent

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def verify(self, names: dict[str, str] | None = None) -> list[str]:
        return verify_folder(self.folder, self.store, names=names or {}, earlier=self.digests, on_broken=_raise)


def _retold(record: Record, id: str, **fields: Any) -> Record:  # noqa: A002
    """The record as another article: its directives have ids of their own."""
    directives = [
        structs.replace(directive, id=hashlib.sha256(f"{id}{directive.id}".encode()).hexdigest()[:16])
        for directive in record.directives
    ]
    return structs.replace(record, id=id, directives=directives, **fields)


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)


@pytest.fixture
def retold() -> Callable[..., Record]:
    return _retold


@pytest.fixture
def make_order() -> Callable[..., Directive]:
    return _order


@pytest.fixture
def make_person() -> Callable[..., Person]:
    return _person


@pytest.fixture
def make_record() -> Callable[..., Record]:
    return _record


@pytest.fixture
def record() -> Record:
    """One person gives two orders, of which one has addressees and a day."""
    orders = [
        _order(
            TEXT,
            "bàn giao toàn bộ mặt bằng trước ngày 20/6",
            issuer="Ông Vịnh",
            person="p1",
            role="Chủ tịch UBND tỉnh",
            addressees=("Sở Xây dựng", "UBND xã Bình Thạnh Đông"),
            deadline=("ngày 20/6", "2025-06-20"),
        ),
        _order(
            TEXT,
            "bổ sung nhân lực, thi công ba ca liên tục",
            issuer="Ông Vịnh",
            person="p1",
            role="Chủ tịch UBND tỉnh",
            addressees=("Các nhà thầu",),
        ),
    ]
    return _record(
        TEXT,
        people=[_person(TEXT, "Đỗ Quang Vịnh", "Chủ tịch UBND tỉnh")],
        directives=orders,
        sentences=("Kè dài 4,2 km, đi qua ba xã và đã chậm so với kế hoạch hơn hai tháng.",),
    )


@pytest.fixture
def hostile() -> Record:
    """An article that is nothing but markup of all kinds, in all its fields."""
    text = f"{HOSTILE}.\nÔng {HOSTILE[:6]} yêu cầu dọn sân."
    order = _order(text, HOSTILE, issuer=HOSTILE, addressees=(HOSTILE,), deadline=(HOSTILE, "2025-06-20"))
    return _record(
        text, title=HOSTILE, province=HOSTILE, source=HOSTILE, directives=[order], sentences=(f"{HOSTILE}.",)
    )
