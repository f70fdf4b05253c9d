import pytest

from pipeline.markup import has_endless_tag

LONG = 60_000


@pytest.mark.parametrize(
    "markup",
    ["<p " + "a " * LONG, "<p " + "a='>' " * LONG, "x<p " + "".join(f'a{number}="<b>"' for number in range(LONG))],
)
def test_tag_of_very_many_attributes_has_no_end(markup: str) -> None:
    assert has_endless_tag(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<p class='x'>x</p>" * LONG,
        f'<img src="data:image/png;base64,{"A" * LONG}" alt="a > b">',
        f"<script>{'a = 1; ' * LONG}</script>",
        f"1 < 2 {'x ' * LONG}",
        "<a '" * LONG,
    ],
)
def test_page_with_long_values_texts_and_scripts_is_no_such_page(markup: str) -> None:
    assert not has_endless_tag(markup)
