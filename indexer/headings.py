"""Headings in a text, the capital-letter parts of a decision, and its annexes.

Canonical text marks headings with `#`. Where nothing does, a heading is known by its numeral
("I. …", "A. …", "أولا- …", "一、…") or, between numbered paragraphs, by being short and without
punctuation at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.canonical import Line
from indexer.grammar import Grammar
from indexer.markers import DECIMAL, NUMBER, read_marker, read_number
from indexer.references import fold_digits, fold_look_alikes

_ARABIC_ROMAN = (
    "[أا]ولا|ثانيا|ثالثا|رابعا|خامسا|سادسا|سابعا|ثامنا|تاسعا|عاشرا"
    "|(?:حادي|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع)\\s+عشر"
)
#: The names of letters that number the parts of an Arabic text, in their order.
_ARABIC_LETTERS = ("ألف", "باء", "جيم", "دال", "هاء", "واو", "زاي", "حاء", "طاء", "ياء")
_ARABIC_MARKS = "[\u064b-\u0652\u0640]*"
_DASH = r"\s?[-–—:.]"
_ROMAN = re.compile(
    rf"(?:[IVXLІХ]{{1,7}}(?:\.\s+|[．、])|(?:{_ARABIC_ROMAN}){_ARABIC_MARKS}{_DASH}(?=\s)"
    r"|[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]{1,3}[章节部]分?)\s*(?=\S)"
)
_LETTER = re.compile(
    rf"(?:(?P<letter>[A-ZА-ЯЁ])(?:\.\s+|[．、])|(?P<name>{'|'.join(_ARABIC_LETTERS)}){_DASH}(?=\s))\s*(?=\S)"
)
#: A part with no title: "A", "Part B", "باء".
_BARE_LETTER = re.compile(
    r"(?:(?:Part|Section|Partie|Parte|Часть|Раздел|الجزء|الفرع)\s+)?"
    rf"(?P<letter>[A-ZА-Я])|(?:الجزء\s+|الفرع\s+)?(?P<name>{'|'.join(_ARABIC_LETTERS)})"
)
_SENTENCE_END = re.compile(r"[.。．!؟?;；؛:：,，،…][¹²³⁴⁵⁶⁷⁸⁹⁰*”»\"')）\]]*$")
#: No heading is longer.
_LONGEST = 250


def is_numeral_heading(text: str) -> bool:
    """Whether a paragraph is a heading by its numeral or capital letter."""
    if not (_ROMAN.match(text) or _LETTER.match(text)):
        return False
    return len(text) <= 120 or is_short(text, _LONGEST)


def is_short(text: str, longest: int = 120) -> bool:
    """Whether a paragraph looks like a heading: short, with no punctuation at its end."""
    return len(text) <= longest and not _SENTENCE_END.search(text)


def is_numbered_heading(text: str) -> bool:
    """Whether "1. Introduction" or "2.1 Methods" is a heading and no numbered paragraph."""
    folded = fold_digits(text)
    return bool(NUMBER.match(folded) or DECIMAL.match(folded)) and is_short(text)


def heading_rank(text: str) -> int:
    """How deep a heading is by its numeral: 1 for "I.", 2 for "A.", 3 for "1."; 0 if unknown."""
    if _ROMAN.match(text):
        return 1
    if _LETTER.match(text):
        return 2
    if decimal := DECIMAL.match(fold_digits(text)):
        return len(re.findall(r"\d+", decimal["marker"]))
    return 3 if read_number(text) else 0


# -- capital-letter parts -------------------------------------------------------------------------


def part_letters(text: str) -> tuple[str, ...]:
    """The letters that a part's heading may name, as in anchors; none if it heads no part."""
    match = _LETTER.match(text) or _BARE_LETTER.fullmatch(text)
    if match is None:
        return ()
    if match["name"]:
        return (chr(ord("a") + _ARABIC_LETTERS.index(match["name"])),)
    printed = match["letter"]
    readings = (*read_marker(printed), *read_marker(fold_look_alikes(printed)))
    letters = [r.ordinal for r in readings if r.scheme in {"latin", "cyrillic"} and r.ordinal <= 26]
    return tuple(chr(ord("a") + ordinal - 1) for ordinal in letters)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a decision: its heading and what follows; the letter if numbers restart."""

    letter: str
    lines: tuple[Line, ...]


def split_parts(lines: Sequence[Line]) -> list[Part]:
    """The capital-letter parts of a decision whose paragraph numbers start again.

    One part with all lines and no letter where the numbers run through.
    """
    starts: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        wanted = chr(ord("a") + len(starts))
        if not line.table and wanted in part_letters(line.text):
            starts.append((index, wanted))
    numbers = [
        (index, found[1].value)
        for index, line in enumerate(lines)
        if (found := read_number(line.text)) and not line.level and not line.table
    ]
    restarts = 0
    for place, (start, _) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(lines)
        first = next((value for index, value in numbers if start < index < end), None)
        restarts += first == 1
    if restarts < 2 and not (restarts and numbers[0][0] < starts[0][0] and _restarts(numbers)):
        return [Part("", tuple(lines))]
    bounds = [index for index, _ in starts] + [len(lines)]
    parts = [Part("", tuple(lines[: bounds[0]]))] if bounds[0] else []
    return parts + [
        Part(letter, tuple(lines[start:end]))
        for (start, letter), end in zip(starts, bounds[1:], strict=True)
    ]


def _restarts(numbers: Sequence[tuple[int, int]]) -> bool:
    return [value for _, value in numbers].count(1) > 1


# -- annexes --------------------------------------------------------------------------------------


def split_annexes(
    lines: Sequence[Line], grammar: Grammar, after: int = 0
) -> tuple[list[Line], list[list[Line]]]:
    """The lines before the first annex, and those of each annex, its heading first.

    `after` lines at least stand before the first. An appendix is an annex only where there is no
    annex that it could belong to.
    """
    for pattern in (grammar.annex, grammar.appendix):
        starts = [
            index
            for index, line in enumerate(lines)
            if index >= after and not line.table and heads_annex(line, pattern)
        ]
        if starts:
            bounds = [*starts[1:], len(lines)]
            annexes = [list(lines[a:b]) for a, b in zip(starts, bounds, strict=True)]
            return list(lines[: starts[0]]), annexes
    return list(lines), []


def heads_annex(line: Line, pattern: re.Pattern[str]) -> bool:
    """Whether a line is the heading of an annex."""
    match = pattern.fullmatch(fold_digits(line.text))
    if match is None or len(line.text) > _LONGEST:
        return False
    title = match["title"] or match["bare"]
    if not title or line.level:
        return True
    if not is_short(line.text, _LONGEST):
        return False
    return bool(match["title"]) or bool(match["number"] and not title.lstrip()[0].islower())
