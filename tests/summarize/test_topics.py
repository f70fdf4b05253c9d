import pytest

from pipeline.errors import ConfigError
from pipeline.lexicons import load_lexicon
from pipeline.summarize.topics import TopicRow, article_topics, find_topic, passage_topics


@pytest.mark.parametrize("row", load_lexicon("summary_topics", TopicRow), ids=lambda row: row.form)
def test_topic_is_found_in_its_example(row: TopicRow) -> None:
    assert row.topic in passage_topics(row.example)


@pytest.mark.parametrize("typed", ["đầu tư công", "dau tu cong", "Đầu Tư Công", "ĐẦU-TƯ CÔNG", "đầu tư  công"])
def test_topic_is_found_however_it_is_typed(typed: str) -> None:
    assert find_topic(typed) == "đầu tư công"


def test_topic_that_is_none_names_those_that_are() -> None:
    with pytest.raises(ConfigError, match=r"'bóng đá'; there are: đất đai; đầu tư công; "):
        find_topic("bóng đá")


def test_topics_of_an_article_are_what_it_comes_back_to() -> None:
    text = "Họp về giải ngân vốn đầu tư. Giải ngân chậm. Bệnh viện cũng chậm. Giải ngân phải xong."
    assert article_topics(None, text) == ["đầu tư công"]
    assert article_topics("Bệnh viện xuống cấp", text) == ["đầu tư công", "y tế"]


def test_topics_are_found_in_any_case_and_tone_style() -> None:
    assert passage_topics("THỦY SẢN, thuỷ sản") == ["nông nghiệp"]


def test_topics_need_whole_words() -> None:
    assert passage_topics("kèn lúa") == ["nông nghiệp"]
    assert passage_topics("kèn") == []
