"""Fetching what is new from every source, politely; see `Crawl`."""

from pipeline.crawl.check import ListCheck, SourceCheck, check_source
from pipeline.crawl.crawl import AlreadyRunningError, Crawl, sole_writer
from pipeline.crawl.loopback import LoopbackSites
from pipeline.crawl.night import Counts, PageArchive
from pipeline.crawl.settings import CrawlSettings
from pipeline.crawl.state import State, StateError

__all__ = [
    "AlreadyRunningError",
    "Counts",
    "Crawl",
    "CrawlSettings",
    "ListCheck",
    "LoopbackSites",
    "PageArchive",
    "SourceCheck",
    "State",
    "StateError",
    "check_source",
    "sole_writer",
]
