"""Floors under the measures: figures that a change may raise and must not lower.

A floors file belongs to one gold file, whose digest it holds: a floor says nothing about other gold.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, ValidationError, convert

from pipeline.errors import ConfigError
from pipeline.evaluation.scorer import Row
from pipeline.store.files import write_atomically

_DIGITS = 4


class Floors(Struct, frozen=True, forbid_unknown_fields=True):
    """The least F1 of each measure on the gold file with this SHA-256."""

    gold_sha256: str
    f1: dict[str, float]


def read_floors(path: Path) -> Floors:
    """Raises ConfigError if the file is not a floors file."""
    try:
        return convert(tomllib.loads(path.read_text(encoding="utf-8")), Floors)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigError(f"{path}: not a floors file: {error}") from error


def gold_digest(gold: Path) -> str:
    """SHA-256 of the gold file."""
    return hashlib.sha256(gold.read_bytes()).hexdigest()


def below_floor(rows: Iterable[Row], floors: Floors, digest: str) -> list[str]:
    """What is wrong, a line each: measures under their floor, or missing, or floors made for other gold."""
    if digest != floors.gold_sha256:
        return ["the floors were set on another version of the gold file: raise them anew (--raise-floors)"]
    scores = {row.measure: row.f1 for row in rows}
    return [
        f"{measure}: F1 {scores.get(measure, 0.0):.4f} is under its floor of {floor:.4f}"
        for measure, floor in floors.f1.items()
        if round(scores.get(measure, 0.0), _DIGITS) < floor
    ]


def lowered(before: Floors, now: Floors) -> list[str]:
    """What fell from one version of a floors file to another, a line each; other gold can't be compared."""
    if before.gold_sha256 != now.gold_sha256:
        return []
    return [
        f"{measure}: {floor:.4f} was " + (f"lowered to {now.f1[measure]:.4f}" if measure in now.f1 else "taken away")
        for measure, floor in before.f1.items()
        if now.f1.get(measure, -1.0) < floor
    ]


def raise_floors(path: Path, rows: Iterable[Row], digest: str) -> None:
    """Write the floors file: with the same gold no floor falls; with other gold they start at today's figures."""
    old = read_floors(path) if path.exists() else Floors(digest, {})
    kept = old.f1 if old.gold_sha256 == digest else {}
    raised = kept | {row.measure: max(round(row.f1, _DIGITS), kept.get(row.measure, 0.0)) for row in rows}
    lines = [
        f'gold_sha256 = "{digest}"',
        "",
        "[f1]",
        *(f'"{name}" = {floor:.4f}' for name, floor in raised.items()),
    ]
    write_atomically(path, ("\n".join(lines) + "\n").encode())
