"""Options and parameter types that several commands share."""

from pathlib import Path

import click

from pipeline.settings import default_data_folder

DAY = click.DateTime(["%Y-%m-%d"])
FOLDER = click.Path(file_okay=False, path_type=Path)

data_option = click.option(
    "--data",
    type=FOLDER,
    default=default_data_folder,
    help="The data folder.  [default: $CHIDAO_DATA, or data]",
)
