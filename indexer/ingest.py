"""An issued text file into content/decisions: read, structured, reported, then written whole.

Nothing is written while there is a problem, and nothing that exists is replaced unless asked.
Themes, audiences and annotations belong to the editor: replacing a text keeps them.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from indexer.decision import ParsedDecision, is_whole, parse_decision
from indexer.errors import ContentError, Problem, SourceError
from indexer.files import decode_text, read_text, write_together
from indexer.frontmatter import join_front_matter
from indexer.language_detection import detect_text_language
from indexer.languages import BY_ENGLISH_NAME, CODES
from indexer.model import DocumentText

MAX_SOURCE_BYTES = 20_000_000
_SYMBOL = re.compile(r"[A-Z]{1,8}(?:/[A-Za-z0-9.()]+)+")


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What was recognised in a source, where it goes, and every doubt."""

    folder: Path
    language: str
    symbol: str
    counts: Mapping[str, int]
    verbs: Mapping[str, int]
    problems: tuple[Problem, ...]
    written: tuple[Path, ...]


def document_id(symbol: str) -> str:
    """The folder name of a symbol: `ICCD/COP(14)/CST/L.1` becomes `iccd-cop14-cst-l1`."""
    name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[().]", "", symbol.lower())).strip("-")
    if not name or len(name) > 80:
        raise SourceError(
            f"symbol: found {symbol[:80]!r}; accepted is a symbol of letters, numbers and slashes, "
            "such as ICCD/COP(14)/CST/L.1"
        )
    return name


def read_source(path: Path) -> str:
    """The text of a source file; SourceError if it is no readable text in UTF-8."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise SourceError(f"{path}: found no file; accepted is a text file")
        if size > MAX_SOURCE_BYTES:
            raise SourceError(
                f"{path}: found {size:,} bytes; accepted are {MAX_SOURCE_BYTES:,} at most"
            )
        return decode_text(path.read_bytes(), str(path))
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}; accepted is a readable text file") from error
    except ContentError as error:
        raise SourceError(str(error)) from error


def ingest_decision(
    path: Path,
    content: Path,
    *,
    language: str | None = None,
    symbol: str | None = None,
    into: Path | None = None,
    replace: bool = False,
) -> IngestReport:
    """Structure a decision and, if nothing is doubtful, write it under `content`/decisions."""
    text = read_source(path)
    if symbol is not None and not _SYMBOL.fullmatch(symbol):
        document_id("")  # names what is accepted
    code = _language(text, language, path)
    parsed = parse_decision(text, code, where=str(path))
    printed = parsed.text.field("symbol")
    problems = [
        p for p in parsed.problems if not (symbol and p.found == "no line gives the symbol")
    ]
    if not is_whole(text, parsed.text):
        problems.append(
            Problem(
                str(path), "some words reach no paragraph", "accepted is text that is parsed whole"
            )
        )
    if symbol and printed and symbol != printed:
        problems.append(
            Problem(
                str(path), f"the symbol printed is {printed}", f"accepted is {symbol}, as given"
            )
        )
    name = symbol or printed
    if name is None:
        raise SourceError(f"{path}: found no symbol; accepted is one in the masthead or --symbol")
    folder = _folder(content, into, name)
    files: dict[Path, bytes] = {}
    if not problems:
        try:
            with _one_editor(content):
                files = _files(folder, path.read_bytes(), text, parsed, name, replace)
                write_together(files)
        except OSError as error:
            raise SourceError(
                f"{error.filename or folder}: {error.strerror}; accepted is a content folder "
                "that can be written; nothing was changed"
            ) from error
    return IngestReport(
        folder=folder,
        language=code,
        symbol=name,
        counts=Counter(p.kind for p in parsed.text.paragraphs)
        + Counter({"footnote": len(parsed.text.footnotes)}),
        verbs=Counter(p.verb.key for p in parsed.text.paragraphs if p.verb),
        problems=tuple(problems),
        written=tuple(files),
    )


def _folder(content: Path, into: Path | None, symbol: str) -> Path:
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
def _one_editor(content: Path) -> Iterator[None]:
    """One ingest at a time in a content folder, if that exists already."""
    place = next(p for p in (content, *content.resolve().parents) if p.is_dir())
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _language(text: str, given: str | None, path: Path) -> str:
    if given is not None:
        if given not in CODES:
            raise SourceError(f"language: found {given!r}; accepted are {', '.join(CODES)}")
        return given
    detected = detect_text_language(text)
    labels = [
        BY_ENGLISH_NAME[li.strip()] for li in text.splitlines() if li.strip() in BY_ENGLISH_NAME
    ]
    if detected is None:
        raise SourceError(f"{path}: found no letters; accepted is a text in {', '.join(CODES)}")
    if labels and labels[0] != detected:
        raise SourceError(
            f"{path}: the masthead says {labels[0]}, the text is in {detected}; "
            "accepted is a text in the language of its masthead, or --language to decide"
        )
    return detected


def _files(
    folder: Path, data: bytes, text: str, parsed: ParsedDecision, symbol: str, replace: bool
) -> dict[Path, bytes]:
    """Every file to write; SourceError if one exists and `replace` is not given."""
    document, code = folder / "document.yml", parsed.text.language
    markdown, source = folder / f"{code}.md", folder / "source" / f"{code}.txt"
    existing = [path for path in (markdown, source) if path.exists()]
    body = join_front_matter(f"language: {code}\nstatus: official", text)
    unchanged = (
        len(existing) == 2 and source.read_bytes() == data and markdown.read_text("utf-8") == body
    )
    if unchanged:
        return {}
    if existing and not replace:
        raise SourceError(
            f"{existing[0]}: exists already and differs; accepted is a new document, "
            "or --replace to put this text in its place (annotations are kept)"
        )
    files = {markdown: body.encode("utf-8"), source: data}
    digest = hashlib.sha256(data).hexdigest()
    if not document.exists():
        files[document] = _skeleton(parsed.text, symbol, digest).encode("utf-8")
        for note in CODES:
            files[folder / "notes" / f"{note}.yml"] = b"{}\n"
        return files
    try:
        meta = read_text(document, str(document))
    except ContentError as error:
        raise SourceError(str(error)) from error
    if f"file: source/{code}.txt" in meta:
        meta = re.sub(r"(?m)^(\s+sha256:\s*).*$", rf"\g<1>{digest}", meta, count=1)
        files[document] = meta.encode("utf-8")
    else:
        del files[source]  # only the issued text keeps its source beside it
    return files


def _skeleton(text: DocumentText, symbol: str, digest: str) -> str:
    """A document.yml for the editor to complete: `ldn-kb check` lists what is still missing."""
    original = (text.field("original") or "").partition(":")[2].strip()
    missing = [code for code in CODES if code != text.language]
    tagged = [p for p in text.paragraphs if p.kind not in {"heading", "text"}]
    quoted = partial(json.dumps, ensure_ascii=False)  # a JSON string is a YAML one
    year = re.search(r"\d{4}", text.field("date") or "")
    lines = [
        f"symbol: {quoted(symbol)}",
        "kind: decision",
        "status: draft   # draft, adopted or superseded",
        f"body: {quoted(text.field('committee') or text.field('body') or 'not printed')}",
        f"session: {quoted(text.field('session') or 'not printed')}",
        f'date: "{year.group() if year else "1900"}"',
        f"original_language: {BY_ENGLISH_NAME.get(original, text.language)}",
        "issued:",
        f"  language: {text.language}",
        f"  file: source/{text.language}.txt",
        f"  sha256: {digest}",
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
