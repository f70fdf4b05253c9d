import pytest

from pipeline.errors import InputError
from pipeline.parse.tree import is_cut_off, parse_tree


@pytest.mark.parametrize("opening", ["<div>", "<table><tr><td>", "<span><a><b>"])
def test_page_nested_beyond_reason_is_refused(opening: str) -> None:
    with pytest.raises(InputError, match="nested more than 1000"):
        parse_tree(opening * 10_000)


def test_unclosed_paragraphs_are_not_nesting() -> None:
    assert len(parse_tree("<p>a" * 2_000).find_all("p")) == 2_000


def test_page_of_nothing_but_tags_is_refused() -> None:
    with pytest.raises(InputError, match="more than 50000 tags"):
        parse_tree("<p>a</p>" * 60_000)


def test_page_that_ends_within_the_text_is_cut_off() -> None:
    html = "<html><body><div id=text><p>Một"
    soup = parse_tree(html)
    assert is_cut_off(html, soup.div)


def test_page_without_end_tags_but_with_a_footer_is_whole() -> None:
    html = "<html><body><div id=text><p>Một</div><div id=footer>Hai</div>"
    assert not is_cut_off(html, parse_tree(html).div)


def test_page_with_its_end_is_whole() -> None:
    html = "<html><body><div id=text><p>Một</div></body></html>"
    assert not is_cut_off(html, parse_tree(html).div)
