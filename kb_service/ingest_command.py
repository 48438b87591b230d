"""The command that structures files of decisions and guidance."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indexer.errors import ArtefactError, KnowledgeBaseError
from kb_service.cli_options import CONTENT, JSON, LANGUAGE
from kb_service.settings import read_settings

if TYPE_CHECKING:
    from indexer.ingest import Suggest


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--symbol", help="The document's symbol, if the file prints none.")
@click.option("--language", type=LANGUAGE, help="The text's language; detected if not given.")
@click.option("--into", type=click.Path(path_type=Path), help="The document's folder.")
@click.option("--replace", is_flag=True, help="Put the text in the place of an existing one.")
@click.option("--dry-run", is_flag=True, help="Read and report, write nothing.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the whole report, with suggestions and every line set aside, to a new file "
    "(.md or .json).",
)
@click.option("--index", type=click.Path(path_type=Path), help="Index folder [KB_INDEX_DIR].")
@CONTENT
@JSON
def ingest(
    files: tuple[Path, ...],
    symbol: str | None,
    language: str | None,
    into: Path | None,
    replace: bool,
    dry_run: bool,
    report: Path | None,
    index: Path | None,
    content: Path,
    as_json: bool,
) -> None:
    """Structure decisions and guidance documents and add them to the content.

    Reads .docx, .pdf (born digital), .html, .txt, .md and Akoma Ntoso (.xml), in any of the six
    languages: one decision, a report of many, or a guidance document. Says what was recognised,
    and every doubt at its page and line. Doubts do not keep a text from being written:
    `ldn-kb check` goes on telling them until the grammar knows better or document.yml says what is
    right (CONTRIBUTING.md). Nothing that exists is replaced without --replace, and then themes,
    audiences and annotations stay. With an index, themes and audiences are suggested.

    Exit status 1 if any file or document was refused.

    \b
        ldn-kb ingest decision.fr.docx --dry-run
        ldn-kb ingest cop14-part-two.pdf --report part-two.md
        ldn-kb ingest official.en.pdf --language en --replace
    """
    from indexer.files import write_together
    from indexer.ingest import Wishes, ingest_file
    from indexer.ingest_report import report_json, tell

    if report is not None:
        _check_report(report, content)
    wishes = Wishes(language, symbol, into, replace, dry_run)
    suggest = _suggester(index)
    rows: list[dict[str, Any]] = []
    told: list[str] = []
    refused = 0
    for path in files:
        try:
            found = ingest_file(path, content, wishes, suggest)
        except KnowledgeBaseError as error:
            refused += 1
            rows.append({"file": str(path), "refused": str(error)})
            click.echo(str(error), err=True)
            continue
        refused += len(found.refused)
        rows.append(report_json(found))
        told += tell(found, whole=True)
        if not as_json:
            for line in tell(found):
                click.echo(line)
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    if as_json:
        click.echo(text)
    if report is not None:
        write_together(
            {
                report: (text if report.suffix == ".json" else "\n".join(told)).encode("utf-8")
                + b"\n"
            }
        )
    if refused:
        click.echo(f"{refused} refused", err=True)
        raise SystemExit(1)


def _check_report(report: Path, content: Path) -> None:
    """UsageError if a report would stand in the place of a file, or among the content."""
    if report.suffix not in {".md", ".json"}:
        found, accepted = f"the name {report.name!r}", "one that ends in .md or .json"
    elif os.path.lexists(report):
        found, accepted = f"{report}, which exists", "the name of a new file"
    elif report.resolve().is_relative_to(content.resolve()):
        found, accepted = f"{report}, which is in {content}", "a place outside the content"
    elif not next(place for place in report.resolve().parents if place.exists()).is_dir():
        found, accepted = f"{report}, which is below a file", "a name in a folder"
    else:
        return
    raise click.UsageError(f"--report: found {found}; accepted is {accepted}")


def _suggester(index: Path | None) -> Suggest | None:
    """Suggestions from the index, None without one: then there are none."""
    from indexer.artefact import open_artefact
    from indexer.encoder import open_encoder
    from indexer.tag_suggestions import TagSuggester

    try:
        artefact = open_artefact(index or read_settings(os.environ).index_dir)
        return TagSuggester(artefact, open_encoder(artefact.manifest.model.name)).suggest
    except ArtefactError as error:
        click.echo(f"no themes and audiences are suggested: {error}", err=True)
        return None
