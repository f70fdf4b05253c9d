"""Runs the annotated examples of `examples/*.txt` through the whole annotator.

An example is one line of text and, under it, one line for each directive in it. In the text the actions stand in
braces and `¶` is a paragraph break. Under it: `= issuer -> addressee; addressee, deadline (avoid)`, where `-` is
nobody and deadline and `(avoid)` may be missing; or `= nothing: why` for what looks like a directive and is none.
All are read as published on 10 June 2025. Lines that start with `#` are comments.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.flow import Annotator
from pipeline.orthography import normalize
from pipeline.schema import Article, Directive, Record

EXAMPLES = Path(__file__).parent / "examples"
ANNOTATION = re.compile(
    r"= (?P<issuer>.+?) -> (?P<told>.+?)(?:, (?P<deadline>\d{4}[-/\dTQHW:]*|P[\dT]+[YMWDH]))?(?P<avoid> \(avoid\))?"
)


class Expected(NamedTuple):
    action: str
    issuer: str | None
    addressees: list[str]
    deadline: str | None
    polarity: str


class Example(NamedTuple):
    text: str
    expected: list[Expected]


def parse_examples(lines: str) -> list[Example]:
    """Raises ValueError for an example without an annotation, or with more or fewer than its actions."""
    examples = []
    for block in re.split(r"\n\s*\n", lines):
        written = [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
        if written:
            examples.append(_example(written[0], written[1:]))
    return examples


def _example(line: str, annotations: list[str]) -> Example:
    text = line.replace(" ¶ ", "\n")
    actions = re.findall(r"\{([^{}]+)\}", text)
    if not annotations or any(not one.startswith("= ") for one in annotations):
        raise ValueError(f"an example needs annotations that start with '= ': {line}")
    nothing = [one for one in annotations if re.fullmatch("= nothing: .+", one)]
    if nothing and (actions or len(annotations) > 1):
        raise ValueError(f"nothing is annotated, and yet something: {line}")
    if not nothing and len(actions) != len(annotations):
        raise ValueError(f"{len(actions)} actions in braces, {len(annotations)} annotations: {line}")
    expected = [_expected(action, one) for action, one in zip(actions, annotations, strict=not nothing)]
    return Example(re.sub("[{}]", "", text), expected)


def _expected(action: str, annotation: str) -> Expected:
    parts = ANNOTATION.fullmatch(annotation)
    if parts is None:
        raise ValueError(f"not 'issuer -> addressees, deadline': {annotation}")
    return Expected(
        normalize(action),
        None if parts["issuer"] == "-" else parts["issuer"],
        [] if parts["told"] == "-" else parts["told"].split("; "),
        parts["deadline"],
        "avoid" if parts["avoid"] else "do",
    )


def as_expected(directive: Directive) -> Expected:
    return Expected(
        directive.action.text,
        directive.issuer.name if directive.issuer else None,
        [addressee.text for addressee in directive.addressees],
        directive.deadline.value if directive.deadline else None,
        directive.polarity,
    )


ALL = [
    pytest.param(example, id=f"{file.stem}-{number}")
    for file in sorted(EXAMPLES.glob("*.txt"))
    for number, example in enumerate(parse_examples(file.read_text(encoding="utf-8")), 1)
]


@pytest.mark.parametrize("example", ALL)
def test_example_gives_its_directives(annotator: Annotator, example: Example) -> None:
    article = Article(id="example", text=normalize(example.text), published_at="2025-06-10")
    record = annotator(article)
    assert isinstance(record, Record), record
    assert [as_expected(directive) for directive in record.directives] == example.expected


@pytest.mark.parametrize(
    "block",
    [
        "UBND tỉnh yêu cầu các xã {họp dân}.",
        "UBND tỉnh yêu cầu các xã {họp dân}.\n= UBND tỉnh: các xã",
        "UBND tỉnh yêu cầu các xã {họp dân}.\n= nothing: done",
        "UBND tỉnh yêu cầu các xã {họp dân}.\nUBND tỉnh -> các xã",
    ],
)
def test_parser_refuses_an_example_that_is_not_annotated(block: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_examples(block)
