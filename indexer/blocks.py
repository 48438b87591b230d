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
ENDS = re.compile(r"[,;:.，；：。、،؛]\s*$|(?:[;；؛,，،]\s*\w{1,6})\s*$")
HEADING = re.compile(r"\s*(?:[IVX]{1,5}|[A-Z])\.\s+\S")
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


def join_lines(lines: list[Line], grammar: Grammar) -> tuple[list[Line], list[Line]]:
    """Paragraphs and footnotes, wrapped lines joined."""
    blocks: list[Line] = []
    footnotes: list[Line] = []
    current: list[Line] | None = None  # the list whose last entry a wrapped line continues
    for line in lines:
        if not line.text:
            current = None
        elif FOOTNOTE_LINE.match(line.text):
            current = footnotes
            footnotes.append(line)
        elif current is not None and not _starts(line.text, grammar, current[-1].text):
            above = current[-1]
            current[-1] = Line(above.text + grammar.joiner + line.text, above.number)
        else:
            current = blocks
            blocks.append(line)
    return blocks, footnotes


def _starts(text: str, grammar: Grammar, before: str) -> bool:
    if NUMBER.match(fold_digits(text)) or ITEM.match(text) or HEADING.match(text):
        return True
    return bool(ENDS.search(before)) and find_verb(text, grammar.preambular) is not None
