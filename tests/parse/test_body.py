"""Bodies that no mark names, on pages where the general way takes hidden menus of the system for the text."""

from pipeline.parse import read_page
from pipeline.schema import RawPage

HIDDEN = "".join(
    f"<p>Edit in Browser /_layouts/images/icxddoc{number}.gif /_layouts/formserver.aspx?XmlLocation={{ItemUrl}}</p>"
    for number in range(40)
)
ROWS = [
    f"<tr><td>Thôn {number} của xã An Khê đã kiểm tra xong {number + 3} cống dưới đê và báo cáo về UBND xã.</td></tr>"
    for number in range(1, 6)
]


def page() -> RawPage:
    html = (
        "<html><head><title>Xã An Khê kiểm tra đê sông Lụa</title></head><body>"
        f"<div style='display: none'>{HIDDEN}</div><div><table>{''.join(ROWS)}</table></div></body></html>"
    )
    return RawPage(url="", body=html.encode())


def test_body_is_where_paragraphs_stand_together() -> None:
    article, rules, _ = read_page(page())
    assert [line.split(" của ")[0] for line in article.text.split("\n")] == [f"Thôn {number}" for number in range(1, 6)]
    assert rules["text"] == "trafilatura"
