"""The lines of an article, from page or dump, to its text: repeats, clutter, lead tag and bylines out."""

from pipeline.parse.blocks import Cut, letters_of
from pipeline.parse.bylines import Byline, names_beside_stamp, read_byline, take_bylines, without_lead_tag
from pipeline.parse.dating import is_stamp_line
from pipeline.parse.marks import is_clutter

_REPEATED = 40


def clean_paragraphs(
    lines: list[str], title: str | None, lead_tag: str | None, cuts: list[Cut]
) -> tuple[list[str], Byline]:
    """The paragraphs to keep, and the byline found among them; what is left out is added to `cuts`."""
    seen = {letters_of(title)} if title else set()
    kept: list[str] = []
    above: list[str] = []
    for written in lines:
        line = without_lead_tag(written, lead_tag)
        letters = letters_of(line)
        if line and letters in seen:
            cuts.append(Cut(written, "repeated"))
        elif not line or is_clutter(line):
            cuts.append(Cut(written, "clutter"))
        elif not kept and is_stamp_line(line):
            cuts.append(Cut(written, "stamp"))
            above += names_beside_stamp(line)
        else:
            if len(kept) == 1 and _goes_on(kept[0], line):
                cuts.append(Cut(kept.pop(), "repeated"))
            kept.append(written if kept else line)
            if len(line) >= _REPEATED:
                seen.add(letters)
    paragraphs, byline = take_bylines(kept)
    unchanged = frozenset(paragraphs)
    cuts += (Cut(line, "byline") for line in kept if line not in unchanged and read_byline(line))
    return paragraphs, Byline(byline.authors or above, byline.photographers)


def _goes_on(lead: str, line: str) -> bool:
    """Whether `line` is the whole of a lead that was cut short."""
    start = lead.rstrip(" .…")
    return lead != start and len(start) >= _REPEATED and len(line) > len(lead) and line.startswith(start)
