"""A few kills of the long test in every test run."""

import importlib.util
import sys
from pathlib import Path


def test_killed_runs_end_with_the_records_of_an_undisturbed_one(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("soak_kills", Path(__file__).with_name("kills.py"))
    assert spec is not None
    assert spec.loader is not None
    kills = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = kills
    spec.loader.exec_module(kills)
    ended, wrong = kills.soak(tmp_path, 2, 7, resumed=True)
    assert sum(one.after is not None for one in ended) == 2
    assert wrong == []
