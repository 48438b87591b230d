"""The command that checks an index."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kb_service.settings import read_settings


@click.command()
@click.option("--index", type=click.Path(path_type=Path), help="Index folder [KB_INDEX_DIR].")
def verify(index: Path | None) -> None:
    """Read every file of the index, and compare it with what was written.

    Opening an index does this too, but of a large one (above 256 MiB) it reads parts of each file
    only. Exit status 1 if a file is missing, truncated or changed.
    """
    from indexer.artefact import verify_artefact

    root = index or read_settings(os.environ).index_dir
    manifest = verify_artefact(root)
    size = sum(file.size for file in manifest.files.values()) / 2**20
    click.echo(f"{root / manifest.version}: {len(manifest.files)} files, {size:.1f} MiB, unchanged")
