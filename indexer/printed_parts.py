"""What every printed text falls into: masthead, body, notes, and what is set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.blocks import join_lines, set_aside
from indexer.canonical import Line, text_digest
from indexer.draft import Draft
from indexer.errors import Problem
from indexer.grammar import Grammar
from indexer.masthead import parse_masthead
from indexer.model import DocumentText, MastheadLine, Paragraph, TextStatus
from indexer.notes import Marks, attach_footnotes

#: Takes what is no text out of lines: those that stay, and those that do not.
Sieve = Callable[[list[Line], Grammar], tuple[list[Line], tuple[MastheadLine, ...]]]


@dataclass(frozen=True, slots=True)
class ParsedText:
    """The structure of a text and everything that was doubtful in it."""

    text: DocumentText
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class PrintedParts:
    """The parts of a text, its body as blocks (a paragraph each) and not yet read."""

    draft: Draft
    masthead: tuple[MastheadLine, ...]
    blocks: list[Line]
    footnotes: list[Line]
    remainder: tuple[MastheadLine, ...]


def split_printed(
    above: Sequence[Line], below: list[Line], draft: Draft, sieve: Sieve | None = None
) -> PrintedParts:
    """The parts of a text whose lines above its body and in it are known."""
    marks, grammar = draft.marks, draft.grammar
    heads = [line for line in above if line.text and not _is_note(line, marks)]
    masthead, problems = parse_masthead(heads, grammar, draft.where)
    symbol = next((line.text for line in masthead if line.field == "symbol"), None)
    printed, remainder = set_aside(below, symbol)
    if sieve is not None:
        printed, more = sieve(printed, grammar)
        remainder = tuple(sorted((*remainder, *more), key=lambda line: line.line))
    blocks, footnotes, cut = join_lines(printed, grammar, marks)
    draft.problems += problems
    draft.doubt_cuts(cut)
    notes = [line for line in above if _is_note(line, marks)]
    return PrintedParts(draft, masthead, blocks, notes + footnotes, remainder)


def complete(
    parts: PrintedParts,
    paragraphs: list[Paragraph],
    text: str,
    status: TextStatus,
    opening: Line | None = None,
) -> ParsedText:
    """The text with its paragraphs, which may change as their notes are attached."""
    draft = parts.draft
    footnotes, problems = attach_footnotes(
        parts.masthead, paragraphs, parts.footnotes, draft.marks, draft.where
    )
    parsed = DocumentText(
        language=draft.grammar.language,
        status=status,
        masthead=parts.masthead,
        opening=opening.text if opening else "",
        opening_line=opening.number if opening else 0,
        paragraphs=tuple(paragraphs),
        footnotes=footnotes,
        remainder=parts.remainder,
        digest=text_digest(text),
    )
    return ParsedText(parsed, (*draft.told(paragraphs), *problems))


def _is_note(line: Line, marks: Marks) -> bool:
    return marks.of_note(line.text) is not None
