"""Markup that parsers read in quadratic time, seen before they do."""

import re

_LONGEST = 50_000
_TAG = re.compile(r"""<[a-z](?:[^"'<>]|"[^"]*+"|'[^']*+')*+""", re.IGNORECASE)
_VALUE = re.compile(r"""["'][^"']*["']""")


def has_endless_tag(markup: str) -> bool:
    """Whether a tag holds more, its quoted values aside, than the attributes of any real one."""
    longest = (tag[0] for tag in _TAG.finditer(markup) if tag.end() - tag.start() > _LONGEST)
    return any(len(_VALUE.sub("", tag)) > _LONGEST for tag in longest)
