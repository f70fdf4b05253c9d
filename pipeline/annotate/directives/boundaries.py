"""Where an action stops though its sentence goes on: before what will come of it, and before who said it."""

import re

from pipeline.annotate.directives.lexicon import CONDITION, CUE, context
from pipeline.annotate.directives.reading import Place, Reading

_FORETOLD = re.compile(r", (?:\w+ ){0,8}?sẽ(?!\w)")
_EXPLAINED = re.compile(r', ?["“](?=[^"”]{40})(?!không)')
_LONGEST_QUOTATION = 3_000
_CLOSING = re.compile('["”»]')
_ATTRIBUTED = re.compile(f'["”»] ?[,–-]? ?[^,;"“]{{0,100}}?(?:{context("telling")}|{CUE.pattern})')


def end_of_action(reading: Reading, action: Place) -> int:
    """The end of the action without what is only told of it: "phạt nặng, tiền phạt sẽ nộp ngân sách" ends at the
    comma, "rà soát hồ sơ”, văn bản nêu" at the quotation mark."""
    start, end = action
    if (foretold := _FORETOLD.search(reading.text, start, end)) and not CONDITION.match(reading.folded, start, end):
        end = foretold.start()
    if explained := _EXPLAINED.search(reading.text, start, end):
        end = explained.start()
    closing = _CLOSING.search(reading.text, start, end)
    if closing and _is_quoted(reading, start) and _ATTRIBUTED.match(reading.folded, closing.start(), end):
        end = closing.start()
    return end


def _is_quoted(reading: Reading, position: int) -> bool:
    """Whether a quotation that began before in the same paragraph is still open."""
    far = max(0, position - _LONGEST_QUOTATION)
    before = reading.text[max(far, reading.text.rfind("\n", far, position) + 1) : position]
    return before.count('"') % 2 == 1 or before.rfind("“") > before.rfind("”") or before.rfind("«") > before.rfind("»")
