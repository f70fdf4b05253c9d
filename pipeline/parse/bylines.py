"""Who wrote and photographed: bylines, photo credits and lead tags, taken out of the text."""

import re
from functools import cache
from typing import Literal, NamedTuple

from msgspec import Struct

from pipeline.lexicons import load_lexicon
from pipeline.orthography import fold

_LONGEST_BYLINE = 90
_LAST_LINES = 4
_MOST_WORDS = 5
_EDGES = " -–—*,;:.\t"
_SEPARATORS = re.compile(r"\s*(?:[,;&/|•·–]|(?<=\w)[-—]\s|\s[-—]|\svà\s)\s*")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[’'.])*")
_PARENTHESIS = re.compile(r"\s*\([^()]{2,60}\)$")
_WHOLE_IN_PARENTHESES = re.compile(r"\(([^()]+)\)")
_PARTS = re.compile(r"[|•·]")
_ENDS = ("./.", "/.")
_TAG_IN_PARENTHESES = re.compile(
    r"\((?:[A-ZĐ][A-Za-zĐđ.&-]{1,12}|[\w.-]{2,30}\.(?:vn|com|net|org)|Báo [^()]{2,25}|[A-Z]{2,6} News)\)\s*[-–—:]?\s*"
)
_TAG_IN_CAPITALS = re.compile(r"([^\W\d_]{2,}(?:[. ][^\W\d_]+){0,3})\s?[-–—]\s(?=[^\W\d_])")
_DASH = re.compile(r"[-–—]\s+")

Makes = Literal["author", "photographer", "both", "credit", "done", "desk"]
_BEFORE_COLON: tuple[Makes, ...] = ("author", "photographer", "both", "credit")


class Cue(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `byline_cues.tsv`."""

    cue: str
    makes: Makes
    example: str


class BodyWord(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `byline_bodies.tsv`."""

    word: str
    where: Literal["first", "anywhere"]
    example: str


class Byline(NamedTuple):
    """The names in a byline; both lists are empty when the line credits a paper or a site."""

    authors: list[str]
    photographers: list[str]


def read_byline(line: str, *, sure: bool = False) -> Byline | None:
    """The names in a line that is nothing but a byline; None for any other line.

    `sure`: the page marks the line as a byline, so that one capitalised word is enough.
    """
    line = _unwrapped(line.strip(_EDGES))
    if not line or len(line) > _LONGEST_BYLINE:
        return None
    if cued := _read_cues(line):
        return cued
    if _is_credit(line):
        return Byline([], [])
    names = read_names(line, sure=sure)
    return Byline(names, []) if names else None


def read_names(line: str, *, sure: bool = False) -> list[str]:
    """The people that a line names, when it names nothing else; bodies beside them are passed over."""
    line = _bare(line)
    parts = [bare for part in _SEPARATORS.split(line) for name in _unhyphened(part) if (bare := _bare(name))]
    if not parts or _is_body(parts[0]):
        return []
    names = [part for part in parts if not _is_body(part)]
    return [_titled(name) for name in names] if all(_is_name(name, sure=sure) for name in names) else []


def names_beside_stamp(line: str) -> list[str]:
    """The author in a line like `LÊ VÂN • 12/06/2025` or `12/06/2025 - 08:28 | Lượt xem: 12 | Lê Vân`."""
    return [name for part in _PARTS.split(line) for name in read_names(part)]


def take_bylines(paragraphs: list[str]) -> tuple[list[str], Byline]:
    """The paragraphs without the bylines at their end and the photo credits in captions, and the names."""
    kept = list(paragraphs)
    authors: list[str] = []
    photographers: list[str] = []
    for _ in range(_LAST_LINES):
        byline = read_byline(kept[-1]) if len(kept) > 1 else None
        if byline is None:
            break
        kept.pop()
        authors[:0] = byline.authors
        photographers[:0] = byline.photographers
    if kept and (closing := _closing_byline(kept[-1])):
        kept[-1], byline = closing
        authors[:0] = byline.authors
        photographers[:0] = byline.photographers
    in_captions: list[str] = []
    kept = [_without_credit(paragraph, in_captions) for paragraph in kept]
    return [paragraph for paragraph in kept if paragraph], Byline(_once(authors), _once([*in_captions, *photographers]))


def without_lead_tag(paragraph: str, lead_tag: str | None = None) -> str:
    """A paragraph without the paper's tag before it: `(CTO) - `, `(Baomau.vn) - `, `BHY - `. May leave nothing."""
    own = re.match(rf"\(?{re.escape(lead_tag)}\)?\s*[-–—:]\s*", paragraph) if lead_tag else None
    found = own or _TAG_IN_PARENTHESES.match(paragraph) or _DASH.match(paragraph)
    if not found and (capitals := _TAG_IN_CAPITALS.match(paragraph)):
        tag = capitals[1]
        found = capitals if tag.isupper() and ("." in tag or not _is_body(tag)) else None
    return paragraph[found.end() :] if found else paragraph


def _read_cues(line: str) -> Byline | None:
    """A line with a cue and a colon: `Ảnh: A`, `A - Ảnh: B`, `Tin, ảnh: A`."""
    first, *rest = _cue_and_colon().split(line)
    first = first.strip(_EDGES + "()")
    authors = read_names(first, sure=True)
    if not rest or (first and not authors and not _is_credit(first)):
        return None
    photographers: list[str] = []
    for cue, said in zip(rest[::2], rest[1::2], strict=True):
        makes = _before_colon()[fold(cue)]
        names = read_names(said.strip(_EDGES + "()"), sure=True)
        if not names and makes != "credit" and not _is_body(said):
            return None
        if makes in {"author", "both"}:
            authors += names
        if makes in {"photographer", "both"}:
            photographers += names
    return Byline(authors, photographers)


def _unwrapped(line: str) -> str:
    found = _WHOLE_IN_PARENTHESES.fullmatch(line)
    return found[1].strip(_EDGES) if found else line


def _is_credit(line: str) -> bool:
    """Whether a line only says where the text comes from: `Theo Báo Mẫu`, `(Nguồn: baomau.vn)`."""
    cue = next((cue for cue in _cues_that_make("credit") if fold(line).startswith(f"{cue} ")), "")
    said = line[len(cue) :].strip(_EDGES)
    if not cue or not said or len(said.split()) > 2 * _MOST_WORDS:
        return False
    return _is_source(said) or bool(read_names(said, sure=True))


def _is_source(text: str) -> bool:
    is_site = "." in text.strip(".") and " " not in text
    return is_site or (text[0].isupper() and "," not in text and _is_body(text))


def _unhyphened(part: str) -> list[str]:
    """Two full names that a bare hyphen joins; what else has one stays whole."""
    names = part.split("-")
    return names if all(len(name.split()) > 1 for name in names) else [part]


def _bare(text: str) -> str:
    """Without a parenthesis or a `thực hiện` after it."""
    text = _PARENTHESIS.sub("", text.strip(_EDGES))
    folded = fold(text)
    done = next((word for word in _cues_that_make("done") if folded.endswith(f" {word}")), "")
    return text[: len(text) - len(done)].strip(_EDGES)


def _is_name(text: str, *, sure: bool) -> bool:
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS or not all(_WORD.fullmatch(word) for word in words):
        return False
    if fold(words[0]) in _cues_that_make("desk"):
        return True
    return all(word[0].isupper() for word in words) and (sure or len(words) > 1 or text.isupper())


def _titled(name: str) -> str:
    """A name in capitals as names are written; initials and desks (`P.V`, `PV`) as they are."""
    if not name.isupper() or "." in name or len(name.split()) < 2:
        return name
    return " ".join(word.capitalize() for word in name.split())


def _is_body(text: str) -> bool:
    folded = fold(text)
    return ".vn" in folded or ".com" in folded or bool(_body_words().search(folded))


def _closing_byline(paragraph: str) -> tuple[str, Byline] | None:
    """A byline that follows the end of the text, `./.`, in the same paragraph."""
    for end in _ENDS:
        head, mark, tail = paragraph.rpartition(end)
        if mark and tail.strip() and (byline := read_byline(tail)):
            return head + mark, byline
    return None


def _without_credit(paragraph: str, photographers: list[str]) -> str:
    """A caption without `Ảnh: A` at its end; the names are added to `photographers`."""
    found = _caption_credit().search(paragraph)
    names = read_names(found[1], sure=True) if found else []
    if not found or not (names or _is_body(found[1])):
        return paragraph
    photographers += names
    return paragraph[: found.start()].rstrip(" (-–—")


def _once(names: list[str]) -> list[str]:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold(name), name)
    return list(first.values())


@cache
def _before_colon() -> dict[str, Makes]:
    return {cue: makes for makes in _BEFORE_COLON for cue in _cues_that_make(makes)}


@cache
def _cues_that_make(makes: Makes) -> tuple[str, ...]:
    cues = (fold(row.cue) for row in load_lexicon("byline_cues", Cue) if row.makes == makes)
    return tuple(sorted(cues, key=len, reverse=True))


@cache
def _cue_and_colon() -> re.Pattern[str]:
    cues = "|".join(re.escape(cue) for cue in sorted(_before_colon(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({cues})\s?:\s*", re.I)


@cache
def _caption_credit() -> re.Pattern[str]:
    cues = "|".join(re.escape(cue) for cue in _cues_that_make("photographer"))
    return re.compile(rf"(?<!\w)(?:{cues})\s?:\s*([^:()\n]{{2,50}}?)\s*\)?\.?$", re.I)


@cache
def _body_words() -> re.Pattern[str]:
    rows = load_lexicon("byline_bodies", BodyWord)
    first, anywhere = (
        "|".join(re.escape(fold(row.word)) for row in rows if row.where == where) for where in ("first", "anywhere")
    )
    return re.compile(rf"(?:^|(?<=[(/]))(?:{first})(?!\w)|(?<!\w)(?:{anywhere})(?!\w)")
