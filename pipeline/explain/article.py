"""An article with all that was read in it: people, dates, documents, directives, and why order words gave nothing."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, Protocol

from msgspec import Struct
from spacy.tokens import Doc

from pipeline.annotate.directives.cues import find_cues
from pipeline.annotate.directives.lexicon import CUE
from pipeline.annotate.directives.reading import Place, Reading
from pipeline.annotate.directives.speech import Refusal, read_orders
from pipeline.explain.markup import Mark, marked
from pipeline.explain.render import render_page
from pipeline.lexicons import load_lexicon
from pipeline.schema import Article, Directive, Document, Person
from pipeline.urls import canonical_url

NoteKind = Literal["refusal", "rule", "slot"]

_BLOCKED = "not used to order"
_ELSEWHERE = "gave nothing by itself"


class NoteRow(Struct, frozen=True, forbid_unknown_fields=True):
    kind: NoteKind
    sign: str
    english: str
    vietnamese: str


NOTES: dict[tuple[str, str], NoteRow] = {(row.kind, row.sign): row for row in load_lexicon("explain_notes", NoteRow)}


class Spot(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Unused(NamedTuple):
    """A sentence with an order word that gave no directive, and why."""

    start: int
    end: int
    text: str
    reason: NoteRow


def explain_article(doc: Doc) -> str:
    """The page of an annotated doc that was made from an article."""
    article: Article = doc._.article
    reading = Reading(doc)
    directives: list[Directive] = doc._.directives or []
    unused = list(unused_orders(reading, directives))
    marks = {(mark.start, mark.end, mark.kind): mark for mark in _marks(reading, doc._.documents or [], directives)}
    for number, one in enumerate(unused, 1):
        for mark in _unused_marks(reading, number, one):
            marks[mark.start, mark.end, mark.kind] = mark
    return render_page(
        "article.html.j2",
        article=article,
        url=_address(article.url),
        text=marked(article.text, marks.values()),
        directives=directives,
        numbers={directive.id: number for number, directive in enumerate(directives, 1)},
        unused=unused,
        people=reading.people,
        dates=reading.dates,
        documents=doc._.documents or [],
        anchor=anchor,
        note=note,
    )


def unused_orders(reading: Reading, directives: Iterable[Directive]) -> Iterator[Unused]:
    """The sentences that have an order word and gave nothing, in text order, each with the reason."""
    refusals = {found.sentence: found.reason for found in read_orders(reading) if isinstance(found, Refusal)}
    fruitful = {(directive.sentence.start, directive.sentence.end) for directive in directives}
    fruitful |= {sentence for directive in directives for sentence in _sentences_of(reading, directive)}
    for start, end in reading.sentences:
        if (start, end) in fruitful or not CUE.search(reading.folded, start, end):
            continue
        reason = refusals.get((start, end)) or (_ELSEWHERE if find_cues(reading, start, end) else _BLOCKED)
        yield Unused(start, end, reading.text[start:end], note("refusal", reason))


def note(kind: NoteKind, sign: str) -> NoteRow:
    """What the sign means; one that is not known, or what follows a colon in it, is told as it is."""
    if row := NOTES.get((kind, sign)):
        return row
    name, _, rest = sign.partition(":")
    row = NOTES.get((kind, name)) if rest else None
    return NoteRow(kind, sign, f"{row.english} {rest}" if row else sign, f"{row.vietnamese} {rest}" if row else sign)


def anchor(kind: str, spot: Spot) -> str:
    """The id of the mark of this kind at that place."""
    return f"{kind}-{spot.start}-{spot.end}"


def _sentences_of(reading: Reading, directive: Directive) -> Iterator[Place]:
    """The sentence of the directive's order word, which may announce it from afar."""
    return ((start, end) for start, end in reading.sentences if start <= directive.cue.start < end)


def _marks(reading: Reading, documents: list[Document], directives: list[Directive]) -> Iterator[Mark]:
    for person in reading.people:
        yield from _person_marks(person)
    for date in reading.dates:
        yield _mark("date", date, f"{date.value} · {date.role}")
    for document in documents:
        yield _mark("document", document, " · ".join(filter(None, (document.kind, document.number, document.signed))))
    for number, directive in enumerate(directives, 1):
        yield from _directive_marks(number, directive)


def _person_marks(person: Person) -> Iterator[Mark]:
    offices = "; ".join(role.title for role in person.roles)
    for role in person.roles:
        yield _mark("role", role, person.name)
    for mention in person.mentions:
        if mention.kind != "role":
            yield _mark("person", mention, f"{person.name} · {offices}" if offices else person.name)


def _directive_marks(number: int, directive: Directive) -> Iterator[Mark]:
    yield _mark("action", directive.action, f"directive {number}", label=str(number))
    yield _mark("cue", directive.cue, "order word")
    if directive.issuer:
        yield _mark("issuer", directive.issuer, "issuer")
    for addressee in directive.addressees:
        yield _mark("addressee", addressee, "addressee")
    for coordinator in directive.coordinators:
        yield _mark("coordinator", coordinator, "coordinator")
    for due in directive.deadlines:
        yield _mark("deadline", due, f"deadline {due.value}")
    if directive.starts:
        yield _mark("start", directive.starts, f"from {directive.starts.value}")


def _unused_marks(reading: Reading, number: int, sentence: Unused) -> Iterator[Mark]:
    yield _mark("refused", sentence, sentence.reason.english, label=f"?{number}")
    for word in CUE.finditer(reading.folded, sentence.start, sentence.end):
        yield Mark(word.start(), word.end(), "word")


def _mark(kind: str, spot: Spot, title: str, *, label: str | None = None) -> Mark:
    return Mark(spot.start, spot.end, kind, title, anchor(kind, spot), label)


def _address(url: str | None) -> str | None:
    """The article's address where it is a web address, so that nothing else becomes a link."""
    try:
        return canonical_url(url) if url else None
    except ValueError:
        return None
