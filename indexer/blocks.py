"""The lines of a printed text: page furniture set aside, wrapped lines joined to paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from indexer.addressees import find_verb
from indexer.canonical import Line
from indexer.grammar import Grammar
from indexer.markers import BULLET, ITEM, NUMBER
from indexer.model import MastheadLine
from indexer.notes import Marks
from indexer.references import fold_digits

ENDS = re.compile(r"(?:[,;:.，；：。、،؛]|[;；؛,，،]\s*\w{1,6})$")
#: A heading by its numeral, where lines are wrapped.
_HEADING = re.compile(r"\s*(?:[IVX]{1,5}|[A-Z])\.\s+\S")
#: Job numbers, their bar codes, and what is printed beside them.
JOB_NUMBER = re.compile(
    r"GE\.\d\d-\d+.*|\*\s?\d{7,12}\s?\*|Please recycle\W*|Merci de recycler\W*"
    r"|Se ruega reciclar\W*|Просьба отправить на вторичную переработку\W*",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"(?:[–-]\s*)?\d{1,3}(?:/\d{1,3})?(?:\s*[–-])?(?:\s*GE\.\d\d-\d+)?")


def set_aside(lines: list[Line], symbol: str | None) -> tuple[list[Line], tuple[MastheadLine, ...]]:
    """The lines of the text, and those that only number or head a printed page."""
    kept: list[Line] = []
    aside: list[MastheadLine] = []
    for line in lines:
        field = (
            "job_number"
            if JOB_NUMBER.fullmatch(line.text)
            else "page_number"
            if _PAGE_NUMBER.fullmatch(line.text)
            else "running_header"
            if line.text == symbol
            else None
        )
        if field is None or line.level or line.table:
            kept.append(line)
        else:
            aside.append(MastheadLine(field, line.text, line.number))
    return kept, tuple(aside)


def ends(text: str) -> bool:
    """Whether a line ends as paragraphs do: with punctuation, or that and a conjunction."""
    return bool(ENDS.search(text[-12:].rstrip()))


def join_lines(
    lines: list[Line], grammar: Grammar, marks: Marks
) -> tuple[list[Line], list[Line], list[Line]]:
    """Paragraphs and footnotes, wrapped lines joined; and paragraphs that a footnote cuts.

    The rows of a table are one paragraph, one a line. A heading stands for itself.
    """
    blocks: list[list[Line]] = []
    footnotes: list[list[Line]] = []
    cut: list[Line] = []
    current: list[list[Line]] | None = None  # the list whose last entry a wrapped line continues
    for line in lines:
        if not line.text:
            current = None
        elif line.level:
            current = None
            blocks.append([line])
        elif line.table:
            if current is blocks and blocks[-1][-1].table:
                blocks[-1].append(line)
            else:
                current = blocks
                blocks.append([line])
        elif marks.of_note(line.text) is not None:
            if current is blocks and not ends(blocks[-1][-1].text) and not blocks[-1][-1].table:
                cut.append(blocks[-1][0])
            current = footnotes
            footnotes.append([line])
        elif current is not None and not _starts(line.text, grammar, current[-1][-1]):
            current[-1].append(line)
        else:
            current = blocks
            blocks.append([line])
    return [_join(b, grammar) for b in blocks], [_join(f, grammar) for f in footnotes], cut


def _join(lines: list[Line], grammar: Grammar) -> Line:
    joiner = "\n" if lines[0].table else grammar.joiner
    return replace(lines[0], text=joiner.join(line.text for line in lines))


def _starts(text: str, grammar: Grammar, before: Line) -> bool:
    if before.table or NUMBER.match(fold_digits(text)):
        return True
    if ITEM.match(text) or _HEADING.match(text):
        return True
    if (bullet := BULLET.match(text)) and bullet["marker"] not in "-–—*":
        return True
    return ends(before.text) and (
        grammar.meeting.fullmatch(text) is not None
        or find_verb(text, grammar.preambular) is not None
    )
