"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.languages import CODES

LANGUAGE = click.Choice(CODES)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
CONTENT = click.option(
    "--content",
    type=click.Path(path_type=Path),
    default=Path("content"),
    show_default=True,
    help="The content folder.",
)
