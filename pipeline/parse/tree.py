"""The page as a tree, within bounds: what is too large, too deep or cut off is refused, not half read."""

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder

from pipeline.errors import InputError
from pipeline.markup import has_endless_tag
from pipeline.parse.charset import without_noise

_MOST_TAGS = 50_000
_DEEPEST = 1_000
_TAIL = 2_000
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|d[dt]|t[dhr]|option|br|hr|img|input|meta|link|col|area|base|embed|param|source|wbr)\b)[a-z]",
    re.I,
)


def parse_tree(html: str) -> BeautifulSoup:
    """The tree of a page. Raises InputError for one with more tags, levels or attributes than any real page has."""
    html = without_noise(html)
    if html.count("<") > 2 * _MOST_TAGS:
        raise InputError(f"the page has more than {_MOST_TAGS} tags")
    if _is_too_deep(html):
        raise InputError(f"the page is nested more than {_DEEPEST} levels deep")
    if has_endless_tag(html):
        raise InputError("the page has a tag without end")
    with _no_collection():
        return BeautifulSoup(html, builder=_HtmlBuilder(multi_valued_attributes=None, attribute_dict_class=dict))


def tags_in(element: Tag) -> Iterator[Tag]:
    """All elements within, in page order: what `find_all(True)` gives, several times as fast."""
    return (node for node in element.descendants if isinstance(node, Tag))


class _HtmlBuilder(LXMLTreeBuilder):
    """BeautifulSoup's builder without its care for namespaces, which HTML has not."""

    def start(self, name: str, attrs: Mapping[str, str], nsmap: object = None) -> None:  # noqa: ARG002
        self.soup.handle_starttag(name, None, None, attrs)

    def end(self, name: str) -> None:
        self.soup.handle_endtag(name, None)


@contextmanager
def _no_collection() -> Iterator[None]:
    """While a tree grows none of it is garbage, and looking for some takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def is_cut_off(html: str, container: Tag | None) -> bool:
    """Whether the page ends inside `container`: no end of the page was sent, and no text follows.

    Without a container: whether no end of the page was sent.
    """
    tail = html[-_TAIL:].lower()
    if "</body" in tail or "</html" in tail:
        return False
    if container is None:
        return True
    inside = {id(text) for text in container.find_all(string=True)}
    after = (text for text in container.find_all_next(string=True) if id(text) not in inside)
    return all(str(text).isspace() for text in after)


def _is_too_deep(html: str) -> bool:
    """Whether elements that must be closed stand open inside one another beyond the limit."""
    depth = 0
    for tag in _NESTING.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False
