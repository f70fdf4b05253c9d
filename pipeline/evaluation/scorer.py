"""Score records against gold annotations: the measures, and how gold and record are matched.

Gold has one object a line: `id`, `text`, `people`, `dates`, `directives`, quoting the article instead of
counting offsets: the n-th identical quote takes the n-th occurrence, unless `at` gives a start offset. Of the three,
what nobody has annotated in an article is null there, and not scored.
A gold article without a record counts as missed whole.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct

from pipeline.errors import InputError
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold

Place = tuple[int, int]
Object = dict[str, Any]
T = TypeVar("T")
U = TypeVar("U")

LEAST_OVERLAP = 0.5  # of two actions, intersection over union
LEAST_ADDRESSEES = 0.5  # token F1 that still counts as complete


class Expansion(Struct, frozen=True, forbid_unknown_fields=True):
    """An abbreviation, folded, and what comparison reads it as."""

    form: str
    expansion: str


@cache
def _expansions() -> dict[str, str]:
    return {row.form: row.expansion for row in load_lexicon("scoring_abbreviations", Expansion)}


def comparable(text: str | None) -> str:
    """Folded, words only, single spaces, common abbreviations written out."""
    words = re.findall(r"[\w&]+", fold(unicodedata.normalize("NFC", text or "")))
    return " ".join(_expansions().get(word, word) for word in words)


class Row(NamedTuple):
    """One measure over all articles; `gold` is how many there were to find."""

    measure: str
    precision: float
    recall: float
    f1: float
    gold: int


class Miss(NamedTuple):
    """One thing that is not as the gold says."""

    article: str
    measure: str
    kind: str
    what: str


@dataclass
class Tally:
    """Counts of right, predicted and gold items under named measures."""

    right: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    predicted: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def add(self, measure: str, right: float, predicted: int, gold: int) -> None:
        """Count one article's items."""
        self.right[measure] += right
        self.predicted[measure] += predicted
        self.gold[measure] += gold

    def rows(self) -> Iterator[Row]:
        """The measures, in the order in which they were first counted."""
        for measure, gold in self.gold.items():
            right, predicted = self.right[measure], self.predicted[measure]
            yield Row(
                measure,
                right / predicted if predicted else 0.0,
                right / gold if gold else 0.0,
                2 * right / (predicted + gold) if predicted + gold else 1.0,
                gold,
            )


def score(gold: Iterable[Object], records: dict[str, Object]) -> Tally:
    """Score all gold articles. Raises InputError where gold and record are about different texts or lack a key."""
    tally = Tally()
    for article in gold:
        try:
            _score_article(article, records.get(article["id"], {}), tally)
        except KeyError as error:
            raise InputError(f"{article.get('id')}: gold or record without {error}") from error
        except (AttributeError, TypeError) as error:
            raise InputError(f"{article.get('id')}: gold or record is of the wrong form: {error}") from error
    return tally


def _score_article(gold: Object, record: Object, tally: Tally) -> None:
    if record.get("text") not in (None, gold["text"]):
        raise InputError(f"{gold['id']}: the record's text is not the gold text; spans can't be compared")
    for kind, count in (("people", _score_people), ("dates", _score_dates), ("directives", _score_directives)):
        if gold[kind] is not None:
            count(gold, record, tally)


# --- people and roles ------------------------------------------------------------------------------------


def _score_people(gold: Object, record: Object, tally: Tally) -> None:
    def names(people: list[Object]) -> set[Any]:
        return {comparable(person["name"]) for person in people}

    def roles(people: list[Object]) -> set[Any]:
        return {
            (comparable(person["name"]), comparable(role["title"] if isinstance(role, dict) else role))
            for person in people
            for role in person.get("roles", [])
        }

    for measure, items in (("people", names), ("roles", roles)):
        want, got = items(gold["people"]), items(record.get("people", []))
        tally.add(measure, len(want & got), len(got), len(want))
        tally.misses += [Miss(gold["id"], measure, "missed", str(item)) for item in sorted(want - got)]
        tally.misses += [Miss(gold["id"], measure, "spurious", str(item)) for item in sorted(got - want)]


# --- dates -----------------------------------------------------------------------------------------------


def _score_dates(gold: Object, record: Object, tally: Tally) -> None:
    want, got = gold["dates"], record.get("dates", [])
    want_places = _locate(gold, want, "text")
    got_places = [(date["start"], date["end"]) for date in got]

    def weight(i: int, j: int) -> float:
        same_value = want[i]["value"] == got[j].get("value")
        return _overlap(want_places[i], got_places[j]) * (2 if same_value else 1)

    pairs = _pair_up(range(len(want)), range(len(got)), weight, 1)
    right = [(i, j) for i, j in pairs if want[i]["value"] == got[j].get("value")]
    same_role = sum(want[i].get("role") == got[j].get("role") for i, j in right)
    tally.add("dates (found)", len(pairs), len(got), len(want))
    tally.add("dates (value)", len(right), len(got), len(want))
    tally.add("dates (value+role)", same_role, len(got), len(want))
    for i, j in pairs:
        if (i, j) not in right:
            values = f"{want[i]['text']}: want {want[i]['value']}, got {got[j].get('value')}"
            tally.misses.append(Miss(gold["id"], "dates", "value", values))
        elif want[i].get("role") != got[j].get("role"):
            roles = f"{want[i]['text']}: want {want[i].get('role')}, got {got[j].get('role')}"
            tally.misses.append(Miss(gold["id"], "dates", "role", roles))
    _note_unpaired(tally, gold["id"], "dates", pairs, [d["text"] for d in want], [d.get("text", "") for d in got])


# --- directives ------------------------------------------------------------------------------------------


def _score_directives(gold: Object, record: Object, tally: Tally) -> None:
    want, got = gold["directives"], record.get("directives", [])
    want_places = _locate(gold, want, "action")
    got_places = [(directive["action"]["start"], directive["action"]["end"]) for directive in got]
    pairs = _pair_up(want_places, got_places, _closeness, LEAST_OVERLAP)

    issuer = [_same_issuer(want[i], got[j]) for i, j in pairs]
    deadline = [want[i].get("deadline") == _deadline(got[j]) for i, j in pairs]
    addressees = [_token_f1(_addressees(want[i]), _addressees(got[j])) for i, j in pairs]
    polarity = [want[i].get("polarity") == got[j].get("polarity") for i, j in pairs]
    complete = [a and b and c >= LEAST_ADDRESSEES for a, b, c in zip(issuer, deadline, addressees, strict=True)]

    tally.add("directives (action)", len(pairs), len(got), len(want))
    want_letters, got_letters = _covered(want_places), _covered(got_places)
    covered = len(want_letters & got_letters)
    tally.add("directives (coverage)", covered, len(got_letters), len(want_letters))
    for slot, hits in (("issuer", issuer), ("addressees", addressees), ("polarity", polarity)):
        tally.add(f"directives ({slot}, of matched)", sum(hits), len(pairs), len(pairs))
    tally.add("directives (complete)", sum(complete), len(got), len(want))
    due = sum(1 for directive in want if directive.get("deadline"))
    got_due = sum(1 for directive in got if _deadline(directive))
    right_due = sum(1 for (i, _), ok in zip(pairs, deadline, strict=True) if ok and want[i].get("deadline"))
    tally.add("directives (deadline)", right_due, got_due, due)

    for (i, j), ok in zip(pairs, complete, strict=True):
        if not ok:
            tally.misses.append(Miss(gold["id"], "directives", "incomplete", _compared(want[i], got[j])))
    got_actions = [gold["text"][start:end] for start, end in got_places]
    _note_unpaired(tally, gold["id"], "directives", pairs, [d["action"] for d in want], got_actions)


def _compared(want: Object, got: Object) -> str:
    return (
        f"{want['action'][:60]}… want {want.get('issuer')} -> {_addressees(want)} by {want.get('deadline')}; "
        f"got {_issuer(got).get('name')} -> {_addressees(got)} by {_deadline(got)}"
    )


def _same_issuer(gold: Object, predicted: Object) -> bool:
    issuer = _issuer(predicted)
    said = {comparable(issuer.get(key)) for key in ("name", "organization", "text")} - {""}
    want = comparable(gold.get("issuer"))
    if not want:
        return not said
    return want in said or (len(want.split()) > 2 and any(_is_most_of(want, one) for one in said))


def _is_most_of(a: str, b: str) -> bool:
    return (a in b or b in a) and min(len(a), len(b)) >= 0.5 * max(len(a), len(b))


def _issuer(directive: Object) -> Object:
    issuer = directive.get("issuer") or {}
    return {"name": issuer} if isinstance(issuer, str) else issuer


def _deadline(directive: Object) -> str | None:
    deadline = directive.get("deadline")
    value: str | None = deadline.get("value") if isinstance(deadline, dict) else deadline
    return value


def _addressees(directive: Object) -> list[str]:
    return [a["text"] if isinstance(a, dict) else a for a in directive.get("addressees", [])]


def _token_f1(gold: list[str], predicted: list[str]) -> float:
    want, got = (Counter(comparable(" ".join(words)).split()) for words in (gold, predicted))
    if not want and not got:
        return 1.0
    same = sum((want & got).values())
    return 2 * same / (sum(want.values()) + sum(got.values())) if same else 0.0


# --- places and pairs ------------------------------------------------------------------------------------


def _locate(gold: Object, items: Sequence[Object], quoted: str) -> list[Place]:
    next_from: dict[str, int] = {}
    places = []
    for item in items:
        quote, at = item[quoted], item.get("at")
        start = at if at is not None else gold["text"].find(quote, next_from.get(quote, 0))
        if start < 0 or not gold["text"].startswith(quote, start):
            raise InputError(f"{gold['id']}: gold quote not in text: {quote[:80]!r}")
        next_from[quote] = start + 1
        places.append((start, start + len(quote)))
    return places


def _overlap(a: Place, b: Place) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _closeness(a: Place, b: Place) -> float:
    shared = _overlap(a, b)
    return shared / (a[1] - a[0] + b[1] - b[0] - shared) if shared else 0.0


def _covered(places: Iterable[Place]) -> set[int]:
    return {letter for start, end in places for letter in range(start, end)}


def _pair_up(
    gold: Sequence[T], predicted: Sequence[U], weight: Callable[[T, U], float], least: float
) -> list[tuple[int, int]]:
    """Greedy one-to-one matching, heaviest pairs first; returns index pairs."""
    weighed = [(weight(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)]
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for value, i, j in sorted(weighed, key=lambda row: (-row[0], row[1], row[2])):
        if value >= least and i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j))
    return pairs


def _note_unpaired(
    tally: Tally, article: str, measure: str, pairs: list[tuple[int, int]], want: list[str], got: list[str]
) -> None:
    found, used = {i for i, _ in pairs}, {j for _, j in pairs}
    tally.misses += [Miss(article, measure, "missed", w[:100]) for i, w in enumerate(want) if i not in found]
    tally.misses += [Miss(article, measure, "spurious", g[:100]) for j, g in enumerate(got) if j not in used]
