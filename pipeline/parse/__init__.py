"""From a page to a clean article: title, text, byline, publication stamp."""

from pipeline.parse.article import Reading, parse_page, read_page

__all__ = ["Reading", "parse_page", "read_page"]
