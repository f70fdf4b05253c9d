from bs4 import BeautifulSoup, Tag

from pipeline.parse.blocks import Cut, blocks_of, join_broken_lines, text_of


def _div(html: str) -> Tag:
    tag = BeautifulSoup(f"<div>{html}</div>", "lxml").div
    assert tag is not None
    return tag


def _texts(html: str) -> list[str]:
    return [block.text for block in blocks_of(_div(html))]


def test_block_elements_and_line_breaks_part_paragraphs() -> None:
    html = "Một<p>Hai <b>ba</b>\n bốn</p>năm<br>sáu<figure><img><figcaption>Bảy</figcaption></figure>"
    assert _texts(html) == ["Một", "Hai ba bốn", "năm", "sáu", "Bảy"]


def test_nothing_unseen_is_read() -> None:
    assert _texts("<p>Một</p><script>hai</script><!-- ba --><select><option>bốn</select><noscript>năm</noscript>") == [
        "Một"
    ]


def test_doubly_escaped_entities_are_resolved() -> None:
    assert _texts("<p>Một&amp;nbsp;hai &amp;quot;ba&amp;quot;</p>") == ['Một\xa0hai "ba"']


def test_marked_and_hidden_elements_are_cut_and_named() -> None:
    cuts: list[Cut] = []
    html = "<p>Xã An Khê họp bàn việc hộ đê.</p><div class=related><p>Tin khác</p></div><p style='display:none'>Ẩn</p>"
    blocks = blocks_of(_div(html), cuts)
    assert [block.text for block in blocks] == ["Xã An Khê họp bàn việc hộ đê."]
    assert cuts == [Cut("Tin khác", "marked related"), Cut("Ẩn", "hidden")]


def test_cut_mark_around_most_of_the_text_is_not_believed() -> None:
    assert _texts("<div class=related><p>Xã An Khê họp bàn việc hộ đê.</p></div><p>Một</p>")[0].startswith("Xã")


def test_link_text_is_counted() -> None:
    (block,) = blocks_of(_div("<p>Một <a href='/'>hai ba</a></p>"))
    assert block.linked == len("haiba")


def test_sentence_broken_by_a_line_break_is_joined() -> None:
    blocks = join_broken_lines(blocks_of(_div("<p>Xã An Khê<br>họp bàn.<br>Sau đó<br>- làm việc</p>")))
    assert [block.text for block in blocks] == ["Xã An Khê họp bàn.", "Sau đó", "- làm việc"]


def test_deep_nesting_is_walked_without_recursion() -> None:
    assert _texts("<span>" * 900 + "Một") == ["Một"]


def test_text_of_element_is_one_line() -> None:
    assert text_of(_div("Một\n <b>hai</b><br>ba")) == "Một hai ba"
