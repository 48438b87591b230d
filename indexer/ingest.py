"""Files of decisions and guidance into content/: read, structured, compared, then written whole.

A doubt is told, and the text is written as it was understood: `ldn-kb check` goes on telling it
until the editor has settled it (`indexer.resolutions`). What cannot be read whole, has no symbol
or would replace an existing text unasked is refused. What is written of one file is written
at once.
Themes, audiences and annotations belong to the editor: replacing a text keeps them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.alignment import check_alignment, resolve_verbs
from indexer.canonical import is_whole
from indexer.comparison import compare_texts, tell_differences, tell_mastheads
from indexer.document_kinds import guess_kind, parse_document
from indexer.documents import needs_tags
from indexer.errors import KnowledgeBaseError, Problem, SourceError
from indexer.files import MAX_BYTES, read_text, write_together
from indexer.fileschemas import TextFrontMatter
from indexer.frontmatter import parse_front_matter
from indexer.ingest_files import (
    document_id,
    files_of,
    find_folder,
    find_replaced,
    one_editor,
    printed_facts,
    unusable_symbol,
)
from indexer.ingest_report import DocumentReport, Doubt, IngestReport
from indexer.language_detection import detect_text_language
from indexer.languages import CODES, PRINTED_NAMES
from indexer.many import rest_of, split_decisions
from indexer.markers import read_number
from indexer.masthead import printed_symbol
from indexer.model import DocumentKind, DocumentText
from indexer.printed_parts import ParsedText
from indexer.sources import Remainder, Source, read_source
from indexer.tag_suggestions import TagSuggestion

#: Suggestions for texts in a language, without the units that are the texts themselves.
Suggest = Callable[[Sequence[str], str, Sequence[str]], list[tuple[TagSuggestion, ...]]]

#: Characters of a paragraph whose language can be told, how many are looked at, and the share in
#: another language above which a file holds two.
_LONG, _SAMPLE, _OTHER = 90, 60, 0.2
_LONGEST_SYMBOL = 80
_SYMBOL = re.compile(r"[A-Z]{1,8}(?:/[A-Za-z0-9.()]+)+|\d{1,3}/[A-Z]{2,5}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the editor says about a file: all that is not given is found out."""

    language: str | None = None
    symbol: str | None = None
    into: Path | None = None
    replace: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """One document of a file: its lines (from 1, inclusive), kind, and symbol if that is known."""

    kind: DocumentKind
    symbol: str | None
    first: int
    last: int


def ingest_file(
    path: Path, content: Path, wishes: Wishes, suggest: Suggest | None = None
) -> IngestReport:
    """Structure a file and write what it holds under `content`/decisions, at once.

    Of a report of many decisions, those that cannot be written are refused and the others written.
    SourceError if the file cannot be read, or holds no document at all.
    """
    if wishes.symbol is not None and not _is_symbol(wishes.symbol):
        raise unusable_symbol(wishes.symbol)
    source = read_source(path, wishes.language)
    language = _language(source, wishes.language)
    if wishes.language is None:
        _check_one_language(source, language)
    pieces, rest = _divide(source, language)
    if len(pieces) > 1 and (wishes.symbol or wishes.into):
        raise SourceError(
            f"{path}: found {len(pieces)} documents; --symbol and --into are accepted for one"
        )
    try:
        with one_editor(content):
            read: list[tuple[DocumentReport, dict[Path, bytes]]] = []
            for piece in pieces:
                name = document_id(piece.symbol) if piece.symbol else ""
                if any(report.folder.name == name for report, _ in read):
                    twice = "stands in this file a second time; accepted is each document once"
                    read.append((_refused(source, piece, language, content, twice), {}))
                else:
                    read.append(_read(source, piece, language, content, wishes, suggest))
            files = {name: data for _, written in read for name, data in written.items()}
            replaced = find_replaced(files)
            if files and not wishes.dry_run:
                write_together(files)
                for old in replaced:
                    old.unlink()
    except OSError as error:
        raise SourceError(
            f"{error.filename or content}: {error.strerror}; accepted is a content folder "
            "that can be written; nothing was changed"
        ) from error
    return IngestReport(
        path=path,
        format=source.format,
        pages=source.pages,
        documents=tuple(report for report, _ in read),
        remainder=(*rest, *source.remainder),
        undone=source.undone,
        problems=source.problems,
        written=tuple(files),
        deleted=tuple(replaced),
        dry_run=wishes.dry_run,
    )


def _language(source: Source, given: str | None) -> str:
    """The language that is given, or the one in which the text is, if nothing speaks against it."""
    if given is not None:
        if given not in CODES:
            raise SourceError(f"language: found {given!r}; accepted are {', '.join(CODES)}")
        return given
    detected = detect_text_language(source.text)
    if detected is None:
        raise SourceError(
            f"{source.path}: found no letters; accepted is a text in {', '.join(CODES)}"
        )
    printed = (line.strip().casefold() for line in source.text.splitlines()[:60])
    said = source.language or next(
        (PRINTED_NAMES[line] for line in printed if line in PRINTED_NAMES), detected
    )
    if said != detected:
        raise SourceError(
            f"{source.path}: the masthead says {said}, the text is in {detected}; "
            "accepted is a text in the language of its masthead, or --language to decide"
        )
    return detected


def _is_symbol(text: str) -> bool:
    return (
        len(text) <= _LONGEST_SYMBOL
        and _SYMBOL.fullmatch(text) is not None
        and text.count("(") == text.count(")")
    )


def _check_one_language(source: Source, language: str) -> None:
    """SourceError if a good part of a text's numbered paragraphs are in another language.

    Notes, tables, lists and quotations, which may be in any, have no number.
    """
    long = [
        (number, line)
        for number, line in enumerate(source.text.splitlines(), 1)
        if len(line) >= (_LONG // 3 if language == "zh" else _LONG) and read_number(line)
    ]
    sample = long[:: max(1, len(long) // _SAMPLE)]
    found = [(number, detect_text_language(line)) for number, line in sample]
    other = [(number, said) for number, said in found if said not in {language, None}]
    if len(other) >= 3 and _OTHER <= len(other) / len(sample) <= 1 - _OTHER:
        number, said = other[0]
        raise SourceError(
            f"{source.path}: found numbered paragraphs in {language} and others in {said} "
            f"({len(other)} of {len(sample)} looked at, the first at {source.place(number)}); "
            "accepted is a text in one language: make a file of each, or say --language"
        )


def _divide(source: Source, language: str) -> tuple[list[_Piece], list[Remainder]]:
    """The documents of a file, and the lines that belong to none.

    SourceError if the text is too large for one document, and is none of many.
    """
    size = len(source.text.encode("utf-8"))
    if size > MAX_BYTES and len(split_decisions(source.text, language)) < 2:
        raise SourceError(f"{source.path}: {_too_large(size)}")
    guess = guess_kind(source.text, language)
    if guess.kind != "many":
        return [_Piece(guess.kind, None, 1, len(source.text.splitlines()))], []
    pieces = [_Piece("decision", part.symbol, part.first, part.last) for part in guess.parts]
    rest = [
        Remainder(line, source.place(number))
        for stretch in rest_of(source.text, guess.parts)
        for number, line in enumerate(stretch.text.splitlines(), stretch.first)
        if line.strip()
    ]
    return pieces, rest


def _read(
    source: Source,
    piece: _Piece,
    language: str,
    content: Path,
    wishes: Wishes,
    suggest: Suggest | None,
) -> tuple[DocumentReport, dict[Path, bytes]]:
    """What is recognised in one document, and the files to write."""
    text = source.text
    if piece.symbol is not None:
        text = "\n".join(text.splitlines()[piece.first - 1 : piece.last]) + "\n"
    # the lines before it stand blank, so that doubts name the lines of the whole file
    placed = "\n" * (piece.first - 1) + text
    if piece.symbol is not None and (size := len(text.encode("utf-8"))) > MAX_BYTES:
        return _refused(source, piece, language, content, _too_large(size)), {}
    detected = detect_text_language(text)
    if detected not in {language, None}:
        why = f"found a text in {detected}; accepted is one in {language}, or --language {detected}"
        if piece.symbol is None:
            raise SourceError(f"{source.path}: {why}")
        return _refused(source, piece, language, content, why), {}
    try:
        parsed = parse_document(placed, language, piece.kind, where="")
    except SourceError as error:
        if piece.symbol is None:
            raise SourceError(f"{source.path}{_located(str(error), source)}") from error
        return _refused(source, piece, language, content, str(error)), {}
    symbol = wishes.symbol or piece.symbol or printed_symbol(parsed.text)
    if symbol is None:
        raise SourceError(
            f"{source.path}: found no symbol; accepted is one in the masthead or --symbol"
        )
    problems = _problems(parsed, symbol, wishes, source)
    if not is_whole(placed, parsed.text):
        raise SourceError(
            f"{source.path}: found words of {symbol} that reach no paragraph; this is a fault of "
            "the grammar: please report it with the file"
        )
    folder = find_folder(content, wishes.into, symbol)
    existing, issued = _existing(folder)
    refused, files = "", {}
    try:
        files = files_of(
            folder,
            source,
            text,
            parsed.text,
            symbol,
            piece.kind,
            wishes.replace,
            whole=piece.symbol is None,
        )
    except SourceError as error:
        if piece.symbol is None:
            raise
        refused = str(error)
    return (
        _report(
            source,
            piece,
            symbol,
            folder,
            parsed.text,
            [Doubt(problem) for problem in problems] + _disagreements(issued, parsed.text, source),
            existing,
            suggest,
            refused,
        ),
        files,
    )


def _too_large(size: int) -> str:
    return f"found a text of {size:,} bytes; accepted are {MAX_BYTES:,} at most in one document"


def _problems(parsed: ParsedText, symbol: str, wishes: Wishes, source: Source) -> list[Problem]:
    """The doubts of the grammar at their places in the file, without what the editor has said."""
    printed = printed_symbol(parsed.text)
    problems = [
        replace(p, where=f"{source.path}{_located(p.where, source)}")
        for p in parsed.problems
        if not (printed is None and (p.anchor, p.what) == ("masthead", "symbol"))
    ]
    if wishes.symbol and printed and wishes.symbol != printed:
        problems.append(
            Problem(
                str(source.path),
                f"the symbol printed is {printed}",
                f"accepted is {wishes.symbol}, as given",
            )
        )
    return problems


def _located(where: str, source: Source) -> str:
    """A place in canonical text as one in the file: `:14` becomes `, page 3, line 2`."""
    return re.sub(r"^:(\d+)", lambda match: f", {source.place(int(match[1]))}", where)


def _existing(folder: Path) -> tuple[Mapping[str, DocumentText], DocumentText | None]:
    """The texts that stand in a document's folder, as far as they can be read; the issued one."""
    texts: dict[str, DocumentText] = {}
    meta = folder / "document.yml"
    kind: DocumentKind = "decision"
    issued = ""
    if meta.exists():
        said = read_text(meta, str(meta))
        kind = "report" if re.search(r"(?m)^kind: report\b", said) else "decision"
        if match := re.search(r"(?m)^  language: ([a-z]{2})$", said):
            issued = match[1]
    for code in CODES:
        path = folder / f"{code}.md"
        if not path.exists():
            continue
        try:
            front = parse_front_matter(TextFrontMatter, read_text(path, str(path)), str(path), [])
            if front is not None:
                texts[code] = parse_document(front[1], code, kind, status=front[0].status).text
        except KnowledgeBaseError:
            continue  # `ldn-kb check` tells what is wrong with it
    return texts, texts.get(issued)


def _report(
    source: Source,
    piece: _Piece,
    symbol: str,
    folder: Path,
    text: DocumentText,
    doubts: Sequence[Doubt],
    existing: Mapping[str, DocumentText],
    suggest: Suggest | None,
    refused: str,
) -> DocumentReport:
    replaced = existing.get(text.language)
    differences: list[str] = []
    if replaced is not None:
        differences += tell_mastheads(replaced, text)
        differences += tell_differences(compare_texts(replaced, text))
    concerned = {d.problem.anchor for d in doubts} - {""}
    printed = [p for p in text.paragraphs if p.kind != "inline"]
    tagged = [p for p in printed if needs_tags(p, piece.kind)]
    offered = (
        suggest([p.body for p in tagged], text.language, [f"decisions/{folder.name}/"])
        if suggest and not existing
        else []
    )
    return DocumentReport(
        symbol=symbol,
        language=text.language,
        kind=piece.kind,
        title=text.title,
        folder=folder,
        pages=(source.page(piece.first), source.page(piece.last)),
        counts=Counter(p.kind for p in text.paragraphs) + Counter(footnote=len(text.footnotes)),
        verbs=Counter(p.verb.key for p in text.paragraphs if p.verb),
        addressed=sum(p.addressee is not None for p in text.paragraphs),
        references=sum(len(p.references) for p in text.paragraphs),
        confidence=1 - sum(p.anchor in concerned for p in printed) / max(len(printed), 1),
        doubts=tuple(doubts),
        remainder=tuple(Remainder(li.text, source.place(li.line)) for li in text.remainder),
        differences=tuple(differences),
        suggestions={p.anchor: found for p, found in zip(tagged, offered, strict=False) if found},
        unfilled=() if existing else _unfilled(text, piece.kind),
        refused=refused,
    )


def _unfilled(text: DocumentText, kind: DocumentKind) -> tuple[str, ...]:
    empty = (name for name, value in printed_facts(text).items() if not value)
    tagged = sum(needs_tags(paragraph, kind) for paragraph in text.paragraphs)
    original = (
        () if text.field("original") else (f"original_language ({text.language} is assumed)",)
    )
    return (*empty, *original, f"themes and audiences of {tagged} paragraphs")


def _disagreements(issued: DocumentText | None, text: DocumentText, source: Source) -> list[Doubt]:
    """Where a text disagrees with the one as issued, if it is another, with the words of both."""
    if issued is None or issued.language == text.language:
        return []
    doubts: list[Doubt] = []
    for problem in check_alignment(issued, resolve_verbs(issued, text), ""):
        sides = tuple(
            (each.language, paragraph.text[:160])
            for each in (issued, text)
            if (paragraph := each.paragraph(problem.anchor)) is not None
        )
        where = f"{source.path}{_located(problem.where, source)}"
        doubts.append(Doubt(replace(problem, where=where), sides))
    return doubts


def _refused(
    source: Source, piece: _Piece, language: str, content: Path, why: str
) -> DocumentReport:
    symbol = piece.symbol or ""
    return DocumentReport(
        symbol=symbol,
        language=language,
        kind=piece.kind,
        title="",
        folder=find_folder(content, None, symbol),
        pages=(source.page(piece.first), source.page(piece.last)),
        counts={},
        verbs={},
        addressed=0,
        references=0,
        confidence=0.0,
        doubts=(),
        remainder=(),
        differences=(),
        suggestions={},
        unfilled=(),
        refused=_located(why, source).lstrip(", "),
    )
