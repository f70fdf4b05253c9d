"""A site that wants to do harm: the whole night on it, and what it left in every output."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html

ROOT = Path(__file__).parents[2]
NIGHT = "2025-08-31"
HOST = "baoxau.example"
KEY = "khoa-bi-mat-1234567890"

SOURCE = f"""
key = "baoxau"
name = "Báo <script>alert(1)</script> \\u001b[31m"
kind = "newspaper"
homepage = "http://{HOST}/"
sections = ["http://{HOST}/"]
article_url = '-post\\d+'
delay = 0
allow_private = true
"""
BAIT = [
    "<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&lt;img src=x onerror=alert(1)&gt;",
    '" onmouseover="alert(1)',
    "&#27;[31m&#27;]0;x&#7;",
    "\x1b[31m\x1b]0;x\x07",
    "{{ 7*7 }} {% raw %}",
    "'; DROP TABLE urls; --",
    "=HYPERLINK(&quot;http://x&quot;)",
    "[nhấn](javascript:alert(1))",
    "\u202egnoc\u202c",
    "../../../etc/passwd",
]
PATHS = ["/tin-post1", "/..%2f..%2f..%2fetc%2fpasswd-post2", "/%00-post3", "/a'b\"c<d>-post4", "/%1b[31m-post5"]
TEXT = (
    "<p>Sáng 30/8, ông Trần Văn Mẫn, Chủ tịch UBND tỉnh Hải Bình {0}, yêu cầu Sở Nội vụ {0} rà soát hồ sơ {0} "
    "trước ngày 15/9. Việc này phải xong sớm, vì mùa mưa đã đến gần và người dân còn lo lắng nhiều.</p>"
)


def page(title: str, body: str) -> bytes:
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="2025-08-30T08:00:00+07:00">'
        f'<meta name="author" content="{title}"></head>'
        f"<body><h1>{title}</h1><article>{body * 4}</article></body></html>"
    ).encode()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after a night on the site."""
    folder = tmp_path_factory.mktemp("hostile")
    site = folder / "sample" / "sites" / HOST
    site.mkdir(parents=True)
    (folder / "sample" / "sources").mkdir()
    (folder / "sample" / "sources" / "baoxau.toml").write_text(SOURCE, encoding="utf-8")
    links = []
    for number, bait in enumerate(BAIT):
        (site / f"bai-{number}-post{number}.html").write_bytes(page(f"Họp {bait} bàn", TEXT.format(bait)))
        links.append(f"/bai-{number}-post{number}.html")
    anchors = "".join(f'<a href="{link}">tin</a>' for link in links + PATHS)
    (site / "index.html").write_bytes(f"<html><body>{anchors}<a href=javascript:x-post9>x</a></body></html>".encode())
    (folder / "data").mkdir()
    for arguments in (
        ("run", "--sample", "sample", "--night", NIGHT),
        ("summarize", "--date", NIGHT),
        ("summarize", "--date", NIGHT, "--rewrite"),
        ("review", "--all", "-o", "data/sheet.csv"),
        ("status",),
    ):
        (folder / "data" / f"{len(list((folder / 'data').iterdir()))}.said").write_bytes(run(folder, *arguments))
    return folder / "data"


def run(folder: Path, *arguments: str) -> bytes:
    """What it said, all of it."""
    environment = {
        **os.environ,
        "CHIDAO_DATA": "data",
        "CHIDAO_LM_URL": "http://127.0.0.1:9/v1",
        "CHIDAO_LM_MODEL": "m",
        "CHIDAO_LM_KEY": KEY,
    }
    command = [sys.executable, "-m", "pipeline", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)  # noqa: S603
    return done.stdout + done.stderr


def outputs(data: Path, *suffixes: str) -> list[Path]:
    files = [path for path in data.rglob("*") if path.is_file() and path.suffix in suffixes]
    assert files
    return files


def test_articles_came_through(data: Path) -> None:
    said = (data / "0.said").read_text(encoding="utf-8")
    assert re.search(r"[1-9]\d* records: ", said), said


def test_no_page_has_markup_of_the_site(data: Path) -> None:
    for path in outputs(data, ".html"):
        root = html.fromstring(path.read_bytes())
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            assert not any(str(name).lower().startswith("on") for name in element.attrib), path
            for name in ("href", "src"):
                link = (element.get(name) or "").strip().lower()
                assert not link.startswith(("javascript:", "data:", "vbscript:")), path
            if element.tag == "script":
                assert "alert(1)" not in (element.text or ""), path


def test_no_output_has_control_characters_for_a_terminal(data: Path) -> None:
    for path in outputs(data, ".html", ".md", ".txt", ".json", ".jsonl", ".xml", ".ics", ".csv", ".said"):
        text = path.read_text(encoding="utf-8")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e]", text), path


def test_no_file_lies_outside_or_is_named_by_the_site(data: Path) -> None:
    assert {path.name for path in data.parent.iterdir()} == {"data", "sample"}
    for path in data.rglob("*"):
        assert re.fullmatch(r"[\w.+-]+", path.name), path
        assert not path.is_symlink()
        assert "passwd" not in path.name


def test_no_markdown_link_leads_to_a_script(data: Path) -> None:
    for path in outputs(data, ".md"):
        assert not re.search(r"(?<!\\)\]\(\s*javascript:", path.read_text(encoding="utf-8")), path


def test_secret_is_written_nowhere(data: Path) -> None:
    for path in data.rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path
