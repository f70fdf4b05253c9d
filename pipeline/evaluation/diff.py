"""What two sets of records of the same articles say differently: how a change of the rules is judged.

People, dates, documents and directives are paired within an article: first what is the same, then what has the same
name, date text or action, then what lies over the same words. What is left came or went.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Struct

from pipeline.errors import InputError
from pipeline.schema import Record
from pipeline.store import read_records

Kind = Literal["article", "person", "date", "document", "directive"]
Event = Literal["came", "went", "changed"]
Item = dict[str, Any]

# What moves when something before it in the article does, and says nothing by itself.
_IDS = frozenset({"id", "person", "restates"})
_OFFSETS = frozenset({"start", "end", "sentence"})


class Difference(Struct, frozen=True, kw_only=True):
    """One difference. `before` and `after` are the whole objects as the records have them.

    `rules` are what it is counted under: a directive's rules, a date's role, a document's kind, a person's kinds of
    mention; of something changed, the fields that differ.
    """

    article: str
    url: str | None
    kind: Kind
    event: Event
    rules: list[str]
    text: str
    before: Item | None = None
    after: Item | None = None


class _View(NamedTuple):
    """How one kind of object is compared: its place in the record, what names it, and the rules it shows."""

    kind: Kind
    field: str
    key: Callable[[Item], Any]
    span: Callable[[Item], tuple[int, int]]
    text: Callable[[Item], str]
    rules: Callable[[Item], list[str]]


def _first_mention(person: Item) -> tuple[int, int]:
    mentions = person["mentions"] or [{"start": 0, "end": 0}]
    return mentions[0]["start"], mentions[0]["end"]


_VIEWS = (
    _View(
        kind="person",
        field="people",
        key=lambda one: one["name"],
        span=_first_mention,
        text=lambda one: one["name"],
        rules=lambda one: sorted({mention["kind"] for mention in one["mentions"]}),
    ),
    _View(
        kind="date",
        field="dates",
        key=lambda one: one["text"],
        span=lambda one: (one["start"], one["end"]),
        text=lambda one: f"{one['text']} = {one['value']}",
        rules=lambda one: [one["role"]],
    ),
    _View(
        kind="document",
        field="documents",
        key=lambda one: one["text"],
        span=lambda one: (one["start"], one["end"]),
        text=lambda one: one["text"],
        rules=lambda one: [one["kind"] or "no kind"],
    ),
    _View(
        kind="directive",
        field="directives",
        key=lambda one: one["action"]["text"],
        span=lambda one: (one["action"]["start"], one["action"]["end"]),
        text=lambda one: one["action"]["text"],
        rules=lambda one: one["rules"],
    ),
)


def compare(old: Path, new: Path) -> Iterator[Difference]:
    """All differences between two files or folders of records, in the order of the new ones, what went at the end.

    Memory is bounded: the old records wait on disk. Raises InputError where there is no such file or folder,
    ContractError at the first record that breaks the contract.
    """
    with closing(sqlite3.connect("")) as waiting:
        waiting.execute("CREATE TABLE old (id TEXT PRIMARY KEY, record BLOB NOT NULL)")
        rows = ((record.id, msgspec.json.encode(record)) for record in _records(old))
        waiting.executemany("INSERT OR REPLACE INTO old VALUES (?, ?)", rows)
        decoder = msgspec.json.Decoder(Record)
        for record in _records(new):
            found = waiting.execute("DELETE FROM old WHERE id = ? RETURNING record", (record.id,)).fetchone()
            if found is None:
                yield _whole(record, "came")
            else:
                yield from differences(decoder.decode(found[0]), record)
        for (left,) in waiting.execute("SELECT record FROM old ORDER BY id"):
            yield _whole(decoder.decode(left), "went")


def differences(old: Record, new: Record) -> Iterator[Difference]:
    """What two records of one article say differently."""
    if old.text != new.text or old.published_at != new.published_at or old.title != new.title:
        fields = [name for name in ("title", "published_at", "text") if getattr(old, name) != getattr(new, name)]
        before, after = ({name: getattr(record, name) for name in fields} for record in (old, new))
        yield _difference(new, "article", "changed", fields, new.title or new.id, before, after)
    moved = old.text != new.text
    before, after = msgspec.to_builtins(old), msgspec.to_builtins(new)
    for view in _VIEWS:
        yield from _compare(view, before[view.field], after[view.field], new, moved=moved)


def _compare(view: _View, old: list[Item], new: list[Item], record: Record, *, moved: bool) -> Iterator[Difference]:
    ignored = _IDS | _OFFSETS if moved else _IDS
    ways: tuple[Callable[[Item, Item], bool], ...] = (
        lambda one, other: _bare(one, ignored) == _bare(other, ignored),
        lambda one, other: view.key(one) == view.key(other) and (moved or _overlap(view.span(one), view.span(other))),
        lambda one, other: view.key(one) == view.key(other),
        lambda one, other: not moved and _overlap(view.span(one), view.span(other)),
    )
    pairs: list[tuple[Item, Item]] = []
    for is_pair in ways:
        old, new = _pair(old, new, is_pair, pairs)
    for before, after in sorted(pairs, key=lambda pair: view.span(pair[1])):
        fields = [name for name in after if _bare(before[name], ignored) != _bare(after[name], ignored)]
        if fields := [name for name in fields if name not in ignored]:
            yield _difference(record, view.kind, "changed", fields, view.text(after), before, after)
    for one in new:
        yield _difference(record, view.kind, "came", view.rules(one), view.text(one), None, one)
    for one in old:
        yield _difference(record, view.kind, "went", view.rules(one), view.text(one), one, None)


def _pair(
    old: list[Item], new: list[Item], is_pair: Callable[[Item, Item], bool], pairs: list[tuple[Item, Item]]
) -> tuple[list[Item], list[Item]]:
    """Move pairs into `pairs`, each object in one at most; returns what is left."""
    left = list(old)
    unpaired = []
    for after in new:
        before = next((one for one in left if is_pair(one, after)), None)
        if before is None:
            unpaired.append(after)
        else:
            left.remove(before)
            pairs.append((before, after))
    return left, unpaired


def _bare(value: Any, ignored: frozenset[str]) -> Any:
    """The value without what says nothing."""
    if isinstance(value, dict):
        return {key: _bare(inner, ignored) for key, inner in value.items() if key not in ignored}
    if isinstance(value, list):
        return [_bare(inner, ignored) for inner in value]
    return value


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _whole(record: Record, event: Event) -> Difference:
    return _difference(record, "article", event, [record.source or "no source"], record.title or record.id, None, None)


def _difference(
    record: Record, kind: Kind, event: Event, rules: Iterable[str], text: str, before: Item | None, after: Item | None
) -> Difference:
    return Difference(
        article=record.id,
        url=record.url,
        kind=kind,
        event=event,
        rules=list(rules),
        text=text,
        before=before,
        after=after,
    )


def _records(path: Path) -> Iterator[Record]:
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        yield from read_records(file)
