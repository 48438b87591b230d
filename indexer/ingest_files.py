"""What an ingest writes: the text, its source, and a document.yml for the editor to complete."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from indexer.document_file import Origin, digest_of, quoted, rewrite_document
from indexer.documents import needs_tags
from indexer.errors import ContentError, SourceError
from indexer.files import parse_yaml, read_text
from indexer.frontmatter import join_front_matter
from indexer.grammar import load_grammar
from indexer.languages import CODES, find_printed_name
from indexer.model import DocumentKind, DocumentText
from indexer.printed_dates import read_date
from indexer.sources import Source


def document_id(symbol: str) -> str:
    """The folder name of a symbol: `ICCD/COP(14)/CST/L.1` becomes `iccd-cop14-cst-l1`."""
    name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[().]", "", symbol.lower())).strip("-")
    if not name or len(name) > 80:
        raise unusable_symbol(symbol)
    return name


def unusable_symbol(symbol: str) -> SourceError:
    """The error for a symbol that cannot name a document."""
    return SourceError(
        f"symbol: found {symbol[:80]!r}; accepted is a symbol of letters, numbers and slashes, "
        "such as ICCD/COP(14)/CST/L.1 or 18/COP.13"
    )


def find_folder(content: Path, into: Path | None, symbol: str) -> Path:
    """Where a document belongs; SourceError for a place outside content/decisions."""
    decisions = content / "decisions"
    folder = into or decisions / document_id(symbol)
    if folder.resolve() != decisions.resolve() / folder.name or decisions.is_symlink():
        raise SourceError(
            f"{folder}: found a place outside {decisions}; accepted is a folder in it, such as "
            f"{decisions / 'iccd-cop14-cst-l1'}"
        )
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", folder.name) or len(folder.name) > 80:
        raise SourceError(f"{folder}: found the name {folder.name!r}; accepted are a–z, 0–9 and -")
    return folder


@contextlib.contextmanager
def one_editor(content: Path) -> Iterator[None]:
    """One ingest at a time in a content folder, if that exists already."""
    place = next(p for p in (content, *content.resolve().parents) if p.is_dir())
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def files_of(
    folder: Path,
    source: Source,
    text: str,
    parsed: DocumentText,
    symbol: str,
    kind: DocumentKind,
    replace: bool,
    *,
    whole: bool,
) -> dict[Path, bytes]:
    """Every file to write for one document; SourceError if one exists and `replace` is not given.

    `text` is its canonical text. The file that it was read from is kept beside that if the file
    holds this document alone (`whole`) and is not the canonical text itself. The text comes last:
    where writing was broken off it is missing or the old one, and the same ingest completes it.
    """
    code = parsed.language
    held = _symbol_of(folder / "document.yml")
    if held is None and (twin := _find_twin(folder, symbol)):
        raise SourceError(
            f"{folder}: found the symbol {symbol} in {twin} already; accepted is that folder, or "
            "--symbol with another"
        )
    document, markdown = folder / "document.yml", folder / f"{code}.md"
    canonical = folder / "source" / f"{code}.txt"
    plain = source.is_canonical and whole
    data = source.data if plain else text.encode("utf-8")
    status = "official" if source.official else "unofficial"
    body = join_front_matter(f"language: {code}\nstatus: {status}", text).encode("utf-8")
    for linked in (folder / "source", folder / "notes"):
        if linked.is_symlink():
            raise SourceError(f"{linked}: found a symbolic link; accepted is a folder")
    if _held(markdown) == body and held == symbol.casefold():
        return {}
    files: dict[Path, bytes] = {}
    origin = None if plain else Origin(_kept_name(source, code, whole), source.digest)
    if not plain and whole:
        files[folder / _kept_name(source, code, whole)] = source.data
    if not document.exists():
        files[canonical] = data
        files |= {folder / "notes" / f"{note}.yml": b"{}\n" for note in CODES}
        files[document] = _skeleton(parsed, symbol, kind, digest_of(data), origin).encode("utf-8")
    else:
        issued, changed = rewrite_document(document, code, symbol, digest_of(data), origin)
        if issued:  # only the issued text keeps its canonical text
            files[canonical] = data
        if changed != document.read_bytes():
            files[document] = changed
    files[markdown] = body
    for path in (markdown, canonical):
        if not replace and path in files and _held(path) not in (None, files[path]):
            raise SourceError(
                f"{path}: exists already and differs; accepted is a new document, "
                "or --replace to put this text in its place (annotations are kept)"
            )
    return files


def _find_twin(folder: Path, symbol: str) -> str | None:
    """Another document that has a symbol."""
    others = (
        path for path in sorted(folder.parent.glob("*/document.yml")) if path.parent != folder
    )
    return next((p.parent.name for p in others if _symbol_of(p) == symbol.casefold()), None)


def _symbol_of(path: Path) -> str | None:
    """The symbol in a document.yml, in lower case; None if there is none that can be read."""
    try:
        if path.is_symlink() or not path.is_file():
            return None
        said = parse_yaml(read_text(path, str(path)), str(path))
    except ContentError:
        return None  # `ldn-kb check` tells what is wrong with it
    symbol = said.get("symbol") if isinstance(said, Mapping) else None
    return symbol.strip().casefold() if isinstance(symbol, str) else None


def _held(path: Path) -> bytes | None:
    """What a file holds that would be replaced; SourceError if it is no plain file."""
    if not path.exists() and not path.is_symlink():
        return None
    if path.is_symlink() or not path.is_file():
        raise SourceError(f"{path}: found no plain file; accepted is a text file, or none")
    return path.read_bytes()


def find_replaced(files: Iterable[Path]) -> list[Path]:
    """Files beside a text that was read from them and is now read from another."""
    written, found = set(files), []
    for path in written:
        if path.parent.parent.name == "decisions" and path.suffix == ".md":
            for old in (path.parent / "source").glob(f"{path.stem}.*"):
                if old.name != f"{path.stem}.txt" and old not in written and not old.is_dir():
                    found.append(old)
    return sorted(found)


_EXTENSIONS = {
    "docx": "docx",
    "pdf": "pdf",
    "html": "html",
    "txt": "printed.txt",  # <language>.txt is the canonical text
    "md": "md",
    "akn": "xml",
}
_ADOPTED = re.compile(r"(?:Resolution )?\d{1,3}/[A-Z]{2,5}\.\d{1,3}")


def _kept_name(source: Source, code: str, whole: bool) -> str:
    """Where a file is kept that a text was read from; its name alone if it holds more."""
    return f"source/{code}.{_EXTENSIONS[source.format]}" if whole else source.path.name


def _status(symbol: str, kind: DocumentKind) -> str:
    """What has a number was adopted; another decision is a draft until an editor knows better."""
    if kind == "report":
        return "issued"
    return "adopted" if _ADOPTED.fullmatch(symbol) else "draft"


def printed_facts(text: DocumentText) -> dict[str, str]:
    """Body, session and date as the masthead prints them, or the day of adoption at the end;
    empty where none is printed."""
    return {
        "body": text.field("committee") or text.field("body") or "",
        "session": text.field("session") or "",
        "date": read_date(text.field("date") or "") or _adopted_on(text),
    }


def _adopted_on(text: DocumentText) -> str:
    """The day that a line at the end gives, below the number of the meeting; empty without one."""
    meeting = load_grammar(text.language).meeting
    end = [p.text for p in text.paragraphs if meeting.fullmatch(p.text)][-2:]
    dates = (read_date(line) or "" for line in reversed(end))
    return next((found for found in dates if len(found) == 10), "")


def _skeleton(
    text: DocumentText, symbol: str, kind: DocumentKind, digest: str, origin: Origin | None
) -> str:
    """A document.yml for the editor to complete: `ldn-kb check` lists what is still missing."""
    printed = find_printed_name(text.field("original") or "")
    original = printed or text.language
    missing = [code for code in CODES if code != text.language]
    tagged = [p for p in text.paragraphs if needs_tags(p, kind)]
    said = printed_facts(text)
    to_fill = "   # to be filled in: the document prints none"
    lines = [
        f"symbol: {quoted(symbol)}",
        f"kind: {kind}",
        f"status: {_status(symbol, kind)}   # draft, issued (a report), adopted or superseded",
        *(f"{name}: {quoted(value)}{'' if value else to_fill}" for name, value in said.items()),
        f"original_language: {original}" + ("" if printed else "   # assumed: none is printed"),
        "issued:",
        f"  language: {text.language}",
        f"  file: source/{text.language}.txt",
        f"  sha256: {digest}",
        *(["read_from:", origin.line(text.language)] if origin else []),
        f"missing: [{', '.join(missing)}]",
        "links: []",
        "# themes and audiences of every paragraph, by their ids in content/vocabulary, such as",
        "#   op-1: {themes: [gender], audiences: [policymakers]}",
        "paragraphs:",
        *(f"  {p.anchor}: {{themes: [], audiences: []}}" for p in tagged),
        "# notes on words of the text; each has its note in notes/<language>.yml, such as",
        "#   - {id: op-1-slip, anchor: op-1, kind: slip, quote: the words as issued}",
        "annotations: []",
    ]
    return "\n".join(lines) + "\n"
