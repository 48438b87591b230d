"""A deck, or the decks of two languages, as sheets: what stands together on one slide, and how."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from indexer.rich_text import Drawing, Table, plain_runs
from kb_service.exports.book import Runs
from kb_service.exports.deck_lines import Line, Panel, Slide, tell_rows
from kb_service.exports.deck_room import Columns, Room, fit, height_of, measure, split, start_of_end

Layout = Literal["deck", "part", "text", "panel", "picture", "table", "beside", "pictures"]

#: The slide and its places, in points: 16:9, with the title above and the foot below.
WIDTH, HEIGHT = 960.0, 540.0
MARGIN, TOP, BODY = 43.0, 122.0, 346.0
FULL_WIDTH = WIDTH - 2 * MARGIN
HALF_WIDTH = (FULL_WIDTH - 24) / 2
#: The first of two unequal columns, and the second.
LESS_WIDTH, MORE_WIDTH = 370.0, FULL_WIDTH - 394.0
_PAD = 16.0
OPENING = Room(FULL_WIDTH - _PAD, 204, (22, 20, 18, 16, 14))
FULL = Room(FULL_WIDTH - _PAD, BODY - 8, (24, 22, 20, 18))
LISTED = Room(FULL_WIDTH - _PAD, BODY - 8, (16, 14))
HALF = Room(HALF_WIDTH - _PAD, BODY - 8, (20, 18, 16, 14))
LESS = Room(LESS_WIDTH - _PAD, BODY - 8, (22, 20, 18, 16))
MORE = Room(MORE_WIDTH - 2 * _PAD, BODY - 36, (20, 18, 16, 14))
TABLE_SIZES = (18.0, 16.0, 14.0, 12.0)
#: The size in which a table should be if it is to share its slide with lines.
_READABLE = 14.0
#: The least part of a slide that a table begins in, under lines.
_LEAST_TABLE = 0.5
#: What no line of a cell is broken in; Chinese can be cut anywhere.
_WORD = re.compile(r"[^\s\u2e80-\uffef]+")
#: The size of letters that a column has room for, in bold.
_WORD_SIZE = 20.0
#: What is left between lines and a table under them.
GAP = 8.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one slide shows: titles and columns of lines, for each language or place of the layout.

    `slides` are what it is from, one for each language; `part` and `parts` count where a series of
    slides takes several. A table stands below the column; its size is the last one.
    """

    layout: Layout
    slides: tuple[Slide, ...]
    columns: Columns = ()
    sizes: tuple[float, ...] = ()
    table: Table | None = None
    part: int = 1
    parts: int = 1

    @property
    def titles(self) -> tuple[str, ...]:
        """The title in each language."""
        counted = f" ({self.part}/{self.parts})" if self.parts > 1 else ""
        return tuple(slide.title + counted for slide in self.slides)


def lay_out(decks: Sequence[Sequence[Slide]]) -> Iterator[Sheet]:
    """The sheets of a deck, or of two with their languages side by side."""
    for _, series in groupby(_pair(decks), lambda slides: slides[0].series or slides[0].id):
        sheets = [
            sheet
            for slides in series
            for sheet in (_alone(slides[0]) if len(slides) == 1 else _beside(slides))
        ]
        size = min((sheet.sizes[0] for sheet in sheets if sheet.layout == "text"), default=0.0)
        for number, sheet in enumerate(sheets, 1):
            sizes = (size, *sheet.sizes[1:]) if sheet.layout == "text" else sheet.sizes
            yield replace(sheet, sizes=sizes, part=number, parts=len(sheets))


def _pair(decks: Sequence[Sequence[Slide]]) -> Iterator[tuple[Slide, ...]]:
    """Slides that all languages have; the list of sources is that of the first one."""
    others = {slide.id: slide for slide in decks[-1]}
    for slide in decks[0]:
        if len(decks) == 1 or slide.id == "sources":
            yield (slide,)
        elif slide.id in others:
            yield slide, others[slide.id]


def _alone(slide: Slide) -> Iterator[Sheet]:
    lines, exhibit = slide.lines, slide.exhibit
    if slide.opening:
        yield _opening((slide,))
    elif isinstance(exhibit, Panel):
        sizes = fit([lines], LESS), fit([exhibit.lines], MORE)
        if lines and sizes[0] and sizes[1]:
            yield Sheet("panel", (slide,), (lines, exhibit.lines), (sizes[0], sizes[1]))
        else:
            yield from _texts(slide, (*lines, *exhibit.lines), FULL)
    elif isinstance(exhibit, Drawing):
        start = 0 if fit([lines], LESS) else start_of_end(lines)
        size = fit([lines[start:]], LESS)
        if not size:
            start, size = len(lines), 0.0
        if start:
            yield from _texts(slide, lines[:start], FULL)
        yield Sheet("picture", (slide,), (lines[start:],) if lines[start:] else (), (size,))
    elif isinstance(exhibit, Table):
        yield from _tabled(slide, exhibit)
    else:
        yield from _texts(slide, lines, LISTED if slide.id == "sources" else FULL)


def _texts(slide: Slide, lines: Sequence[Line], room: Room) -> Iterator[Sheet]:
    for columns in split([lines], room):
        yield Sheet("text", (slide,), columns, (fit(columns, room) or room.sizes[-1],))


def _beside(slides: tuple[Slide, ...]) -> Iterator[Sheet]:
    if slides[0].opening:
        yield _opening(slides)
        return
    columns = [(*slide.lines, *_told(slide)) for slide in slides]
    if any(columns):
        parts = split(columns, HALF)
        size = min(fit(part, HALF) or HALF.sizes[-1] for part in parts)
        yield from (Sheet("beside", slides, part, (size, size)) for part in parts)
    if all(isinstance(slide.exhibit, Drawing) for slide in slides):
        yield Sheet("pictures", slides)


def _told(slide: Slide) -> tuple[Line, ...]:
    """What an exhibit says, for a column that has no place beside its lines."""
    if isinstance(slide.exhibit, Panel):
        return slide.exhibit.lines
    if isinstance(slide.exhibit, Table):
        return tuple(tell_rows(slide.exhibit, slide.code))
    return ()


def _opening(slides: tuple[Slide, ...]) -> Sheet:
    columns = tuple(slide.lines for slide in slides)
    room = OPENING if len(slides) == 1 else replace(OPENING, width=HALF.width)
    size = fit(columns, room) or room.sizes[-1]
    return Sheet("deck" if slides[0].opening == "deck" else "part", slides, columns, (size,))


def share_width(table: Table, width: float) -> list[float]:
    """The widths of a table's columns: room for the longest word of each, the rest by their cells.

    Cells longer than a limit make a column no wider.
    """
    columns = [[plain_runs(cell) for cell in column] for column in zip(*table.rows, strict=True)]
    least = [
        max(measure(word) for cell in column for word in _WORD.findall(cell) or [""]) * _WORD_SIZE
        + _PAD
        for column in columns
    ]
    lengths = [min(max(4.0, *map(measure, column)), 30.0) for column in columns]
    spare = max(width - sum(least), 0)
    wanted = [
        each + spare * length / sum(lengths) for each, length in zip(least, lengths, strict=True)
    ]
    return [width * each / sum(wanted) for each in wanted]


def _tabled(slide: Slide, table: Table) -> Iterator[Sheet]:
    """Lines with the table below them, all on one slide if there is room.

    Otherwise what opens the table stands above it: at least the last line, if that is not long.
    """
    lines = slide.lines
    for start in dict.fromkeys((0, start_of_end(lines))):
        for size in FULL.sizes:
            left = _left_under(lines[start:], size)
            parts, table_size = _divide(table, left)
            if len(parts) == 1 and table_size >= _READABLE:
                yield from _texts(slide, lines[:start], FULL) if start else ()
                yield from _tables(slide, lines[start:], size, parts, table_size)
                return
    left = _left_under(lines[start:], size)
    if left < BODY * _LEAST_TABLE:
        start, left = len(lines), BODY
    yield from _texts(slide, lines[:start], FULL) if start else ()
    yield from _tables(slide, lines[start:], size, *_divide(table, left))


def _left_under(lines: Sequence[Line], size: float) -> float:
    """How much of a slide's height lines leave to a table."""
    return BODY - (height_of(lines, size, FULL.width) + 2 * GAP if lines else 0)


def _tables(
    slide: Slide, lines: Sequence[Line], size: float, parts: Sequence[Table], table_size: float
) -> Iterator[Sheet]:
    """Parts of a table, the first one under lines."""
    first, *others = parts
    if lines:
        yield Sheet("text", (slide,), (tuple(lines),), (size, table_size), first)
    else:
        yield Sheet("table", (slide,), sizes=(table_size,), table=first)
    for part in others:
        yield Sheet("table", (slide,), sizes=(table_size,), table=part)


def _divide(table: Table, first: float) -> tuple[list[Table], float]:
    """A table in as many parts as it takes in the smallest size, with its head on each.

    The first part has a height of its own. With the parts comes their size.
    """
    head, *body = table.rows
    widths = share_width(table, FULL_WIDTH)
    for size in TABLE_SIZES:
        parts = [[head]]
        for row in body:
            room = first if len(parts) == 1 else BODY
            if len(parts[-1]) > 1 and _high([*parts[-1], row], widths, size) > room:
                parts.append([head])
            parts[-1].append(row)
        if len(parts) == 1 and _high(parts[0], widths, size) <= first:
            break
    return [Table(rows=tuple(part)) for part in parts], size


def _high(rows: Sequence[Sequence[Runs]], widths: Sequence[float], size: float) -> float:
    """About how high rows of a table are."""
    return sum(
        max(
            math.ceil(measure(plain_runs(cell)) * size * 1.1 / max(width - _PAD, size))
            for cell, width in zip(row, widths, strict=True)
        )
        * size
        * 1.3
        + 8
        for row in rows
    )
