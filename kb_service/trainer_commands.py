"""Commands for trainers: courses and selections as files."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from indexer.errors import ContentError
from kb_service.cli_options import LANGUAGE
from kb_service.settings import read_settings


@click.command("export")
@click.option(
    "--course",
    "courses",
    multiple=True,
    help="A training module by its id, with all that it uses; may be given again.",
)
@click.option("--item", "items", multiple=True, help="An item by its id; may be given again.")
@click.option("--lang", type=LANGUAGE, required=True, help="The file's language.")
@click.option("--second", type=LANGUAGE, help="A language to stand beside the first.")
@click.option("--format", "format_id", required=True, help="Such as docx; see below.")
@click.option("--title", default="", help="The title; a course's own if not given.")
@click.option("--audience", default="", help="For whom; a course's own if not given.")
@click.option("--learner", is_flag=True, help="Without answers and the trainer's part.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The file, or - .")
def export_pack(
    courses: tuple[str, ...],
    items: tuple[str, ...],
    lang: str,
    second: str | None,
    format_id: str,
    title: str,
    audience: str,
    learner: bool,
    out: Path | None,
) -> None:
    """Write a course or a selection as a file to teach with, from the built index.

    \b
        ldn-kb export --course ldn-in-one-hour --lang ar --format scorm -o pack.zip
        ldn-kb export --item guidance/what-is-ldn --item glossary/ldn --lang fr --format docx
        ldn-kb export --course gender-responsive-ldn --lang ar --second en --format pptx

    \b
    To read:    docx pdf epub html page md     two languages: docx pptx html page
    To show:    pptx
    To learn:   scorm imscc moodle-xml gift anki
    Data:       json csv
    """
    from indexer.files import write_together
    from indexer.versions import read_current
    from kb_service.exports.library import export_from
    from kb_service.exports.selection import PackError, Selection

    settings = read_settings(os.environ)
    version = read_current(settings.index_dir)
    if version is None:
        raise ContentError(f"{settings.index_dir}: no index here; run `ldn-kb index` to build it")
    selection = Selection(
        items=(*(f"courses/{course}" for course in courses), *items),
        language=lang,
        second=second,
        title=title,
        audience=audience,
        edition="learner" if learner else "trainer",
    )
    try:
        file = export_from(settings.index_dir / version, selection, format_id, settings.base_url)
    except PackError as error:
        raise click.UsageError(str(error)) from None
    if str(out) == "-":
        sys.stdout.buffer.write(file.data)
        return
    target = (out or Path(file.name)).resolve()
    if target.exists() and not target.is_file():
        found = "a folder" if target.is_dir() else "no plain file"
        raise click.UsageError(f"-o: found {found}; accepted is the name of a file, or -")
    write_together({target: file.data})
    if urlsplit(settings.base_url).hostname in {"127.0.0.1", "localhost"}:
        click.echo(f"links lead to {settings.base_url}; KB_BASE_URL sets your site's", err=True)
    click.echo(f"{target}: {len(file.data):,} bytes", err=True)
