"""The rows of a page to printed lines in the order in which they are read.

Columns of text (`pdf_columns`) are read one after the other, each like a page. Within one, rows
that share a gap from top to bottom are a band, which is

* a masthead, if it stands at the top of the first page: side by side, read as columns;
* a table otherwise: each row becomes a line of cells.

Rows without a gap are lines, and so is a marker with its item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.readers.lines import MARKER
from indexer.readers.pdf_columns import Columns, find_lone_column, find_strip, leads
from indexer.readers.pdf_glyphs import Rule
from indexer.readers.pdf_rows import Piece, join_pieces
from indexer.readers.pdf_tables import (
    TableRow,
    columns_of,
    find_grid,
    has_upright_line,
    table_rows,
)

#: Least width of a gap between columns, in points.
_GUTTER = 7.0
#: Letters of a line of text, below which no masthead stands.
_LONG_LINE = 75
_NOTE_MARK = frozenset("0123456789¹²³⁴⁵⁶⁷⁸⁹⁰*†‡")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it is printed: its letters, its place, and the sides of its column.

    `cells` is the text of a table's row, which has no letters of its own.
    """

    piece: Piece
    left: float
    right: float
    region: int
    cells: str | None = None


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows from `start` to `end` (without it) and the gaps that they share."""

    start: int
    end: int
    gutters: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What is known of a page: its rules and height, the sides of its text, and its direction.

    Notes stand below `notes_below`. A `masthead` may stand at the top of the first page.
    `columns` are those that pages of the file have.
    """

    rules: Sequence[Rule]
    height: float
    sides: tuple[float, float]
    notes_below: float
    rtl: bool
    masthead: bool
    columns: Columns | None


def layout(rows: Sequence[list[Piece]], frame: PageFrame) -> list[PrintedLine]:
    """The lines of a page, or of a part of it, in the order in which they are read."""
    rows = list(rows)
    strip = find_strip(rows, frame.sides, frame.rules)
    below = replace(frame, masthead=False)
    if strip is not None:
        parts = [(rows[: strip.start], frame)]
        sides = list(strip.sides(rows))
        for side in sides[::-1] if frame.rtl else sides:
            left = min(piece.left for row in side for piece in row)
            right = max(piece.right for row in side for piece in row)
            parts.append((side, replace(below, sides=(left, right), columns=None)))
        parts.append((rows[strip.end :], below))
    elif frame.columns and (alone := find_lone_column(rows, frame.columns)):
        start, end, column = alone
        parts = [
            (rows[:start], frame),
            (rows[start:end], replace(below, sides=column, columns=None)),
            (rows[end:], below),
        ]
    else:
        return _bands(rows, frame)
    lines: list[PrintedLine] = []
    for part, inner in parts:
        region = 1 + max((line.region for line in lines), default=0)
        whole = len(part) == len(rows) and inner.sides == frame.sides
        made = _bands(part, inner) if whole else layout(part, inner)
        lines += [replace(line, region=region + line.region) for line in made]
    return lines


def _bands(rows: Sequence[list[Piece]], frame: PageFrame) -> list[PrintedLine]:
    """The lines of rows that stand side by side in tables and mastheads only."""
    rtl, sides = frame.rtl, frame.sides
    rows = [
        _join_markers(row, rtl=rtl, note=row[0].baseline < frame.notes_below)
        for row in _side_by_side(rows)
    ]
    lines: list[PrintedLine] = []
    region = 0
    index = 0
    while index < len(rows):
        grid = find_grid(rows, index, frame.rules)
        if grid is not None:
            end, columns_of_grid = grid
            region += 1
            made = table_rows(rows[index:end], columns_of_grid, frame.rules, rtl=rtl)
            lines += [_row_line(row, region) for row in made]
            region += 1
            index = end
            continue
        band = None if leads(rows[index]) else _band(rows, index, rtl=rtl)
        if band is None:
            piece = join_pieces(rows[index])
            lines.append(PrintedLine(piece, sides[0], sides[1], region))
            index += 1
            continue
        inside = rows[band.start : band.end]
        region += 1
        top = frame.masthead and inside[0][0].baseline > 0.6 * frame.height
        top = top and not any(_is_body(line.piece.text(rtl=rtl)) for line in lines)
        alone = band.end - band.start == 1
        if (top or alone) and not has_upright_line(inside, frame.rules):
            count = len(band.gutters) + 1
            columns = [_column(inside, number, band.gutters) for number in range(count)]
            columns = [column for column in columns if column]
            for column in columns[::-1] if rtl else columns:
                region += 1
                left, right = _reach(column, columns, sides, rtl=rtl)
                lines += [PrintedLine(piece, left, right, region) for piece in column]
        else:
            made = table_rows(inside, columns_of(inside, band.gutters), frame.rules, rtl=rtl)
            lines += [_row_line(row, region) for row in made]
        region += 1
        index = band.end
    return lines


def _is_body(text: str) -> bool:
    """Whether a line stands below a masthead: a long one, a numbered one, the end of a clause."""
    numbered = MARKER.match(text) is not None and text[:1].isdigit()
    return len(text) >= _LONG_LINE or numbered or text.endswith((";", "；", "؛"))


def _row_line(row: TableRow, region: int) -> PrintedLine:
    return PrintedLine(row.piece, row.piece.left, row.piece.right, region, row.text)


def _reach(
    column: Sequence[Piece],
    columns: Sequence[Sequence[Piece]],
    sides: tuple[float, float],
    *,
    rtl: bool,
) -> tuple[float, float]:
    """The sides of a column of short lines: to the next column, or to the side of the text."""
    left = min(piece.left for piece in column)
    right = max(piece.right for piece in column)
    if rtl:
        others = [max(p.right for p in c) for c in columns if max(p.right for p in c) < left]
        return max([*others, sides[0]]) if others else min(left, sides[0]), right
    others = [min(p.left for p in c) for c in columns if min(p.left for p in c) > right]
    return left, min(others) if others else max(right, sides[1])


def _ordered(row: Sequence[Piece], *, rtl: bool) -> list[Piece]:
    return sorted(row, key=lambda piece: piece.left, reverse=rtl)


def _side_by_side(rows: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Rows whose baselines differ a little, as those of two columns may, as one."""
    result: list[list[Piece]] = []
    for row in rows:
        if result:
            above = result[-1]
            reach = 0.75 * min(above[0].size, row[0].size)
            near = max(p.baseline for p in above) - row[0].baseline <= reach
            apart = all(
                a.right + _GUTTER <= b.left or b.right + _GUTTER <= a.left
                for a in above
                for b in row
            )
            if near and apart:
                result[-1] = sorted([*above, *row], key=lambda piece: piece.left)
                continue
        result.append(list(row))
    return result


def _join_markers(row: list[Piece], *, rtl: bool, note: bool) -> list[Piece]:
    """A row whose first piece is the marker of an item or note, with it as one piece."""
    if len(row) < 2:
        return row
    ordered = _ordered(row, rtl=rtl)
    joined = ordered[0]
    count = 1
    while count < len(ordered) and count <= 2:
        if not _is_marker(ordered[count - 1], rtl=rtl, note=note):
            break
        joined = join_pieces([joined, ordered[count]])
        count += 1
    rest = ordered[count:]
    return sorted([joined, *rest], key=lambda piece: piece.left)


def _is_marker(piece: Piece, *, rtl: bool, note: bool) -> bool:
    """Whether a piece is the marker of an item ("3.", "3 bis."), or below the text of a note."""
    text = piece.text(rtl=rtl).strip()
    words = text.split()
    if len(text) > 14 or not words:
        return False
    if MARKER.fullmatch(text) is not None:
        return True
    if note and len(text) <= 4 and all(c in _NOTE_MARK for c in text):
        return True
    return len(words) == 2 and words[0].isdigit() and text[-1] in ".-–)．"


# -- bands ---------------------------------------------------------------------------------------


def _gaps(row: Sequence[Piece], *, rtl: bool) -> list[tuple[float, float]]:
    """The gaps of a row that may part columns: not that between a marker and its item."""
    ordered = sorted(row, key=lambda piece: piece.left)
    return [
        (a.right, b.left)
        for a, b in zip(ordered, ordered[1:], strict=False)
        if b.left - a.right >= _GUTTER
        and not (
            b.left - a.right < 5 * a.size
            and _is_marker(b if rtl else a, rtl=rtl, note=False)
            and any(map(str.isalnum, "".join((b if rtl else a).items)))
        )
    ]


def _band(rows: Sequence[Sequence[Piece]], start: int, *, rtl: bool) -> _Band | None:
    """The band that begins with a row; None if the row shares no gap with the next ones."""
    gutters = _gaps(rows[start], rtl=rtl)
    if not gutters:
        return None
    if start + 1 < len(rows):
        gutters = _below_heads(rows[start], rows[start + 1]) or gutters
    if (
        start + 1 == len(rows)
        or leads(rows[start + 1])
        or not _shares(rows, start, gutters, rtl=rtl)
    ):
        size = rows[start][0].size
        return _Band(start, start + 1, tuple(gutters)) if _wide(gutters, 3 * size) else None
    end = start + 1
    last_both = start + 1
    while end < len(rows):
        if _is_far(rows[end - 1], rows[end]) or leads(rows[end]):
            break
        kept = [g for g in (_narrowed(g, rows[end]) for g in gutters) if g is not None]
        if not kept or (len(kept) < len(gutters) and end - start >= 3 and len(rows[end]) == 1):
            break
        gutters = kept
        end += 1
        if len(_gaps(rows[end - 1], rtl=rtl)) >= 1:
            last_both = end
    kept_end = last_both
    while kept_end < end and _is_beside(rows[kept_end], rows[kept_end - 1]):
        kept_end += 1
    return _Band(start, kept_end, tuple(gutters))


def _below_heads(
    heads: Sequence[Piece], cells: Sequence[Piece]
) -> list[tuple[float, float]] | None:
    """The gaps between columns whose heads are set in the middle of them, and cells at a side."""
    if len(heads) != len(cells) or not (len(heads) > 2 or all(piece.bold for piece in heads)):
        return None
    pairs = list(zip(*(sorted(row, key=lambda p: p.left) for row in (heads, cells)), strict=True))
    spans = [(min(a.left, b.left), max(a.right, b.right)) for a, b in pairs]
    gaps = [(a[1], b[0]) for a, b in zip(spans, spans[1:], strict=False)]
    return gaps if all(right - left >= _GUTTER for left, right in gaps) else None


def _shares(
    rows: Sequence[Sequence[Piece]],
    start: int,
    gutters: Sequence[tuple[float, float]],
    *,
    rtl: bool,
) -> bool:
    """Whether the next row leaves a gap of this one free and stands beside it."""
    below = rows[start + 1]
    free = any(_narrowed(gutter, below) is not None for gutter in gutters)
    return free and (bool(_gaps(below, rtl=rtl)) or _is_beside(below, rows[start]))


def _wide(gutters: Sequence[tuple[float, float]], least: float) -> bool:
    return any(right - left >= least for left, right in gutters)


def _is_far(above: Sequence[Piece], below: Sequence[Piece]) -> bool:
    """Whether so much room stands between two rows that they belong to different parts."""
    size = max(piece.size for piece in (*above, *below))
    return above[0].baseline - below[0].baseline > 4.5 * size


def _is_beside(row: Sequence[Piece], last: Sequence[Piece]) -> bool:
    """Whether a row of one piece goes on in a column of the row above it."""
    if len(row) != 1:
        return True
    size = row[0].size
    close = last[0].baseline - row[0].baseline < 1.9 * size
    above = [p for p in last if p.left < row[0].right and row[0].left < p.right]
    return close and len(above) == 1 and row[0].width <= above[0].width * 1.6


def _narrowed(gutter: tuple[float, float], row: Sequence[Piece]) -> tuple[float, float] | None:
    """What a row leaves free of a gap; None if it crosses it."""
    left, right = gutter
    for piece in row:
        if piece.right <= left or piece.left >= right:
            continue
        if piece.left <= left and piece.right >= right:
            return None
        if piece.left <= left:
            left = piece.right
        elif piece.right >= right:
            right = piece.left
        else:
            return None  # it stands in the gap
        if right - left < _GUTTER:
            return None
    return (left, right)


def _column(
    rows: Sequence[Sequence[Piece]], number: int, gutters: Sequence[tuple[float, float]]
) -> list[Piece]:
    """The pieces of a column, one a row, from its top."""
    left = gutters[number - 1][0] if number else float("-inf")
    right = gutters[number][1] if number < len(gutters) else float("inf")
    column = []
    for row in rows:
        inside = [p for p in row if p.left >= left - 0.1 and p.right <= right + 0.1]
        if inside:
            column.append(join_pieces(inside))
    return column
