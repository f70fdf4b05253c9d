from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from pipeline.archive import Archive, read_warc
from pipeline.crawl import AlreadyRunningError, Counts, StateError
from pipeline.forgotten import Forgotten
from pipeline.schema import RawPage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from pipeline.schema import Issue
    from tests.crawl.conftest import Night, Web


def urls(outcomes: Iterable[RawPage | Issue]) -> list[str | None]:
    return [outcome.url for outcome in outcomes]


def kinds(issues: Iterable[Issue]) -> list[tuple[str, str | None]]:
    return [(issue.kind, issue.url) for issue in issues]


def archived(folder: Path) -> list[str]:
    """The addresses of all archived pages; reading them shows that the files are whole."""
    files = sorted(folder.rglob("*.warc.gz"))
    return [page.url for file in files for page in read_warc(file)]


def test_a_page_that_is_yielded_lies_in_the_archive(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1, 2, 3)
    seen = []
    with night.crawl(night.source()) as crawl:
        for page in crawl:
            assert isinstance(page, RawPage)
            assert page.archive is not None
            assert Archive(night.folder).fetch(page.archive) == page
            seen.append(page.url)
    assert seen == found
    assert crawl.counts["bao"] == Counts(found=3, new=3, fetched=3, method="sections")


def test_every_other_answer_is_archived_too_and_is_no_page(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", *range(1, 8))
    home = "http://bao.example/"
    web.put(found[1], "Không có", status=404)
    web.put(found[2], b"x" * 1000, content_type="image/jpeg")
    web.put(found[3], "", status=301, location="/khac.html")
    web.put("http://bao.example/khac.html", "Trang khác")
    web.put(found[4], "", status=302, location=found[0])
    web.put(found[5], "x" * 300_000, status=403)
    web.put(found[6], "Hỏng", status=500)
    web.put("http://bao.example/robots.txt", "User-agent: *", content_type="text/plain")
    pages, _ = night.run(night.source())
    assert urls(pages) == archived(night.folder) == [found[0]]
    asides = night.asides()
    assert [(why, status, url) for why, status, url, _ in asides] == [
        ("robots", "200", "http://bao.example/robots.txt"),
        ("list", "200", home),
        ("refused", "404", found[1]),
        ("refused", "200", found[2]),
        ("refused", "301", found[3]),
        ("strange", "200", "http://bao.example/khac.html"),
        ("refused", "302", found[4]),
        ("double", "200", found[0]),
        ("refused", "403", found[5]),
        ("refused", "500", found[6]),
    ]
    bodies = {url: body for _, _, url, body in asides}
    assert bodies[found[1]].decode() == "Không có"
    assert bodies["http://bao.example/khac.html"].decode() == "Trang khác"
    assert bodies[found[5]] == b""
    assert bodies[found[6]].decode() == "Hỏng"


def test_a_list_that_has_not_changed_is_a_revisit_and_a_dry_run_archives_nothing(night: Night, web: Web) -> None:
    [url] = web.put_articles("bao.example", 1)
    web.put_links("http://bao.example/", url, etag='"1"')
    night.run(night.source(), dry_run=True)
    assert night.asides() == []
    night.run(night.source())
    night.run(night.source())
    assert [(why, status) for why, status, _, _ in night.asides()] == [
        ("refused", "404"),
        ("list", "200"),
        ("refused", "404"),
        ("revisit", "304"),
    ]


def test_a_list_that_can_not_be_archived_is_not_used(night: Night, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.put_articles("bao.example", 1)
    web.put("http://bao.example/robots.txt", "User-agent: *", content_type="text/plain")
    append = night.archive.append_aside

    def fill(page: RawPage, why: str, *, truncated: bool = False) -> None:
        if why == "list":
            raise OSError(28, "No space left on device")
        append(page, why, truncated=truncated)

    monkeypatch.setattr(night.archive, "append_aside", fill)
    pages, issues = night.run(night.source())
    assert (pages, [issue.kind for issue in issues]) == ([], ["archive", "no_links"])
    assert "No space left" in issues[0].message


def test_a_run_that_reaches_further_back_reads_lists_that_have_not_changed(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1, 2)
    feed, old = "http://bao.example/rss", "http://bao.example/rss/cu"
    web.put_feed(feed, found[0], etag='"1"')
    web.put_feed(old, found[1], dated="Mon, 23 Nov 2020 20:00:00 +0700", etag='"2"')
    source = night.source(feeds=[feed, old])
    assert urls(night.run(source)[0]) == [found[0]]
    assert night.run(source) == ([], [])
    assert urls(night.run(source, since=date.min)[0]) == [found[1]]


def test_the_second_night_fetches_lists_and_new_articles_and_asks_whether_others_changed(
    night: Night, web: Web
) -> None:
    first = web.put_articles("bao.example", 1, 2)
    night.run(night.source())
    night.next_night()
    third = web.put_articles("bao.example", 1, 2, 3)[2]

    pages, issues = night.run(night.source())
    assert (urls(pages), issues) == ([third], [])
    assert night.counts["bao"] == Counts(found=3, new=1, fetched=1, unchanged=2, method="sections")
    assert Counter(web.paths("bao.example")) == Counter(
        ["/robots.txt", "/", *(f"/tin-post{n}.html" for n in (1, 2, 3))]
    )
    assert all(
        "if-none-match" in seen.headers for seen in web.seen if seen.path in ("/tin-post1.html", "/tin-post2.html")
    )
    assert Counter(archived(night.folder)) == Counter([*first, third])


def test_the_same_night_again_asks_for_lists_only(night: Night, web: Web) -> None:
    web.put_articles("bao.example", 1, 2)
    night.run(night.source())
    web.seen.clear()
    assert night.run(night.source()) == ([], [])
    assert web.paths("bao.example") == ["/robots.txt", "/"]


def test_a_silent_edit_is_yielded_again(night: Night, web: Web) -> None:
    first, second = web.put_articles("bao.example", 1, 2)
    night.run(night.source())
    night.next_night()
    web.put(first, "<p>Bản tin đã sửa</p>", etag='"changed"')
    web.put(second, "<p>Bản tin số 2</p>")
    pages, _ = night.run(night.source())
    assert [page.body.decode() for page in pages] == ["<p>Bản tin đã sửa</p>"]
    assert (night.counts["bao"].changed, night.counts["bao"].unchanged) == (1, 1)


def test_an_article_that_vanishes_is_noted_and_recent_ones_alone_are_looked_at(night: Night, web: Web) -> None:
    first, second = web.put_articles("bao.example", 1, 2)
    night.run(night.source())
    night.next_night()
    web.put(first, status=404)
    _, issues = night.run(night.source())
    assert kinds(issues) == [("http_404", first)]
    assert "vanished" in issues[0].message
    for _ in range(4):
        night.next_night()
    assert night.run(night.source()) == ([], [])
    assert second.removeprefix("http://bao.example") not in web.paths("bao.example")


def test_every_url_has_one_outcome_whatever_its_server_does(night: Night, web: Web) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        for _ in range(1000):
            request.wfile.write(b"x" * 100_000)

    def silent(_: BaseHTTPRequestHandler) -> None:
        web.finished.wait(5)

    found = web.put_articles("bao.example", *range(1, 11))
    web.put(found[1], status=404)
    web.put(found[2], status=500)
    web.put(found[3], status=302, location=found[3])
    web.put(found[4], content_type="image/jpeg")
    web.answer(found[5], endless)
    web.answer(found[6], silent)
    web.put(found[7], status=301, location="/")
    web.put(found[8], status=301, location=found[0])
    web.put(
        "http://bao.example/robots.txt",
        "User-agent: *\nDisallow: /tin-post10.html",
        content_type="text/plain",
    )

    pages, issues = night.run(night.source())
    assert urls(pages) == [found[0]]
    assert kinds(issues) == [
        ("http_404", found[1]),
        ("http_500", found[2]),
        ("redirects", found[3]),
        ("content_type", found[4]),
        ("too_large", found[5]),
        ("timeout", found[6]),
        ("left_site", found[7]),
        ("robots", found[9]),
    ]
    expected = Counts(found=10, new=10, fetched=1, unchanged=1, failed=7, skipped_by_robots=1, method="sections")
    assert night.counts["bao"] == expected
    assert "/tin-post10.html" not in web.paths("bao.example")
    assert archived(night.folder) == [found[0]]


def test_a_failure_is_tried_again_on_later_nights_and_given_up_in_the_end(night: Night, web: Web) -> None:
    night.set(tries=2, retries=0)
    [url] = web.put_articles("bao.example", 1)
    web.put(url, status=500)
    assert kinds(night.run(night.source())[1]) == [("http_500", url)]
    assert night.run(night.source()) == ([], [])
    night.next_night()
    assert kinds(night.run(night.source())[1]) == [("http_500", url)]
    for _ in range(3):
        night.next_night()
        assert night.run(night.source()) == ([], [])


def test_a_failure_that_passes_is_no_loss(night: Night, web: Web) -> None:
    [url] = web.put_articles("bao.example", 1)
    web.put(url, status=500)
    night.run(night.source())
    night.next_night()
    web.put(url)
    assert urls(night.run(night.source())[0]) == [url]


def test_a_dead_host_is_one_issue_and_harms_no_other(night: Night, web: Web, dead_address: tuple[str, int]) -> None:
    found = web.put_articles("bao.example", 1, 2)
    night.connect_to["dead.example"] = dead_address
    pages, issues = night.run(night.source("dead"), night.source())
    assert urls(pages) == found
    assert [(issue.source, issue.kind) for issue in issues] == [("dead", "unreachable")]
    assert set(night.counts) == {"dead", "bao"}


def test_a_host_that_falls_silent_is_left_alone_and_nothing_is_lost(night: Night, web: Web) -> None:
    night.set(dead_after=2, retries=0)
    found = web.put_articles("bao.example", 1, 2, 3, 4)
    for url in found[1:]:
        web.put(url, status=503)
    _, issues = night.run(night.source())
    assert kinds(issues) == [("http_503", found[1]), ("http_503", found[2]), ("host_down", found[3])]
    night.next_night()
    web.put_articles("bao.example", 1, 2, 3, 4)
    pages, _ = night.run(night.source())
    assert sorted(page.url for page in pages) == found[1:]


def test_without_a_readable_robots_txt_nothing_is_fetched(night: Night, web: Web) -> None:
    web.put_articles("bao.example", 1)
    web.put("http://bao.example/robots.txt", status=500)
    pages, issues = night.run(night.source())
    assert (pages, [issue.kind for issue in issues]) == ([], ["robots_error"])
    assert set(web.paths("bao.example")) == {"/robots.txt"}


def test_a_private_address_is_not_visited_unless_the_source_says_so(night: Night, web: Web) -> None:
    web.put_articles("bao.example", 1)
    pages, issues = night.run(night.source(allow_private=False))
    assert (pages, [issue.kind for issue in issues]) == ([], ["private_address"])
    assert web.seen == []


def test_a_page_that_was_not_marked_done_is_offered_again_without_the_network(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1, 2, 3)
    with night.crawl(night.source()) as crawl:
        pages = [page for page in crawl if isinstance(page, RawPage)]
        crawl.mark_done(found[1])
    web.seen.clear()
    again, _ = night.run(night.source())
    assert again == [pages[0], pages[2]]
    assert (night.counts["bao"].resumed, night.counts["bao"].fetched) == (2, 0)
    assert web.paths("bao.example") == ["/robots.txt", "/"]
    assert night.run(night.source()) == ([], [])


def test_a_redirected_page_can_be_marked_done_by_its_own_address(night: Night, web: Web) -> None:
    [url] = web.put_articles("bao.example", 1)
    web.put(url, status=301, location="/moi-post1.html")
    web.put("http://bao.example/moi-post1.html")
    pages, _ = night.run(night.source())
    assert urls(pages) == ["http://bao.example/moi-post1.html"]
    assert night.run(night.source()) == ([], [])
    web.put_links("http://bao.example/", "/moi-post1.html")
    night.run(night.source())
    assert (night.counts["bao"].new, night.counts["bao"].fetched) == (0, 0)


def test_a_page_archived_by_a_run_that_was_killed_before_it_was_noted_is_not_fetched_again(
    night: Night, web: Web
) -> None:
    [url] = web.put_articles("bao.example", 1)
    page = RawPage(url=url, body=b"<p>Tin</p>", source="bao", fetched_at="2026-11-23T14:59:00Z")
    night.archive.append(page)
    pages, _ = night.run(night.source())
    assert urls(pages) == [url]
    assert "/tin-post1.html" not in web.paths("bao.example")
    assert archived(night.folder) == [url]


def test_a_lost_state_is_made_again_from_the_archive(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1, 2)
    night.run(night.source())
    for file in night.folder.glob("crawl.sqlite*"):
        file.unlink()
    pages, _ = night.run(night.source())
    assert urls(pages) == found
    assert archived(night.folder) == found


def test_a_page_lost_from_the_archive_is_fetched_again(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1)
    night.run(night.source(), done=False)
    for file in night.folder.rglob("*.warc.gz"):
        file.unlink()
    night.archive = Archive(night.folder)
    pages, issues = night.run(night.source())
    assert urls(pages) == found
    assert [issue.kind for issue in issues] == ["archive"]


def test_a_full_disk_fails_the_page_and_not_the_crawl(night: Night, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    found = web.put_articles("bao.example", 1, 2)
    append = night.archive.append

    def fill(page: RawPage) -> RawPage:
        if page.url == found[0]:
            raise OSError(28, "No space left on device")
        return append(page)

    monkeypatch.setattr(night.archive, "append", fill)
    pages, issues = night.run(night.source())
    assert urls(pages) == [found[1]]
    assert kinds(issues) == [("archive", found[0])]
    assert "No space left" in issues[0].message


def test_an_error_of_our_own_ends_one_source_only(night: Night, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.put_articles("bao.example", 1)
    found = web.put_articles("tin.example", 2)
    append = night.archive.append

    def break_down(page: RawPage) -> RawPage:
        if page.source == "bao":
            raise RuntimeError("broken")
        return append(page)

    monkeypatch.setattr(night.archive, "append", break_down)
    pages, issues = night.run(night.source(), night.source("tin"))
    assert urls(pages) == found
    assert [(issue.source, issue.kind) for issue in issues] == [("bao", "internal")]


def test_limit_leaves_the_rest_for_another_night(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1, 2, 3)
    assert urls(night.run(night.source(), limit=2)[0]) == found[:2]
    assert night.counts["bao"].left == 1
    night.set(articles_a_night=0)
    assert night.run(night.source()) == ([], [])
    night.set(articles_a_night=1)
    assert urls(night.run(night.source())[0]) == found[2:]


def test_a_source_whose_time_is_over_keeps_the_rest_for_another_night(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1, 2)
    night.set(lane_time=0)
    assert kinds(night.run(night.source())[1]) == [("out_of_time", url) for url in found]
    night.set(lane_time=60)
    assert urls(night.run(night.source())[0]) == found


def test_dry_run_counts_and_fetches_no_article(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1, 2)
    assert night.run(night.source(), dry_run=True) == ([], [])
    assert night.counts["bao"] == Counts(found=2, new=2, method="sections")
    assert web.paths("bao.example") == ["/robots.txt", "/"]
    assert urls(night.run(night.source())[0]) == found


def test_one_host_never_gets_two_requests_closer_than_its_delay(night: Night, web: Web) -> None:
    web.put_articles("bao.example", 1, 2)
    web.put_articles("tin.example", 3, 4)
    web.put("http://tin.example/robots.txt", "User-agent: chidao\nCrawl-delay: 0.06", content_type="text/plain")
    other = night.source("bao2", homepage="http://www.bao.example/", delay=0.04)
    night.connect_to["www.bao.example"] = web.address
    web.put_links("http://www.bao.example/", "http://www.bao.example/tin-post1.html")
    night.run(night.source(delay=0.04), night.source("tin"), other)
    for hosts, delay, first in ((("bao.example", "www.bao.example"), 0.04, 0), (("tin.example",), 0.06, 1)):
        times = [seen.at for seen in web.seen if seen.host in hosts][first:]
        assert len(times) >= 3
        assert all(later - earlier >= delay for earlier, later in pairwise(times))


def test_leaving_early_stops_the_threads_and_loses_nothing(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", *range(1, 9))
    with night.crawl(night.source(delay=0.01)) as crawl:
        first = next(iter(crawl))
        assert first.url is not None
        crawl.mark_done(first.url)
    pages, _ = night.run(night.source())
    assert sorted([first.url, *(page.url for page in pages)]) == sorted(found)
    assert sorted(archived(night.folder)) == sorted(found)


def test_forgotten_article_is_not_fetched_by_whatever_address_nor_read_from_the_archive(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1, 2, 3)
    night.run(night.source(), done=False)
    lines = (Forgotten(f"bao.example/tin-post{number}.html", "Vĩnh An", "2026-11-24") for number in (1, 9))
    (night.folder / "forgotten.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    web.put(found[2], "", status=301, location="http://bao.example/tin-post9.html")
    web.put("http://bao.example/tin-post9.html", "<p>Cũng phải quên</p>")
    web.put_links("http://bao.example/", *found, "http://bao.example/tin-post9.html")
    for lost in (False, True):
        if lost:
            (night.folder / "crawl.sqlite").unlink()
        web.seen.clear()
        pages, issues = night.run(night.source(), done=False)
        assert found[0] not in urls(pages)
        assert not {"/tin-post1.html"} & set(web.paths("bao.example"))
    night.clock += timedelta(days=1)
    (night.folder / "crawl.sqlite").unlink()
    for file in night.folder.rglob("*.warc.gz"):
        file.unlink()
    pages, issues = night.run(night.source())
    assert urls(pages) == [found[1]]
    assert [(issue.kind, issue.url) for issue in issues] == [("forgotten", found[2])]
    assert "Cũng phải quên".encode() not in b"".join(body for *_, body in night.asides())


def test_clock_that_is_set_back_loses_and_doubles_nothing(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", 1, 2, 3)
    night.run(night.source(), limit=1)
    night.clock -= timedelta(days=400)
    pages, _ = night.run(night.source())
    assert set(urls(pages)) == set(found[1:])
    night.clock += timedelta(days=401)
    assert night.run(night.source()) == ([], [])
    assert sorted(archived(night.folder)) == sorted(found)


def test_stopped_crawl_ends_after_the_outcome_in_hand(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", *range(1, 9))
    taken = []
    with night.crawl(night.source(delay=0.01)) as crawl:
        for page in crawl:
            taken.append(page.url)
            crawl.stop()
    assert len(taken) == 1
    pages, _ = night.run(night.source())
    assert set(urls(pages)) == set(found)


def test_two_crawls_at_a_time_are_refused(night: Night) -> None:
    first, second = night.crawl(night.source()), night.crawl(night.source())
    with first, pytest.raises(AlreadyRunningError, match=r"crawl\.lock"), second:
        pass
    with night.crawl(night.source()):
        pass


def test_a_state_that_is_none_is_a_clear_error(night: Night) -> None:
    (night.folder / "crawl.sqlite").write_text("not a database, but a longer text than a header of one")
    for _ in range(2):
        with pytest.raises(StateError, match=r"crawl\.sqlite"), night.crawl(night.source()):
            pass


KILLED = """
    import sys
    from pathlib import Path
    from pipeline.archive import Archive
    from pipeline.crawl import Crawl, CrawlSettings
    from pipeline.schema import RawPage
    from pipeline.sources import Source

    folder, port, die_after = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    source = Source(key="bao", name="Báo", kind="newspaper", homepage="http://bao.example/", delay=0,
                    article_url=r"-post\\d+\\.html$", allow_private=True)
    done = (folder / "done.txt").open("a")
    with Crawl([source], Archive(folder), data_folder=folder, connect_to={"bao.example": ("127.0.0.1", port)}) as crawl:
        for outcome in crawl:
            print(outcome.url, flush=True)
            done.write(outcome.url + "\\n")
            done.flush()
            crawl.mark_done(outcome.url)
"""


def test_killed_at_any_moment_and_started_again_nothing_is_lost_or_archived_twice(night: Night, web: Web) -> None:
    found = web.put_articles("bao.example", *range(1, 31))
    command: list[Any] = [sys.executable, "-c", textwrap.dedent(KILLED), night.folder, web.address[1], ""]
    for lines in (0, 1, 5, 9):
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)  # noqa: S603
        assert process.stdout is not None
        for _ in range(lines):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    assert sorted(archived(night.folder)) == sorted(found)
    assert set((night.folder / "done.txt").read_text().split()) == set(found)
