"""The lines of a printed text: page furniture set aside, wrapped lines joined to paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.addressees import find_verb
from indexer.grammar import Grammar
from indexer.markers import ITEM, NUMBER
from indexer.model import MastheadLine
from indexer.references import fold_digits

SUPERSCRIPTS = "¹²³⁴⁵⁶⁷⁸⁹⁰"
FOOTNOTE_LINE = re.compile(rf"\s*(?P<mark>[{SUPERSCRIPTS}]+)\s*\S")
ENDS = re.compile(r"(?:[,;:.，；：。、،؛]|[;；؛,，،]\s*\w{1,6})$")
HEADING = re.compile(r"\s*(?:[IVX]{1,5}|[A-Z])\.\s+\S")
#: "1 bis.": a paragraph put in between, never the middle of a sentence.
_INSERTED = re.compile(r"\d{1,3}\s?(?:bis|ter|quater|quinquies|之[一二三四]|مكرر)\b", re.IGNORECASE)
_JOB_NUMBER = re.compile(r"GE\.\d\d-\d+.*")
_PAGE_NUMBER = re.compile(r"(?:[–-]\s*)?\d{1,3}(?:/\d{1,3})?(?:\s*[–-])?(?:\s*GE\.\d\d-\d+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line or joined paragraph of the source, and the number of its first line."""

    text: str
    number: int


def set_aside(lines: list[Line], symbol: str | None) -> tuple[list[Line], tuple[MastheadLine, ...]]:
    """The lines of the text, and those that only number or head a printed page."""
    kept: list[Line] = []
    aside: list[MastheadLine] = []
    for line in lines:
        field = (
            "job_number"
            if _JOB_NUMBER.fullmatch(line.text)
            else "page_number"
            if _PAGE_NUMBER.fullmatch(line.text)
            else "running_header"
            if line.text == symbol
            else None
        )
        if field is None:
            kept.append(line)
        else:
            aside.append(MastheadLine(field, line.text, line.number))
    return kept, tuple(aside)


def ends(text: str) -> bool:
    """Whether a line ends as paragraphs do: with punctuation, or that and a conjunction."""
    return bool(ENDS.search(text[-12:].rstrip()))


def join_lines(lines: list[Line], grammar: Grammar) -> tuple[list[Line], list[Line], list[Line]]:
    """Paragraphs and footnotes, wrapped lines joined; and paragraphs that a footnote cuts."""
    blocks: list[list[Line]] = []
    footnotes: list[list[Line]] = []
    cut: list[Line] = []
    current: list[list[Line]] | None = None  # the list whose last entry a wrapped line continues
    for line in lines:
        if not line.text:
            current = None
        elif FOOTNOTE_LINE.match(line.text):
            if current is blocks and not ends(blocks[-1][-1].text):
                cut.append(blocks[-1][0])
            current = footnotes
            footnotes.append([line])
        elif current is not None and not _starts(line.text, grammar, current[-1][-1].text):
            current[-1].append(line)
        else:
            current = blocks
            blocks.append([line])
    return [_join(b, grammar) for b in blocks], [_join(f, grammar) for f in footnotes], cut


def _join(lines: list[Line], grammar: Grammar) -> Line:
    return Line(grammar.joiner.join(line.text for line in lines), lines[0].number)


def _starts(text: str, grammar: Grammar, before: str) -> bool:
    folded = fold_digits(text)
    if NUMBER.match(folded) or _INSERTED.match(folded):
        return True
    if ITEM.match(text) or HEADING.match(text):
        return True
    return ends(before) and find_verb(text, grammar.preambular) is not None
