"""`vn_resolution`: what directives name in short, said in full: bodies with their place ("UBND tỉnh" -> "UBND tỉnh Hưng
Yên"), and the document that orders.

The place comes from the article itself, else from the province of its source; null where that is not certain. A body
below the province is resolved only where the province is certain too: "UBND huyện Bình An, tỉnh Hưng Yên". A body whose
place the text gives is itself, and so is a central one. A person is resolved to the body that they act for.

The document that a directive is given in, where there is one, stands among its rules: "document:123/UBND-KT".

`home` finds out where the article is, `naming` writes bodies out, `ordering` finds the document.
"""

from bisect import bisect_left

from msgspec.structs import replace
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.dates import publication_day
from pipeline.annotate.grammar.bodies import find_bodies
from pipeline.annotate.grammar.offices import Office
from pipeline.annotate.resolution.home import Home
from pipeline.annotate.resolution.naming import write_out
from pipeline.annotate.resolution.ordering import ordered_in
from pipeline.extensions import text_of
from pipeline.orthography import fold
from pipeline.schema import Addressee, Article, Directive, Document, Issuer


class Resolver:
    """Completes `doc._.directives`: `resolved` of issuers and addressees, and the rule that names the document.

    Needs directives, documents and offices.
    """

    def __call__(self, doc: Doc) -> Doc:
        if doc._.directives:
            text = text_of(doc)
            home, folded = _home(doc._.article, text), fold(text)
            completed = (_resolved(directive, home, doc._.offices or []) for directive in doc._.directives)
            doc._.directives = [_with_document(directive, doc._.documents or [], folded) for directive in completed]
        return doc


def _home(article: Article | None, text: str) -> Home:
    title, province = (article.title, article.province) if article else (None, None)
    bodies = find_bodies(fold(text), text)
    return Home.of(bodies, text, title or "", province=province, published=publication_day(article))


def _resolved(directive: Directive, home: Home, offices: list[Office]) -> Directive:
    issuer = directive.issuer
    return replace(
        directive,
        issuer=replace(issuer, resolved=_issuing(issuer, home)) if issuer else None,
        addressees=[replace(one, resolved=_addressed(one, home, offices)) for one in directive.addressees],
    )


def _with_document(directive: Directive, documents: list[Document], folded: str) -> Directive:
    own = ordered_in(directive, documents, folded)
    return replace(directive, rules=[*directive.rules, f"document:{own.number or own.text}"]) if own else directive


def _issuing(issuer: Issuer, home: Home) -> str | None:
    body = issuer.organization or (None if issuer.person or issuer.role else issuer.name)
    return write_out(body, home) if body else None


def _addressed(addressee: Addressee, home: Home, offices: list[Office]) -> str | None:
    if addressee.kind == "group":
        return None
    first = bisect_left(offices, addressee.start, key=_start)
    behind = bisect_left(offices, addressee.end, first, key=_start)
    inside = (one for one in offices[first:behind] if one.end <= addressee.end and one.organization)
    if office := next(inside, None):
        return write_out(office.organization or "", home)
    return write_out(addressee.text, home) if addressee.kind == "body" else None


def _start(office: Office) -> int:
    return office.start


@Language.factory(
    "vn_resolution", requires=["doc._.offices", "doc._.documents", "doc._.directives"], assigns=["doc._.directives"]
)
def create_resolution(nlp: Language, name: str) -> Resolver:  # noqa: ARG001  (spaCy calls factories with both)
    return Resolver()
