"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
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


def show_progress(name: str) -> Callable[[str, int, int], None]:
    """Progress on stderr: a line that moves on a terminal, one line a stage elsewhere."""
    terminal = sys.stderr.isatty()
    told: set[str] = set()

    def tell(stage: str, done: int, total: int) -> None:
        if terminal:
            width = 24
            filled = round(width * done / total) if total else width
            bar = "█" * filled + "·" * (width - filled)
            end = "\n" if done >= total else ""
            click.echo(f"\r{name}: {stage:<20} {bar} {done}/{total}{end}", nl=False, err=True)
        elif stage not in told:
            told.add(stage)
            click.echo(f"{name}: {stage}", err=True)

    return tell
