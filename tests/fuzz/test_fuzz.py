"""A little fuzzing in every test run: each target on what was found once, on its seeds and on chance."""

import importlib.util
import random
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HERE = Path(__file__).parent
SECONDS = 5  # what counts as hanging


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


targets, mutations = _load("targets"), _load("mutations")
NAMES = list(targets.TARGETS)
REGRESSIONS = sorted(path.name for path in (HERE / "regressions").iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("name", REGRESSIONS)
def test_what_was_found_once_stays_mended(name: str) -> None:
    began = time.process_time()
    targets.TARGETS[name.partition(".")[0]]((HERE / "regressions" / name).read_bytes())
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("name", NAMES)
def test_inputs_made_of_the_samples_break_nothing(name: str) -> None:
    chance = random.Random(5)
    seeds = targets.seeds(name)
    for _ in range(12):
        data = mutations.mutate(chance.choice(seeds), chance.choice(seeds), chance)[:5_000]
        targets.TARGETS[name](data)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_break_nothing(name: str, data: bytes) -> None:
    targets.TARGETS[name](data)
