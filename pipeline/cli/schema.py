"""`chidao schema`."""

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of a record: every field of one line of the records files.

    \b
    Example:
      chidao schema > record.schema.json
    """
    import msgspec

    from pipeline.schema import Record

    click.echo(json.dumps(msgspec.json.schema(Record), ensure_ascii=False, indent=2))
