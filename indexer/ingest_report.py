"""What an ingest found: for the editor to read, to keep, or for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import Problem
from indexer.model import DocumentKind
from indexer.sources import Remainder
from indexer.tag_suggestions import TagSuggestion


@dataclass(frozen=True, slots=True)
class Doubt:
    """A problem at its place in the file, with the words of the texts that disagree."""

    problem: Problem
    sides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What was recognised of one document of a file, and every doubt.

    * `pages` is where it stands in the file, from the first page to the last;
    * `counts` are paragraphs by kind, `verbs` by verb; `addressed` says how many operative
      paragraphs name an addressee, `references` how many references were found;
    * `confidence` is the share of paragraphs that no doubt concerns;
    * `differences` tells what changes in a text that is replaced;
    * `suggestions` are themes and audiences by anchor, for the editor to choose from;
    * `unfilled` names what an editor must still write into the document.yml of a new document;
    * `refused` says why nothing of it is written, empty if it is or would be.
    """

    symbol: str
    language: str
    kind: DocumentKind
    title: str
    folder: Path
    pages: tuple[int, int]
    counts: Mapping[str, int]
    verbs: Mapping[str, int]
    addressed: int
    references: int
    confidence: float
    doubts: tuple[Doubt, ...]
    remainder: tuple[Remainder, ...]
    differences: tuple[str, ...]
    suggestions: Mapping[str, tuple[TagSuggestion, ...]]
    unfilled: tuple[str, ...]
    refused: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a file holds: its documents, and every line that belongs to none of them.

    `written` are the files that were written, or would be if this were no dry run; `deleted` those
    from which a text was read that is now read from another.
    """

    path: Path
    format: str
    pages: int
    documents: tuple[DocumentReport, ...]
    remainder: tuple[Remainder, ...]
    undone: tuple[str, ...]
    problems: tuple[Problem, ...]
    written: tuple[Path, ...]
    deleted: tuple[Path, ...]
    dry_run: bool

    @property
    def doubts(self) -> int:
        """How many places an editor should look at."""
        return len(self.problems) + sum(len(each.doubts) for each in self.documents)

    @property
    def refused(self) -> tuple[DocumentReport, ...]:
        """The documents of which nothing is written."""
        return tuple(each for each in self.documents if each.refused)


def tell(report: IngestReport, *, whole: bool = False) -> Iterator[str]:
    """The report line by line, as Markdown; `whole` with suggestions and every line set aside."""
    pages = f", {report.pages} pages" if report.pages > 1 else ""
    count = len(report.documents)
    yield f"# {report.path}: {report.format}{pages}, {count} document{'s' * (count != 1)}"
    for document in report.documents:
        yield from _tell_document(document, report, whole)
    yield from _listed("Doubts about the file", [str(each) for each in report.problems])
    if report.undone:
        yield from _listed("Hyphens at ends of lines, left out of", [", ".join(report.undone)])
    if whole:
        aside = [f"{each.place}: {each.text}" for each in report.remainder]
        yield from _listed("Set aside, in no document", aside)
    elif report.remainder:
        yield f"{len(report.remainder)} lines set aside, in no document (--report lists them)"
    wrote, deleted = ("would write", "would delete") if report.dry_run else ("wrote", "deleted")
    yield from (f"{wrote} {path}" for path in report.written)
    yield from (f"{deleted} {path}: its text came from there" for path in report.deleted)
    if report.documents and not report.written and not report.refused:
        yield "unchanged"


def _tell_document(document: DocumentReport, report: IngestReport, whole: bool) -> Iterator[str]:
    first, last = document.pages
    place = f", pages {first}–{last}" if report.pages > 1 else ""
    yield ""
    yield f"## {document.symbol} in {document.language}: {document.title}"
    counts = ", ".join(f"{count} {kind}" for kind, count in document.counts.items())
    yield (
        f"{document.kind}{place}: {counts}; {document.addressed} paragraphs with an addressee, "
        f"{document.references} references; {document.confidence:.0%} of paragraphs without doubt, "
        f"{len(document.doubts)} doubt{'s' * (len(document.doubts) != 1)} in all"
    )
    if document.verbs:
        yield "verbs: " + ", ".join(f"{verb} {n}" for verb, n in document.verbs.items())
    if document.refused:
        yield f"refused: {document.refused}"
    for doubt in document.doubts:
        yield f"- {doubt.problem}"
        yield from (f"    {language}: {words}" for language, words in doubt.sides)
    yield from _listed("Differences from the text that it replaces", document.differences)
    if document.unfilled:
        yield f"document.yml still needs: {', '.join(document.unfilled)}"
    if whole:
        for anchor, suggestions in document.suggestions.items():
            yield from _listed(
                f"Suggested for {anchor}",
                [f"{s.kind} {s.id} ({s.score:.0%}): {'; '.join(s.reasons)}" for s in suggestions],
            )
        aside = [f"{each.place}: {each.text}" for each in document.remainder]
        yield from _listed("Set aside: page furniture", aside)
    elif document.suggestions:
        yield f"themes and audiences are suggested for {len(document.suggestions)} paragraphs"


def _listed(heading: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield f"{heading}:"
        yield from (f"- {row}" for row in rows)


def report_json(report: IngestReport) -> dict[str, Any]:
    """The report for a program."""
    return {
        "file": str(report.path),
        "format": report.format,
        "pages": report.pages,
        "documents": [_document_json(document) for document in report.documents],
        "remainder": [{"place": each.place, "text": each.text} for each in report.remainder],
        "undone_hyphens": list(report.undone),
        "problems": [_problem(each) for each in report.problems],
        "written": [] if report.dry_run else [str(path) for path in report.written],
        "deleted": [] if report.dry_run else [str(path) for path in report.deleted],
    }


def _document_json(document: DocumentReport) -> dict[str, Any]:
    return {
        "symbol": document.symbol,
        "language": document.language,
        "kind": document.kind,
        "title": document.title,
        "folder": str(document.folder),
        "pages": list(document.pages),
        "counts": dict(document.counts),
        "verbs": dict(document.verbs),
        "addressed": document.addressed,
        "references": document.references,
        "confidence": round(document.confidence, 3),
        "doubts": [
            {**_problem(doubt.problem), "sides": dict(doubt.sides)} for doubt in document.doubts
        ],
        "remainder": [{"place": each.place, "text": each.text} for each in document.remainder],
        "differences": list(document.differences),
        "suggestions": {
            anchor: [
                {"kind": s.kind, "id": s.id, "score": round(s.score, 2), "reasons": list(s.reasons)}
                for s in suggestions
            ]
            for anchor, suggestions in document.suggestions.items()
        },
        "unfilled": list(document.unfilled),
        "refused": document.refused,
    }


def _problem(problem: Problem) -> dict[str, str]:
    return {
        "where": problem.where,
        "found": problem.found,
        "accepted": problem.accepted,
        "anchor": problem.anchor,
        "what": problem.what,
    }
