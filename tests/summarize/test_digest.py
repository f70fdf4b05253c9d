from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from bs4 import BeautifulSoup
from rich.console import Console
from rich.markdown import Markdown

from pipeline.errors import ChidaoError
from pipeline.schema import ArchivePlace, Record
from pipeline.summarize.digest import silent_sources
from pipeline.summarize.entries import Digest
from pipeline.summarize.report import SourceCounts
from pipeline.summarize.verify import verify_folder
from tests.summarize.conftest import HOSTILE, RTL, VISIBLE

if TYPE_CHECKING:
    from tests.summarize.conftest import Press

Make = Callable[..., Any]


def _page(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def _words(text: str) -> str:
    return " ".join(text.replace("\u00b6", "").split())


def _rendered(markdown: str) -> str:
    out = StringIO()
    Console(file=out, width=20_000).print(Markdown(markdown, hyperlinks=False))
    return out.getvalue()


def test_digest_is_a_folder_of_files_and_the_pages_that_they_link_to(press: "Press", record: Record) -> None:
    press.publish(record)
    assert [path.name for path in press.written] == [
        "digest.json",
        "digest.md",
        "digest.html",
        "feed.xml",
        "deadlines.ics",
        "mail.txt",
    ]
    assert sorted(path.name for path in press.digests.iterdir()) == ["2025-06-10"]
    page = _page(press.read("digest.html"))
    local = {str(link["href"]) for link in page.select("a.here")}
    assert local
    for link in local:
        name, _, anchor = link.partition("#")
        assert not anchor or _page(press.read(name)).find(id=anchor), link


def test_digest_says_who_orders_whom_to_do_what_by_when(press: "Press", record: Record) -> None:
    press.publish(record)
    line = next(line for line in press.read("digest.md").splitlines() if line.startswith("- **Đỗ Quang Vịnh**"))
    assert line.startswith(
        "- **Đỗ Quang Vịnh** (Chủ tịch UBND tỉnh) → Sở Xây dựng, UBND xã Bình Thạnh Đông: "
        "bàn giao toàn bộ mặt bằng trước ngày 20/6 [↗](https://baolamgiang.example/"
    )
    assert line.endswith("(hạn: ngày 20/6 – 20/06/2025)")
    said = _words(_page(press.read("digest.html")).select_one("#dia-phuong article").text)  # type: ignore[union-attr]
    assert "Đỗ Quang Vịnh (Chủ tịch UBND tỉnh) → Sở Xây dựng, UBND xã Bình Thạnh Đông: bàn giao" in said
    assert "ngày 20/6 (hạn: ngày 20/6 – 20/06/2025) Các nhà thầu: bổ sung nhân lực, thi công ba ca liên tục" in said
    assert "Đỗ Quang Vịnh (Chủ tịch UBND tỉnh) →\n   Sở Xây dựng, UBND xã Bình Thạnh Đông: bàn giao" in press.read(
        "mail.txt"
    )


def test_digest_counts_the_night(
    press: "Press", record: Record, make_record: Make, make_order: Make, retold: Make
) -> None:
    text = "Bà con hãy giữ vệ sinh."
    other = make_record(text, id="a2", directives=[make_order(text, "giữ vệ sinh", kind="exhortation")])
    reprint = retold(record, "a3", duplicate_of="a1", source="baokhac")
    digest = press.publish(record, other, reprint)
    assert msgspec.structs.asdict(digest.figures) == {
        "articles": 2,
        "reprints": 1,
        "articles_with_orders": 1,
        "orders": 2,
        "deadlines": 1,
        "exhortations": 1,
        "people": 1,
    }
    assert "đăng lại: baokhac" in _words(_page(press.read("digest.html")).text)
    assert "Đăng lại: [baokhac](articles/a3.html)" in press.read("digest.md")


def test_digest_groups_by_province_in_the_order_of_the_alphabet_and_national_news_last(
    press: "Press", make_record: Make
) -> None:
    provinces = [None, "Lam Giang", "Đông Hải", "An Trạch", "Đông Hải"]
    records = [make_record(f"Tin ngắn {n}.", id=f"a{n}", province=name) for n, name in enumerate(provinces)]
    digest = press.publish(*records)
    assert [(entry.province, [article.record for article in entry.articles]) for entry in digest.provinces] == [
        ("An Trạch", ["a3"]),
        ("Đông Hải", ["a2", "a4"]),
        ("Lam Giang", ["a1"]),
        (None, ["a0"]),
    ]
    assert [line for line in press.read("digest.md").splitlines() if line.startswith("### ")] == [
        "### An Trạch",
        "### Đông Hải",
        "### Lam Giang",
        "### Cả nước",
    ]


def test_digest_lists_the_days_of_two_weeks_ahead_and_of_two_weeks_past(
    press: "Press", make_record: Make, make_order: Make
) -> None:
    days = {
        "đã quá lâu": "2025-05-26",
        "vừa quá": "2025-06-09",
        "trong đêm": "2025-06-10",
        "sau hai tuần": "2025-06-24",
        "xa hơn": "2025-06-25",
        "chưa rõ": None,
    }
    text = "Yêu cầu: " + "; ".join(f"nộp bản {name} hạn {name}" for name in days) + "."
    orders = [
        make_order(text, f"nộp bản {name} hạn {name}", deadline=(f"hạn {name}", day)) for name, day in days.items()
    ]
    digest = press.publish(make_record(text, directives=orders))
    assert [due.day for due in digest.due] == ["2025-06-09", "2025-06-10", "2025-06-24", "2025-06-25"]
    assert [_words(item.text) for item in _page(press.read("digest.html")).select(".due > li > div:first-child")] == [
        "10/06/2025 mới",
        "24/06/2025 mới",
        "09/06/2025 hạn đã qua",
    ]
    markdown = press.read("digest.md")
    assert markdown.count("(hạn đã qua)") == 1
    assert "(hạn: hạn chưa rõ)" in markdown


def test_digest_shows_an_order_said_twice_in_an_article_once(
    press: "Press", make_record: Make, make_order: Make
) -> None:
    text = "Tỉnh yêu cầu nạo vét kênh.\nTỉnh yêu cầu khẩn trương nạo vét kênh Bến Cát trước mùa mưa."
    full = make_order(text, "khẩn trương nạo vét kênh Bến Cát trước mùa mưa")
    short = make_order(text, "nạo vét kênh", restates=full.id)
    digest = press.publish(make_record(text, directives=[short, full]))
    assert [order.id for order in digest.provinces[0].articles[0].orders] == [full.id]
    assert digest.figures.orders == 1
    assert "nạo vét kênh [" not in press.read("digest.md")


def test_digest_names_a_body_and_leaves_out_what_nobody_says(
    press: "Press", make_record: Make, make_order: Make
) -> None:
    text = "UBND tỉnh Lam Giang yêu cầu rà soát quỹ đất. Phải dừng khai thác cát."
    orders = [make_order(text, "rà soát quỹ đất", issuer="UBND tỉnh Lam Giang"), make_order(text, "dừng khai thác cát")]
    digest = press.publish(make_record(text, url=None, directives=orders))
    markdown = press.read("digest.md")
    assert "- **UBND tỉnh Lam Giang** → rà soát quỹ đất [¶](articles/a1.html#text-" in markdown
    assert "- Bài không nêu người chỉ đạo → dừng khai thác cát [¶]" in markdown
    assert {order.level for order in digest.provinces[0].articles[0].orders} == {"province", None}


def test_digest_gives_the_office_in_which_the_issuer_speaks(
    press: "Press", make_record: Make, make_order: Make, make_person: Make
) -> None:
    text = "Bí thư Huyện ủy, Trưởng ban Chỉ đạo Mạc Thị Nhàn yêu cầu dập dịch. Bà Nhàn đề nghị tiêm phòng."
    person = make_person(text, "Mạc Thị Nhàn", "Bí thư Huyện ủy", "Trưởng ban Chỉ đạo")
    said = {"issuer": "Bà Nhàn", "person": "p1"}
    orders = [
        make_order(text, "dập dịch", role="Trưởng ban Chỉ đạo", **said),
        make_order(text, "tiêm phòng", role=None, **said),
    ]
    press.publish(make_record(text, url=None, people=[person], directives=orders))
    markdown = press.read("digest.md")
    assert "- **Mạc Thị Nhàn** (Trưởng ban Chỉ đạo) → dập dịch [¶]" in markdown
    assert "- **Mạc Thị Nhàn** (Bí thư Huyện ủy, Trưởng ban Chỉ đạo) → tiêm phòng [¶]" in markdown


def test_digest_links_every_statement_to_its_passage(press: "Press", record: Record) -> None:
    press.publish(record)
    links = {link.text: str(link["href"]) for link in _page(press.read("digest.html")).select("main a:not(.here)")}
    action = record.directives[1].action.text
    assert record.url is not None
    assert links[record.title or ""] == record.url
    assert links[action].startswith(f"{record.url}#:~:text=b%E1%BB%95%20sung")
    assert all(href.startswith(record.url) for href in links.values())


def test_digest_names_sources_for_readers(press: "Press", record: Record) -> None:
    press.publish(record, names={"baolamgiang": "Báo Lam Giang"})
    for name in ("digest.html", "digest.md", "mail.txt", "feed.xml", "articles/a1.html"):
        assert "Báo Lam Giang" in press.read(name)
    assert press.verify({"baolamgiang": "Báo Lam Giang"}) == []
    assert "source" in press.verify({"baolamgiang": "Báo khác"})[0]


def test_digest_prints_nothing_of_an_article_outside_its_quotations(
    press: "Press", make_record: Make, make_order: Make, make_person: Make
) -> None:
    """Digests that differ only in their articles have the same text once quotations are taken out."""
    stories = [
        ("Lò Văn Thiết", "Chủ tịch UBND huyện", "Phòng Y tá", "phun thuốc diệt muỗi", "mồng một"),
        ("Mạc Thị Nhàn", "Bí thư Tỉnh ủy", "các xã, phường", "không để sót một ai", "hết quý này"),
    ]
    skeletons = []
    for name, office, body, action, day in stories:
        text = f"{office} {name} yêu cầu {body} {action} trước {day}."
        order = make_order(
            text, action, issuer=name, person="p1", role=office, addressees=(body,), deadline=(day, "2025-06-30")
        )
        person = make_person(text, name, office)
        press.publish(make_record(text, title=body, source=action, province=name, people=[person], directives=[order]))
        page = _page(press.read("digest.html"))
        assert {quoted.text for quoted in page.select("bdi")} == {name, office, body, action, day}
        for quoted in page.select("bdi"):
            quoted.clear()
        skeletons.append(page.text)
    assert skeletons[0] == skeletons[1]


def test_digest_shows_hostile_content_as_text_in_html(press: "Press", hostile: Record) -> None:
    press.publish(hostile)
    for name in ("digest.html", "articles/a1.html"):
        html = press.read(name)
        page = _page(html)
        assert not page.select("script, img, b, iframe, link, [onerror], [onclick]")
        assert RTL not in html
        links = {str(link["href"]).partition("#")[0] for link in page.select("a")}
        assert links <= {hostile.url, "", "articles/a1.html", "../digest.html"}
    assert {bdi.text for bdi in _page(press.read("digest.html")).select("bdi")} == {VISIBLE, f"{VISIBLE}."}
    assert VISIBLE in _page(press.read("articles/a1.html")).text


def test_digest_shows_hostile_content_as_text_in_markdown(press: "Press", hostile: Record) -> None:
    press.publish(hostile)
    markdown = press.read("digest.md")
    tokens = [inner for token in Markdown(markdown).parsed for inner in [token, *(token.children or [])]]
    assert not {token.type for token in tokens} & {"html_inline", "html_block", "image", "code_inline", "fence"}
    links = {str(token.attrs["href"]) for token in tokens if token.type == "link_open"}
    assert links
    assert all(link.startswith(("https://baolamgiang.example/", "articles/a1.html")) for link in links)
    assert RTL not in markdown
    assert "www\\.xau" in markdown
    assert _rendered(markdown).count(VISIBLE) >= 8


def test_digest_shows_hostile_content_as_lines_of_text_in_the_mail(press: "Press", hostile: Record) -> None:
    press.publish(msgspec.structs.replace(hostile, title=f"{HOSTILE}\nBcc: ai@xau.example"))
    mail = press.read("mail.txt")
    assert RTL not in mail
    assert VISIBLE in mail
    assert "\nBcc:" not in mail


def test_digest_of_an_empty_night_says_so(press: "Press") -> None:
    press.publish()
    page = _page(press.read("digest.html")).text
    for text in (press.read("digest.md"), page, press.read("mail.txt")):
        assert "Đêm này không có bài báo nào." in text
        assert "Không có chỉ đạo nào." in text
    assert "Không có báo cáo của lần chạy này." in page
    assert press.verify() == []


def test_digest_names_sources_that_gave_nothing_or_failed(press: "Press", record: Record) -> None:
    counts = {
        "baotot": SourceCounts(parsed=3),
        "baoloi": SourceCounts(parsed=2, failed=4),
        "baoim": SourceCounts(unchanged=7),
    }
    press.publish(record, sources=silent_sources(counts, {"baoim": "Báo Im"}))
    silent = ["Báo Im: không có bài nào", "baoloi: 2 bài, 4 trang lỗi"]
    assert [_words(item.text) for item in _page(press.read("digest.html")).select("#nguon li")] == silent
    for name in ("digest.md", "mail.txt"):
        assert "- Báo Im: không có bài nào\n- baoloi: 2 bài, 4 trang lỗi\n" in press.read(name)


def test_digest_is_the_same_bytes_whatever_the_order_of_records_and_written_twice(
    press: "Press", record: Record, retold: Make
) -> None:
    records = [retold(record, f"a{number}", province=f"Tỉnh {number % 2}") for number in range(4)]
    press.publish(*records)
    first = {path.name: path.read_bytes() for path in press.folder.rglob("*.*")}
    press.publish(*records[::-1])
    assert {path.name: path.read_bytes() for path in press.folder.rglob("*.*")} == first


def test_digest_lists_as_many_articles_of_a_province_as_it_is_told_and_counts_the_others(
    press: "Press", make_record: Make, make_order: Make
) -> None:
    records = []
    for number, level in enumerate(["xã", "tỉnh", "huyện"]):
        text = f"UBND {level} yêu cầu khơi thông cống rãnh số {number}."
        order = make_order(text, f"khơi thông cống rãnh số {number}", issuer=f"UBND {level}")
        records.append(make_record(text, id=f"a{number}", directives=[order]))
    [entry] = press.publish(*records, limit=2).provinces
    assert ([article.record for article in entry.articles], entry.more) == (["a1", "a2"], 1)
    assert "Còn 1 bài khác" in press.read("digest.html")
    assert sorted(path.name for path in (press.folder / "articles").iterdir()) == ["a1.html", "a2.html"]
    assert press.verify() == []


def test_digest_of_a_province_or_topic_is_beside_that_of_the_night(
    press: "Press", record: Record, make_record: Make, make_order: Make
) -> None:
    text = "UBND tỉnh yêu cầu tiêm phòng cho trẻ em tại các trạm y tế."
    other = make_record(text, id="a2", province="Đông Hải", directives=[make_order(text, text[18:-1])])
    press.publish(record, other)
    assert [entry.province for entry in press.publish(province="Đông Hải").provinces] == ["Đông Hải"]
    assert press.folder == press.digests / "2025-06-10" / "dong-hai"
    by_topic = press.publish(topic="y tế")
    assert (by_topic.figures.articles, by_topic.figures.orders) == (1, 1)
    assert press.folder == press.digests / "2025-06-10" / "y-te"
    assert press.verify() == []
    assert press.publish(topic="đất đai", province="Đông Hải").figures.articles == 0
    assert len(press.publish().provinces) == 2


def test_digest_that_does_not_verify_is_not_published(
    press: "Press", record: Record, retold: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second record that slips into the store while the digest is being made."""
    press.publish(record)
    before = {path: path.read_bytes() for path in press.digests.rglob("*.*")}

    def verify(*arguments: Any, **options: Any) -> list[str]:
        press.store.put([retold(record, "a2")])
        return verify_folder(*arguments, **options)

    monkeypatch.setattr("pipeline.summarize.digest.verify_folder", verify)
    with pytest.raises(ChidaoError, match=r"not published.*figures"):
        press.publish(record)
    assert {path: path.read_bytes() for path in press.digests.rglob("*.*")} == before


def test_digest_written_again_takes_away_pages_that_nothing_links_to(
    press: "Press", record: Record, retold: Make
) -> None:
    press.publish(record, retold(record, "a2", province="Đông Hải"))
    file = press.store.day_file(record.published_at)
    file.unlink()
    digest: Digest = press.publish(record)
    assert set(digest.articles) == {"a1"}
    assert [path.name for path in (press.folder / "articles").iterdir()] == ["a1.html"]


def test_digest_written_again_has_what_an_earlier_run_stored_late(press: "Press", record: Record, retold: Make) -> None:
    late = retold(record, "a2", archive=ArchivePlace("raw/bao/2025-06-09.warc.gz", 0), province="Đông Hải")
    assert press.publish(record, late, late=frozenset({"a2"})).late == ["a2"]
    assert press.publish().figures.articles == 2
