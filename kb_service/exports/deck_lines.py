"""Slides of lines and exhibits, whatever program shows them, and blocks as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from indexer.rich_text import Block, Drawing, Run, Table, Verbatim, plain_runs
from kb_service.exports.pack import Pack

LineKind = Literal["text", "bullet", "number", "heading", "verse", "source"]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph on a slide in a language; `number` is that of a line of kind "number".

    Citations and addresses are in no language: they have no `code`, and run from left to right. A
    line of kind "source" says what the lines above it are from.
    """

    runs: tuple[Run, ...]
    code: str
    kind: LineKind = "text"
    level: int = 0
    number: int = 0

    @property
    def text(self) -> str:
        """The words of the line."""
        return plain_runs(self.runs)

    @property
    def leads(self) -> bool:
        """Whether the line opens what follows it: a heading, bold words alone, or a colon."""
        runs = [run for run in self.runs if run.text.strip()]
        bold = bool(runs) and all(run.bold for run in runs)
        return self.kind == "heading" or bold or self.text.rstrip().endswith((":", "："))


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines that stand beside those of a slide."""

    lines: tuple[Line, ...]


Exhibit: TypeAlias = Panel | Drawing | Table | None


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide, of any length, in the language `code`; `id` is the same in every language.

    `status` and `url` are those of its text; an `opening` slide is the first one of the deck or of
    a part of it. Slides of one `series` follow each other and are counted together. `session` names
    the session of a course whose time they take.
    """

    id: str
    code: str
    title: str
    lines: tuple[Line, ...] = ()
    exhibit: Exhibit = None
    status: str = ""
    url: str = ""
    notes: tuple[Block, ...] = ()
    opening: Literal["deck", "part", ""] = ""
    series: str = ""
    session: str = ""


def flatten(blocks: Iterable[Block], pack: Pack, level: int = 0) -> Iterator[Line]:
    """Blocks as lines; a table or drawing among them as its words."""
    code = pack.language.code
    for block in blocks:
        match block.kind:
            case "heading":
                yield Line(block.runs, code, "heading")
            case "prose":
                yield Line(block.runs, code, level=level)
            case "list":
                for number, (first, *rest) in enumerate(block.items, 1):
                    kind: LineKind = "number" if block.ordered else "bullet"
                    head, *others = flatten([first], pack, level)
                    yield replace(head, kind=kind, level=level, number=number)
                    yield from (*others, *flatten(rest, pack, level + 1))
            case "table":
                yield from tell_rows(block, code)
            case "quotation":
                yield from (replace(line, kind="verse") for line in flatten(block.blocks, pack))
            case "drawing":
                yield Line((Run(text=block.title, italic=True),), code)
            case "verbatim":
                yield from _verses(block, pack)


def tell_rows(table: Table, code: str) -> Iterator[Line]:
    """The rows of a table in a language as lines, for slides without room for a table."""
    for row in table.rows:
        cells = [cell for cell in row if cell]
        runs = [run for cell in cells for run in (Run(text=" · "), *cell)][1:]
        if cells and row is table.rows[0]:
            runs = [run if run.source else run.model_copy(update={"bold": True}) for run in runs]
        if cells:
            yield Line(tuple(runs), code)


def _verses(block: Verbatim, pack: Pack) -> Iterator[Line]:
    for verse in block.verses:
        marker = [Run(text=f"{verse.marker} ", bold=True)] if verse.marker else []
        runs = (*marker, Run(text=verse.text))
        yield Line(runs, block.language, "verse", verse.depth)
    name = pack.name_paragraph(block)
    standing = Run(text=f" · {block.symbol} · {pack.standing_of(block)}")
    yield Line((Run(text=name, link=block.path), standing), pack.language.code, "source")
