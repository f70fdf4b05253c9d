"""A language model's wording of an article's summary, kept only if it adds no name, number or date.

Off unless asked for. The model is behind an endpoint that speaks the chat protocol of OpenAI's API; where it is comes
from the environment, and so does its key, which is sent there and nowhere else.
"""

import os
import re
from collections.abc import Mapping
from functools import cache, partial
from importlib import resources

import requests
from msgspec import Struct

from pipeline.annotate.date_values import find_dates
from pipeline.annotate.date_values.words import NUMBERS
from pipeline.annotate.grammar.patterns import UPPER
from pipeline.errors import ConfigError
from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold, normalize
from pipeline.summarize.entries import ArticleEntry

URL, MODEL, KEY = "CHIDAO_LM_URL", "CHIDAO_LM_MODEL", "CHIDAO_LM_KEY"

_TIMEOUT = 60.0
_FAILURES = 3
_LONGEST = 800  # code points of a rewriting
_NUMBER = re.compile(r"\d(?:[\d.,:/–-]*\d)?(?:\s?%| \w+)?")
_TOKEN = re.compile(r"\d(?:[\d.,:/–-]*\d)?|[^\W\d_]+|%")
_NAME = re.compile(f"(?<!\\w)[{UPPER}][\\w’'.-]*(?: [{UPPER}][\\w’'.-]*)*")


class NumberRow(Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    example: str


class Rewriter:
    """Asks a model to word an article's summary; gives None where it fails, or says more than the article.

    After three failures it asks no more.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        """Raises ConfigError if the environment does not say where the model is, or which."""
        missing = [name for name in (URL, MODEL) if not environment.get(name)]
        if missing:
            raise ConfigError(f"to have summaries rewritten, set {' and '.join(missing)} (and {KEY}, if it has one)")
        self.failures: list[str] = []
        self.refused = 0
        self._url = environment[URL].rstrip("/") + "/chat/completions"
        self._model = environment[MODEL]
        self._session = requests.Session()
        if key := environment.get(KEY):
            self._session.auth = partial(_sign, key)

    def __call__(self, article: ArticleEntry) -> str | None:
        spans = sources_of(article)
        if not spans or len(self.failures) >= _FAILURES:
            return None
        try:
            text = self._ask("\n".join(spans))
        except (requests.RequestException, ValueError, LookupError, TypeError) as error:
            self.failures.append(f"{article.record}: {type(error).__name__}")
            return None
        if not text or len(text) > _LONGEST or unsupported(text, article):
            self.refused += 1
            return None
        return text

    def _ask(self, spans: str) -> str:
        messages = [{"role": "system", "content": _instructions()}, {"role": "user", "content": spans}]
        answer = self._session.post(
            self._url,
            json={"model": self._model, "messages": messages, "temperature": 0},
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
        answer.raise_for_status()
        return normalize(str(answer.json()["choices"][0]["message"]["content"])).replace("\n", " ")


def _sign(key: str, request: requests.PreparedRequest) -> requests.PreparedRequest:
    request.headers["Authorization"] = f"Bearer {key}"
    return request


def sources_of(article: ArticleEntry) -> list[str]:
    """What the rewriting may say: the summary's sentences, and the orders line by line."""
    quotes = [*article.sentences]
    for order in article.orders:
        quotes += [*([order.issuer] if order.issuer else []), *order.offices, *order.addressees, order.action]
        quotes += [order.deadline.quote] if order.deadline else []
    return list(dict.fromkeys(quote.text for quote in quotes))


def unsupported(text: str, article: ArticleEntry) -> list[str]:
    """The names, numbers and dates of the text that are not word for word in the article's quotations.

    Names are runs of capitalised words, whatever begins a sentence among them; numbers, in digits or words, are taken
    with the word after them ("4,2 km", "ba xã"). So much that is harmless is refused too.
    """
    sources = [f" {' '.join(_tokens(span))} " for span in sources_of(article)]
    dates = [found.text for found in find_dates(text, None)]
    said = [match[0] for pattern in (_NAME, _NUMBER, _number_words()) for match in pattern.finditer(text)]
    looked_for = {one: f" {' '.join(_tokens(one))} " for one in (*said, *dates)}
    return [one for one, tokens in looked_for.items() if not any(tokens in source for source in sources)]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


@cache
def _number_words() -> re.Pattern[str]:
    words = {*NUMBERS, *(row.form for row in load_lexicon("summary_numbers", NumberRow))}
    forms = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?i:{forms})(?!\w)(?: \w+)?")


@cache
def _instructions() -> str:
    return (resources.files(__package__) / "templates" / "rewrite.txt").read_text(encoding="utf-8")
