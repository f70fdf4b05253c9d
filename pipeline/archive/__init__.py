"""Pages as they came, kept before anything else happens to them: `raw/<source>/<night>.warc.gz`."""

from pipeline.archive.archive import ASIDE_SUFFIX, Archive
from pipeline.archive.warc import intact_length, read_warc

__all__ = ["ASIDE_SUFFIX", "Archive", "intact_length", "read_warc"]
