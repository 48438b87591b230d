"""One document's folder under content/decisions to a Document, with every problem in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from indexer.alignment import check_alignment, resolve_verbs
from indexer.canonical import is_whole
from indexer.document_kinds import parse_document
from indexer.errors import ContentError, Problem, SourceError
from indexer.files import LinedDict, parse_yaml, read_text, validate_model
from indexer.fileschemas import DocumentFile, TextFrontMatter
from indexer.frontmatter import parse_front_matter
from indexer.iri import work_iri
from indexer.kept_files import check_kept, check_source
from indexer.language_detection import detect_text_language
from indexer.languages import CODES
from indexer.masthead import printed_symbol
from indexer.model import (
    Annotation,
    Document,
    DocumentKind,
    DocumentText,
    Link,
    Paragraph,
    Tags,
    Vocabulary,
)
from indexer.resolutions import Resolution, apply_resolutions, check_resolutions, settle
from indexer.vocabulary import problem_of, unknown

_KNOWN = frozenset({"document.yml", "source", "notes", *(f"{code}.md" for code in CODES)})


def read_document(
    folder: Path, where: str, vocabulary: Vocabulary, problems: list[Problem]
) -> Document | None:
    """The document in a folder; None if its metadata or its issued text cannot be read."""
    place = f"{where}/document.yml"
    try:
        data = parse_yaml(read_text(folder / "document.yml", place), place)
    except ContentError as error:
        problems.append(problem_of(error))
        return None
    meta = validate_model(DocumentFile, data, place, problems)
    if meta is None:
        return None
    problems += _check_filled(meta, data, place)
    problems += [
        Problem(
            f"{where}/{path.name}",
            "is not a known file",
            f"accepted are {', '.join(sorted(_KNOWN))}",
        )
        for path in sorted(folder.iterdir())
        if path.name not in _KNOWN and not path.name.startswith(".")
    ]
    texts: dict[str, DocumentText] = {}
    made_from: dict[str, tuple[str, str]] = {}
    doubts: dict[str, list[Problem]] = {code: [] for code in CODES}
    for code in CODES:
        _read_language(folder, where, code, meta, texts, made_from, doubts[code])
    resolutions = _read_resolutions(meta, vocabulary, place, problems)
    issued = texts.get(meta.issued.language)
    if issued is None:
        problems += [doubt for code in CODES for doubt in doubts[code]]
        return None
    for text in texts.values():
        problems += check_resolutions(text, resolutions, place)
    texts = {code: apply_resolutions(text, resolutions) for code, text in texts.items()}
    issued = texts[issued.language]
    check_source(folder, where, meta, issued, problems)
    check_kept(folder, where, meta, problems)
    for code, text in list(texts.items()):
        if code != issued.language:
            texts[code] = text = resolve_verbs(issued, text)
            doubts[code] += check_alignment(issued, text, f"{where}/{code}.md")
            if text.status != "official":
                _check_freshness(texts, code, made_from.get(code), f"{where}/{code}.md", problems)
    for code in CODES:
        problems += settle(doubts[code], code, resolutions, place)
    tags = _check_tags(meta, issued, vocabulary, place, data, problems)
    annotations = _read_annotations(folder, where, meta, issued, problems)
    _check_keys(issued, vocabulary, f"{where}/{issued.language}.md", problems)
    return Document(
        id=folder.name,
        symbol=meta.symbol,
        kind=meta.kind,
        status=meta.status,
        body=meta.body,
        session=meta.session,
        date=meta.date,
        iri=meta.akn or work_iri(meta.symbol, meta.kind, meta.date),
        original_language=meta.original_language,
        issued_language=meta.issued.language,
        texts=texts,
        missing=tuple(meta.missing),
        tags=tags,
        annotations=annotations,
        links=tuple(Link(li.label, li.language, li.url, li.checked) for li in meta.links),
        aliases=tuple(meta.aliases),
        replaces=meta.replaces,
    )


def _read_language(
    folder: Path,
    where: str,
    code: str,
    meta: DocumentFile,
    texts: dict[str, DocumentText],
    made_from: dict[str, tuple[str, str]],
    problems: list[Problem],
) -> None:
    path, place = folder / f"{code}.md", f"{where}/{code}.md"
    if code in meta.missing:
        if path.exists():
            problems.append(
                Problem(
                    place, "exists though declared missing", "remove it from `missing`, or the file"
                )
            )
        return
    try:
        parsed = parse_front_matter(TextFrontMatter, read_text(path, place), place, problems)
        if parsed is None:
            return
        front, body, first = parsed
        if front.language != code:
            problems.append(
                Problem(
                    place, f"language is {front.language}", f"accepted is {code}, as in the name"
                )
            )
        if (detected := detect_text_language(body)) not in {code, None}:
            problems.append(
                Problem(place, f"the text is in {detected}", f"accepted is {code}, as in the name")
            )
            return
        # keep the file's line numbers: blank lines stand for the front matter
        text = "\n" * (first - 1) + body
        result = parse_document(text, code, meta.kind, status=front.status, where=place)
    except ContentError as error:
        problems.append(problem_of(error))
        return
    except SourceError as error:
        problems.append(problem_of(ContentError(str(error))))
        return
    texts[code] = result.text
    problems += result.problems
    printed = printed_symbol(result.text)
    if printed is not None and printed != meta.symbol:
        problems.append(
            Problem(
                place,
                f"the symbol printed is {printed}",
                f"accepted is {meta.symbol}, as in document.yml",
                "masthead",
                "symbol",
            )
        )
    if front.status == "official" and front.made_from is not None:
        problems.append(
            Problem(
                place,
                "status is official and made_from names a source",
                "accepted is an official text as issued, or `status: unofficial` with made_from",
            )
        )
    if front.made_from is not None:
        made_from[code] = (front.made_from.language, front.made_from.digest)
    if not is_whole(text, result.text):
        problems.append(
            Problem(place, "some words reach no paragraph", "accepted is text that is parsed whole")
        )


def _check_freshness(
    texts: Mapping[str, DocumentText],
    code: str,
    made_from: tuple[str, str] | None,
    place: str,
    problems: list[Problem],
) -> None:
    if made_from is None:
        problems.append(
            Problem(
                place, "made_from is missing", "accepted is the language and digest of its source"
            )
        )
        return
    language, digest = made_from
    source = texts.get(language)
    if source is None or language == code:
        problems.append(
            Problem(
                place, f"made_from names {language}", "accepted is another language of the document"
            )
        )
    elif source.digest != digest:
        problems.append(
            Problem(
                place,
                f"is older than its source: made from {digest[:19]}…, {language}.md is now "
                f"{source.digest[:19]}…",
                f"revise the translation, then record `digest: {source.digest}`",
            )
        )


def _check_filled(meta: DocumentFile, data: LinedDict, place: str) -> list[Problem]:
    """What an ingest has left to the editor, and is still empty."""
    return [
        Problem(f"{place}:{data.lines[name]}", f"{name} is empty", accepted)
        for name, value, accepted in (
            ("body", meta.body, "accepted is who issued or adopted the text, in English"),
            ("session", meta.session, "accepted is the session, its place and dates, in English"),
            ("date", meta.date, "accepted is the date of the text: 2019-09-13, or 2019"),
        )
        if not value
    ]


def needs_tags(paragraph: Paragraph, kind: DocumentKind) -> bool:
    """Whether an editor must give a paragraph themes and audiences of its own.

    In a decision every paragraph and item; in a report and in an annex numbered paragraphs, whose
    items have theirs.
    """
    if kind == "report" or paragraph.anchor.startswith("annex-"):
        return paragraph.kind == "numbered"
    return paragraph.kind not in {"heading", "text", "table"}


def _read_resolutions(
    meta: DocumentFile, vocabulary: Vocabulary, place: str, problems: list[Problem]
) -> list[Resolution]:
    resolutions: list[Resolution] = []
    for entry in meta.resolved:
        read = (entry.read,) if isinstance(entry.read, str) else tuple(entry.read or ())
        known = {"verb": vocabulary.verbs, "addressee": vocabulary.addressees}.get(entry.what)
        problems += [
            unknown(f"{place}: resolved", entry.what, key, known)
            for key in read
            if known is not None and key not in known
        ]
        resolutions.append(Resolution(entry.language, entry.anchor, entry.what, read, entry.why))
    return resolutions


def _check_tags(
    meta: DocumentFile,
    issued: DocumentText,
    vocabulary: Vocabulary,
    place: str,
    data: LinedDict,
    problems: list[Problem],
) -> dict[str, Tags]:
    anchors = [p.anchor for p in issued.paragraphs if p.kind != "heading"]
    needed = [p.anchor for p in issued.paragraphs if needs_tags(p, meta.kind)]
    filled = {a for a, tags in meta.paragraphs.items() if tags.themes and tags.audiences}
    if empty := [a for a in dict.fromkeys([*needed, *meta.paragraphs]) if a not in filled]:
        problems.append(
            Problem(
                f"{place}:{data.lines['paragraphs']}",
                f"themes or audiences are missing of {', '.join(empty)} ({len(empty)} in all)",
                "accepted are one theme and one audience at least of each",
            )
        )
    for anchor, tags in meta.paragraphs.items():
        at = f"{place}:{data['paragraphs'].lines[anchor]}"
        if anchor not in anchors:
            problems.append(
                Problem(at, f"anchor “{anchor}” is unknown", f"use one of: {', '.join(anchors)}")
            )
        for theme in tags.themes:
            if theme not in vocabulary.themes:
                problems.append(unknown(at, "theme", theme, vocabulary.themes))
        for audience in tags.audiences:
            if audience not in vocabulary.audiences:
                problems.append(unknown(at, "audience", audience, vocabulary.audiences))
    return {a: Tags(tuple(t.themes), tuple(t.audiences)) for a, t in meta.paragraphs.items()}


def _read_annotations(
    folder: Path, where: str, meta: DocumentFile, issued: DocumentText, problems: list[Problem]
) -> tuple[Annotation, ...]:
    notes: dict[str, dict[str, str]] = {entry.id: {} for entry in meta.annotations}
    for code in CODES:
        place = f"{where}/notes/{code}.yml"
        try:
            data = parse_yaml(read_text(folder / "notes" / f"{code}.yml", place), place)
        except ContentError as error:
            problems.append(problem_of(error))
            continue
        if not isinstance(data, dict):
            problems.append(
                Problem(place, "found no mapping", "accepted is `id: note` for each note")
            )
            continue
        for key in notes.keys() - data.keys():
            problems.append(
                Problem(place, f"the note “{key}” is missing", "accepted is every note")
            )
        for key, note in data.items():
            at = f"{place}:{data.lines[key]}"  # type: ignore[attr-defined]
            if key not in notes:
                accepted = f"use one of: {', '.join(notes)}"
                problems.append(Problem(at, f"note “{key}” is unknown", accepted))
            elif not isinstance(note, str) or not note.strip():
                problems.append(Problem(at, f"note “{key}” is no text", "accepted is a sentence"))
            else:
                notes[key][code] = note.strip()
    place = f"{where}/document.yml"
    printed = {p.anchor: p.text for p in issued.paragraphs}
    printed["masthead"] = "\n".join(line.text for line in issued.masthead)
    for entry in meta.annotations:
        if entry.anchor not in printed:
            problems.append(
                Problem(
                    f"{place}: {entry.id}",
                    f"anchor “{entry.anchor}” is unknown",
                    "use a paragraph's",
                )
            )
        elif entry.quote not in printed[entry.anchor]:
            problems.append(
                Problem(
                    f"{place}: {entry.id}",
                    f"“{entry.quote}” does not stand in {entry.anchor}",
                    "accepted are words of the text as issued",
                )
            )
    return tuple(
        Annotation(entry.id, entry.anchor, entry.kind, entry.quote, notes[entry.id])
        for entry in meta.annotations
    )


def _check_keys(
    issued: DocumentText, vocabulary: Vocabulary, place: str, problems: list[Problem]
) -> None:
    for paragraph in issued.paragraphs:
        if paragraph.verb and paragraph.verb.key not in vocabulary.verbs:
            at = f"{place}:{paragraph.line}"
            problems.append(unknown(at, "verb", paragraph.verb.key, vocabulary.verbs))
        for key in paragraph.addressee.keys if paragraph.addressee else ():
            if key not in vocabulary.addressees:
                at = f"{place}:{paragraph.line}"
                problems.append(unknown(at, "addressee", key, vocabulary.addressees))
