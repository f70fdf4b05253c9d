"""Alarms: a source that gives much less than it used to, and was not expected to.

A source is compared with its own last nights, and with the `band` that its file states. Nights of Saturday's and
Sunday's news are compared with such nights; over Tết little is expected, and Tết is no measure for other nights.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from statistics import median
from typing import NamedTuple

from pipeline.runners.history import NightCounts
from pipeline.sources import Source
from pipeline.summarize.report import Alarm, AlarmKind, SourceCounts

# So many nights of a kind say what such a night is like.
_ENOUGH_NIGHTS = 3
# What is expected of a weekend as long as too few are known, and of Tết, as a share of what is usual.
_WEEKEND_SHARE = 0.25
_TET_SHARE = 0.2
# What comes by chance falls to nothing where 4 are expected in 2 nights of 100, below a quarter of 8 in 1 of 100.
_SILENCE = 4
_COLLAPSE = 8
_COLLAPSED = 0.25


class _Share(NamedTuple):
    """A count that should be a steady share of another one: alarm where it is under `low` times the usual share."""

    kind: AlarmKind
    part: str
    whole: str
    low: float
    least_expected: float
    message: str


_SHARES = (
    _Share("articles_missing", "parsed", "pages", 0.5, 4, "pages could be read as articles"),
    _Share("dates_missing", "with_date", "parsed", 0.5, 4, "articles have a date of publication"),
    _Share("bodies_missing", "with_body", "parsed", 0.5, 4, "articles have more text than a lead"),
    _Share("directives_missing", "with_directives", "parsed", _COLLAPSED, _COLLAPSE, "articles have directives"),
)
# The usual share is that of at least so many.
_ENOUGH = 20


def find_alarms(tonight: NightCounts, past: Sequence[NightCounts], sources: Mapping[str, Source]) -> list[Alarm]:
    """What is wrong with tonight's counts of `sources`; `past` are the nights before, oldest first.

    Where a run of a night was killed, its number of new articles says nothing.
    """
    alarms = []
    for key in sorted(sources.keys() & tonight.sources.keys()):
        nights = [night for night in past if key in night.sources and night.is_whole]
        for kind, message in _Judge(sources[key], tonight, nights).faults():
            alarms.append(Alarm(source=key, kind=kind, message=message))
    return alarms


class _Judge:
    def __init__(self, source: Source, tonight: NightCounts, past: list[NightCounts]) -> None:
        self.key = source.key
        self.band = source.band
        self.tonight = tonight
        self.counts = tonight.sources[source.key]
        self.past = past

    def faults(self) -> Iterator[tuple[AlarmKind, str]]:
        if self.tonight.is_whole:
            yield from self._collapse() if self.counts.new else self._silence()
        for share in _SHARES:
            yield from self._share(share)

    # --- the number of new articles --------------------------------------------------------------------

    def _collapse(self) -> Iterator[tuple[AlarmKind, str]]:
        new = self.counts.new
        usual = self._usual(self.tonight, self.past)
        low, high = self._band()
        if usual >= _COLLAPSE and new < usual * _COLLAPSED:
            yield "yield_collapsed", f"{new} new articles, usually {usual:.0f} on such a night: redesign?"
        elif new < low:
            yield "yield_collapsed", f"{new} new articles, its band begins at {low:.0f}: redesign?"
        elif self.past and new > high:
            yield "flood", f"{new} new articles, its band ends at {high:.0f}: does article_url fit other pages?"

    def _silence(self) -> Iterator[tuple[AlarmKind, str]]:
        """A silence is judged by what all its nights together should have brought."""
        quiet = list(takewhile(lambda night: not night.sources[self.key].new, reversed(self.past)))
        heard = self.past[: len(self.past) - len(quiet)]
        if heard:
            expected = sum(self._usual(night, heard) for night in (self.tonight, *quiet))
            if expected >= _SILENCE:
                last = f"silent since the night of {heard[-1].day}"
                yield "silent", f"{last}: {expected:.0f} new articles were to be expected since then"
                return
        elif len(quiet) >= _ENOUGH_NIGHTS and (self.band is None or self.band[0] > 0):
            yield "silent", f"silent since before the night of {quiet[-1].day}: no new article in any night known"
            return
        if self._band()[0] > 0:
            yield "silent", f"no new article, its band begins at {self._band()[0]:.0f}"

    def _usual(self, night: NightCounts, past: Sequence[NightCounts]) -> float:
        """The number of new articles that is usual for a night of its kind; 0 where too little is known."""
        ordinary = [one for one in past if not one.is_tet]
        alike = [one for one in ordinary if one.is_weekend == night.is_weekend]
        if len(ordinary) < _ENOUGH_NIGHTS:
            return 0
        if night.is_tet:
            return _TET_SHARE * self._median(ordinary)
        if len(alike) >= _ENOUGH_NIGHTS:
            return self._median(alike)
        return self._median(ordinary) * (_WEEKEND_SHARE if night.is_weekend else 1)

    def _median(self, nights: Sequence[NightCounts]) -> float:
        return median(night.sources[self.key].new for night in nights)

    def _band(self) -> tuple[float, float]:
        low, high = self.band or (0, float("inf"))
        if self.tonight.is_tet:
            return 0, high
        return low * (_WEEKEND_SHARE if self.tonight.is_weekend else 1), high

    # --- what the pages gave ---------------------------------------------------------------------------

    def _share(self, share: _Share) -> Iterator[tuple[AlarmKind, str]]:
        known = [night.sources[self.key] for night in self.past]
        whole = _total(known, share.whole)
        if whole < _ENOUGH:
            return
        usual = _total(known, share.part) / whole
        part, pages = _total([self.counts], share.part), _total([self.counts], share.whole)
        expected = usual * pages
        if expected >= share.least_expected and part < share.low * expected:
            yield share.kind, f"{part} of {pages} {share.message}, usually {usual:.0%}: redesign?"


def _total(counts: Sequence[SourceCounts], name: str) -> int:
    return sum(getattr(one, name) for one in counts)
