"""The trained model to what is committed: `python -m pipeline.training.pack MODEL -o WEIGHTS --version 1.0.0`."""

import shutil
from pathlib import Path

import click
import msgspec
import spacy
from thinc.api import Config

from pipeline.annotate.people.recognizer import MANIFEST, Manifest, file_digest
from pipeline.errors import ConfigError

_SPACY = ">=3.8,<3.9"
_FOLDER = click.Path(file_okay=False, path_type=Path)


def pack(model: Path, output: Path, version: str) -> int:
    """Write the recognizer alone, without the words of its vocabulary, and its manifest; returns the bytes written.

    Older weights in `output` are removed first. Raises ConfigError if something else lies there.
    """
    if output.exists() and any(output.iterdir()) and not (output / MANIFEST).is_file():
        raise ConfigError(f"{output}: holds something else than weights; name an empty folder or one of weights")
    nlp = spacy.load(model)
    nlp.meta.update(name="vn_ner", version=version, description="Names of people in Vietnamese news.")
    nlp.meta["spacy_version"] = _SPACY
    nlp.config = _without_paths(nlp.config)
    shutil.rmtree(output, ignore_errors=True)
    nlp.to_disk(output, exclude=["vocab", "tokenizer"])
    files = sorted(path for path in output.rglob("*") if path.is_file())
    manifest = Manifest(version, {path.relative_to(output).as_posix(): file_digest(path) for path in files})
    (output / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    return sum(path.stat().st_size for path in files)


def _without_paths(config: Config) -> Config:
    """The config without the places where the data lay."""
    config = config.copy()
    config["paths"] = dict.fromkeys(config["paths"])
    return config


@click.command()
@click.argument("model", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=_FOLDER)
@click.option("--version", required=True, help="The version that records are to name.")
def main(model: Path, output: Path, version: str) -> None:
    """Pack the trained MODEL for use: weights and manifest, nothing of the texts."""
    click.echo(f"{output}: {pack(model, output, version) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
