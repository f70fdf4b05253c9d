"""An order word with those who tell and are told: what the gate looks at."""

from typing import NamedTuple

from pipeline.annotate.directives.cues import Cue
from pipeline.annotate.directives.reading import Actor, Reading


class Telling(NamedTuple):
    """An order word in its sentence, from `begin` to `end`: who tells, and who is told right after or before it."""

    reading: Reading
    cue: Cue
    teller: Actor | None
    told: Actor | None
    begin: int
    end: int

    @property
    def before(self) -> str:
        """The folded text of the sentence before the order word."""
        return self.reading.folded[self.begin : self.cue.start]
