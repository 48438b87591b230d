"""Commands for operators: keys of partners, and what people use."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from kb_service.cli_options import JSON
from kb_service.settings import read_settings

_DAY = click.DateTime(["%Y-%m-%d"])
_KEYS = click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file of keys [KB_KEYS_FILE].",
)


@click.group()
def keys() -> None:
    """Keys of partners, who may then ask for more in a minute.

    A key with origins is public: it stands in the source of the partner's pages and works there
    only. A key without is a secret of the partner's program.

    \b
        ldn-kb keys new ministry --origin https://ministry.example --file keys.toml
        ldn-kb keys new harvester --search 6000 --expires 2027-11-30
        ldn-kb keys list
        ldn-kb keys remove harvester

    To rotate a key, make a second one under another name, give it to the partner, and remove the
    first when the partner uses the second. A running service takes both up within seconds.
    """


@keys.command()
@click.argument("name")
@click.option("--origin", "origins", multiple=True, help="A site whose pages may use it; again.")
@click.option("--expires", type=_DAY, help="The last day on which it is accepted.")
@click.option("--search", type=click.IntRange(1), help="Searches a minute [10 × KB_LIMIT_SEARCH].")
@click.option("--exports", type=click.IntRange(1), help="Files a minute [KB_LIMIT_EXPORTS].")
@click.option("--api", type=click.IntRange(1), help="Other requests [10 × KB_LIMIT_API].")
@_KEYS
def new(
    name: str,
    origins: tuple[str, ...],
    expires: datetime | None,
    search: int | None,
    exports: int | None,
    api: int | None,
    path: Path | None,
) -> None:
    """Make a key under NAME: it is printed this once, and its digest added to the file."""
    from indexer.files import write_together
    from kb_service.keys import make_key, read_keys

    settings = read_settings(os.environ)
    file = _keys_file(path)
    wanted = {
        "search": search or 10 * settings.limit_search,
        "exports": exports or settings.limit_exports,
        "api": api or 10 * settings.limit_api,
    }
    limits = {name: number for name, number in wanted.items() if number}
    known = read_keys(file) if file.exists() else {}
    if name in {key.id for key in known.values()}:
        raise click.UsageError(f"NAME: {name!r} is in {file} already; accepted is a new name")
    key, entry = make_key(name, origins, expires.date() if expires else None, limits)
    before = file.read_text("utf-8").rstrip("\n") + "\n\n" if file.exists() else ""
    write_together({file.resolve(): (before + entry).encode()})
    click.echo(key)
    kind = "public key, for pages of its origins" if origins else "secret key, for a program"
    click.echo(f"{file}: {name} added ({kind}); the key is shown this once", err=True)


@keys.command("list")
@_KEYS
def list_keys(path: Path | None) -> None:
    """List the keys: name, kind, last day, limits and origins."""
    from kb_service.keys import read_keys

    for key in read_keys(_keys_file(path)).values():
        kind = "public" if key.origins else "secret"
        expired = key.expires is not None and key.expires < datetime.now(UTC).date()
        until = f"{key.expires or 'no end'}{' (expired)' if expired else ''}"
        limits = " ".join(f"{name}={number}" for name, number in key.limits.items())
        click.echo(f"{key.id}  {kind}  {until}  {limits}  {' '.join(key.origins)}".rstrip())


@keys.command()
@click.argument("name")
@_KEYS
def remove(name: str, path: Path | None) -> None:
    """Remove the key of NAME; the service refuses it within seconds."""
    from indexer.files import write_together
    from kb_service.keys import read_keys, write_entry

    file = _keys_file(path)
    known = list(read_keys(file).values())
    if name not in {key.id for key in known}:
        names = ", ".join(key.id for key in known) or "none"
        raise click.UsageError(f"NAME: found {name!r}; accepted are {names}")
    text = "\n".join(write_entry(key) for key in known if key.id != name)
    write_together({file.resolve(): text.encode()})
    click.echo(f"{file}: {name} removed", err=True)


@click.command()
@click.option("--from", "first", type=_DAY, help="The first day [30 days before the last].")
@click.option("--to", "last", type=_DAY, help="The last day [today, UTC].")
@click.option("--file", "path", type=click.Path(path_type=Path), help="[KB_USAGE_FILE]")
@click.option("--csv", "as_csv", is_flag=True, help="Print one table for spreadsheets.")
@click.option("--html", "page", type=click.Path(path_type=Path), help="Write a page for editors.")
@JSON
def usage(
    first: datetime | None,
    last: datetime | None,
    path: Path | None,
    as_csv: bool,
    page: Path | None,
    as_json: bool,
) -> None:
    """Show what people look for, do not find, read and take along, by language.

    Themes and audiences are those of the built index. docs/usage.md says what is counted.

    \b
        ldn-kb usage --from 2026-11-01 --to 2026-11-30
        ldn-kb usage --html usage.html
    """
    from indexer.artefact import open_artefact
    from indexer.errors import ArtefactError
    from indexer.files import write_together
    from kb_service.usage_report import (
        build_report,
        report_as_csv,
        report_as_html,
        report_as_json,
    )
    from kb_service.usage_store import read_counts

    settings = read_settings(os.environ)
    file = path or settings.usage_file
    if file is None:
        raise click.UsageError("--file: found none; accepted is a file, or KB_USAGE_FILE")
    until: date = last.date() if last else datetime.now(UTC).date()
    since: date = first.date() if first else until - timedelta(days=30)
    try:
        passages = open_artefact(settings.index_dir).passages
    except ArtefactError as error:
        click.echo(f"pages are not counted for their themes: {error}", err=True)
        passages = ()
    kept = read_counts(file, since, until)
    report = build_report(kept, since, until, settings.usage_minimum, passages)
    if page is not None:
        write_together({page.resolve(): report_as_html(report).encode()})
        click.echo(f"{page}: written", err=True)
    elif as_json:
        click.echo(json.dumps(report_as_json(report), ensure_ascii=False, indent=2))
    elif as_csv:
        click.echo(report_as_csv(report), nl=False)
    else:
        for words in report.words:
            told = "not found" if words.nothing_found else "found"
            click.echo(f"{words.clients:>6}  {words.language}  {told:<9}  {words.text}")
        for about in fields(report):
            rows = getattr(report, about.name)
            if about.name == "words" or not isinstance(rows, tuple):
                continue
            for row in rows:
                click.echo(
                    f"{about.name:<9}  {row.language}  searches {row.searches}"
                    f" ({row.nothing_found} found nothing)  pages {row.pages}"
                    f"  exports {row.exports}  {row.name}".rstrip()
                )


def _keys_file(path: Path | None) -> Path:
    file = path or read_settings(os.environ).keys_file
    if file is None:
        raise click.UsageError("--file: found none; accepted is a file, or KB_KEYS_FILE")
    return file
