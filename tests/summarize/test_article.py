from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.schema import Article, Directive, Person
from pipeline.segment import create_segmenter, make_doc
from pipeline.summarize.article import summarize_doc

LEAD = "Sáng 9/6, UBND huyện Sơn Trúc họp bàn việc sửa chữa hồ chứa nước Đá Bàn trước mùa mưa bão năm nay."
BODY = (
    "Hồ Đá Bàn cấp nước tưới cho hơn 400 ha lúa của bốn xã và nước sinh hoạt cho thị trấn Sơn Trúc.",
    "Qua kiểm tra, thân đập của hồ Đá Bàn bị thấm, tràn xả lũ hư hỏng nặng, nguy cơ mất an toàn trong mùa mưa.",
    "Kinh phí sửa chữa hồ chứa nước Đá Bàn ước khoảng 12 tỷ đồng, lấy từ ngân sách tỉnh và nguồn dự phòng của huyện.",
    "Buổi chiều cùng ngày, đoàn công tác đến thăm một số gia đình sống lâu năm ở vùng hạ du phía đông con suối.",
)
ORDER = "Các xã vùng hạ du được yêu cầu kiểm tra lại toàn bộ hồ sơ thiết kế của những hồ chứa nhỏ trên địa bàn mình."
KEEPER = "Người trông coi hồ cho biết mực nước trong lòng hồ Đá Bàn đang xuống thấp nhất từ nhiều năm trở lại đây."
NAMED_KEEPER = KEEPER.replace("hồ cho biết", "hồ, ông Lò Văn Thiết, cho biết")
VISITS = [f"{BODY[3][:-1]} số {number}." for number in range(12)]
TEXT = f"{LEAD}\n{BODY[0]} {BODY[1]}\n{BODY[2]} {BODY[3]}"

Read = Callable[..., Doc]


@pytest.fixture(scope="module")
def segmenter() -> Language:
    return create_segmenter()


@pytest.fixture
def read(segmenter: Language) -> Read:
    def read(text: str, title: str | None = None) -> Doc:
        return segmenter(make_doc(segmenter, Article(id="a1", text=text, title=title)))

    return read


def _taken(doc: Doc) -> list[str]:
    return [sentence.text for sentence in summarize_doc(doc).sentences]


def test_article_takes_three_sentences_word_for_word_in_the_order_of_the_text(read: Read) -> None:
    sentences = summarize_doc(read(TEXT)).sentences
    assert len(sentences) == 3
    assert [TEXT[item.start : item.end] for item in sentences] == [item.text for item in sentences]
    assert sentences == sorted(sentences, key=lambda item: item.start)
    assert {item.text for item in sentences} <= {LEAD, *BODY}
    assert sentences[0].text == LEAD


@pytest.mark.parametrize(("title", "headline"), [("Sửa hồ Đá Bàn", "Sửa hồ Đá Bàn"), (None, None), ("", None)])
def test_article_headline_is_the_title_or_null(read: Read, title: str | None, headline: str | None) -> None:
    assert summarize_doc(read(TEXT, title)).headline == headline


@pytest.mark.parametrize("text", ["", "Video", "Video\nẢnh", "đang cập nhật", "\n\n"])
def test_article_without_a_sentence_has_no_sentences(read: Read, text: str) -> None:
    assert summarize_doc(read(text)).sentences == []


@pytest.mark.parametrize(
    "paragraph",
    [
        "Video",
        "Ông Lò Văn Thiết phát biểu tại buổi họp.",
        "Nhiều giải pháp sửa chữa hồ chứa nước Đá Bàn trong mùa mưa bão năm nay được bàn tại cuộc họp ở huyện",
        "- Sửa chữa hồ chứa nước Đá Bàn trước mùa mưa bão năm nay, hoàn thành tràn xả lũ và thân đập của hồ.",
        "“Hồ chứa nước Đá Bàn của huyện Sơn Trúc phải sửa chữa xong trước mùa mưa bão năm nay, ông Thiết nói.",
    ],
)
def test_article_leaves_out_what_is_no_whole_sentence(read: Read, paragraph: str) -> None:
    taken = _taken(read(f"{paragraph}\n{TEXT}"))
    assert taken
    assert paragraph not in taken


def test_article_does_not_repeat_itself(read: Read) -> None:
    assert _taken(read(f"{LEAD}\n{LEAD}\n{BODY[0]}\n{BODY[1]}\n{BODY[2]}")).count(LEAD) == 1


def test_article_prefers_a_sentence_with_an_order(read: Read, make_order: Callable[..., Directive]) -> None:
    text = "\n".join([LEAD, BODY[1], BODY[0], ORDER, BODY[2], *VISITS])
    doc = read(text)
    assert ORDER not in _taken(doc)
    doc._.directives = [make_order(text, "kiểm tra lại toàn bộ hồ sơ thiết kế")]
    assert ORDER in _taken(doc)
    doc._.directives = [make_order(text, "kiểm tra lại toàn bộ hồ sơ thiết kế", kind="exhortation")]
    assert ORDER not in _taken(doc)


def test_article_prefers_a_sentence_that_names_people(read: Read, make_person: Callable[..., Person]) -> None:
    text = "\n".join([LEAD, KEEPER, NAMED_KEEPER, *VISITS])
    doc = read(text)
    assert (KEEPER in _taken(doc), NAMED_KEEPER in _taken(doc)) == (True, False)
    doc._.people = [make_person(text, "Lò Văn Thiết")]
    assert (KEEPER in _taken(doc), NAMED_KEEPER in _taken(doc)) == (False, True)
