"""A report of many decisions, such as “Part two: Action taken”, to the text of each.

A decision starts at the line of its number (“Decision 1/COP.97”, “第1/COP.97号决定”, “1/COP.97”)
if title and opening follow before the next such line. So the lines of a table of contents, and
decisions that a text only names, start none. Each part is read by `parse_decision`; its number
stands in the place of a masthead and is its symbol.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.canonical import Line, read_lines
from indexer.decision import find_opening
from indexer.grammar import Grammar, load_grammar
from indexer.headings import heads_annex, is_numeral_heading
from indexer.markers import ITEM, read_number
from indexer.masthead import number_key, number_kind, number_symbol
from indexer.references import fold_digits

#: Between number and opening stand the title, perhaps a note on the source: never more lines.
_MOST_TITLE_LINES = 8
_LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class Part:
    """One decision or resolution of a report: its number as a key, symbol, title, and lines."""

    number: str
    symbol: str
    kind: Literal["decision", "resolution"]
    title: str
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Text of a report that belongs to none of its decisions, with its lines from 1."""

    first: int
    last: int
    text: str


def split_decisions(text: str, language: str) -> list[Part]:
    """The decisions and resolutions that a text holds, in order; none where there are none."""
    grammar = load_grammar(language)
    lines = read_lines(text)
    candidates = [
        (index, match)
        for index, line in enumerate(lines)
        if not line.table and (match := grammar.number_line.fullmatch(fold_digits(line.text)))
    ]
    starts: list[tuple[int, re.Match[str], str]] = []
    for place, (index, match) in enumerate(candidates):
        end = candidates[place + 1][0] if place + 1 < len(candidates) else len(lines)
        title = _title_below(lines[index + 1 : end], match["title"] or "", grammar)
        if title is not None:
            starts.append((index, match, title))
    printed = text.splitlines()
    parts: list[Part] = []
    for place, (index, match, title) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(lines)
        end = _trim(lines, index, end, grammar)
        parts.append(
            Part(
                number=number_key(match["number"]),
                symbol=number_symbol(match),
                kind=number_kind(match),
                title=title,
                first=index + 1,
                last=end,
                text="\n".join(printed[index:end]) + "\n",
            )
        )
    return parts


def rest_of(text: str, parts: Sequence[Part]) -> list[Rest]:
    """What stands before, between and after the parts; stretches of white space are none."""
    printed = text.splitlines()
    bounds = [(0, 0), *((part.first - 1, part.last) for part in parts), (len(printed), 0)]
    rest: list[Rest] = []
    for (_, before), (after, _) in zip(bounds, bounds[1:], strict=False):
        stretch = printed[before:after]
        if any(line.strip() for line in stretch):
            rest.append(Rest(before + 1, after, "\n".join(stretch) + "\n"))
    return rest


def _title_below(lines: Sequence[Line], title: str, grammar: Grammar) -> str | None:
    """The title between a number and its opening; None if no opening follows it."""
    opening = find_opening(lines, grammar)
    if opening is None:
        return None
    between = [line for line in lines[:opening] if line.text]
    if len(between) > _MOST_TITLE_LINES or not (between or title):
        return None
    for line in between:
        if line.table or read_number(line.text) or ITEM.match(line.text):
            return None
    whole = grammar.joiner.join([title, *(line.text for line in between)]).strip()
    return whole if len(whole) <= _LONGEST_TITLE else None


def _trim(lines: Sequence[Line], start: int, end: int, grammar: Grammar) -> int:
    """Where a part ends: headings before the next part head a chapter of the report."""
    while end > start + 1:
        line = lines[end - 1]
        chapter = line.level or (line.text and not line.table and is_numeral_heading(line.text))
        if line.text and not (chapter and not heads_annex(line, grammar.annex)):
            break
        end -= 1
    return end
