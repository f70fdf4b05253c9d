"""Who ordered, by name: a person behind "lãnh đạo UBND tỉnh", a body written out behind "huyện" or "Bộ"."""

import re
from bisect import bisect_left

from pipeline.annotate.directives.lexicon import ACTORS, context
from pipeline.annotate.directives.reading import LEADING_BODIES, Actor, Reading, body_kinds
from pipeline.annotate.grammar.places import known_place
from pipeline.orthography import fold
from pipeline.schema import Issuer, Level, Person, Role

_SCENE = re.compile(r"\n(?:còn )?(?:tại|ở) ")
_SCENE_REACH = 2_000
_LEADER = re.compile(f"{context('leader')} ")
_MOST_BEFORE = 200  # mentions of people: who leads a body is named near it


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
        short = alike[0]
        councils = reading.councils_of.get((short, teller.level), []) if teller.place else []
        fuller = [*reading.bodies_beginning.get(short, []), *councils]
        reading.fuller_bodies[alike] = sorted(fuller, key=lambda body: body.start)
    return reading.fuller_bodies[alike]


def _leader(reading: Reading, teller: Actor) -> Person | None:
    """The person last named before who heads the body of "lãnh đạo …"."""
    leader = _LEADER.match(reading.folded, teller.start, teller.end)
    if leader is None:
        return None
    body = reading.text[leader.end() : teller.end]
    before = bisect_left(reading.mentions, teller.start, key=lambda mention: mention[0])
    for start, person in reversed(reading.mentions[max(0, before - _MOST_BEFORE) : before]):
        if _moves_elsewhere(reading, start, teller.start):
            return None
        if any(_heads(role, body, teller.level) for role in person.roles):
            return person
    return None


def _moves_elsewhere(reading: Reading, start: int, end: int) -> bool:
    """Whether the tale goes on in another place: "Tại Thanh Hóa, … Lãnh đạo tỉnh yêu cầu"."""
    scenes = _SCENE.finditer(reading.folded, max(start, end - _SCENE_REACH), end)
    return any(known_place(reading.text, scene.end()) > scene.end() for scene in scenes)


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
