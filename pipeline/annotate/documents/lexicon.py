"""The words of documents, from `lexicons/document_*.tsv`, and what their numbers look like."""

import re
from collections import defaultdict
from typing import Literal

from msgspec import Struct

from pipeline.annotate.grammar.patterns import UPPER, WORD_END, WORD_START, alternation
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold


class KindRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    kind: str
    bare: Literal["noun", "capital", "sign"] | None
    unnumbered: Literal["yes"] | None
    named: Literal["yes"] | None
    generic: Literal["yes"] | None
    example: str


class CodeRow(Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    kind: str | None
    issuer: str | None
    example: str


class WordRow(Struct, frozen=True, forbid_unknown_fields=True):
    context: str
    form: str


_CONTEXTS: defaultdict[str, list[str]] = defaultdict(list)
for _row in load_lexicon("document_words", WordRow):
    _CONTEXTS[_row.context].append(_row.form)


def words(context: str) -> str:
    """A pattern for any word of a class of `document_words.tsv`, whole words only."""
    return f"(?:{WORD_START}{alternation(_CONTEXTS[context])}{WORD_END})"


KINDS = {fold(row.form): row for row in load_lexicon("document_kinds", KindRow)}
CODES = {fold(row.code): row for row in load_lexicon("document_codes", CodeRow)}

KIND = f"(?:{WORD_START}{alternation(KINDS)}{WORD_END})"

# Letters of a number: two capitals at least, "V.I", "H41", or a known code; "H 41" only with spaces around.
_CODE = (
    f"(?:(?=\\w*[{UPPER}]\\w*[{UPPER}])[{UPPER}][\\w.&]{{0,14}}(?<![.])"
    f"|[{UPPER}](?:\\.[{UPPER}]|\\d{{1,2}})\\w{{0,8}}|(?i:{alternation(CODES)})){WORD_END}"
)
_SPACED_CODE = f"(?:{_CODE}|[{UPPER}]{{1,2}} ?\\d{{1,2}}{WORD_END})"
_KIND_CODE = f"(?i:{alternation(code for code, row in CODES.items() if row.kind)}){WORD_END}"
_YEAR = "(?:19|20)\\d\\d"
_DIGITS = f"{WORD_START}\\d{{1,5}}[a-zđ]?(?: ?/ ?{_YEAR})?"
_TIGHT = f"(?:(?:[/–-] ?| [/–-]){_CODE})"
_SPACED = f"(?: / | [–-] (?={_KIND_CODE})){_SPACED_CODE}(?: ?[/–-] ?{_SPACED_CODE}){{0,3}}"

# "19/CT-TTg", "26 / KH - STNMT", "653/2019/UBTVQH14"
CODED = re.compile(f"{_DIGITS}(?:{_TIGHT}{{1,4}}|{_SPACED})")
# The same where no word before it says what it is: "theo 1719/QĐ-TTg"
UNNAMED = re.compile(f"(?<![\\w/.,-]){_DIGITS}[/–-](?={_KIND_CODE}[/–-]{_CODE})|{_DIGITS} / (?={_KIND_CODE} - {_CODE})")
# "số 42", "nghị định 100/2019"
BARE = re.compile(f"{_DIGITS}{WORD_END}(?! ?[/–-] ?\\w|[.,:]\\d)")
FOLLOWED = re.compile(f'\\s*\\Z|[,;:.)!?…"”’]|\n| \\(| {words("follow")}| (?:ngày|năm) \\d')

NUMBER_SIGN = re.compile("[ (]{1,2}(?:(?P<sign>số):? ?)?")
URGENT = re.compile(f"(?: {words('urgent')})+")
QUALIFIED = re.compile(f"(?: (?!{KIND}|số{WORD_END})\\w[\\w-]*){{1,10}}? \\(?số:? ?")
SIGNED = re.compile(f",? ?(?P<open>\\()?(?:{words('signing')} (?:vào )?)?")
OWNED = re.compile(f",? {words('owner')} ")
SUBJECT = re.compile(f" (?:{words('owner')}|{words('about')}) ")
HOLDER = re.compile(f"(?: [{UPPER}]\\w*){{2,5}}")
ISSUED = re.compile(f"(?:,? {words('already')})*,? {words('issuing')} \\Z")

_NAMED = alternation(form for form, row in KINDS.items() if row.named)
LAW = re.compile(
    f"(?<!về )(?<!công ước ){WORD_START}(?P<kind>{_NAMED})"
    f"(?: (?!{words('no_law')}|{KIND}|năm )\\w[\\w-]*,?){{0,14}}?(?<!,)(?: năm)? {_YEAR}(?![\\w/]|[.,-]\\d)"
)
