"""Fuzz for some minutes: `python tests/fuzz/run.py --minutes 5 [--target NAME …] [--engine atheris]`.

Every target runs in a process of its own. A crash, more than 5 s of processor time for one input, or more than 1 GB of
memory is a finding: the input is written to `--found`, and the exit status is 1. Mend what it shows, and move the
file to `regressions/<target>.<what>`: the quick tests run it from then on.
"""

import argparse
import logging
import random
import resource
import subprocess
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

SECONDS = 5.0
GIGABYTE = 1 << 20  # in the kilobytes that ru_maxrss counts
WALL = 60


def work(name: str, seconds: float, seed: int, found: Path) -> None:
    """In a process of its own: inputs for so many seconds. The input at hand lies in a file, should the process die."""
    logging.disable()  # libraries tell of every broken byte
    from tests.fuzz.mutations import mutate
    from tests.fuzz.targets import TARGETS, seeds

    chance = random.Random(seed)
    target, corpus = TARGETS[name], seeds(name)
    at_hand = found / f"{name}.at-hand"
    inputs = findings = 0
    end = time.monotonic() + seconds
    target(corpus[0])
    while time.monotonic() < end:
        data = corpus[inputs] if inputs < len(corpus) else mutate(chance.choice(corpus), chance.choice(corpus), chance)
        inputs += 1
        at_hand.write_bytes(data)
        began = time.process_time()
        try:
            target(data)
            wrong = ""
        except Exception:
            wrong = traceback.format_exc()
        took = time.process_time() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if took > SECONDS:
            wrong += f"took {took:.1f} s\n"
        if memory > GIGABYTE:
            wrong += f"{memory // 1024} MB of memory\n"
        if wrong:
            findings += 1
            stem = found / f"{name}.{seed}-{inputs}"
            stem.write_bytes(data)
            stem.with_name(f"{stem.name}.txt").write_text(wrong, encoding="utf-8")
            if memory > GIGABYTE or findings > 20:
                break
    at_hand.unlink(missing_ok=True)
    sys.stdout.write(f"{name}: {inputs} inputs, {findings} findings\n")
    raise SystemExit(bool(findings))


def work_with_atheris(name: str, seconds: float, found: Path) -> None:
    """The same with atheris (libFuzzer), which follows what code an input reaches."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["pipeline"]):
        from tests.fuzz.targets import TARGETS, seeds

    corpus = found / f"{name}.corpus"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(seeds(name)):
        (corpus / str(number)).write_bytes(data)
    options = [f"-max_total_time={int(seconds)}", f"-timeout={int(SECONDS)}", "-rss_limit_mb=1024", "-max_len=200000"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={found / name}.", str(corpus)], TARGETS[name])
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="for all targets together")
    parser.add_argument("--target", action="append", help="only this one; may be given several times")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--engine", choices=["mutations", "atheris"], default="mutations")
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"))
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.found.mkdir(parents=True, exist_ok=True)
    seconds = options.minutes * 60
    if options.worker and options.engine == "atheris":
        work_with_atheris(options.worker, seconds, options.found)
    if options.worker:
        work(options.worker, seconds, options.seed, options.found)
    from tests.fuzz.targets import TARGETS

    names = options.target or list(TARGETS)
    raise SystemExit(max(_spawn(name, seconds / len(names), options) for name in names))


def _spawn(name: str, seconds: float, options: argparse.Namespace) -> int:
    command = [sys.executable, __file__, "--worker", name, "--minutes", str(seconds / 60), "--seed", str(options.seed)]
    command += ["--engine", options.engine, "--found", str(options.found)]
    try:
        status = subprocess.run(command, check=False, timeout=seconds + WALL).returncode  # noqa: S603
    except subprocess.TimeoutExpired:
        status = -1
    at_hand = options.found / f"{name}.at-hand"
    if at_hand.exists():
        at_hand.replace(options.found / f"{name}.{options.seed}-died")
        sys.stdout.write(f"{name}: the process died or hung (status {status})\n")
    return 0 if status == 0 else 1


if __name__ == "__main__":
    main()
