"""Who ordered, by name: a person behind "lãnh đạo UBND tỉnh", a body written out behind "huyện" or "Bộ"."""

import re
from bisect import bisect_left

from pipeline.annotate.directives.lexicon import ACTORS, context
from pipeline.annotate.directives.reading import LEADING_BODIES, Actor, Reading, body_kinds
from pipeline.orthography import fold
from pipeline.schema import Issuer, Level, Person, Role

_LEADER = re.compile(f"{context('leader')} ")
_COUNCIL = re.compile(context("council"))


def issuer_of(reading: Reading, teller: Actor | None) -> Issuer | None:
    """The issuer as the record has it: `text` as written, `name` the person's or the body's, `organization` the
    body behind it, at its fullest in the article."""
    if teller is None:
        return None
    text = reading.text[teller.start : teller.end]
    person = teller.person or _leader(reading, teller)
    role = person.roles[-1] if person and person.roles else None
    return Issuer(
        person=person.id if person else None,
        name=person.name if person else text,
        role=role.title if role else (teller.office.text if teller.office else None),
        organization=role.organization if role else _organization(reading, teller),
        resolved=None,
        start=teller.start,
        end=teller.end,
        text=text,
    )


def _organization(reading: Reading, teller: Actor) -> str | None:
    if teller.office:
        return teller.office.organization
    if teller.person or teller.kind != "body":
        return None
    bodies = _fuller_bodies(reading, teller)
    before = bisect_left(bodies, teller.start, key=lambda body: body.start)
    fullest = bodies[max(0, before - 1)] if bodies else None
    return reading.text[fullest.start : fullest.end] if fullest else None


def _fuller_bodies(reading: Reading, teller: Actor) -> list[Actor]:
    """The bodies that say more fully what `teller` says in short; looked for once for all who are named alike."""
    alike = (reading.folded[teller.start : teller.end], teller.place, teller.level)
    if alike not in reading.fuller_bodies:
        reading.fuller_bodies[alike] = [body for body in reading.actors if _is_fuller(reading, body, teller)]
    return reading.fuller_bodies[alike]


def _is_fuller(reading: Reading, body: Actor, teller: Actor) -> bool:
    """Whether `body` says more fully what `teller` says in short."""
    if body.kind != "body":
        return False
    short = reading.folded[teller.start : teller.end]
    if reading.folded.startswith(f"{short} ", body.start, body.end):
        return True
    council = teller.place and body.level == teller.level and _COUNCIL.match(reading.folded, body.start, body.end)
    return bool(council) and f" {short}" in reading.folded[body.start : body.end]


def _leader(reading: Reading, teller: Actor) -> Person | None:
    """The person last named before who heads the body of "lãnh đạo …"."""
    leader = _LEADER.match(reading.folded, teller.start, teller.end)
    if leader is None:
        return None
    body = reading.text[leader.end() : teller.end]
    mentions = sorted(
        ((m.start, p) for p in reading.people for m in p.mentions if m.start < teller.start),
        key=lambda mention: mention[0],
        reverse=True,
    )
    for _, person in mentions:
        if any(_heads(role, body, teller.level) for role in person.roles):
            return person
    return None


def _heads(role: Role, body: str, level: Level | None) -> bool:
    """Whether the role is one at the head of the body, or of the level whose leading body it is."""
    if role.former or (level and role.level != level):
        return False
    kinds, own = body_kinds(body)[:1], body_kinds(role.organization)[:1]
    row = ACTORS.get(fold(body))
    if set(kinds) <= LEADING_BODIES and (kinds or row is None or row.kind == "place"):
        return (bool(own) and set(own) <= LEADING_BODIES) or (role.organization is None and level == "central")
    organization, told = fold(role.organization or "-"), fold(body)
    return organization.startswith(told) or told.startswith(organization)
