from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.crawl.links import Link
from pipeline.crawl.state import State
from pipeline.schema import ArchivePlace, RawPage
from pipeline.urls import url_key

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
URL = "http://bao.example/tin-post1.html"


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "crawl.sqlite")


def page(url: str = URL, offset: int = 0) -> RawPage:
    place = ArchivePlace("raw/bao/2026-11-23.warc.gz", offset)
    return RawPage(url=url, body=b"<p>Tin</p>", source="bao", fetched_at="2026-11-23T15:00:00Z", archive=place)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://bao.example/a-post1.html", "https://www.bao.example/a-post1.html"),
        ("http://BAO.example/a-post1.html?utm_source=x", "http://bao.example/a-post1.html"),
    ],
)
def test_url_key_is_the_same_for_spellings_of_one_address(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


def test_what_is_discovered_is_due_newest_first_and_once(state: State) -> None:
    dates = {1: None, 2: NOW.date() - timedelta(days=1), 3: NOW.date()}
    links = [Link(f"http://bao.example/tin-post{number}.html", dated) for number, dated in dates.items()]
    assert len(state.new_keys(links)) == 3
    for _ in range(2):
        state.discovered("bao", links, [], "feeds", NOW)
    assert [known.url[-6] for known in state.due("bao", NOW)] == ["3", "2", "1"]
    assert state.new_keys(links) == []
    assert state.due("tin", NOW) == []
    state.close()


def test_a_page_goes_from_found_over_fetched_to_done(state: State) -> None:
    state.discovered("bao", [Link(URL)], [], "feeds", NOW)
    [known] = state.due("bao", NOW)
    state.fetched(known.key, page(), NOW)
    assert state.due("bao", NOW) == []
    assert state.unprocessed("bao") == [(known.key, page().archive)]
    state.done(URL.replace("http:", "https:"))
    assert state.unprocessed("bao") == []
    state.close()


def test_a_failure_is_due_again_after_ever_longer_rests(state: State) -> None:
    state.discovered("bao", [Link(URL)], [], "feeds", NOW)
    key = url_key(URL)
    for tries, hours in ((1, 12), (2, 24), (3, 48)):
        state.failed(key, "http_500", NOW, tries=tries, final=False)
        assert state.due("bao", NOW + timedelta(hours=hours - 1)) == []
        assert [known.tries for known in state.due("bao", NOW + timedelta(hours=hours))] == [tries]
    state.failed(key, "http_404", NOW, tries=4, final=True)
    assert state.due("bao", NOW + timedelta(days=99)) == []
    state.close()


def test_done_pages_are_looked_at_again_for_some_days_and_once_a_night(state: State) -> None:
    state.fetched(url_key(URL), page(), NOW)
    state.done(URL)
    week_ago = NOW - timedelta(days=7)
    assert state.to_revisit("bao", NOW + timedelta(hours=11), week_ago) == []
    assert len(state.to_revisit("bao", NOW + timedelta(hours=12), week_ago)) == 1
    state.unchanged(url_key(URL), NOW + timedelta(hours=12))
    assert state.to_revisit("bao", NOW + timedelta(hours=13), week_ago) == []
    assert state.to_revisit("bao", NOW + timedelta(days=9), NOW + timedelta(days=1)) == []
    state.close()


def test_the_last_place_is_that_of_the_newest_file_and_record(state: State) -> None:
    assert state.last_place("bao") is None
    for number, offset in enumerate((0, 2000, 900)):
        url = f"http://bao.example/tin-post{number}.html"
        state.fetched(url_key(url), page(url, offset), NOW)
    assert state.last_place("bao") == ArchivePlace("raw/bao/2026-11-23.warc.gz", 2000)
    state.close()


def test_what_is_noted_survives_the_process(tmp_path: Path) -> None:
    first = State(tmp_path / "crawl.sqlite")
    first.fetched(url_key(URL), page(), NOW)
    second = State(tmp_path / "crawl.sqlite")
    assert len(second.unprocessed("bao")) == 1
    first.close()
    second.close()


def test_a_page_that_is_not_archived_cannot_count_as_fetched(state: State) -> None:
    with pytest.raises(ValueError, match="not in the archive"):
        state.fetched(url_key(URL), RawPage(url=URL, body=b"", source="bao"), NOW)
    state.close()
