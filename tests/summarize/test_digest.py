from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bs4 import BeautifulSoup
from rich.console import Console
from rich.markdown import Markdown

from pipeline.errors import ChidaoError
from pipeline.schema import Action, Directive, Record
from pipeline.summarize.digest import write_digest
from pipeline.summarize.entries import Digest
from pipeline.summarize.report import RunReport, SourceCounts

NIGHT = "2025-06-10"
RTL = "\u202e"
HOSTILE = (
    f"Sở Tài <script>alert(1)</script> chính & [bấm](http://xau.example) {RTL}ngược\u202c {{{{ 7*7 }}}} {{% raw %}}"
    " **x** `y` <b>z</b> ![a](b) | &lt; www.xau.example"
)
VISIBLE = HOSTILE.replace(RTL, "⟨U+202E⟩").replace("\u202c", "⟨U+202C⟩")

Make = Callable[..., Any]


def _written(folder: Path, records: list[Record], report: RunReport | None = None) -> tuple[Digest, str, str]:
    paths = write_digest(records, folder, night=NIGHT, report=report)
    assert paths == [folder / NIGHT / f"digest.{kind}" for kind in ("json", "md", "html")]
    data, markdown, html = (path.read_text(encoding="utf-8") for path in paths)
    return msgspec.json.decode(data, type=Digest), markdown, html


def _page(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def _words(text: str) -> str:
    return " ".join(text.split())


def _rendered(markdown: str) -> str:
    out = StringIO()
    Console(file=out, width=20_000).print(Markdown(markdown, hyperlinks=False))
    return out.getvalue()


def test_digest_says_who_orders_whom_to_do_what_by_when(tmp_path: Path, record: Record) -> None:
    _, markdown, html = _written(tmp_path, [record])
    line = next(line for line in markdown.splitlines() if line.startswith("- **Đỗ Quang Vịnh**"))
    assert line.startswith(
        "- **Đỗ Quang Vịnh** (Chủ tịch UBND tỉnh) → Sở Xây dựng, UBND xã Bình Thạnh Đông: "
        "bàn giao toàn bộ mặt bằng trước ngày 20/6 [↗](https://baolamgiang.example/"
    )
    assert line.endswith("(hạn: ngày 20/6 – 20/06/2025)")
    said = _words(_page(html).select_one("#chi-dao article").text)  # type: ignore[union-attr]
    assert "Đỗ Quang Vịnh (Chủ tịch UBND tỉnh) → Sở Xây dựng, UBND xã Bình Thạnh Đông: bàn giao" in said
    assert "ngày 20/6 (hạn: ngày 20/6 – 20/06/2025) Các nhà thầu: bổ sung nhân lực, thi công ba ca liên tục" in said


def test_digest_counts_the_night(tmp_path: Path, record: Record, make_record: Make, make_order: Make) -> None:
    text = "Bà con hãy giữ vệ sinh."
    other = make_record(text, id="a2", directives=[make_order(text, "giữ vệ sinh", kind="exhortation")])
    reprint = msgspec.structs.replace(record, id="a3", duplicate_of="a1")
    figures = _written(tmp_path, [record, other, reprint])[0].figures
    assert msgspec.structs.asdict(figures) == {
        "articles": 2,
        "reprints": 1,
        "articles_with_orders": 1,
        "orders": 2,
        "deadlines": 1,
        "exhortations": 1,
        "people": 1,
    }


def test_digest_groups_by_province_in_the_order_of_the_alphabet_and_national_news_last(
    tmp_path: Path, make_record: Make
) -> None:
    provinces = [None, "Lam Giang", "Đông Hải", "An Trạch", "Đông Hải"]
    records = [make_record("Tin ngắn.", id=f"a{n}", province=name) for n, name in enumerate(provinces)]
    digest, markdown, _ = _written(tmp_path, records)
    assert [(entry.province, [article.record for article in entry.articles]) for entry in digest.provinces] == [
        ("An Trạch", ["a3"]),
        ("Đông Hải", ["a2", "a4"]),
        ("Lam Giang", ["a1"]),
        (None, ["a0"]),
    ]
    assert [line for line in markdown.splitlines() if line.startswith("### ")] == [
        "### An Trạch",
        "### Đông Hải",
        "### Lam Giang",
        "### Cả nước",
    ]


def test_digest_lists_days_ahead_in_their_order_and_then_those_overdue(
    tmp_path: Path, make_record: Make, make_order: Make
) -> None:
    days = {"một": "2025-07-01", "hai": "2025-06-10", "ba": "2025-06-09", "bốn": None, "năm": "2025-06-11"}
    text = "Yêu cầu: " + "; ".join(f"nộp bản {name} hạn {name}" for name in days) + "."
    orders = [
        make_order(text, f"nộp bản {name} hạn {name}", deadline=(f"hạn {name}", day)) for name, day in days.items()
    ]
    digest, markdown, html = _written(tmp_path, [make_record(text, directives=orders)])
    assert [(due.day, due.overdue) for due in digest.due] == [
        ("2025-06-10", False),
        ("2025-06-11", False),
        ("2025-07-01", False),
        ("2025-06-09", True),
    ]
    assert [_words(item.text) for item in _page(html).select(".due > li > div:first-child")] == [
        "10/06/2025",
        "11/06/2025",
        "01/07/2025",
        "09/06/2025 quá hạn",
    ]
    assert {_words(item.text) for item in _page(html).select(".due p:last-child")} == {digest.due[0].title.text}  # type: ignore[union-attr]
    assert markdown.count("(quá hạn)") == 1
    assert "(hạn: hạn bốn)" in markdown


def test_digest_shows_an_order_said_twice_once(tmp_path: Path, make_record: Make, make_order: Make) -> None:
    text = "Tỉnh yêu cầu nạo vét kênh.\nTỉnh yêu cầu khẩn trương nạo vét kênh Bến Cát trước mùa mưa."
    full = make_order(text, "khẩn trương nạo vét kênh Bến Cát trước mùa mưa")
    short = make_order(text, "nạo vét kênh", restates=full.id)
    digest, markdown, html = _written(tmp_path, [make_record(text, directives=[short, full])])
    assert [order.id for order in digest.provinces[0].articles[0].orders] == [full.id]
    assert digest.figures.orders == 1
    assert "nạo vét kênh [" not in markdown
    assert [item.text for item in _page(html).select(".orders bdi")] == [full.action.text]


def test_digest_names_a_body_and_leaves_out_what_nobody_says(
    tmp_path: Path, make_record: Make, make_order: Make
) -> None:
    text = "UBND tỉnh Lam Giang yêu cầu rà soát quỹ đất. Phải dừng khai thác cát."
    orders = [make_order(text, "rà soát quỹ đất", issuer="UBND tỉnh Lam Giang"), make_order(text, "dừng khai thác cát")]
    _, markdown, _ = _written(tmp_path, [make_record(text, url=None, directives=orders)])
    assert "- **UBND tỉnh Lam Giang** → rà soát quỹ đất\n" in markdown
    assert "- Bài không nêu người chỉ đạo → dừng khai thác cát\n" in markdown


def test_digest_gives_the_office_in_which_the_issuer_speaks(
    tmp_path: Path, make_record: Make, make_order: Make, make_person: Make
) -> None:
    text = "Bí thư Huyện ủy, Trưởng ban Chỉ đạo Mạc Thị Nhàn yêu cầu dập dịch. Bà Nhàn đề nghị tiêm phòng."
    person = make_person(text, "Mạc Thị Nhàn", "Bí thư Huyện ủy", "Trưởng ban Chỉ đạo")
    said = {"issuer": "Bà Nhàn", "person": "p1"}
    orders = [
        make_order(text, "dập dịch", role="Trưởng ban Chỉ đạo", **said),
        make_order(text, "tiêm phòng", role=None, **said),
    ]
    record = make_record(text, url=None, people=[person], directives=orders)
    _, markdown, _ = _written(tmp_path, [record])
    assert "- **Mạc Thị Nhàn** (Trưởng ban Chỉ đạo) → dập dịch\n" in markdown
    assert "- **Mạc Thị Nhàn** (Bí thư Huyện ủy, Trưởng ban Chỉ đạo) → tiêm phòng\n" in markdown


def test_digest_links_every_statement_to_its_passage(tmp_path: Path, record: Record) -> None:
    _, _, html = _written(tmp_path, [record])
    links = {link.text: link["href"] for link in _page(html).select("main a")}
    action = record.directives[1].action.text
    assert record.url is not None
    assert links[record.title or ""] == record.url
    assert str(links[action]).startswith(f"{record.url}#:~:text=b%E1%BB%95%20sung")
    assert all(str(href).startswith(record.url) for href in links.values())


def test_digest_prints_nothing_of_an_article_outside_its_quotations(
    tmp_path: Path, make_record: Make, make_order: Make, make_person: Make
) -> None:
    """Digests that differ only in their articles have the same text once quotations are taken out."""
    stories = [
        ("Lò Văn Thiết", "Chủ tịch UBND huyện", "Phòng Y tế", "phun thuốc diệt muỗi", "mồng một"),
        ("Mạc Thị Nhàn", "Bí thư Tỉnh ủy", "các xã, phường", "không để sót hộ nghèo", "hết quý này"),
    ]
    skeletons = []
    for name, office, body, action, day in stories:
        text = f"{office} {name} yêu cầu {body} {action} trước {day}."
        order = make_order(
            text, action, issuer=name, person="p1", role=office, addressees=(body,), deadline=(day, "2025-06-30")
        )
        person = make_person(text, name, office)
        record = make_record(text, title=body, source=action, province=name, people=[person], directives=[order])
        page = _page(_written(tmp_path, [record])[2])
        assert {quoted.text for quoted in page.select("bdi")} == {name, office, body, action, day}
        for quoted in page.select("bdi"):
            quoted.clear()
        skeletons.append(page.text)
    assert skeletons[0] == skeletons[1]


@pytest.fixture
def hostile(make_record: Make, make_order: Make) -> Record:
    text = f"{HOSTILE}.\nÔng {HOSTILE[:6]} yêu cầu dọn sân."
    order = make_order(text, HOSTILE, issuer=HOSTILE, addressees=(HOSTILE,), deadline=(HOSTILE, "2025-06-20"))
    record: Record = make_record(
        text, title=HOSTILE, province=HOSTILE, source=HOSTILE, directives=[order], sentences=(f"{HOSTILE}.",)
    )
    return record


def test_digest_shows_hostile_content_as_text_in_html(tmp_path: Path, hostile: Record) -> None:
    _, _, html = _written(tmp_path, [hostile])
    page = _page(html)
    assert not page.select("script, img, b, iframe, link, [onerror], [onclick]")
    assert {bdi.text for bdi in page.select("bdi")} == {VISIBLE, f"{VISIBLE}."}
    assert RTL not in html
    assert all(str(a["href"]).startswith(("https://baolamgiang.example/", "#")) for a in page.select("a"))


def test_digest_shows_hostile_content_as_text_in_markdown(tmp_path: Path, hostile: Record) -> None:
    _, markdown, _ = _written(tmp_path, [hostile])
    tokens = [inner for token in Markdown(markdown).parsed for inner in [token, *(token.children or [])]]
    assert not {token.type for token in tokens} & {"html_inline", "html_block", "image", "code_inline", "fence"}
    links = {str(token.attrs["href"]) for token in tokens if token.type == "link_open"}
    assert links
    assert all(link.startswith("https://baolamgiang.example/") for link in links)
    assert RTL not in markdown
    assert "www\\.xau" in markdown
    assert _rendered(markdown).count(VISIBLE) >= 8


def test_digest_of_an_empty_night_says_so(tmp_path: Path) -> None:
    _, markdown, html = _written(tmp_path, [])
    for text in (markdown, _page(html).text):
        assert "Đêm này không có bài báo nào." in text
        assert "Không có chỉ đạo nào." in text
        assert "Không có báo cáo của lần chạy này." in text


def test_digest_names_sources_that_gave_nothing_or_failed(tmp_path: Path, record: Record) -> None:
    report = RunReport(
        started="2025-06-10T21:00:00+07:00",
        version="0",
        sources={
            "baotot": SourceCounts(parsed=3),
            "baoloi": SourceCounts(parsed=2, failed=4),
            "baoim": SourceCounts(unchanged=7),
        },
    )
    _, markdown, html = _written(tmp_path, [record], report)
    silent = ["baoim: không có bài nào", "baoloi: 2 bài, 4 trang lỗi"]
    assert [_words(item.text) for item in _page(html).select("#nguon li")] == silent
    assert markdown.endswith("- baoim: không có bài nào\n- baoloi: 2 bài, 4 trang lỗi\n")


def test_digest_is_the_same_bytes_whatever_the_order_of_records(tmp_path: Path, record: Record) -> None:
    records = [msgspec.structs.replace(record, id=f"a{number}") for number in range(4)]
    first = _written(tmp_path, records)
    assert _written(tmp_path, records[::-1]) == first


def test_digest_is_not_published_if_it_does_not_verify(
    tmp_path: Path, make_record: Make, make_order: Callable[..., Directive]
) -> None:
    text = "UBND xã yêu cầu dọn rác."
    beyond = msgspec.structs.replace(make_order(text, "dọn rác"), action=Action(16, 99, "dọn rác", "dọn"))
    with pytest.raises(ChidaoError, match=r"not published.*outside the text"):
        write_digest([make_record(text, directives=[beyond])], tmp_path, night=NIGHT, report=None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("night", ["hôm qua", "2025-13-01", "../2025-06-10"])
def test_digest_refuses_a_night_that_is_no_day(tmp_path: Path, night: str) -> None:
    with pytest.raises(ChidaoError, match="a night is a day"):
        write_digest([], tmp_path, night=night, report=None)
