"""Weak labels: what the rules are sure of, and what nobody can say."""

from pipeline.training.labels import Gazetteer, Labels, label_text


def _words(text: str, ranges: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in ranges]


def test_names_with_titles_are_certain_and_titles_are_known() -> None:
    text = "Chủ tịch UBND xã Lê Văn Tư nói. Ông Tư và bà Hoa về."
    labels = label_text(text)
    assert _words(text, labels.names) == ["Lê Văn Tư", "Tư", "Hoa"]
    assert _words(text, labels.titles) == ["Chủ tịch UBND xã ", "Ông ", "bà "]


def test_words_that_can_be_names_are_unsure_and_streets_are_not() -> None:
    text = "Gặp Lê Hoàng ở phố Nguyễn Trãi, rồi đến Washington. Ông Lê Văn Tư chào, Tư cười."
    assert _words(text, label_text(text).unsure) == ["Lê Hoàng", "Washington", "Tư"]


def test_gazetteer_settles_foreign_words_by_the_whole_corpus() -> None:
    titled = "Tổng thống Smith đến Washington."
    untitled = "Ở Washington, Smith nói."
    corpus = [(text, label_text(text)) for text in [titled, untitled]]
    settled = Gazetteer(corpus).settle(untitled, label_text(untitled))
    assert _words(untitled, settled.names) == ["Smith"]
    assert settled.unsure == []


def test_gazetteer_leaves_what_the_corpus_has_hardly_seen() -> None:
    text = "Gặp Lê Hoàng và John Brown."
    settled = Gazetteer([(text, label_text(text))]).settle(text, label_text(text))
    assert _words(text, settled.unsure) == ["Lê Hoàng", "John Brown"]
    assert settled == Labels([], settled.unsure, [])
