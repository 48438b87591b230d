"""The kinds of document: what a text is, and one function that parses any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.canonical import read_lines
from indexer.decision import find_opening, parse_decision
from indexer.errors import SourceError
from indexer.grammar import load_grammar
from indexer.headings import is_numeral_heading
from indexer.many import Part, split_decisions
from indexer.markers import read_number
from indexer.model import DocumentKind, TextStatus
from indexer.printed_parts import ParsedText
from indexer.report import parse_report


@dataclass(frozen=True, slots=True)
class KindGuess:
    """What a text seems to be, what in it says so, and the decisions that it holds if many."""

    kind: Literal["decision", "report", "many"]
    reason: str
    parts: tuple[Part, ...] = ()


def parse_document(
    text: str,
    language: str,
    kind: DocumentKind,
    *,
    status: TextStatus = "official",
    where: str = "text",
) -> ParsedText:
    """The structure of a document of a known kind; SourceError if its text is none of that kind."""
    parse = parse_report if kind == "report" else parse_decision
    return parse(text, language, status=status, where=where)


def guess_kind(text: str, language: str) -> KindGuess:
    """Whether a text is one decision, a report that holds many, or another document.

    A draft decision at the end of a report does not make the report a decision.
    """
    parts = split_decisions(text, language)
    if len(parts) > 1:
        numbers = f"{parts[0].number} to {parts[-1].number}"
        reason = f"{len(parts)} numbers with title and opening: {numbers}"
        return KindGuess("many", reason, tuple(parts))
    grammar = load_grammar(language)
    lines = read_lines(text)
    start = find_opening(lines, grammar)
    if start is None:
        return KindGuess("report", "no line is the opening formula of a decision")
    above = [line for line in lines[:start] if line.text and not line.table]
    if sum(read_number(line.text) is not None for line in above) > 1:
        return KindGuess(
            "report", f"numbered paragraphs stand above the opening on line {start + 1}"
        )
    if sum(is_numeral_heading(line.text) for line in above) > 1:
        return KindGuess(
            "report", f"headings with numerals stand above the opening on line {start + 1}"
        )
    try:
        parse_decision(text, language)
    except SourceError:
        return KindGuess(
            "report", f"no operative paragraph follows the opening on line {start + 1}"
        )
    return KindGuess("decision", f"“{lines[start].text}” opens it on line {start + 1}")
