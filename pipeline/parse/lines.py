"""Every line of a page, also of what is no part of its article: to show what was left out."""

from pipeline.orthography import normalize
from pipeline.parse.blocks import all_blocks
from pipeline.parse.charset import decode
from pipeline.parse.legacy import from_legacy
from pipeline.parse.tree import parse_tree, tags_in
from pipeline.schema import RawPage


def lines_of(page: RawPage) -> list[str]:
    """The lines that a browser shows or hides, in page order. Raises InputError for what can't be read."""
    content_type = page.headers.get("content-type", "")
    text = decode(page.body, content_type)
    if not content_type.startswith("text/plain"):
        soup = parse_tree(text)
        body = next((tag for tag in tags_in(soup) if tag.name == "body"), soup)
        text = from_legacy("\n".join(block.text for block in all_blocks(body)))
    return [line for line in normalize(text).split("\n") if line]
