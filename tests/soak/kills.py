"""SIGKILL at random moments of `chidao run --sample`, then a run to the end: is everything as if nothing had happened?

    python tests/soak/kills.py --kills 100

Prints one line of figures; exit status 1 and what is wrong, where anything is.
"""

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from warcio.archiveiterator import ArchiveIterator

from pipeline.store import read_records

ROOT = Path(__file__).parents[2]
NIGHT = "2025-08-31"


class Ended(NamedTuple):
    """A run that was killed `after` so many seconds; None where it came to its end."""

    after: float | None
    status: int


def start(data: Path) -> "subprocess.Popen[bytes]":
    command = ["run", "--sample", str(ROOT / "data" / "sample"), "--night", NIGHT, "--data", str(data)]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "pipeline", *command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def run(data: Path, kill_after: float | None = None) -> Ended:
    """One run, killed after so many seconds if it lasts that long."""
    process = start(data)
    try:
        process.communicate(timeout=kill_after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return Ended(kill_after, process.returncode)
    return Ended(None, process.returncode)


def records_of(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((data / "processed" / "records").iterdir())}


def faults(data: Path, undisturbed: Path) -> list[str]:
    """What is not as it is without kills."""
    found = []
    if records_of(data) != records_of(undisturbed):
        found.append("the records are not byte for byte those of an undisturbed run")
    left = [path for path in data.rglob("*") if path.name.endswith(".tmp")]
    found += [f"a temporary file is left: {path}" for path in left]
    for path in data.rglob("*.warc.gz"):
        found += _broken_warc(path)
    for path in data.rglob("*.sqlite"):
        with closing(sqlite3.connect(path)) as connection:
            [(said,)] = connection.execute("PRAGMA integrity_check").fetchall()
        if said != "ok":
            found.append(f"{path}: {said}")
    for path in (data / "processed" / "records").iterdir():
        ids = [record.id for record in read_records(path)]
        if len(ids) != len(set(ids)):
            found.append(f"{path}: an article is there twice")
    return found


def _broken_warc(path: Path) -> list[str]:
    try:
        with path.open("rb") as stream:
            pages = [
                record.rec_headers.get_header("WARC-Target-URI")
                for record in ArchiveIterator(stream, check_digests="raise")
                if record.content_stream().read() is not None
            ]
    except Exception as error:  # whatever is wrong with it
        return [f"{path}: {error}"]
    if ".aside." not in path.name and len(pages) != len(set(pages)):
        return [f"{path}: a page is archived twice"]
    return []


def soak(folder: Path, kills: int, seed: int, *, resumed: bool) -> tuple[list[Ended], list[str]]:
    """Kill runs, each on what the one before left (`resumed`) or on a new folder; what was wrong at the end."""
    chance = random.Random(seed)
    undisturbed = folder / "undisturbed"
    began = time.monotonic()
    if run(undisturbed).status:
        raise SystemExit("the undisturbed run failed")
    length = time.monotonic() - began
    ended: list[Ended] = []
    wrong: list[str] = []
    data = folder / "0"
    while sum(one.after is not None for one in ended) < kills:
        ended.append(run(data, chance.uniform(0, length)))
        if ended[-1].after is None or not resumed:
            wrong += _settle(data, undisturbed)
            data = folder / str(len(ended))
    return ended, wrong + _settle(data, undisturbed)


def _settle(data: Path, undisturbed: Path) -> list[str]:
    status = run(data).status
    return [f"{data}: {fault}" for fault in ([f"exit status {status}"] if status else faults(data, undisturbed))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fresh", action="store_true", help="after each kill, a run to the end")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ended, wrong = soak(Path(folder), options.kills, options.seed, resumed=not options.fresh)
    times = sorted(one.after for one in ended if one.after is not None)
    sys.stdout.write(
        f"{len(times)} kills at {times[0]:.1f} to {times[-1]:.1f} s, "
        f"{len(ended) - len(times)} runs ended before theirs; {len(wrong)} faults\n"
    )
    for fault in wrong:
        sys.stdout.write(f"{fault}\n")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
