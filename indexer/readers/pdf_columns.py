"""Columns of text on a page: a strip that no line crosses, with lines of text on both sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from indexer.readers.pdf_glyphs import Rule
from indexer.readers.pdf_rows import Piece

#: Least number of rows beside a strip, and of lines on either side of it.
_LEAST_ROWS, _LEAST_LINES = 6, 4
_STEP = 2.0
#: Points that lead to a page number in a table of contents.
LEADER = re.compile(r"(?:[.·…]\s?){6}")
_HALF_WIDTH = 4.0


def leads(row: Sequence[Piece]) -> bool:
    """Whether points in a row lead to a page number."""
    return any(LEADER.search("".join(piece.items)) for piece in row)


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows from `start` to `end` (without it) that stand left or right of `place`."""

    start: int
    end: int
    place: float

    def sides(self, rows: Sequence[Sequence[Piece]]) -> tuple[list[list[Piece]], list[list[Piece]]]:
        """The rows left and right of the strip."""
        inside = rows[self.start : self.end]
        left = [[p for p in row if p.right <= self.place] for row in inside]
        right = [[p for p in row if p.left >= self.place] for row in inside]
        return [row for row in left if row], [row for row in right if row]


def find_strip(
    rows: Sequence[Sequence[Piece]], sides: tuple[float, float], rules: Sequence[Rule]
) -> Strip | None:
    """The strip between two columns of text that runs along most rows; None if there is none."""
    width = sides[1] - sides[0]
    if width < 150 or len(rows) < _LEAST_ROWS:
        return None
    best: Strip | None = None
    best_room = 0.0
    taken = [-1 if leads(row) else _taken(row, sides[0]) for row in rows]
    for step in range(int(0.25 * width / _STEP), int(0.75 * width / _STEP) + 1):
        place = sides[0] + step * _STEP
        for start, end in _runs(taken, step):
            strip = _trimmed(Strip(start, end, place), rows)
            start, end = strip.start, strip.end
            if best is not None and end - start < best.end - best.start:
                continue
            if not _is_text(strip, rows) or _is_ruled(strip, rows, rules):
                continue
            room = _room(strip, rows)
            longer = best is None or end - start > best.end - best.start
            if longer or room > best_room:
                best, best_room = strip, room
    return best


def _taken(row: Sequence[Piece], start: float) -> int:
    """The steps across a page at which a row leaves no room for a strip, as bits."""
    bits = 0
    for piece in row:
        first = max(int((piece.left - _HALF_WIDTH - start) // _STEP), 0)
        last = int((piece.right + _HALF_WIDTH - start) // _STEP)
        if last >= first:
            bits |= ((1 << (last - first + 1)) - 1) << first
    return bits


Columns = tuple[tuple[float, float], tuple[float, float]]


def usual_columns(
    pages: Sequence[tuple[Sequence[Sequence[Piece]], Strip | None]],
) -> Columns | None:
    """The sides of both columns of a file, if a good part of its pages has columns."""
    found = [strip.sides(rows) for rows, strip in pages if strip is not None]
    if not found or len(found) * 4 < len(pages):
        return None
    return tuple(  # type: ignore[return-value]
        (
            median(min(p.left for row in pair[side] for p in row) for pair in found),
            median(max(p.right for row in pair[side] for p in row) for pair in found),
        )
        for side in (0, 1)
    )


def find_lone_column(
    rows: Sequence[Sequence[Piece]], columns: Columns
) -> tuple[int, int, tuple[float, float]] | None:
    """The first rows of which each stands in one and the same column, with its sides."""
    for left, right in columns:
        for start, end in _inside(rows, left, right):
            filled = [
                row
                for row in rows[start:end]
                if max(p.right for p in row) - min(p.left for p in row) > 0.8 * (right - left)
            ]
            if len(filled) >= 2:
                return start, end, (left, right)
    return None


def _inside(rows: Sequence[Sequence[Piece]], left: float, right: float) -> list[tuple[int, int]]:
    """Runs of at least three rows that stand between two sides."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index in range(len(rows) + 1):
        inside = index < len(rows) and all(
            p.left >= left - 3 and p.right <= right + 3 for p in rows[index]
        )
        if inside and start is None:
            start = index
        elif not inside and start is not None:
            runs.append((start, index))
            start = None
    return [(a, b) for a, b in runs if b - a >= 3]


def _runs(taken: Sequence[int], step: int) -> list[tuple[int, int]]:
    """Runs of rows that leave room for a strip at a step."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index, bits in enumerate(taken):
        if bits >> step & 1:
            if start is not None:
                runs.append((start, index))
            start = None
        elif start is None:
            start = index
    if start is not None:
        runs.append((start, len(taken)))
    return [(a, b) for a, b in runs if b - a >= _LEAST_ROWS]


def _trimmed(strip: Strip, rows: Sequence[Sequence[Piece]]) -> Strip:
    """A strip without rows above and below it that no line of either column fills."""
    left, right = strip.sides(rows)
    if not left or not right:
        return strip
    widths = [
        0.85
        * (max(p.right for row in side for p in row) - min(p.left for row in side for p in row))
        for side in (left, right)
    ]
    start, end = strip.start, strip.end
    while end - start > 1 and not _fills(rows[start], strip.place, widths):
        start += 1
    return Strip(start, end, strip.place)


def _fills(row: Sequence[Piece], place: float, widths: Sequence[float]) -> bool:
    for number, width in enumerate(widths):
        side = [p for p in row if (p.left >= place) == bool(number)]
        if side and max(p.right for p in side) - min(p.left for p in side) >= width:
            return True
    return False


def _is_text(strip: Strip, rows: Sequence[Sequence[Piece]]) -> bool:
    """Whether lines of text fill both sides, rather than cells, numbers or short lines."""
    for side in strip.sides(rows):
        if len(side) < _LEAST_LINES:
            return False
        left = min(p.left for row in side for p in row)
        right = max(p.right for row in side for p in row)
        spans = [max(p.right for p in row) - min(p.left for p in row) for row in side]
        letters = [sum(len(p.items) for p in row) for row in side]
        if right - left < 90 or median(spans) < 0.72 * (right - left) or median(letters) < 15:
            return False
    return True


def _is_ruled(strip: Strip, rows: Sequence[Sequence[Piece]], rules: Sequence[Rule]) -> bool:
    """Whether lines are drawn across the strip, or one along it with others: a table."""
    top, bottom = rows[strip.start][0].baseline, rows[strip.end - 1][0].baseline
    across = [
        rule
        for rule in rules
        if rule.is_horizontal and rule.left < strip.place < rule.right and bottom <= rule.top <= top
    ]
    return len(across) >= 2


def _room(strip: Strip, rows: Sequence[Sequence[Piece]]) -> float:
    left, right = strip.sides(rows)
    return min(p.left for row in right for p in row) - max(p.right for row in left for p in row)
