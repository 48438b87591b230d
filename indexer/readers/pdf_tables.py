"""Rows that stand side by side to the rows of a table: one line each, its cells between bars.

Columns are where upright lines are drawn, or where the rows with most cells have them, or else
between the gaps that all rows leave free. Printed lines that cells break belong to one row: by
the lines drawn across, by larger distances between rows, or by an empty first cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.readers.lines import table_row
from indexer.readers.pdf_glyphs import Rule
from indexer.readers.pdf_rows import Piece, join_pieces

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TableRow:
    """The line of a row, and the pieces of its first printed line as one."""

    text: str
    piece: Piece


def find_grid(
    rows: Sequence[Sequence[Piece]], start: int, rules: Sequence[Rule]
) -> tuple[int, list[Span]] | None:
    """The end of a table that begins with a row and its columns, if upright lines part them.

    A frame around text, which has no line inside, is none.
    """
    upright = [rule for rule in rules if not rule.is_horizontal]
    if len(upright) < 3:
        return None
    places: list[float] = []
    end = start
    while end < len(rows):
        beside = _distinct(
            rule.left
            for rule in upright
            if rule.bottom - 2 <= rows[end][0].baseline <= rule.top + 2
        )
        if len(beside) < 3:
            break
        places += beside
        end += 1
    edges = _distinct(places)
    if end == start or len(edges) < 3:
        return None
    inner = [float("-inf"), *edges[1:-1], float("inf")]
    return end, list(zip(inner, inner[1:], strict=False))


def _distinct(places: Iterable[float]) -> list[float]:
    """Places in their order, those that are one line drawn in parts once."""
    result: list[float] = []
    for place in sorted(places):
        if not result or place - result[-1] > 4:
            result.append(place)
    return result


def has_upright_line(rows: Sequence[Sequence[Piece]], rules: Sequence[Rule]) -> bool:
    """Whether upright lines stand between the columns."""
    top, bottom = rows[0][0].baseline, rows[-1][0].baseline
    return any(not rule.is_horizontal and rule.bottom < top and rule.top > bottom for rule in rules)


def table_rows(
    rows: Sequence[Sequence[Piece]],
    columns: Sequence[Span],
    rules: Sequence[Rule],
    *,
    rtl: bool,
) -> list[TableRow]:
    """Lines of cells; printed lines of one row, which cells break, are put together."""
    placed = [_cells(row, columns, rtl=rtl) for row in rows]
    groups: list[list[int]] = []
    pitches = [a[0].baseline - b[0].baseline for a, b in zip(rows, rows[1:], strict=False)]
    least = min(pitches, default=0.0)
    uneven = bool(pitches) and max(pitches) > 1.3 * least
    lines = _distinct(rule.top for rule in rules if rule.is_horizontal)
    above = [_lines_above(row, lines) for row in rows]
    ruled = [a != b for a, b in zip(above, above[1:], strict=False)]
    for index in range(len(rows)):
        if index == 0:
            new = True
        elif sum(ruled) >= 2:
            new = ruled[index - 1]
        else:
            new = ruled[index - 1] or (
                pitches[index - 1] > 1.3 * least if uneven else placed[index][0] is not None
            )
        if new:
            groups.append([index])
        else:
            groups[-1].append(index)
    return [
        _table_line([rows[i] for i in group], [placed[i] for i in group], rtl=rtl)
        for group in groups
    ]


def _lines_above(row: Sequence[Piece], lines: Sequence[float]) -> int:
    """How many lines are drawn above a row; one that crosses its letters is not above it.

    A cell over two rows is put at their line, and so belongs to the upper one.
    """
    top = row[0].baseline + 0.8 * row[0].size
    return sum(line > top for line in lines)


def columns_of(rows: Sequence[Sequence[Piece]], gutters: Sequence[Span]) -> list[Span]:
    """The sides of columns: where rows with most cells have them, or else between the gaps.

    A heading may stand over several columns, so that it leaves no gap between them.
    """
    most = max(len(row) for row in rows)
    full = [sorted(row, key=lambda p: p.left) for row in rows if len(row) == most]
    if most > len(gutters) + 1 and len(full) * 3 >= len(rows):
        spans = [
            (min(row[i].left for row in full), max(row[i].right for row in full))
            for i in range(most)
        ]
        if all(a[1] < b[0] for a, b in zip(spans, spans[1:], strict=False)):
            middles = [(a[1] + b[0]) / 2 for a, b in zip(spans, spans[1:], strict=False)]
            edges = [float("-inf"), *middles, float("inf")]
            return list(zip(edges, edges[1:], strict=False))
    edges = [float("-inf"), *((a + b) / 2 for a, b in gutters), float("inf")]
    return list(zip(edges, edges[1:], strict=False))


def _cells(row: Sequence[Piece], columns: Sequence[Span], *, rtl: bool) -> list[Piece | None]:
    """A row's cells by column; what stands over several is in the first of them."""
    held: list[list[Piece]] = [[] for _ in columns]
    for piece in row:
        over = [
            number
            for number, (left, right) in enumerate(columns)
            if min(piece.right, right) - max(piece.left, left) > 0.15 * piece.width
        ]
        held[(over[-1] if rtl else over[0]) if over else 0].append(piece)
    cells = [join_pieces(pieces) if pieces else None for pieces in held]
    return cells[::-1] if rtl else cells


def _table_line(
    group: Sequence[Sequence[Piece]], placed: Sequence[Sequence[Piece | None]], *, rtl: bool
) -> TableRow:
    texts: list[list[str]] = [[] for _ in placed[0]]
    for cells in placed:
        for number, cell in enumerate(cells):
            if cell is not None:
                texts[number].append(cell.text(rtl=rtl))
    return TableRow(table_row(" ".join(parts) for parts in texts), join_pieces(group[0]))
