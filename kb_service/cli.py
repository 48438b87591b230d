"""The command line: `ldn-kb`. Commands translate arguments; the work is done elsewhere.

Results go to stdout, progress to stderr. Exit status 1 means that problems were found, 2 that
the command was used wrongly.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from indexer.errors import ContentError, KnowledgeBaseError
from indexer.languages import CODES
from kb_service.cli_options import CONTENT, JSON, LANGUAGE, show_progress
from kb_service.editor_commands import compare, coverage, export_akn, translate
from kb_service.ingest_command import ingest
from kb_service.milvus_commands import milvus
from kb_service.operator_commands import keys, usage
from kb_service.settings import Settings, read_settings
from kb_service.trainer_commands import export_pack
from kb_service.version import read_revision
from kb_service.version_commands import rollback, verify, versions


class _Commands(click.Group):
    """The group of commands: an error of ours is one sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ContentError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            if not error.problems:
                click.echo(str(error), err=True)
            raise SystemExit(1) from error
        except KnowledgeBaseError as error:
            click.echo(str(error), err=True)
            raise SystemExit(1) from error
        except BrokenPipeError:
            raise
        except OSError as error:  # disk full, read-only, not a folder
            click.echo(f"{error.filename or 'system'}: {error.strerror or error}", err=True)
            raise SystemExit(1) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ldn-guidance")
def main() -> None:
    """Build, search and serve the knowledge base on land degradation neutrality.

    A usual round: check the content, build index and site, serve both.

    \b
        ldn-kb check
        ldn-kb index
        ldn-kb site
        ldn-kb serve
    """


main.add_command(ingest)
main.add_command(compare)
main.add_command(coverage)
main.add_command(translate)
main.add_command(export_pack)
main.add_command(export_akn)
main.add_command(versions)
main.add_command(rollback)
main.add_command(keys)
main.add_command(usage)
main.add_command(verify)
main.add_command(milvus)


@main.command()
@CONTENT
@JSON
def check(content: Path, as_json: bool) -> None:
    """Report every problem of every content file.

    Each line says where, what was found and what is accepted. Exit status 1 if there is any.
    """
    from indexer.content import check_knowledge_base
    from kb_service.site_build import check_strings

    problems = check_knowledge_base(content)
    strings = content.parent / "site" / "strings"
    if strings.is_dir():
        problems += check_strings(strings)
    if as_json:
        rows = [{"where": p.where, "found": p.found, "accepted": p.accepted} for p in problems]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
    click.echo(f"{content}: {len(problems) or 'no'} problem(s)", err=True)
    if problems:
        raise SystemExit(1)


@main.command()
@CONTENT
@click.option("--out", type=click.Path(path_type=Path), help="Index folder [KB_INDEX_DIR].")
def index(content: Path, out: Path | None) -> None:
    """Build the search index from the checked content.

    The index is a new, checksummed version beside the old one, and replaces it at once when it
    is whole. Unchanged content keeps its version.
    """
    from indexer.artefact import write_artefact
    from indexer.content import read_knowledge_base
    from indexer.passages import build_passages
    from indexer.records import build_records

    settings = _settings()
    knowledge_base = read_knowledge_base(content)
    configuration, encoder = _configuration_and_encoder(settings)
    passages = build_passages(knowledge_base)
    folder = write_artefact(
        out or settings.index_dir,
        passages,
        build_records(knowledge_base),
        encoder,
        configuration.index,
        progress=show_progress("index"),
        revision=read_revision(),
    )
    click.echo(f"index: {len(passages)} passages in {folder}", err=True)


@main.command()
@CONTENT
@click.option("--out", type=click.Path(path_type=Path), help="Site folder [KB_SITE_DIR].")
@click.option("--lang", "languages", type=LANGUAGE, multiple=True, help="Only this; keep others.")
@click.option("--watch", is_flag=True, help="Serve the pages, and build again after each change.")
def site(content: Path, out: Path | None, languages: tuple[str, ...], watch: bool) -> None:
    """Build the static site, all six languages, from the checked content.

    A language is built aside and put in place whole, so that the old site stays up until then.

    \b
        ldn-kb site --lang fr --watch      # for writers; Ctrl-C ends it
    """
    from kb_service.site_build import build_site

    settings = _settings()
    content = content.resolve()
    if content.name != "content":
        raise click.UsageError(
            f"--content: found {content.name!r}; accepted is a folder named content, beside site/ "
            "and mkdocs.yml"
        )
    folder = (out or settings.site_dir).resolve()
    if watch:
        from kb_service.site_watch import watch_site

        watch_site(content, folder, languages, settings, lambda text: click.echo(text, err=True))
        return
    build_site(
        content.parent,
        folder,
        settings.base_url,
        settings.api_url,
        settings.report_url,
        languages or None,
        show_progress("site"),
        settings.operator,
    )
    click.echo(f"site in {folder}", err=True)


@main.command()
@click.option("--host", help="Address to listen on [KB_HOST].")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on [KB_PORT].")
def serve(host: str | None, port: int | None) -> None:
    """Serve site and API.

    \b
        /             the site
        /api/v1       the search API
        /api/docs     its interactive documentation
        /healthz      alive?     /readyz   ready to answer?

    SIGTERM ends it when requests under way are answered; SIGHUP lets it look for a new index at
    once. Deployment is set by KB_* variables; docs/settings.md lists them.
    """
    from kb_service.server import serve as run

    environment = dict(os.environ)
    if host is not None:
        environment["KB_HOST"] = host
    if port is not None:
        environment["KB_PORT"] = str(port)
    run(read_settings(environment))


@main.command()
@click.argument("text")
@click.option("--lang", type=LANGUAGE, help="The reader's language; detected if not given.")
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "semantic", "keyword"]),
    default="hybrid",
    show_default=True,
    help="Words and meaning together, or one alone.",
)
@click.option(
    "--filter", "filters", multiple=True, metavar="NAME=VALUE", help="Such as theme=gender."
)
@click.option(
    "--limit", type=click.IntRange(1, 50), default=10, show_default=True, help="How many hits."
)
@JSON
def search(
    text: str, lang: str | None, mode: str, filters: tuple[str, ...], limit: int, as_json: bool
) -> None:
    """Search the built index.

    \b
        ldn-kb search "who pays for monitoring"
        ldn-kb search "حيازة الأراضي" --lang fr
        ldn-kb search "paragraph 9 (d)"
    """
    from indexer.artefact import open_artefact
    from kb_service.engine_choice import open_engine
    from kb_service.results import FILTERS, MODES, Query
    from kb_service.search import SearchEngine
    from kb_service.urls import SiteUrls

    settings = _settings()
    wanted: dict[str, tuple[str, ...]] = {}
    for entry in filters:
        name, equals, value = entry.partition("=")
        if name not in FILTERS or not equals or not value:
            raise click.UsageError(
                f"--filter: found {entry!r}; accepted is NAME=VALUE with {', '.join(FILTERS)}"
            )
        wanted[name] = (*wanted.get(name, ()), value)
    artefact = open_artefact(settings.index_dir)
    configuration, encoder = _configuration_and_encoder(settings)
    engine = SearchEngine(
        artefact, encoder, configuration, open_engine(settings, artefact, configuration.ranking)
    )
    chosen = next(known for known in MODES if known == mode)
    results = engine.search(Query(text, lang, chosen, wanted, limit))
    urls = SiteUrls(settings.base_url)
    rows = [
        {
            "rank": hit.rank,
            "url": urls.passage(hit.passage),
            "number": hit.passage.number,
            "kind": hit.passage.kind,
            "title": hit.passage.title,
            "language": hit.passage.language,
            "translation_status": hit.passage.status,
            "score": round(hit.score, 4),
            "why": {
                "words": list(hit.matched.words),
                "concepts": list(hit.matched.concepts),
                "meaning": hit.matched.meaning,
                "reference": hit.matched.reference,
            },
            "text": hit.passage.text,
        }
        for hit in results.hits
    ]
    if as_json:
        answer = {
            "query": text,
            "detected_language": results.detected_language,
            "corrections": [
                {"typed": one.typed, "meant": one.meant} for one in results.corrections
            ],
            "total": results.total,
            "nothing_close": results.nothing_close,
            "hits": rows,
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for one in results.corrections:
        click.echo(f"searched for “{one.meant}”, not “{one.typed}”", err=True)
    for row in rows:
        click.echo(f"{row['rank']:>2}  {row['number'] or row['title']}  {row['url']}")
        click.echo(f"    {' '.join(str(row['text']).split())[:160]}")
        click.echo(f"    [{row['translation_status']}]")
    if not rows:
        click.echo("nothing close was found", err=True)


@main.command()
@click.argument("identifier")
@click.argument("anchor", required=False)
@click.option("--lang", type=LANGUAGE, help="One language; all if not given.")
@CONTENT
@JSON
def show(
    identifier: str, anchor: str | None, lang: str | None, content: Path, as_json: bool
) -> None:
    """Show a document's structure with its verbatim texts, or one paragraph of it.

    \b
        ldn-kb show iccd-cop14-cst-l1 --lang zh --json
        ldn-kb show iccd-cop14-cst-l1 op-9-d
    """
    from indexer.content import read_knowledge_base
    from indexer.records import document_record, find_node, text_record

    knowledge_base = read_knowledge_base(content)
    document = knowledge_base.documents.get(identifier)
    if document is None:
        raise click.UsageError(
            f"IDENTIFIER: found {identifier!r}; accepted are {', '.join(knowledge_base.documents)}"
        )
    codes = [lang] if lang else list(document.texts)
    symbols = {item.symbol: item.id for item in knowledge_base.documents.values()}
    if lang in document.missing:
        raise ContentError(f"{identifier}: the text in {lang} is declared missing")
    if anchor is not None and document.issued.paragraph(anchor) is None:
        raise click.UsageError(f"ANCHOR: {identifier} has no paragraph {anchor!r}")
    if as_json:
        record = document_record(document, knowledge_base.documents)
        if lang:
            del record["texts"]
            record |= text_record(document, document.texts[lang], symbols)
        if anchor is not None:
            record = {
                code: find_node(text_record(document, document.texts[code], symbols), anchor)
                for code in codes
            }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    for code in codes:
        text = document.texts[code]
        click.echo(f"[{code}] {text.title} ({text.status})")
        for paragraph in text.paragraphs:
            above = {p.anchor for p in text.chain(paragraph.anchor)}
            if paragraph.kind != "inline" and (anchor is None or anchor in above):
                click.echo(f"{paragraph.anchor}\t{paragraph.text}")


@main.command()
@CONTENT
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--langs", default=",".join(CODES), show_default=True, help="Languages, by comma.")
@click.option("--runs", type=click.Path(path_type=Path), help="Write TREC runs into this folder.")
@JSON
def evaluate(content: Path, folder: Path, langs: str, runs: Path | None, as_json: bool) -> None:
    """Score the ranking on a judged set in BEIR format.

    FOLDER holds corpus.jsonl, queries.jsonl and qrels/test.tsv. Every pair of query and
    document language is scored in the modes keyword, semantic and hybrid, with the glossary
    of our content.
    """
    from kb_service.evaluate import evaluate_folder, read_names

    wanted = tuple(langs.split(","))
    if unknown := [code for code in wanted if code not in CODES]:
        raise click.UsageError(f"--langs: found {unknown[0]!r}; accepted are {', '.join(CODES)}")
    settings = _settings()
    configuration, encoder = _configuration_and_encoder(settings)
    names = read_names(content)
    found = evaluate_folder(folder, encoder, configuration, wanted, names, runs)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for mode, pairs in found.items():
        for pair, figures in pairs.items():
            shown = "  ".join(f"{n} {v:.3f}" for n, v in figures.items() if isinstance(v, float))
            click.echo(f"{mode:<9} {pair}  {shown}")


def _settings() -> Settings:
    return read_settings(os.environ)


def _configuration_and_encoder(settings: Settings) -> tuple[Any, Any]:
    from indexer.configuration import read_configuration
    from indexer.encoder import open_encoder

    configuration = read_configuration(settings.search_file)
    return configuration, open_encoder(configuration.index.model)


if __name__ == "__main__":
    main()
