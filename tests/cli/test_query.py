"""`chidao query`, `search`, `show` and `export` as their users have them."""

import csv
import io
import json
import signal
from pathlib import Path
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from pipeline.flow import Annotator
from pipeline.query.records import index_file, tables_folder
from pipeline.schema import Article, Record
from pipeline.settings import Folders
from pipeline.store import RecordStore
from pipeline.urls import article_id

if TYPE_CHECKING:
    from tests.cli.conftest import Chidao

SENTENCE = "Ông Trần Văn Mẫn, Chủ tịch UBND tỉnh, yêu cầu Sở Nội vụ rà soát hồ sơ trước ngày 30/6."


@pytest.fixture
def data(annotator: Annotator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder that commands take: two articles, one with a title that would steer a terminal."""
    records = []
    for name, title in (("aa1", "Hồ sơ"), ("ab2", None)):
        record = annotator(
            Article(id=name, text=SENTENCE, title=title, published_at="2025-06-10", source="bao", province="Hưng Yên")
        )
        assert isinstance(record, Record)
        records.append(record)
    RecordStore(tmp_path / "data" / "processed" / "records").put(records)
    monkeypatch.setenv("CHIDAO_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("data")
def test_sql_gives_csv_in_a_pipe(chidao: "Chidao") -> None:
    done = chidao("query", "SELECT id, province FROM articles ORDER BY id")
    assert done.returncode == 0
    assert rows(done.stdout) == [{"id": "aa1", "province": "Hưng Yên"}, {"id": "ab2", "province": "Hưng Yên"}]
    assert done.stderr == "2 rows\n"


@pytest.mark.usefixtures("data")
def test_named_query_takes_its_options_in_any_order(chidao: "Chidao") -> None:
    done = chidao("query", "--today", "2025-06-20", "due-soon", "--days=10", "--province", "hung yen")
    assert [row["article_id"] for row in rows(done.stdout)] == ["aa1", "ab2"]
    assert rows(chidao("query", "due-soon", "--days", "9", "--today", "2025-06-20").stdout) == []


@pytest.mark.usefixtures("data")
def test_old_province_is_explained(chidao: "Chidao") -> None:
    done = chidao("query", "directives-by-issuer", "--province", "thai binh")
    assert [row["name"] for row in rows(done.stdout)] == ["Trần Văn Mẫn"]
    assert "Thái Bình has been part of Hưng Yên since 2025-07-01" in done.stderr


@pytest.mark.usefixtures("data")
def test_output_is_as_the_name_ends(chidao: "Chidao", tmp_path: Path) -> None:
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        assert chidao("query", "SELECT id FROM articles", "-o", tmp_path / name, "--bom").returncode == 0
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbfid\naa1\nab2\n"
    assert [json.loads(line)["id"] for line in (tmp_path / "a.jsonl").read_text().splitlines()] == ["aa1", "ab2"]
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 2


@pytest.mark.usefixtures("data")
def test_query_of_a_file_has_the_options_that_the_file_declares(chidao: "Chidao", tmp_path: Path) -> None:
    file = tmp_path / "mine.sql"
    file.write_text(
        '-- help = "By verb."\n-- parameters.verb = {type = "words", required = true, help = "The verb."}\n'
        "SELECT count(*) AS n FROM directives WHERE says(action_verb, $verb)\n",
        encoding="utf-8",
    )
    assert rows(chidao("query", "--file", file, "--verb", "ra soat").stdout) == [{"n": "2"}]
    assert "--verb" in chidao("query", "--file", file, "--help").stdout
    missing = chidao("query", "--file", file)
    assert missing.returncode == 2
    assert "--verb" in missing.stderr


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give SQL"),
        (["nope"], "there is no query 'nope'; there are: by-province-month"),
        (["due-son"], "did you mean due-soon?"),
        (["article"], 'did you mean "FROM articles"?'),
        (["directives", "--kind", "orders"], "kind is order or exhortation, not 'orders'"),
        (["directives", "--issuer", "!"], "issuer has no word to look for"),
        (["SELECT titel FROM articles"], "title"),
        (["SELEC 1"], "chidao: "),
        (["COPY articles TO 'x.csv'"], "--unsafe"),
        (["SELECT * FROM read_text('/etc/passwd')"], "disabled"),
        (["due-soon", "--days", "viele"], "days is a whole number"),
        (["due-soon", "--today", "30/6"], "today is a day like 2025-06-30"),
        (["due-soon", "--weeks", "2"], "--weeks"),
        (["due-soon", "--province", "Hưng Yn"], "did you mean Hưng Yên"),
        (["together"], "--person"),
        (["SELECT 1", "--format", "table", "-o", "x.txt"], "table"),
        (["SELECT 1", "-o", "x.xlsx"], "--format"),
    ],
)
def test_wrong_query_says_what_is_wrong(chidao: "Chidao", arguments: list[str], said: str) -> None:
    done = chidao("query", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_lines_that_can_not_be_read_are_told_and_the_rest_is_answered(chidao: "Chidao", data: Path) -> None:
    path = data / "processed" / "records" / "2025-06-10.jsonl"
    path.write_bytes(path.read_bytes()[:-50])
    for arguments in (("query", "SELECT count(*) AS n FROM articles"), ("search", "hồ sơ"), ("export", data / "x.db")):
        done = chidao(*arguments)
        assert done.returncode == 1
        assert "left out: 1 lines of 1 record files can't be read" in done.stderr
        assert "2025-06-10.jsonl:2: its end is missing" in done.stderr
    assert rows(chidao("query", "SELECT count(*) AS n FROM articles").stdout) == [{"n": "1"}]


@pytest.mark.parametrize("arguments", [("query", "SELECT 1"), ("search", "x"), ("show", "x"), ("export", "x.db")])
def test_no_records_yet_says_how_to_get_some(chidao: "Chidao", tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = chidao(*arguments, "--data", tmp_path)
    assert done.returncode == 1
    assert "there are no records in" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("data")
def test_search_marks_its_hits(chidao: "Chidao") -> None:
    done = chidao("search", "ho", "so")
    assert "1. «Hồ sơ»" in done.stdout
    assert "rà soát «hồ sơ» trước" in done.stdout


@pytest.mark.usefixtures("data")
def test_search_as_json_has_offsets_of_the_text(chidao: "Chidao") -> None:
    results = [json.loads(line) for line in chidao("search", '"sở nội vụ"', "--json").stdout.splitlines()]
    assert [result["article_id"] for result in results] == ["ab2", "aa1"]
    for result in results:
        assert [SENTENCE[hit["start"] : hit["end"]] for hit in result["hits"]] == ["Sở Nội vụ"]


@pytest.mark.usefixtures("data")
def test_search_that_finds_nothing_says_so(chidao: "Chidao") -> None:
    done = chidao("search", "đường")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing found\n")
    assert chidao("search", '"a').returncode == 2
    assert chidao("search").returncode == 2
    assert chidao("search", "--rebuild").returncode == 0


@pytest.mark.usefixtures("data")
def test_show_gives_the_article_or_its_record(chidao: "Chidao") -> None:
    assert "order      1. " in chidao("show", "aa1").stdout
    assert json.loads(chidao("show", "ab", "--json").stdout)["text"] == SENTENCE
    assert "several articles begin with a" in chidao("show", "a").stderr
    assert chidao("show", "zz").returncode == 1


@pytest.mark.usefixtures("data")
def test_export_takes_its_form_from_the_name(chidao: "Chidao", tmp_path: Path) -> None:
    for name, head in (("x.sqlite", b"SQLite format 3"), ("x.duckdb", b"DUCK")):
        assert chidao("export", tmp_path / name).returncode == 0
        assert head in (tmp_path / name).read_bytes()[:64]
    assert chidao("export", tmp_path / "x").returncode == 2
    assert chidao("export", tmp_path / "x", "--format", "csv", "--view", "people").returncode == 0
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["people.csv"]


def test_forgotten_article_is_in_no_answer_and_in_nothing_that_queries_keep(
    chidao: "Chidao", annotator: Annotator, data: Path, tmp_path: Path
) -> None:
    url = "http://bao.example/ra-soat-ho-so-post1.html"
    record = annotator(
        Article(id=article_id(url), url=url, text=SENTENCE, title="Đoàn Khuê", published_at="2025-06-10")
    )
    assert isinstance(record, Record)
    RecordStore(data / "processed" / "records").put([record])
    asked = (("query", "SELECT id FROM articles"), ("query", "directives"), ("search", "ho so", "--json"))
    assert all(record.id in chidao(*question).stdout for question in asked)
    assert chidao("show", record.id).returncode == 0
    before = {path.name for path in tables_folder(Folders(data)).iterdir()}

    assert chidao("forget", url).returncode == 0
    assert not before.intersection(path.name for path in tables_folder(Folders(data)).iterdir())
    assert not index_file(Folders(data)).exists()
    assert not any(record.id in chidao(*question).stdout for question in asked)
    assert chidao("show", record.id).returncode == 1
    assert chidao("search", "khue").stderr == "nothing found\n"
    assert chidao("export", tmp_path / "left", "--format", "csv").returncode == 0
    assert not any(record.id in path.read_text(encoding="utf-8") for path in (tmp_path / "left").iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_query_that_takes_long_can_be_interrupted(entry_point: Path, data: Path, number: signal.Signals) -> None:
    endless = "SELECT range AS n FROM range(1000000000000)"
    command = [str(entry_point), "query", endless, "--data", str(data)]
    with Popen(command, stdout=PIPE, stderr=PIPE, start_new_session=True) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline() == b"n\n"
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip() == b"interrupted; run the same command again to go on"
