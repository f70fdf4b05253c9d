"""Articles that are to be kept out for good: `forgotten.jsonl` in the data folder, one a line.

Whatever reads the archive passes over them, and the crawl asks for them no more.
"""

from collections.abc import Collection
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import ContractError
from pipeline.urls import url_key

FILE = "forgotten.jsonl"


class Forgotten(Struct, frozen=True, forbid_unknown_fields=True):
    """`key` is the article's `url_key`; who had it forgotten, and when (ISO 8601, +07:00)."""

    key: str
    by: str
    at: str


def read_forgotten(data_folder: Path) -> list[Forgotten]:
    """What is to be kept out of a data folder. Raises ContractError where the file is broken: nothing may slip in."""
    file = data_folder / FILE
    try:
        return msgspec.json.Decoder(Forgotten).decode_lines(file.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ContractError(f"{file}: {error}") from error


def is_forgotten(url: str, keys: Collection[str]) -> bool:
    """Whether the page at this address is among the forgotten keys."""
    if not keys:
        return False
    try:
        return url_key(url) in keys
    except ValueError:
        return False
