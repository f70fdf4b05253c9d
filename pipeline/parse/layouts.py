"""A source's own selectors, laid over the marks that all pages share."""

from bs4 import BeautifulSoup, Tag

from pipeline.parse.blocks import Cut, text_of
from pipeline.parse.marks import LAYOUT, Field, marked_elements
from pipeline.parse.stamps import read_machine_stamp
from pipeline.parse.tree import tags_in
from pipeline.sources import Layout, Source

Marked = dict[Field, list[tuple[str, Tag]]]

_FIRST: tuple[Field, ...] = ("title", "lead", "body")


def layout_of(source: Source | None, fetched_at: str | None) -> Layout | None:
    """The layout that held on the day of the fetch; today's for a page without one."""
    layouts = source.layouts if source else []
    fetched = read_machine_stamp(fetched_at) if fetched_at else None
    dated = sorted((layout for layout in layouts if layout.until), key=lambda layout: str(layout.until))
    for layout in dated if fetched else []:
        if fetched and layout.until and fetched.day <= layout.until:
            return layout
    return next((layout for layout in layouts if layout.until is None), None)


def find_marked(soup: BeautifulSoup, layout: Layout | None, cuts: list[Cut]) -> Marked:
    """For each field the elements that may hold it: the layout's first, then those of known marks.

    What the layout drops is taken out of the tree and added to `cuts`.
    """
    marked = marked_elements(soup)
    if layout is None:
        return marked
    for field, found in marked.items():
        chosen = [(one, tag) for one in layout.alternatives(field) for tag in soup.select(one)]
        marked[field] = [(f"{LAYOUT}{one}", tag) for one, tag in chosen] + found
    for selector, tag in _dropped(soup, layout, marked):
        if not tag.decomposed:
            cuts.append(Cut(text_of(tag), f"{LAYOUT}drops {selector}"))
            tag.decompose()
    return {field: [(rule, tag) for rule, tag in found if not tag.decomposed] for field, found in marked.items()}


def _dropped(soup: BeautifulSoup, layout: Layout, marked: Marked) -> list[tuple[str, Tag]]:
    """What the layout drops, of its text: not what holds the title, the lead or the text itself, nor a byline."""
    firsts = [next((tag for rule, tag in marked[field] if rule.startswith(LAYOUT)), None) for field in _FIRST]
    held = {id(tag) for tag in firsts if tag}
    bylines = {id(tag) for _, tag in marked["authors"]}
    return [
        (selector, tag)
        for selector in layout.drop
        for tag in soup.select(selector)
        if id(tag) not in held | bylines and not any(inner.name == "h1" or id(inner) in held for inner in tags_in(tag))
    ]
