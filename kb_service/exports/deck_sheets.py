"""A deck, or the decks of two languages, as sheets: what stands together on one slide, and how."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from indexer.rich_text import Drawing, Table, plain_runs
from kb_service.exports.book import Runs
from kb_service.exports.deck import Line, Panel, Slide, tell_rows
from kb_service.exports.deck_room import Columns, Room, fit, measure, split

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


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one slide shows: titles and columns of lines, for each language or place of the layout.

    `slides` are what it is from, one for each language; `part` and `parts` count where a slide of
    the deck takes several. Speaker's notes belong to the first part.
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
    for slides in _pair(decks):
        sheets = [*(_alone(slides[0]) if len(slides) == 1 else _beside(slides))]
        size = min((sheet.sizes[0] for sheet in sheets if sheet.layout == "text"), default=0.0)
        for number, sheet in enumerate(sheets, 1):
            sizes = (size,) if sheet.layout == "text" else sheet.sizes
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
        if sizes[0] and sizes[1]:
            yield Sheet("panel", (slide,), (lines, exhibit.lines), (sizes[0], sizes[1]))
        else:
            yield from _texts(slide, lines, FULL)
            yield from _texts(slide, exhibit.lines, FULL)
    elif isinstance(exhibit, Drawing):
        size = fit([lines], LESS)
        if size:
            yield Sheet("picture", (slide,), (lines,) if lines else (), (size,))
        else:
            yield from _texts(slide, lines, FULL)
            yield Sheet("picture", (slide,))
    elif isinstance(exhibit, Table):
        if lines:
            yield from _texts(slide, lines, FULL)
        yield from _tables(slide, exhibit)
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
    """The widths of a table's columns, by their longest cells within limits."""
    lengths = [
        min(max(4.0, *(measure(plain_runs(cell)) for cell in column)), 30.0)
        for column in zip(*table.rows, strict=True)
    ]
    return [width * length / sum(lengths) for length in lengths]


def _tables(slide: Slide, table: Table) -> Iterator[Sheet]:
    """A table on as many slides as it takes in the smallest size, with its head on each."""
    head, *body = table.rows
    widths = share_width(table, FULL_WIDTH)
    for size in TABLE_SIZES:
        parts = [[head]]
        for row in body:
            if len(parts[-1]) > 1 and _high([*parts[-1], row], widths, size) > BODY:
                parts.append([head])
            parts[-1].append(row)
        if len(parts) == 1:
            break
    for part in parts:
        yield Sheet("table", (slide,), sizes=(size,), table=Table(rows=tuple(part)))


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
