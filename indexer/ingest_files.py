"""What an ingest writes: the text, its source, and a document.yml for the editor to complete."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from indexer.documents import needs_tags
from indexer.errors import ContentError, SourceError
from indexer.files import MAX_BYTES, read_text
from indexer.frontmatter import join_front_matter
from indexer.languages import CODES, find_printed_name
from indexer.model import DocumentKind, DocumentText
from indexer.sources import Source


def document_id(symbol: str) -> str:
    """The folder name of a symbol: `ICCD/COP(14)/CST/L.1` becomes `iccd-cop14-cst-l1`."""
    name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[().]", "", symbol.lower())).strip("-")
    if not name or len(name) > 80:
        raise SourceError(
            f"symbol: found {symbol[:80]!r}; accepted is a symbol of letters, numbers and slashes, "
            "such as ICCD/COP(14)/CST/L.1 or 18/COP.13"
        )
    return name


def find_folder(content: Path, into: Path | None, symbol: str) -> Path:
    """Where a document belongs; SourceError for a place outside content/decisions."""
    decisions = content / "decisions"
    folder = into or decisions / document_id(symbol)
    if folder.resolve() != decisions.resolve() / folder.name or decisions.is_symlink():
        raise SourceError(
            f"{folder}: found a place outside {decisions}; accepted is a folder in it"
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
    holds this document alone (`whole`) and is no plain text already.
    """
    code = parsed.language
    document, markdown = folder / "document.yml", folder / f"{code}.md"
    canonical = folder / "source" / f"{code}.txt"
    plain = source.format in {"txt", "md"} and whole
    data = source.data if plain else text.encode("utf-8")
    body = join_front_matter(f"language: {code}\nstatus: official", text)
    if len(body.encode("utf-8")) > MAX_BYTES:
        raise SourceError(
            f"{source.path}: found a text of {len(body.encode('utf-8')):,} bytes; accepted are "
            f"{MAX_BYTES:,} at most in one document"
        )
    existing = [path for path in (markdown, canonical) if path.exists()]
    if markdown.exists() and markdown.read_text("utf-8") == body:
        return {}
    if existing and not replace:
        raise SourceError(
            f"{existing[0]}: exists already and differs; accepted is a new document, "
            "or --replace to put this text in its place (annotations are kept)"
        )
    digest = hashlib.sha256(data).hexdigest()
    origin = "" if plain else _origin(source, code, whole)
    files = {markdown: body.encode("utf-8")}
    if not plain and whole:
        files[folder / "source" / f"{code}.{_EXTENSIONS[source.format]}"] = source.data
    if not document.exists():
        files[canonical] = data
        files[document] = _skeleton(parsed, symbol, kind, digest, origin).encode("utf-8")
        for note in CODES:
            files[folder / "notes" / f"{note}.yml"] = b"{}\n"
        return files
    try:
        meta = read_text(document, str(document))
    except ContentError as error:
        raise SourceError(str(error)) from error
    changed = _record_origin(_no_longer_missing(meta, code), code, origin)
    if f"file: source/{code}.txt" in meta:  # only the issued text keeps its canonical text
        changed = re.sub(r"(?m)^(  sha256:\s*).*$", rf"\g<1>{digest}", changed, count=1)
        files[canonical] = data
    if changed != meta:
        files[document] = changed.encode("utf-8")
    return files


def delete_replaced(files: Iterable[Path]) -> None:
    """Take away files beside a text that was read from them and is now read from another."""
    written = set(files)
    for path in written:
        if path.parent.name == "source":
            for old in path.parent.glob(f"{path.stem}.*"):
                if old.suffix != ".txt" and old not in written:
                    old.unlink()


_EXTENSIONS = {"docx": "docx", "pdf": "pdf", "html": "html", "txt": "txt", "md": "md", "akn": "xml"}
_ADOPTED = re.compile(r"(?:Resolution )?\d{1,3}/[A-Z]{2,5}\.\d{1,3}")
_quoted = partial(json.dumps, ensure_ascii=False)  # a JSON string is a YAML one


def _origin(source: Source, code: str, whole: bool) -> str:
    """The line of `read_from` that says which file a text was read from."""
    name = f"source/{code}.{_EXTENSIONS[source.format]}" if whole else source.path.name
    return f"  {code}: {{file: {_quoted(name)}, sha256: {source.digest}}}"


def _record_origin(meta: str, code: str, origin: str) -> str:
    """document.yml with the line for a language in `read_from`, replaced or added."""
    line = re.compile(rf"(?m)^  {code}: \{{file: .*sha256: [0-9a-f]{{64}}\}}\n")
    if line.search(meta):
        return line.sub(lambda _: origin + "\n" if origin else "", meta, count=1)
    if not origin:
        return meta
    if re.search(r"(?m)^read_from:\n", meta):
        return re.sub(r"(?m)^read_from:\n", lambda m: f"{m[0]}{origin}\n", meta, count=1)
    return f"{meta.rstrip()}\nread_from:\n{origin}\n"


def _no_longer_missing(meta: str, code: str) -> str:
    def without(match: re.Match[str]) -> str:
        kept = [each for each in re.findall(r"[a-z]{2}", match[1]) if each != code]
        return f"missing: [{', '.join(kept)}]"

    return re.sub(r"(?m)^missing: \[([a-z, ]*)\]", without, meta, count=1)


def _status(symbol: str, kind: DocumentKind) -> str:
    """What has a number was adopted; another decision is a draft until an editor knows better."""
    if kind == "report":
        return "issued"
    return "adopted" if _ADOPTED.fullmatch(symbol) else "draft"


def _skeleton(text: DocumentText, symbol: str, kind: DocumentKind, digest: str, origin: str) -> str:
    """A document.yml for the editor to complete: `ldn-kb check` lists what is still missing."""
    original = find_printed_name(text.field("original") or "") or text.language
    missing = [code for code in CODES if code != text.language]
    tagged = [p for p in text.paragraphs if needs_tags(p, kind)]
    year = re.search(r"\d{4}", text.field("date") or "")
    lines = [
        f"symbol: {_quoted(symbol)}",
        f"kind: {kind}",
        f"status: {_status(symbol, kind)}   # draft, issued (a report), adopted or superseded",
        f"body: {_quoted(text.field('committee') or text.field('body') or 'not printed')}",
        f"session: {_quoted(text.field('session') or 'not printed')}",
        f'date: "{year.group() if year else "1900"}"',
        f"original_language: {original}",
        "issued:",
        f"  language: {text.language}",
        f"  file: source/{text.language}.txt",
        f"  sha256: {digest}",
        *(["read_from:", origin] if origin else []),
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
