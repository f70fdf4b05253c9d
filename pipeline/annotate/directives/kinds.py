"""Order or exhortation: whether what is asked can be ticked off, or is an attitude."""

import re

from pipeline.annotate.directives.lexicon import OPENER, OPENERS, context
from pipeline.annotate.directives.reading import Place, Reading
from pipeline.schema import DirectiveKind

_NUMBER = re.compile(r"\d")
_LINK = re.compile(r",? (?:và )?|, ")
_PART = re.compile(r"(?:,|;|(?<!\w)và|(?<!\w)hoặc|(?<!\w)đồng thời) (?:cần |phải |có )?")
_WHAT_FOR = re.compile(f"{context('purpose')}|{context('qualified')}")


def kind_of(reading: Reading, action: Place) -> DirectiveKind:
    """An exhortation begins with words for an attitude, and no other verb comes at once ("phấn đấu giải ngân") or after
    a comma ("phát huy dân chủ, rà soát quy chế"), and no number says how much or by when."""
    start, end = action
    if _NUMBER.search(reading.text, start, end):
        return "order"
    verbs = _first_verbs(reading, start, end)
    if not any(OPENERS[verb].attitude for verb in verbs) or any(_is_concrete(verb) for verb in verbs):
        return "order"
    what_for = _WHAT_FOR.search(reading.folded, start, end)
    stop = what_for.start() if what_for else end
    parts = [_first_verbs(reading, part.end(), end) for part in _PART.finditer(reading.folded, start, stop)]
    return "order" if any(_is_concrete(verb) for verbs in parts for verb in verbs) else "exhortation"


def _first_verbs(reading: Reading, start: int, end: int) -> list[str]:
    """The words with which an action can begin that stand there one behind the other: "tiếp tục phát huy"."""
    verbs = []
    while verb := OPENER.match(reading.folded, start, end):
        verbs.append(verb[0])
        link = _LINK.match(reading.folded, verb.end(), end)
        if link is None:
            break
        start = link.end()
    return verbs


def _is_concrete(verb: str) -> bool:
    row = OPENERS[verb]
    return row.kind in {"verb", "negation"} and not row.attitude
