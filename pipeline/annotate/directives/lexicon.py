"""The words of orders, from `lexicons/directive_*.tsv`, and the patterns made from them."""

import re
from typing import Literal

from msgspec import Struct

from pipeline.annotate.grammar.patterns import WORD_END, WORD_START, alternation
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold
from pipeline.schema import Level

CueKind = Literal["order", "direct", "assign", "ask", "wish", "say", "ban", "force"]
OpenerKind = Literal["verb", "adverb", "negation", "modal", "skip"]


class CueRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: CueKind
    example: str


class CueBlockRow(Struct, frozen=True, forbid_unknown_fields=True):
    cue: str
    side: Literal["before", "after"]
    context: str


class OpenerRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: OpenerKind
    attitude: Literal["yes"] | None


class ConnectiveRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    splits: Literal["yes"] | None


class ActorRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: Literal["body", "group", "person", "place", "skip"]
    orders: Literal["yes", "no"] | None
    level: Level | None


class AdverbialRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    condition: Literal["yes"] | None
    target: Literal["yes"] | None


class NarrationRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str


class ContextRow(Struct, frozen=True, forbid_unknown_fields=True):
    context: str
    form: str


def _word(forms: list[str]) -> str:
    return f"(?:{alternation(forms)}){WORD_END}"


_CONTEXTS: dict[str, list[str]] = {}
for _context in load_lexicon("directive_contexts", ContextRow):
    _CONTEXTS.setdefault(_context.context, []).append(_context.form)


def context(name: str) -> str:
    """A pattern for any word of a class of `directive_contexts.tsv`, whole words only."""
    return WORD_START + _word(_CONTEXTS[name])


CUES = {fold(row.form): row.kind for row in load_lexicon("directive_cues", CueRow)}
CUE = re.compile(WORD_START + _word(list(CUES)))

_BLOCKS: dict[tuple[str, str], list[str]] = {}
for _row in load_lexicon("directive_cue_blocks", CueBlockRow):
    _BLOCKS.setdefault((fold(_row.cue), _row.side), []).append(_row.context)
# "giao cho" is blocked wherever "giao" is: "bàn giao cho", "lễ giao cho".
BLOCKED_BEFORE = {
    cue: re.compile(f"{WORD_START}(?:{alternation(forms)}) \\Z")
    for cue in CUES
    if (forms := [*_BLOCKS.get((cue, "before"), []), *_BLOCKS.get((cue.split()[0], "before"), [])])
}
BLOCKED_AFTER = {cue: re.compile(f" ?{_word(forms)}") for (cue, side), forms in _BLOCKS.items() if side == "after"}

OPENERS = {fold(row.form): row for row in load_lexicon("directive_openers", OpenerRow)}
OPENER = re.compile(WORD_START + _word(list(OPENERS)))

_CONNECTIVES = load_lexicon("directive_connectives", ConnectiveRow)
CONNECTIVE = re.compile(_word([row.form for row in _CONNECTIVES]))
LINK = re.compile(_word([row.form for row in _CONNECTIVES if row.splits]))
SPLITTER = re.compile(f"[,.]? {LINK.pattern}")

ACTORS = {fold(row.form): row for row in load_lexicon("directive_actors", ActorRow)}
ACTOR = re.compile(WORD_START + _word(list(ACTORS)))

_ADVERBIALS = load_lexicon("directive_adverbials", AdverbialRow)
ADVERBIAL = re.compile(_word([row.form for row in _ADVERBIALS]))
CONDITION = re.compile(_word([row.form for row in _ADVERBIALS if row.condition]))
TARGET = re.compile(_word([row.form for row in _ADVERBIALS if row.target]))

NARRATION = re.compile(_word([row.form for row in load_lexicon("directive_narration", NarrationRow)]))
