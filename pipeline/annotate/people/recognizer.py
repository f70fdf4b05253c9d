"""`vn_ner`: what a small trained model takes for names of people.

The model lies in `models/vn_ner/weights`, beside its recipe and card; in an installed package under `pipeline/models`.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from spacy.tokens import Doc, Span

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from spacy.pipeline import EntityRecognizer

MANIFEST = "manifest.json"
_PACKAGE = Path(__file__).parents[2]
_FOLDERS = (_PACKAGE / "models" / "vn_ner", _PACKAGE.parent / "models" / "vn_ner" / "weights")
_LONGEST_PIECE = 2_000


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What the weights are: their version, and the SHA-256 of each file below the folder."""

    version: str
    sha256: dict[str, str]


def weights_folder() -> Path:
    """Where the weights lie. Raises ConfigError if they are in neither of the two places."""
    for folder in _FOLDERS:
        if (folder / MANIFEST).is_file():
            return folder
    places = " or ".join(map(str, _FOLDERS))
    raise ConfigError(f"the name model is missing, expected in {places}: check it out, or reinstall chidao")


def read_manifest(folder: Path) -> Manifest:
    """Raises ConfigError if a file is missing or is not the one that the manifest was written for."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
        found = {name: file_digest(folder / name) for name in manifest.sha256}
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(f"{folder}: the name model can't be read ({error}); check it out again") from error
    if wrong := sorted(name for name, digest in found.items() if digest != manifest.sha256[name]):
        raise ConfigError(f"{folder}: not the files of version {manifest.version}: {', '.join(wrong)}")
    return manifest


def file_digest(path: Path) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def model_version() -> str:
    """The version of the model in use, as records name it."""
    return read_manifest(weights_folder()).version


@cache
def load_model(folder: Path) -> "EntityRecognizer":
    """The recognizer in `folder`, loaded once a process. Raises ConfigError for what is missing or changed."""
    import spacy

    read_manifest(folder)
    nlp = spacy.load(folder, exclude=["vocab", "tokenizer"])
    model: EntityRecognizer = nlp.get_pipe("ner")
    return model


class NameRecognizer:
    """Reads syllables; what a sentence has does not depend on the sentences beside it."""

    def __init__(self, folder: Path) -> None:
        self.model = load_model(folder)

    def names(self, doc: Doc) -> list[tuple[int, int]]:
        """Code-point ranges of all names, in text order."""
        return [name for piece in _pieces(doc.sents) for name in self._names(doc, piece)]

    def names_near(self, doc: Doc, places: Sequence[int]) -> list[tuple[int, int]]:
        """The names of the sentences that one of the places, in text order, is in."""
        asked = (sentence for sentence in doc.sents if _is_in(sentence, places))
        return [name for piece in _pieces(asked) for name in self._names(doc, piece)]

    def _names(self, doc: Doc, sentences: list[Span]) -> Iterator[tuple[int, int]]:
        tokens = [token for sentence in sentences for token in sentence]
        piece = Doc(
            doc.vocab,
            words=[token.text for token in tokens],
            spaces=[bool(token.whitespace_) for token in tokens],
            sent_starts=[token.is_sent_start for token in tokens],
        )
        for name in self.model(piece).ents:
            last = tokens[name.end - 1]
            yield tokens[name.start].idx, last.idx + len(last)


def _is_in(sentence: Span, places: Sequence[int]) -> bool:
    at = bisect_left(places, sentence.start_char)
    return at < len(places) and places[at] < sentence.end_char


def _pieces(sentences: Iterable[Span]) -> Iterator[list[Span]]:
    """The sentences in lists, for memory does not suffice for a text of any length; an endless one in parts."""
    piece: list[Span] = []
    length = 0
    for part in chain.from_iterable(map(_parts, sentences)):
        if piece and length + len(part) > _LONGEST_PIECE:
            yield piece
            piece, length = [], 0
        piece.append(part)
        length += len(part)
    if piece:
        yield piece


def _parts(sentence: Span) -> Iterator[Span]:
    for start in range(0, len(sentence), _LONGEST_PIECE):
        yield sentence[start : start + _LONGEST_PIECE]
