"""Footnotes: their marks in the text, their lines, and which paragraph carries which.

A mark is a superscript number, of any length, or asterisks. Asterisks are marks only where one
stands at the end of a word and a line begins with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.canonical import Line
from indexer.errors import Problem
from indexer.model import Footnote, MastheadLine, Paragraph

SUPERSCRIPTS = "¹²³⁴⁵⁶⁷⁸⁹⁰"
#: What a footnote that a line of the masthead carries is attached to.
MASTHEAD = "masthead"
_RAISED = re.compile(f"[{SUPERSCRIPTS}]+")
#: A unit right before a raised number, alone or behind its number.
_UNIT = re.compile(
    r"(?:(?<![^\W\d_])(?:[kcdhmnµμ]?m|ha|[ксдгм]?м|га|كم|سم|مم|م)"
    r"|公里|千米|厘米|毫米|平方米|(?<=\d)米)$"
)
#: The year of a calendar that Arabic writes with the letter of the metre: 2019م.
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\dم$")
_ASTERISKS = re.compile(r"(?<=[^\s*])(\*{1,3})(?!\*)")
_NOTE = re.compile(rf"\s*(?P<mark>[{SUPERSCRIPTS}]+)\s*\S")
_ASTERISK_NOTE = re.compile(r"\s*(?P<mark>\*{1,3})\s*[^\s*]")


@dataclass(frozen=True, slots=True)
class Marks:
    """The asterisks that are footnote marks in one text."""

    asterisks: frozenset[str]

    def of_note(self, text: str) -> str | None:
        """The mark of a footnote's line; None for any other line."""
        if match := _NOTE.match(text):
            return match["mark"]
        match = _ASTERISK_NOTE.match(text)
        return match["mark"] if match and match["mark"] in self.asterisks else None

    def within(self, text: str) -> tuple[str, ...]:
        """The marks that a paragraph carries, in order."""
        found = list(find_raised(text))
        found += [
            (m.start(), m.group())
            for m in (_ASTERISKS.finditer(text) if self.asterisks else ())
            if m.group() in self.asterisks
        ]
        return tuple(mark for _, mark in sorted(found))


def find_raised(text: str) -> Iterator[tuple[int, str]]:
    """The superscript marks in a text and where they begin.

    No mark is the 2 of m², км² and كم², nor the 1 of ha⁻¹; of "km²³" the 3 is one.
    """
    for match in _RAISED.finditer(text):
        start, mark, before = match.start(), match.group(), text[: match.start()][-16:]
        if before.endswith(("⁻", "⁺")):
            continue
        if mark[0] in "²³" and _UNIT.search(before) and not _YEAR.search(before):
            start, mark = start + 1, mark[1:]
        if mark:
            yield start, mark


def find_marks(lines: Iterable[Line]) -> Marks:
    """Which asterisks are marks in these lines."""
    carried: set[str] = set()
    begun: set[str] = set()
    for line in lines:
        if line.table:
            continue
        if match := _ASTERISK_NOTE.match(line.text):
            begun.add(match["mark"])
        carried.update(_ASTERISKS.findall(line.text))
    return Marks(frozenset(carried & begun))


def attach_footnotes(
    masthead: Sequence[MastheadLine],
    paragraphs: Sequence[Paragraph],
    lines: Sequence[Line],
    marks: Marks,
    where: str,
) -> tuple[tuple[Footnote, ...], list[Problem]]:
    """The footnotes, each with the first paragraph that carries its mark, and what is doubtful."""
    carriers: dict[str, tuple[str, int]] = {}
    for printed in masthead:
        for mark in marks.within(printed.text):
            carriers.setdefault(mark, (MASTHEAD, printed.line))
    for paragraph in paragraphs:
        for mark in paragraph.footnotes:
            carriers.setdefault(mark, (paragraph.anchor, paragraph.line))
    problems: list[Problem] = []
    notes: list[Footnote] = []
    begun: set[str] = set()
    for index, line in enumerate(lines, 1):
        mark = marks.of_note(line.text) or ""
        attached, _ = carriers.get(mark, ("", 0))
        if mark in begun:
            problems.append(
                Problem(
                    f"{where}:{line.number}",
                    f"footnote {mark} stands here a second time",
                    "accepted is each footnote once",
                    f"fn-{index}",
                    "mark",
                )
            )
        if not attached:
            problems.append(
                Problem(
                    f"{where}:{line.number}",
                    f"footnote {mark} has no mark in any paragraph",
                    "accepted is a footnote whose mark stands in the text",
                    f"fn-{index}",
                    "mark",
                )
            )
        begun.add(mark)
        notes.append(Footnote(f"fn-{index}", mark, line.text, attached, line.number))
    for mark, (anchor, place) in carriers.items():
        if mark not in begun:
            problems.append(
                Problem(
                    f"{where}:{place}",
                    f"the footnote mark {mark} has no footnote",
                    "accepted is a mark whose footnote stands on its own line",
                    anchor,
                    "footnote marks",
                )
            )
    return tuple(notes), problems
