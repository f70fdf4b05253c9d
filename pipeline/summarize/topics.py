"""What an article or an order is about, by the words it uses."""

import re
from collections import Counter
from functools import cache

from msgspec import Struct

from pipeline.errors import ConfigError
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold, unaccent

# In an article the title counts as so many mentions; and so many make a topic, of which the most frequent are taken.
_TITLE = 3
_MENTIONS = 3
_TOPICS = 3


class TopicRow(Struct, frozen=True, forbid_unknown_fields=True):
    topic: str
    form: str
    example: str


@cache
def topics() -> tuple[str, ...]:
    """All topics, in the order of the lexicon."""
    return tuple(dict.fromkeys(row.topic for row in load_lexicon("summary_topics", TopicRow)))


def find_topic(typed: str) -> str:
    """The topic that was typed, with or without diacritics. Raises ConfigError listing all if there is none such."""
    wanted = _plain(typed)
    for topic in topics():
        if _plain(topic) == wanted:
            return topic
    raise ConfigError(f"there is no topic {typed!r}; there are: {'; '.join(topics())}")


def article_topics(title: str | None, text: str) -> list[str]:
    """The topics that the article keeps coming back to, the most frequent first, at most three."""
    counts = Counter(_mentioned(text))
    for topic in _mentioned(title or ""):
        counts[topic] += _TITLE
    frequent = [topic for topic, count in counts.items() if count >= _MENTIONS]
    return sorted(frequent, key=lambda topic: (-counts[topic], topics().index(topic)))[:_TOPICS]


def passage_topics(text: str) -> list[str]:
    """The topics that a short text mentions, in the order of the lexicon."""
    found = set(_mentioned(text))
    return [topic for topic in topics() if topic in found]


def _mentioned(text: str) -> list[str]:
    return [_by_form()[match[0]] for match in _pattern().finditer(fold(text))]


@cache
def _by_form() -> dict[str, str]:
    return {fold(row.form): row.topic for row in load_lexicon("summary_topics", TopicRow)}


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted(_by_form(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unaccent(text)))
