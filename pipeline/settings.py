"""Where things lie and how the program behaves: defaults, environment, in that order."""

import os
from pathlib import Path

from msgspec import Struct


class Folders(Struct, frozen=True):
    """The data folder and what lies in it."""

    data: Path

    @property
    def raw(self) -> Path:
        return self.data / "raw"

    @property
    def records(self) -> Path:
        return self.data / "processed" / "records"

    @property
    def runs(self) -> Path:
        return self.data / "processed" / "runs"

    @property
    def duplicates(self) -> Path:
        return self.data / "duplicates.sqlite"

    @property
    def digests(self) -> Path:
        return self.data / "processed" / "digests"


def default_data_folder() -> Path:
    """`$CHIDAO_DATA`, or `data` in the current folder."""
    return Path(os.environ.get("CHIDAO_DATA", "data"))
