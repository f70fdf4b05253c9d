"""The document that a directive is given in: "UBND tỉnh có Công văn số 123/UBND-KT yêu cầu các xã …"."""

import re

from pipeline.annotate.directives.lexicon import context
from pipeline.annotate.documents.lexicon import ISSUED, KIND, KINDS, words
from pipeline.orthography import fold
from pipeline.schema import Directive, Document

_REACH = 400
_SAYS = f"(?: (?:{context('does')}|{words('saying')}),?)*"
# All that may stand between the document that speaks and the order word: its subject, what it says at first.
_SPEAKS = re.compile(f",?(?: (?:{words('about')}) [^.;\\n]{{1,250}}?,)?{_SAYS} ?\\Z")
_ISSUED_WITH = re.compile(r"[^.;\n]{0,250}\Z")
_INSIDE = re.compile(f"{words('inside')} \\Z")
_KIND_ALONE = re.compile(f'(?:\\A|[\\n.!?;:“"] ?)(?P<kind>{KIND})(?: {words("this")})?,?{_SAYS} ?\\Z')


def ordered_in(directive: Directive, documents: list[Document], folded: str) -> Document | None:
    """The document whose words the order word reports, named before it in its sentence or, in short, said again there.

    `folded` is the folded text of the article; `documents` are those of the article, in its order.
    """
    cue = directive.cue.start
    begin = max(folded.rfind("\n", 0, cue) + 1, cue - _REACH)
    before = [document for document in documents if document.end <= cue]
    near = [document for document in before if document.start >= begin]
    if near and _is_own(directive, near[-1], folded, begin):
        return near[-1]
    again = _KIND_ALONE.search(folded, max(0, begin - 1), cue)
    if again is None:
        return None
    kind = KINDS[again["kind"]]
    last = next((one for one in reversed(before) if kind.generic or one.kind == kind.kind), None)
    return last if last and _is_of_issuer(directive, last) else None


def _is_own(directive: Directive, document: Document, folded: str, begin: int) -> bool:
    cue = directive.cue.start
    if _SPEAKS.match(folded, document.end, cue):
        return True
    tells = directive.issuer is None or directive.issuer.start < document.end
    if tells and ISSUED.search(folded, begin, document.start) and _ISSUED_WITH.match(folded, document.end, cue):
        return True
    return _INSIDE.search(folded, begin, document.start) is not None and _is_of_issuer(directive, document)


def _is_of_issuer(directive: Directive, document: Document) -> bool:
    """Whether nothing says that somebody else than the one who orders issued it."""
    if document.issuer is None or directive.issuer is None:
        return True
    issuer = directive.issuer
    own = [fold(name) for name in (issuer.text, issuer.role, issuer.organization, issuer.resolved) if name]
    named = fold(document.issuer)
    return any(named.startswith(name) or name.startswith(named) for name in own)
