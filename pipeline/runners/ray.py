"""On a Ray cluster: actors that hold the models do the tasks of `pipeline.runners.shards`.

The cluster is the one that `RAY_ADDRESS` names, with this package installed on every node and the stores within
reach of all of them; without it, one is started on this machine and ends with the job.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import ray
from ray.exceptions import OutOfMemoryError, RayActorError, RayTaskError

from pipeline.errors import ChidaoError
from pipeline.flow import Annotator
from pipeline.runners.outcomes import Item, Outcome, outcome_of
from pipeline.runners.processes import annotate_guarded, default_workers
from pipeline.runners.shards import ARTICLES_PER_TASK, Manifest, ShardFolder, Task
from pipeline.sources import Source

# A task is tried so often before the job gives up; what is done stays done.
_ATTEMPTS = 6
_OBJECT_STORE = 128 << 20  # nothing but tasks and manifests goes through it


def annotate_on_ray(
    inputs: Sequence[str],
    output: str,
    *,
    sources: Sequence[Source] = (),
    actors: int | None = None,
    articles_per_task: int = ARTICLES_PER_TASK,
    step: Callable[[], None] = lambda: None,
) -> list[Manifest]:
    """Annotate articles, or the pages of `sources` in WARC files, into shards in the folder `output`.

    `actors` defaults to the processors of the cluster; `step` is called for every record of each finished task. A
    job that was interrupted goes on where it stopped when it is started again. Returns the manifests in order.
    Raises ChidaoError where a task fails again and again, ConfigError as `ShardFolder.plan` does.
    """
    folder = ShardFolder(output)
    tasks = folder.plan(inputs, articles_per_task=articles_per_task).tasks
    manifests = {task.number: manifest for task in tasks if (manifest := folder.manifest(task))}
    for manifest in manifests.values():
        _advance(step, manifest)
    if left := [task for task in tasks if task.number not in manifests]:
        with _cluster(actors):
            for manifest in _run(left, output, sources, actors):
                manifests[manifest.number] = manifest
                _advance(step, manifest)
    folder.tidy()
    return [manifests[task.number] for task in tasks]


def _advance(step: Callable[[], None], manifest: Manifest) -> None:
    for _ in range(manifest.records):
        step()


class _AnnotatingActor:
    """Loads the models once, at its first task."""

    def __init__(self, output: str, sources: Sequence[Source]) -> None:
        self.folder = ShardFolder(output)
        self.sources = sources
        self.annotator: Annotator | None = None

    def run(self, task: Task, *, guarded: bool) -> Manifest:
        """Do a task; `guarded`, in another process, so that an article that ends its process is found."""
        return self.folder.run(task, self._guarded if guarded else self._annotate, self.sources)

    def _annotate(self, items: Iterator[Item]) -> Iterator[Outcome]:
        self.annotator = self.annotator or Annotator()
        for item in items:
            yield outcome_of(item, self.annotator)

    @staticmethod
    def _guarded(items: Iterator[Item]) -> Iterator[Outcome]:
        return annotate_guarded(items, workers=1)


@contextmanager
def _cluster(actors: int | None) -> Iterator[None]:
    if ray.is_initialized():
        yield
        return
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    local: dict[str, Any] = {"num_cpus": actors or default_workers(), "object_store_memory": _OBJECT_STORE}
    logging.getLogger("ray").setLevel(logging.ERROR)
    ray.init(
        **({} if "RAY_ADDRESS" in os.environ else local),
        include_dashboard=False,
        log_to_driver=False,
        logging_level=logging.ERROR,
    )
    try:
        yield
    finally:
        ray.shutdown()


def _run(tasks: Sequence[Task], output: str, sources: Sequence[Source], actors: int | None) -> Iterator[Manifest]:
    """One task at a time for each actor. Where an actor dies Ray starts it again, on another node if it must be."""
    kind = ray.remote(num_cpus=1, max_restarts=-1)(_AnnotatingActor)
    resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    count = min(actors or int(resources["CPU"]), len(tasks))
    idle: list[Any] = [kind.remote(output, list(sources)) for _ in range(count)]
    waiting = [(task, 0) for task in reversed(tasks)]
    running: dict[ray.ObjectRef[Manifest], tuple[Any, Task, int]] = {}
    while waiting or running:
        while waiting and idle:
            actor = idle.pop()
            task, failures = waiting.pop()
            running[actor.run.remote(task, guarded=failures > 0)] = actor, task, failures
        (done, *_), _ = ray.wait(list(running))
        actor, task, failures = running.pop(done)
        idle.append(actor)
        try:
            yield ray.get(done)
        except (RayActorError, OutOfMemoryError) as error:
            if failures + 1 == _ATTEMPTS:
                raise ChidaoError(f"task {task.number} ended its process {_ATTEMPTS} times: {error}") from error
            waiting.append((task, failures + 1))
        except RayTaskError as error:
            raise ChidaoError(f"task {task.number} failed: {error.cause}") from error
