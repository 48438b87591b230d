"""Commands for whoever runs a Milvus beside the service."""

from __future__ import annotations

import os

import click

from kb_service.cli_options import show_progress
from kb_service.setting_values import Refused, parse_server
from kb_service.settings import read_settings


def _server(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else parse_server(value)
    except Refused as refused:
        raise click.BadParameter(f"found {value!r}; {refused}") from None


@click.group()
def milvus() -> None:
    """Load the index into a Milvus, which then finds candidates (KB_ENGINE=milvus).

    \b
        ldn-kb index && ldn-kb milvus load --drop-old
    """


@milvus.command()
@click.option("--uri", callback=_server, help="Where Milvus is [KB_MILVUS_URI].")
@click.option("--drop-old", is_flag=True, help="Drop versions that are not in KB_INDEX_DIR.")
def load(uri: str | None, drop_old: bool) -> None:
    """Load the current version of the index, beside those that are there.

    What is loaded whole is left as it is. Services that wait for the version look again. The token
    of KB_MILVUS_TOKEN_FILE is used. docs/milvus.md says more.
    """
    from indexer.artefact import open_artefact
    from indexer.configuration import read_configuration
    from indexer.versions import lock_versions, read_current, switch_current
    from kb_service.engines import EngineError
    from kb_service.milvus_collections import Connection, Server
    from kb_service.milvus_load import drop_others, load_version

    settings = read_settings(os.environ)
    root = settings.index_dir
    artefact = open_artefact(root)
    version = artefact.manifest.version
    ranking = read_configuration(settings.search_file).ranking
    try:
        connection = Connection(Server(uri or settings.milvus_uri, settings.milvus_token_file))
        names = load_version(connection, artefact, ranking, show_progress("milvus"))
        dropped: list[str] = []
        if drop_old:
            kept = {path.name for path in root.iterdir()}
            dropped = drop_others(connection, names, kept)
        connection.close()
    except EngineError as error:
        if error.reason:
            click.echo(error.reason, err=True)
        raise
    with lock_versions(root):
        if read_current(root) == version:  # made current once more, services look at it again
            switch_current(root, version)
    for name in dropped:
        click.echo(f"milvus: {name} dropped", err=True)
    click.echo(f"milvus: {names.passages} and {names.phrases} are loaded", err=True)
