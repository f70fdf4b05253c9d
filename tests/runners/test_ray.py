"""Ray gives in parts what one process gives, whatever is killed meanwhile, and goes on where it stopped."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen, run

import msgspec
import pytest
import ray

from pipeline.flow import Annotator
from pipeline.runners.ray import annotate_on_ray
from pipeline.schema import Article

PER_TASK = 3
TASKS = 8
ARTICLES = [
    Article(
        id=f"a{number}",
        text=f"Ngày {1 + number}/6, ông Lò Văn Én, Chủ tịch UBND xã Núi Cao, yêu cầu Công an xã báo cáo trước 30/6.",
        published_at="2025-06-10",
    )
    for number in range(PER_TASK * TASKS)
]
# A job that tells of its first finished task, and then waits for its end.
DRIVER = """
import signal, sys
from pipeline.runners.ray import annotate_on_ray
def stop():
    print("a record", flush=True)
    signal.pause()
annotate_on_ray([sys.argv[1]], sys.argv[2], actors=2, articles_per_task=int(sys.argv[3]), step=stop)
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two processors and a small object store; what Ray keeps in the home folder goes elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        ray.init(num_cpus=2, object_store_memory=80 << 20, include_dashboard=False, log_to_driver=False)
        yield
        ray.shutdown()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(article) + b"\n" for article in ARTICLES))
    return path


@pytest.fixture(scope="module")
def wanted(annotator: Annotator) -> bytes:
    return b"".join(msgspec.json.encode(annotator(article)) + b"\n" for article in ARTICLES)


def parts(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("part-*.jsonl")))


def kill_actors() -> None:
    """Those of the cluster that this process started."""
    listed = run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    processes = [line.split(maxsplit=2) for line in listed.splitlines()[1:]]
    ours = {pid for pid, parent, _ in processes if parent == str(os.getpid())}
    for pid, parent, name in processes:
        if parent in ours and name.startswith("ray::_AnnotatingActor"):
            os.kill(int(pid), signal.SIGKILL)


@pytest.mark.usefixtures("cluster")
def test_job_whose_driver_and_then_whose_actors_were_killed_gives_the_same(
    articles: Path, wanted: bytes, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    environment = {**os.environ, "HOME": str(tmp_path)}
    arguments = [sys.executable, "-c", DRIVER, str(articles), str(output), str(PER_TASK)]
    with Popen(arguments, stdout=PIPE, env=environment) as driver:  # noqa: S603
        assert driver.stdout is not None
        assert driver.stdout.readline() == b"a record\n"
        driver.kill()
    done = {path: path.stat().st_mtime_ns for path in output.glob("part-*.json*")}
    assert 2 <= len(done) < 2 * TASKS
    steps: list[None] = []

    def kill_once() -> None:
        steps.append(None)
        if len(steps) == PER_TASK * len(done) // 2 + 1:
            kill_actors()

    manifests = annotate_on_ray([str(articles)], str(output), actors=2, step=kill_once)
    assert parts(output) == wanted
    assert [manifest.number for manifest in manifests] == list(range(TASKS))
    assert len(steps) == len(ARTICLES)
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert not list(output.glob("*.tmp"))


@pytest.mark.usefixtures("cluster")
def test_finished_job_is_not_done_again(articles: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    first = annotate_on_ray([str(articles)], str(output), actors=1, articles_per_task=len(ARTICLES))
    before = {path: path.stat().st_mtime_ns for path in output.iterdir() if path.is_file()}
    assert annotate_on_ray([str(articles)], str(output), actors=1) == first
    assert {path: path.stat().st_mtime_ns for path in output.iterdir() if path.is_file()} == before
