"""What a visit to a source says, and what to do about it: for those who add or mend a newspaper."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from pipeline.crawl import ListCheck, SourceCheck
from pipeline.errors import InputError, NotAnArticleError
from pipeline.parse import Reading, read_page
from pipeline.parse.marks import LAYOUT
from pipeline.sources import Source

# A text under this is hardly more than a lead.
_SHORT = 500


class Advice(Struct, frozen=True):
    """`wrong` says what is wrong, `remedy` what to do about it. `fatal` is whether no article can be had with it."""

    wrong: str
    remedy: str
    fatal: bool


class Inspection(Struct, frozen=True, kw_only=True):
    """A visit, how its article parses (`reading`, or `refusal` saying why it does not), and the advice.

    `worked` are the fields of the source's file that were seen to work.
    """

    visit: SourceCheck
    reading: Reading | None
    refusal: str | None
    advice: list[Advice]
    worked: list[str]


def inspect(source: Source, visit: SourceCheck) -> Inspection:
    """Parse the visit's article as the nightly job does, and judge what was found."""
    reading, refusal = None, None
    if visit.article is not None:
        try:
            reading = read_page(visit.article, source)
        except NotAnArticleError as error:
            refusal = f"no article: {error}"
        except InputError as error:
            refusal = f"can't be read: {error}"
    advice = [*_site(visit), *_lists(source, visit), *_article(source, reading, refusal)]
    worked = _worked(source, visit, reading)
    return Inspection(visit=visit, reading=reading, refusal=refusal, advice=advice, worked=worked)


def _worked(source: Source, visit: SourceCheck, reading: Reading | None) -> list[str]:
    failed = {each.method for each in visit.lists if each.problem}
    methods = sorted({each.method for each in visit.lists if getattr(source, each.method)} - failed)
    worked = [*(["homepage", "article_url"] if visit.article else []), *methods]
    if reading and reading.rules["text"].startswith(LAYOUT):
        worked.append("layouts")
    return worked


def _site(visit: SourceCheck) -> Iterator[Advice]:
    remedy = (
        "open it in a browser: has it moved (homepage), is its certificate outdated (insecure_tls)? "
        "What robots.txt forbids is to be left alone"
    )
    for problem in visit.problems:
        if visit.lists and problem == "no list leads to an article":
            continue  # the advice on the lists says more
        yield Advice(problem, remedy, fatal=visit.article is None)


def _lists(source: Source, visit: SourceCheck) -> Iterator[Advice]:
    works = any(each.problem is None for each in visit.lists)
    for each in visit.lists:
        if each.problem is not None:
            yield Advice(f"{each.method} {each.url}: {each.problem}", _remedy(each), fatal=not works)
    unknown = [url for url in visit.advertised_feeds if url not in source.feeds]
    if unknown and not any(each.method == "feeds" and each.problem is None for each in visit.lists):
        feeds = ", ".join(f'"{url}"' for url in unknown)
        yield Advice("the home page names a feed that the file doesn't", f"feeds = [{feeds}]", fatal=False)


def _remedy(each: ListCheck) -> str:
    if not each.links:
        return f"find its address on the site, or take it out of `{each.method}`: so too where robots.txt forbids it"
    if each.others:
        return f"does `article_url` fit the site's articles? Other links here: {' '.join(each.others)}"
    return "its links lead to another host: has the site moved (homepage)?"


def _article(source: Source, reading: Reading | None, refusal: str | None) -> Iterator[Advice]:
    if refusal is not None:
        remedy = "choose another article (--article URL); if all are refused, add a [[layouts]] with `title` and `body`"
        yield Advice(f"the article: {refusal}", remedy, fatal=True)
    if reading is None:
        return
    article, layout = reading.article, next((one for one in source.layouts if one.until is None), None)
    if article.title is None:
        yield Advice("the article has no title", "set `title` in [[layouts]] to its CSS selector", fatal=False)
    if article.published_at is None:
        remedy = "set `published` (and `date_format`) in [[layouts]] to the CSS selector of its date"
        yield Advice("the article has no date of publication", remedy, fatal=False)
    if len(article.text) < _SHORT:
        remedy = "compare with the page; if something is missing, set `body` in [[layouts]]"
        yield Advice(f"the article's text has only {len(article.text)} characters", remedy, fatal=False)
    for field, rule in (("body", "text"), ("title", "title"), ("published", "published_at")):
        if layout and getattr(layout, field) and not reading.rules.get(rule, "").startswith(LAYOUT):
            wrong = f"`{field}` of today's layout did not give the article's {rule}"
            yield Advice(wrong, "if that is a redesign, give this layout `until` and add one without", fatal=False)


def verified_table(inspection: Inspection, today: date) -> str:
    """The table for the source's file that says what was seen to work."""
    fields = ", ".join(f'"{field}"' for field in inspection.worked)
    return f"[verified]\non = {today.isoformat()}\nwhat = [{fields}]"
