"""What goes into a runner and what comes out of it: one outcome for each item, whoever works on it."""

from msgspec import Struct

from pipeline.errors import InputError, NotAnArticleError
from pipeline.flow import Annotator
from pipeline.parse import parse_page
from pipeline.schema import NOT_AN_ARTICLE, Article, Issue, RawPage, Record
from pipeline.sources import Source


class SourcedPage(Struct, frozen=True):
    """A page, still to be parsed, of a source."""

    page: RawPage
    source: Source | None


Item = Article | SourcedPage | Issue
Outcome = Record | Issue
Parsed = Article | Issue


def outcome_of(item: Item, annotator: Annotator) -> Outcome:
    """The record of an article or page, or why there is none; an issue is its own outcome. Never raises for an item."""
    article = article_of(item)
    return article if isinstance(article, Issue) else annotator(article)


def article_of(item: Item) -> Parsed:
    """A page's article, or why there is none; what is no page is passed on."""
    if not isinstance(item, SourcedPage):
        return item
    page = item.page
    try:
        return parse_page(page, item.source)
    except NotAnArticleError as error:
        kind, message = NOT_AN_ARTICLE, str(error)
    except InputError as error:
        kind, message = "bad_input", str(error)
    except Exception as error:  # one page's failure is its outcome, whatever it was
        kind, message = type(error).__name__, str(error)
    where = f"{page.archive.file}:{page.archive.offset}: " if page.archive else ""
    source = item.source.key if item.source else page.source
    return Issue(stage="parse", kind=kind, message=f"{where}{message}", source=source, url=page.url or None)
