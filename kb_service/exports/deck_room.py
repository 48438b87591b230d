"""How much text a place on a slide takes: sizes that fit, and texts cut into slides.

Widths of letters are estimates, on the wide side, since every program has its own fonts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TypeAlias

from indexer.rich_text import Run
from kb_service.exports.deck_lines import Line

#: Lines of one or two languages that stand side by side; a language may have no line in a row.
Row: TypeAlias = tuple[Line | None, ...]
#: Lines of a slide, for each of its languages.
Columns: TypeAlias = tuple[tuple[Line, ...], ...]

#: Space before a line, as a part of its size.
SPACE = 0.4
#: How far each level of lines is moved in, in points.
STEP = 26.0
_SMALL, _SMALLEST = 0.7, 10.0
#: Height of a row as a part of the size of its letters, by language.
_LEADING = {"ar": 1.5, "zh": 1.4}
_WASTE = 1.05  # what is left empty where words do not break
#: Where a text may be cut, best first: after a sentence, after a part of one, after a word.
_CUTS = tuple(
    map(re.compile, (r"(?<=[.!?؟;؛:])\s+|(?<=[。！？；：])", r"(?<=[,،])\s+|(?<=[，、])", r"\s+"))
)
#: How far from the middle a cut may be.
_FAR = 150


@dataclass(frozen=True, slots=True)
class Room:
    """A place for lines: width and height in points, sizes of letters from the best one down."""

    width: float
    height: float
    sizes: tuple[float, ...]


def measure(text: str) -> float:
    """About how long a text is, as a multiple of the size of its letters."""
    return sum(map(_width, text))


def _width(letter: str) -> float:
    if letter < "\u0300":
        return 0.53
    if unicodedata.combining(letter):
        return 0.0
    if letter >= "\u2e80":
        return 1.0
    return 0.59 if "\u0400" <= letter < "\u0530" else 0.5


def size_of(line: Line, size: float) -> float:
    """The size of a line on a slide whose lines have a size."""
    return max(size * _SMALL, _SMALLEST) if line.kind == "source" else size


def height_of(lines: Iterable[Line], size: float, width: float) -> float:
    """About how high lines are in a place of a width."""
    return sum(_height(line, size_of(line, size), width) for line in lines)


def _height(line: Line, size: float, width: float) -> float:
    wide = any(run.bold for run in line.runs) or line.kind == "heading"
    length = measure(line.text) * size * _WASTE * (1.05 if wide else 1.0)
    room = max(width - indent_of(line), size)
    rows = max(math.ceil(length / room), 1)
    return size * (rows * _LEADING.get(line.code, 1.2) + SPACE)


def indent_of(line: Line) -> float:
    """How far a line is moved in, in points."""
    hanging = line.kind in {"bullet", "number"}
    return STEP * (line.level + (1 if hanging else 0))


def fit(columns: Sequence[Sequence[Line]], room: Room) -> float | None:
    """The best size in which all columns fit a room each; None if there is none."""
    for size in room.sizes:
        if all(height_of(lines, size, room.width) <= room.height for lines in columns):
            return size
    return None


def split(columns: Sequence[Sequence[Line]], room: Room) -> list[Columns]:
    """Columns as parts that fit a room each, with lines side by side where they were.

    Lines too long for a slide are cut. Parts are about equally full. A heading stays with what
    follows it, as do other lines that open something, and what says where lines are from with them.
    """
    tight = replace(room, sizes=room.sizes[-1:])
    rows = [part for row in zip_longest(*columns) for part in _cut(row, tight)]
    parts = _fill(rows, tight)
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        evener = _fill(rows, replace(tight, height=tight.height * share))
        if len(evener) == len(parts):
            parts = evener
            break
    return [_columns(part, len(columns)) for part in parts]


def _columns(rows: Sequence[Row], count: int) -> Columns:
    return tuple(tuple(line for row in rows if (line := row[i])) for i in range(count))


def _fill(rows: Iterable[Row], room: Room) -> list[list[Row]]:
    parts: list[list[Row]] = [[]]
    for row in rows:
        part = parts[-1]
        if part and fit(_columns([*part, row], len(row)), room) is None:
            end = _loose_end(part, row, room)
            parts.append([*part[end:], row])
            del part[end:]
        else:
            part.append(row)
    return parts


def _loose_end(part: Sequence[Row], row: Row, room: Room) -> int:
    """Where the last rows of a part begin that go with the row after it, if there is room."""
    end = len(part) - 1 if _first(row).kind == "source" else len(part)
    while end > 0 and _first(part[end - 1]).leads:
        end -= 1
    while end < len(part) and (
        end == 0 or fit(_columns([*part[end:], row], len(row)), room) is None
    ):
        end += 1
    return end


def _first(row: Row) -> Line:
    return next(line for line in row if line)


def start_of_end(lines: Sequence[Line]) -> int:
    """Where the last lines begin that go with what stands after them: one, and what opens it."""
    start = max(len(lines) - 1, 0)
    while start > 0 and lines[start - 1].leads:
        start -= 1
    return start


def _cut(row: Row, room: Room) -> list[Row]:
    """A row as rows that fit a room each."""
    size = room.sizes[-1]
    high = max(height_of([line], size, room.width) for line in row if line)
    count = max(math.ceil(high / room.height), 1)
    while True:
        pieces = [[*_pieces(line, count)] if line else [] for line in row]
        rows = [*zip_longest(*pieces)]
        if all(fit(_columns([part], len(row)), room) for part in rows):
            return rows
        count += 1


def _pieces(line: Line, count: int) -> Iterator[Line]:
    """A line in a number of about equal pieces; the first one has its mark."""
    text, start = line.text, 0
    for number in range(1, count + 1):
        end = len(text) if number == count else _place(text, len(text) * number // count)
        if end > start or number == 1:
            kind = line.kind if number == 1 or line.kind not in {"bullet", "number"} else "text"
            level = line.level if kind == line.kind else line.level + 1
            yield replace(line, runs=tuple(clip(line.runs, start, end)), kind=kind, level=level)
        start = max(start, end)


def _place(text: str, wanted: int) -> int:
    """Where to cut a text near a place: the best kind of cut that is not far off."""
    far = min(len(text) // 8, _FAR)
    for pattern in _CUTS:
        found = pattern.finditer(text, max(wanted - far, 0), wanted + far + 1)
        places = [match.end() for match in found]
        if places:
            return min(places, key=lambda place: abs(place - wanted))
    return wanted


def clip(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    """The part of runs between two places of their text; a mark goes with what is before it."""
    place = 0
    for run in runs:
        if run.source:
            if start < place <= end or place == start == 0:
                yield run
            continue
        text = run.text[max(start - place, 0) : max(end - place, 0)]
        if text:
            yield run.model_copy(update={"text": text})
        place += len(run.text)
