"""Commands for operators: which versions of the index there are, are they whole, and back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from kb_service.cli_options import JSON
from kb_service.settings import read_settings

FOLDER = click.option("--folder", type=click.Path(path_type=Path), help="Folder [KB_INDEX_DIR].")


@click.command()
@FOLDER
@JSON
def versions(folder: Path | None, as_json: bool) -> None:
    """List the versions of the index, each checked down to the last byte.

    The current one is marked with a star. Exit status 1 if it cannot be used.
    """
    from indexer.versions import list_versions

    listed = list_versions(folder or read_settings(os.environ).index_dir)
    if as_json:
        rows = [
            {
                "version": one.name,
                "current": one.current,
                "built": one.manifest and one.manifest.built,
                "revision": one.manifest and one.manifest.revision,
                "model": one.manifest and one.manifest.model.name,
                "passages": one.manifest and sum(one.manifest.passages.values()),
                "problem": one.problem or None,
            }
            for one in listed
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for one in listed:
            told = one.problem
            if one.manifest:
                passages = sum(one.manifest.passages.values())
                told = f"{one.manifest.built}  {passages} passages, {one.manifest.model.name}"
            click.echo(f"{'*' if one.current else ' '} {one.name}  {told}")
    if not any(one.current and one.manifest for one in listed):
        click.echo("the current version cannot be used", err=True)
        raise SystemExit(1)


@click.command()
@click.argument("version", required=False)
@FOLDER
@click.option("--site", "of_site", is_flag=True, help="The site instead [KB_SITE_DIR].")
def rollback(version: str | None, folder: Path | None, of_site: bool) -> None:
    """Make an earlier version of the index current: VERSION, or the latest other one.

    It is checked first. A running service switches to it within KB_INDEX_CHECK seconds. Rolling
    back twice leads to where you were; the next `ldn-kb index` makes the version of the content.

    \b
        ldn-kb rollback             # the index
        ldn-kb rollback --site      # the site that was there before the last build
    """
    from indexer.versions import roll_back
    from kb_service.site_versions import lock_site

    settings = read_settings(os.environ)
    if of_site:
        if version is not None:
            raise click.UsageError("--site: found a VERSION too; only the site before is kept")
        folder = (folder or settings.site_dir).absolute()
        with lock_site(folder) as site:
            site.go_back()
        click.echo(f"rollback: {folder} is the site before", err=True)
        return
    root = folder or settings.index_dir
    name = roll_back(root, version)
    click.echo(f"rollback: {root / name} is current", err=True)


@click.command()
@FOLDER
def verify(folder: Path | None) -> None:
    """Read every file of the index, and compare it with what was written.

    Opening an index does this too, but of a large one (above 256 MiB) it reads parts of each file
    only. Exit status 1 if a file is missing, truncated or changed.
    """
    from indexer.artefact import verify_artefact

    root = folder or read_settings(os.environ).index_dir
    manifest = verify_artefact(root)
    size = sum(file.size for file in manifest.files.values()) / 2**20
    click.echo(f"{root / manifest.version}: {len(manifest.files)} files, {size:.1f} MiB, unchanged")
