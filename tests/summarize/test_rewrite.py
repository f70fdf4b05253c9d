"""Rewriting by a language model, over real HTTP with an endpoint on loopback that answers what the test tells it."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.errors import ConfigError
from pipeline.lexicons import load_lexicon
from pipeline.schema import Record
from pipeline.summarize.entries import make_article
from pipeline.summarize.rewrite import NumberRow, Rewriter, unsupported

if TYPE_CHECKING:
    from tests.summarize.conftest import Press

FAITHFUL = "Ông Vịnh yêu cầu Sở Xây dựng bàn giao toàn bộ mặt bằng trước ngày 20/6."
KEY = "khoa-bi-mat"


class Model:
    """What the endpoint was asked, and what it is to answer."""

    def __init__(self) -> None:
        self.answer: bytes = b"{}"
        self.status = 200
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []

    def say(self, text: str) -> None:
        self.answer = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def rewriter(model: Model) -> Iterator[Rewriter]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.paths.append(self.path)
            model.headers.append(dict(self.headers))
            model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(model.status)
            self.send_header("Content-Length", str(len(model.answer)))
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(model.answer)

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/v1/"
        yield Rewriter({"CHIDAO_LM_URL": url, "CHIDAO_LM_MODEL": "nho", "CHIDAO_LM_KEY": KEY})
        server.shutdown()
        thread.join()


def test_rewriting_that_keeps_to_the_article_is_printed_and_said_to_be_one(
    press: "Press", record: Record, model: Model, rewriter: Rewriter
) -> None:
    model.say(FAITHFUL.replace("Ông Vịnh", "Đỗ Quang Vịnh"))
    digest = press.publish(record, rewrite=rewriter)
    assert (
        digest.listed_articles()[0].rewritten
        == "Đỗ Quang Vịnh yêu cầu Sở Xây dựng bàn giao toàn bộ mặt bằng trước ngày 20/6."
    )
    for name in ("digest.html", "digest.md"):
        assert "mô hình ngôn ngữ viết lại" in press.read(name)
    assert press.verify() == []
    assert model.paths == ["/v1/chat/completions"]
    assert model.asked[0]["model"] == "nho"
    assert "Kè dài 4,2 km" in model.asked[0]["messages"][1]["content"]


def test_rewriting_sends_the_key_and_writes_it_nowhere(
    press: "Press", record: Record, model: Model, rewriter: Rewriter, capfd: pytest.CaptureFixture[str]
) -> None:
    model.say(f"Khóa là {KEY}.")
    model.status = 401
    press.publish(record, rewrite=rewriter)
    assert model.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert rewriter.failures == ["a1: HTTPError"]
    assert KEY not in "".join(capfd.readouterr())
    assert all(KEY.encode() not in path.read_bytes() for path in press.digests.rglob("*.*"))


@pytest.mark.parametrize(
    "answer",
    [
        "Đỗ Quang Vinh yêu cầu Sở Xây dựng bàn giao toàn bộ mặt bằng.",
        "Đỗ Quang Vịnh yêu cầu Sở Tài chính bàn giao toàn bộ mặt bằng.",
        "Đỗ Quang Vịnh yêu cầu bàn giao toàn bộ mặt bằng trước ngày 21/6.",
        "Đỗ Quang Vịnh yêu cầu bàn giao toàn bộ mặt bằng vào ngày mai.",
        "Kè dài 4,2 m.",
        "Kè dài 42 km.",
        "Kè dài 4,2 km, đi qua bốn xã.",
        "Kè dài 4,2 km, đi qua ba huyện.",
        "Khoa yêu cầu thi công ba ca liên tục.",
        "",
        "Kè dài 4,2 km. " * 60,
    ],
)
def test_rewriting_with_another_name_number_or_date_is_not_taken(
    press: "Press", record: Record, model: Model, rewriter: Rewriter, answer: str
) -> None:
    model.say(answer)
    assert press.publish(record, rewrite=rewriter).listed_articles()[0].rewritten is None
    assert rewriter.refused == 1
    assert record.summary.sentences[0].text in press.read("digest.html")


@pytest.mark.parametrize(
    ("answer", "status"), [(b"{}", 200), (b"not json", 200), (b'{"choices": []}', 200), (b"", 500), (b"", 302)]
)
def test_rewriting_that_fails_leaves_the_sentences(
    press: "Press", record: Record, model: Model, rewriter: Rewriter, answer: bytes, status: int
) -> None:
    model.answer, model.status = answer, status
    assert press.publish(record, rewrite=rewriter).listed_articles()[0].rewritten is None
    assert len(rewriter.failures) == 1
    assert len(model.asked) == 1


def test_rewriting_is_proved_again_when_the_digest_is_verified(
    press: "Press", record: Record, model: Model, rewriter: Rewriter
) -> None:
    model.say("Kè dài 4,2 km, đi qua ba xã.")
    press.publish(record, rewrite=rewriter)
    file = press.folder / "digest.json"
    file.write_text(
        file.read_text(encoding="utf-8").replace("4,2 km, đi qua ba xã.", "4,2 km, đi qua hai xã."), encoding="utf-8"
    )
    assert any("the rewriting says what the article does not: hai xã" in problem for problem in press.verify())


def test_rewriting_shows_markup_of_a_model_as_text(
    press: "Press", record: Record, model: Model, rewriter: Rewriter
) -> None:
    model.say("**kè** <b>dài</b> 4,2 km [x](y)")
    assert press.publish(record, rewrite=rewriter).listed_articles()[0].rewritten is not None
    assert "<b>" not in press.read("digest.html")
    assert "\\*\\*kè\\*\\* \\<b\\>dài" in press.read("digest.md")


def test_rewriter_says_what_it_needs() -> None:
    with pytest.raises(ConfigError, match="CHIDAO_LM_URL and CHIDAO_LM_MODEL"):
        Rewriter({})


def test_unsupported_names_what_is_not_in_the_quotations(record: Record) -> None:
    article = make_article(record)
    assert unsupported("kè dài 4,2 km và đã chậm so với kế hoạch", article) == []
    assert unsupported("kè Sông Hồng dài 5 km", article) == ["Sông Hồng", "5 km"]


@pytest.mark.parametrize("row", load_lexicon("summary_numbers", NumberRow), ids=lambda row: row.form)
def test_unsupported_number_words_are_seen(row: NumberRow, record: Record) -> None:
    assert any(row.form in one.split() for one in unsupported(row.example, make_article(record)))


def test_rewriter_gives_up_after_three_failures(model: Model, rewriter: Rewriter, record: Record) -> None:
    model.status = 503
    for _ in range(5):
        assert rewriter(make_article(record)) is None
    assert len(model.asked) == len(rewriter.failures) == 3
