"""Names made up for training: from the words that names of several peoples are made of."""

from random import Random
from typing import Literal

from msgspec import Struct

from pipeline.annotate.grammar.names import SurnameRow
from pipeline.lexicons import load_lexicon

Origin = Literal["kinh", "northern", "highland", "western", "eastern", "company"]


class NamePartRow(Struct, frozen=True, forbid_unknown_fields=True):
    """`position`: first, middle, last, or several of them between bars."""

    form: str
    origin: Origin
    position: str
    example: str

    @property
    def is_foreign_first(self) -> bool:
        """Whether foreigners' names begin with it."""
        return self.origin in {"western", "eastern"} and "first" in self.position


_MOST_COMMON = 3


class NameMaker:
    """Makes up names; the same `random` state gives the same names."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.parts: dict[tuple[str, str], list[str]] = {}
        for row in load_lexicon("training_names", NamePartRow):
            for position in row.position.split("|"):
                self.parts.setdefault((row.origin, position), []).append(row.form)
        strong = [row.form for row in load_lexicon("name_surnames", SurnameRow) if row.strength == "strong"]
        self.parts["kinh", "first"] = strong
        self.weights = [1 / (_MOST_COMMON + place) for place in range(len(strong))]

    def person(self) -> str:
        """A full name, of any origin."""
        # Enough of the rare ones for them to be learned, most as in the news.
        shares = {self.vietnamese: 50, self._northern: 9, self._highland: 13, self._western: 18, self._eastern: 10}
        (make,) = self.random.choices(list(shares), list(shares.values()))
        return make()

    def vietnamese(self) -> str:
        """A full Vietnamese name, with surname, middle names and given name."""
        (first,) = self.random.choices(self.parts["kinh", "first"], self.weights)
        middles = self.random.choices((0, 1, 2), (2, 7, 1))[0]
        words = [first, *(self._any("kinh", "middle") for _ in range(middles)), self._any("kinh", "last")]
        return " ".join(words)

    def given(self) -> str:
        """The one word by which a Vietnamese person is called."""
        return self._any("kinh", "last")

    def firm(self) -> str:
        """A company, project or website with a foreign name."""
        first, last = self._any("company", "first"), self._any("company", "last")
        return self.random.choice((first, f"{first} {last}", f"{first} {last} {self._any('company', 'last')}"))

    def foreign_surname(self) -> str:
        """The one word by which a foreigner is called."""
        return self._any("western", "last")

    def _any(self, origin: Origin, position: str) -> str:
        return self.random.choice(self.parts[origin, position])

    def _northern(self) -> str:
        return " ".join(self._any("northern", position) for position in ("first", "middle", "last"))

    def _highland(self) -> str:
        first = self._any("highland", "first")
        joint = "" if first.endswith("'") else " "
        lasts = [self._any("highland", "last") for _ in range(self.random.choice((1, 1, 2)))]
        return first + joint + " ".join(lasts)

    def _western(self) -> str:
        first, last = self._any("western", "first"), self._any("western", "last")
        if self.random.random() < 0.1:
            return f"{first} {self.random.choice('ABCDEFGHJKLMPRSTW')}. {last}"
        return f"{first} {last}"

    def _eastern(self) -> str:
        return f"{self._any('eastern', 'first')} {self._any('eastern', 'last')}"
