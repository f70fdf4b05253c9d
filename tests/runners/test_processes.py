"""Several processes give what one gives, in its order, whatever becomes of them."""

import os
import signal
from collections.abc import Iterator
from itertools import count
from multiprocessing import active_children
from pathlib import Path

import pytest

from pipeline.flow import Annotator
from pipeline.runners.outcomes import Item, SourcedPage, outcome_of
from pipeline.runners.processes import annotate_articles, annotate_guarded
from pipeline.schema import Article, Issue, RawPage, Record
from pipeline.sources import load_sources

BAD_LINE = Issue(stage="annotate", kind="bad_input", message="line 3 is no article")


class Fatal(Article, frozen=True):
    """An article that ends every process that it is sent to."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (7,)


def article(number: int) -> Article:
    text = f"Ngày {1 + number % 28}/6, ông Lò Văn Én, Chủ tịch UBND xã Núi Cao, yêu cầu Công an xã báo cáo trước 30/6."
    return Article(id=f"a{number}", text=text, published_at="2025-06-10")


def items(number: int) -> list[Item]:
    return [BAD_LINE if index == 3 else article(index) for index in range(number)]


def locally(work: list[Item], annotator: Annotator) -> list[Record | Issue]:
    return [outcome_of(item, annotator) for item in work]


def test_killed_worker_costs_nothing_but_time(annotator: Annotator) -> None:
    work = items(120)
    outcomes = annotate_articles(work, workers=2)
    first = next(outcomes)
    process, *_ = active_children()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    assert [first, *outcomes] == locally(work, annotator)


def test_article_that_ends_its_process_is_found_and_reported(annotator: Annotator) -> None:
    work = items(5)
    bad = Fatal(id="bad", text="Một.", source="baonuicao", url="https://bao.example/bad.html")
    outcomes = list(annotate_guarded([*work[:2], bad, *work[2:]], workers=1))
    issue = outcomes.pop(2)
    assert outcomes == locally(work, annotator)
    assert isinstance(issue, Issue)
    assert (issue.kind, issue.source, issue.url) == ("worker_died", bad.source, bad.url)
    assert issue.message.startswith("bad: ends every process that works on it (exit code 7;")


def test_input_is_read_no_further_than_the_workers_need() -> None:
    taken = count()

    def endless() -> Iterator[Item]:
        for number in taken:
            yield article(number)

    outcomes = annotate_articles(endless(), workers=2)
    for _ in range(20):
        next(outcomes)
    assert next(taken) < 200
    outcomes.close()
    assert not active_children()


def test_libraries_say_nothing_to_the_terminal(sample: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """trafilatura warns of what it can't read; it is in the issue."""
    source = load_sources(sample / "sources")["songthuong-gov"]
    [file] = sample.rglob("lich-tiep-cong-dan-thang-7.htm")
    page = SourcedPage(RawPage(url=f"{source.homepage}{file.name}", body=file.read_bytes()), source)
    assert all(isinstance(outcome, Issue) for outcome in annotate_articles([page] * 20, workers=2))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("number", [0, 1, 15])
def test_few_articles_are_no_work_for_other_processes(number: int, annotator: Annotator) -> None:
    work = items(number)
    outcomes = annotate_articles(work, workers=2)
    assert [*outcomes] == locally(work, annotator)
    assert not active_children()
