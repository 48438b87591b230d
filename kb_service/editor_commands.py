"""Commands for editors and translators: what is covered, and texts out to tools and back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from indexer.languages import CODES
from indexer.model import DocumentKind, DocumentText
from kb_service.cli_options import CONTENT, JSON, LANGUAGE


@click.command()
@CONTENT
@JSON
def coverage(content: Path, as_json: bool) -> None:
    """Show which guidance serves which paragraph, theme and audience, in which languages.

    Exit status 1 if an operative paragraph, a theme or an audience has no page in a language.
    The last lines count the words of all guidance by language (characters in Chinese).
    """
    from indexer.content import read_knowledge_base
    from indexer.coverage import build_coverage
    from indexer.reading import count_words

    knowledge_base = read_knowledge_base(content)
    rows = build_coverage(knowledge_base)
    words = {
        code: sum(
            count_words(knowledge_base, page.texts[code])
            for page in knowledge_base.pages.values()
            if page.kind != "about" and code in page.texts
        )
        for code in CODES
    }
    if as_json:
        listed = [
            {"kind": row.kind, "id": row.id, "pages": row.pages, "gaps": row.gaps} for row in rows
        ]
        click.echo(json.dumps({"rows": listed, "words": words}, ensure_ascii=False, indent=2))
    else:
        width = max((len(row.id) for row in rows), default=0)
        click.echo(f"{'':<{width}}  {'  '.join(f'{code:>3}' for code in CODES)}  pages")
        for row in rows:
            counts = "  ".join(f"{len(row.pages[code]) or '–':>3}" for code in CODES)
            names = ", ".join(dict.fromkeys(p for code in CODES for p in row.pages[code]))
            click.echo(f"{row.id:<{width}}  {counts}  {names}")
        click.echo(f"{'words':<{width}}  {'  '.join(f'{code} {words[code]:,}' for code in CODES)}")
    gaps = [row for row in rows if row.gaps]
    for row in gaps:
        click.echo(f"{row.kind} {row.id}: no page in {', '.join(row.gaps)}", err=True)
    if gaps:
        raise SystemExit(1)


@click.command("akn")
@click.argument("document")
@click.option("--lang", type=LANGUAGE, help="The text's language; the issued one if not given.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The file; stdout if not given.")
@CONTENT
def export_akn(document: str, lang: str | None, out: Path | None, content: Path) -> None:
    """Write a document's text as Akoma Ntoso for the United Nations (XML).

    \b
        ldn-kb akn iccd-cop14-cst-l1 --lang fr -o iccd-cop14-cst-l1.fr.akn.xml
    """
    from indexer.akoma_ntoso import write_akn
    from indexer.content import read_knowledge_base
    from indexer.files import write_together

    knowledge_base = read_knowledge_base(content)
    found = knowledge_base.documents.get(document)
    if found is None:
        raise click.UsageError(
            f"DOCUMENT: found {document!r}; accepted are {', '.join(knowledge_base.documents)}"
        )
    data = write_akn(
        found,
        lang or found.issued_language,
        vocabulary=knowledge_base.vocabulary,
        works={each.symbol: each.iri for each in knowledge_base.documents.values()},
    )
    if out is None or str(out) == "-":
        sys.stdout.buffer.write(data)
        return
    target = out.resolve()
    if target.exists() and not target.is_file():
        raise click.UsageError("-o: found no plain file; accepted is the name of a file, or -")
    write_together({target: data})
    click.echo(f"{target}: {len(data):,} bytes", err=True)


@click.command()
@click.argument("document")
@click.argument("other")
@click.option("--lang", type=LANGUAGE, required=True, help="The language of both texts.")
@CONTENT
def compare(document: str, other: str, lang: str, content: Path) -> None:
    """Show what changed from a document's text to another one, paragraph by paragraph.

    OTHER is another document, or a file of one, such as the official text that is to replace a
    translation. A line for each difference: the paragraph, what became of it,
    and its text with [-what went-] and {+what came+}.

    \b
        ldn-kb compare iccd-cop14-cst-l1 official.en.txt --lang en
    """
    from indexer.comparison import (
        compare_texts,
        count_kinds,
        tell_differences,
        tell_mastheads,
    )
    from indexer.content import read_with_problems
    from indexer.document_kinds import guess_kind, parse_document
    from indexer.sources import read_source

    documents = read_with_problems(content)[0].documents
    held = (documents[name].kind for name in (document, other) if name in documents)
    kind: DocumentKind | None = next(held, None)

    def find(name: str) -> DocumentText:
        if name not in documents and Path(name).is_file():
            read = read_source(Path(name), lang).text
            guess = guess_kind(read, lang)
            if guess.kind == "many":
                wanted = {documents[each].symbol for each in (document, other) if each in documents}
                part = next((each for each in guess.parts if each.symbol in wanted), None)
                if part is None:
                    accepted = f"one with {' or '.join(wanted)}" if wanted else "a file of one"
                    found = f"found {len(guess.parts)} documents; accepted is {accepted}"
                    raise click.UsageError(f"{name}: {found}")
                read = "\n".join(read.splitlines()[part.first - 1 : part.last]) + "\n"
                return parse_document(read, lang, "decision", where=name).text
            return parse_document(read, lang, kind or guess.kind, where=name).text
        if name not in documents or lang not in documents[name].texts:
            held = ", ".join(key for key, one in documents.items() if lang in one.texts)
            raise click.UsageError(
                f"found {name!r}; accepted are a file, and documents held in {lang}: {held}"
            )
        return documents[name].texts[lang]

    earlier, later = find(document), find(other)
    pairs = compare_texts(earlier, later)
    for line in (*tell_mastheads(earlier, later), *tell_differences(pairs)):
        click.echo(line)
    counts = count_kinds(pairs).items()
    click.echo(", ".join(f"{count} {kind}" for kind, count in counts if count), err=True)


@click.group()
def translate() -> None:
    """Exchange the texts of pages with translators' tools, as gettext PO files."""


@translate.command("export")
@click.argument("pages", nargs=-1, required=True)
@click.option("--lang", type=LANGUAGE, required=True, help="The language to translate into.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("."),
    show_default=True,
    help="The folder to write `<page>.<lang>.po` into.",
)
@CONTENT
def export_translations(pages: tuple[str, ...], lang: str, out: Path, content: Path) -> None:
    """Write pages with the translation that there is as PO files.

    \b
        ldn-kb translate export what-is-ldn response-hierarchy --lang fr --out po
    """
    from indexer.content import read_with_problems
    from indexer.files import write_together
    from indexer.translation_files import export_translation

    knowledge_base, _ = read_with_problems(content)  # stale translations are what this is for
    files = {
        out / f"{page}.{lang}.po": export_translation(knowledge_base, page, lang) for page in pages
    }
    write_together(files)
    for path in files:
        click.echo(str(path))


@translate.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--reviewer", help="The human translator who reviewed every text of these files.")
@CONTENT
def import_translations(files: tuple[Path, ...], reviewer: str | None, content: Path) -> None:
    """Put translations from PO files into the content, each only if it is whole.

    With --reviewer the pages say that a human translator has reviewed them.

    \b
        ldn-kb translate import po/what-is-ldn.fr.po --reviewer "A. Name, ministry"
    """
    from indexer.translation_files import import_translation

    for path in files:
        click.echo(str(import_translation(path, content, reviewer)))
