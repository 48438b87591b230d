"""The text of a guidance document to its structure: headings, numbered paragraphs, text between.

`parse_report` reads reports of the UN pattern (masthead, summary, contents, “I. … A. … 1. …”,
conclusions, boxes, tables, bullets, captions, footnotes, annexes) and publications without one.
It guarantees what `indexer.decision` guarantees. A table of contents belongs to the printed page:
it is set aside in the remainder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.canonical import Line, read_lines
from indexer.draft import Draft
from indexer.errors import SourceError
from indexer.grammar import Grammar, load_grammar
from indexer.headings import is_numeral_heading, split_annexes
from indexer.markers import DECIMAL, read_number
from indexer.masthead import field_of
from indexer.model import MastheadLine, TextStatus
from indexer.notes import Marks, find_marks
from indexer.numbered import read_annexes, read_numbered
from indexer.printed_parts import ParsedText, complete, split_printed
from indexer.readers.furniture import CONTENTS_HEAD
from indexer.references import fold_digits

#: The end of a line of a table of contents: paragraph numbers and a page.
_LEADER = re.compile(r"(?:\.{3,}|…|(?:\.\s){3,}|\s)\s*(?:\d+\s?[–-]\s?\d+\s+|\d+\s+)?\d{1,3}\s*$")
#: Lines, blank ones too, in which a masthead ends.
_MASTHEAD = 60
#: A paragraph as long as this is no line of a masthead.
_SENTENCE = re.compile(r".{120,}[.。!؟?][”»\"')）¹²³⁴⁵⁶⁷⁸⁹⁰*]*")


def parse_report(
    text: str, language: str, *, status: TextStatus = "official", where: str = "text"
) -> ParsedText:
    """The structure of a report's text; SourceError if nothing below its title is text."""
    grammar = load_grammar(language)
    lines = read_lines(text)
    marks = find_marks(lines)
    start = _first_of_body(lines, grammar, marks)
    draft = Draft(grammar, marks, where)
    parts = split_printed(lines[:start], lines[start:], draft, _set_contents_aside)
    main, annexes = split_annexes(parts.blocks, grammar)
    read_numbered(draft, main)
    read_annexes(draft, annexes)
    paragraphs = draft.finish()
    if all(p.kind == "heading" for p in paragraphs):
        raise SourceError(
            f"{where}: found no paragraphs below a masthead or title; accepted is a report with "
            "headings and text"
        )
    return complete(parts, paragraphs, text, status)


def _first_of_body(lines: Sequence[Line], grammar: Grammar, marks: Marks) -> int:
    """The place of the first line that is no masthead: a summary or contents, a heading with a
    numeral, a numbered paragraph, a sentence, a table, or a heading below the title and the line
    that says who submits it."""
    fields = [field_of(line.text, grammar) for line in lines[:_MASTHEAD]]
    submitted = fields.index("submitted_by") if "submitted_by" in fields else -1
    titled = False
    for index, line in enumerate(lines):
        if not line.text or marks.of_note(line.text) is not None:
            continue
        plain = field_of(line.text, grammar) == "other"
        if (
            line.table
            or grammar.summary.fullmatch(line.text)
            or grammar.contents.fullmatch(line.text)
        ):
            return index
        if plain and (
            is_numeral_heading(line.text)
            or (read_number(line.text) or DECIMAL.match(fold_digits(line.text)))
            or (not line.level and _SENTENCE.fullmatch(line.text))
        ):
            return index
        if line.level and plain:
            if titled and index > submitted:
                return index
            titled = True
    return len(lines)


def _set_contents_aside(
    lines: Sequence[Line], grammar: Grammar
) -> tuple[list[Line], tuple[MastheadLine, ...]]:
    """The lines without the table of contents, and its lines.

    A line below the heading belongs to it as long as it ends with a page, or stands again below.
    """
    kept: list[Line] = []
    aside: list[MastheadLine] = []
    within = False
    for index, line in enumerate(lines):
        if line.text and not line.table and grammar.contents.fullmatch(line.text):
            within = True
        elif within and line.text:
            within = bool(
                _LEADER.search(fold_digits(line.text))
                or CONTENTS_HEAD.fullmatch(line.text)
                or (line.table and _LEADER.search(fold_digits(line.text.strip("| "))))
                or any(later.text == line.text for later in lines[index + 1 :])
            )
        if within and line.text:
            aside.append(MastheadLine("contents", line.text, line.number))
        else:
            kept.append(line)
    return kept, tuple(aside)
