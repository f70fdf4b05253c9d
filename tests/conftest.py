"""What several packages' tests share: loaded models are made once a session."""

from pathlib import Path

import pytest

from pipeline.flow import Annotator

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator()


@pytest.fixture(scope="session")
def sample() -> Path:
    """The bundled sample newspapers."""
    return ROOT / "data" / "sample"


@pytest.fixture(scope="session")
def gold_file() -> Path:
    """The project's own gold annotations, of the sample newspapers' articles."""
    return ROOT / "tests" / "gold" / "sample.jsonl"
