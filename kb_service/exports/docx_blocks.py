"""Blocks as WordprocessingML: headings, lists, tables, quotations, drawings, decisions."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from docx.parts.document import DocumentPart
from docx.shared import Twips

from indexer.languages import LANGUAGES
from indexer.rich_text import Block, Drawing, Listing, Run, Table, Verbatim, plain_runs
from kb_service.exports.docx_styles import LEVEL_NAMES, LEVELS, NUMBERS, STEP
from kb_service.exports.docx_text import (
    Element,
    Footnotes,
    element,
    foreign,
    linked,
    paragraph,
    words,
    write_runs,
)
from kb_service.exports.office import CLAY
from kb_service.exports.pack import Pack

#: The longest cell that makes its column no wider.
_WIDEST_CELL = 60
#: About the width of a letter in a table, and of a cell's margins, in twips.
_LETTER, _MARGINS = 125, 240
_WORD = re.compile(r"[^\s\u2e80-\uffef]+")
_WIDEST_PICTURE = 7600


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks are written: whose words and pictures, how wide, and how deep in lists."""

    pack: Pack
    picture: Callable[[str], bytes]
    width: int
    depth: int = 0

    @property
    def indent(self) -> int:
        """How far blocks are moved in."""
        return self.depth * STEP


class BlockWriter:
    """Writes blocks as elements for a document, whose pictures, lists and notes it keeps."""

    def __init__(self, part: DocumentPart, footnotes: Footnotes) -> None:
        self._part = part
        self._footnotes = footnotes
        self._pictures = 0

    def blocks(self, blocks: Iterable[Block], place: Place) -> Iterator[Element]:
        """The elements of blocks."""
        for block in blocks:
            yield from self.block(block, place)

    def block(self, block: Block, place: Place) -> Iterator[Element]:
        """The elements of a block."""
        code = place.pack.language.code
        indent = place.indent or None
        match block.kind:
            case "heading":
                style = f"heading {min(block.level + 1, 3)}"
                yield paragraph(style, code, self.runs(block.runs, place), indent=indent)
            case "prose":
                style = f"List Continue{LEVEL_NAMES[place.depth - 1]}" if place.depth else "Normal"
                yield paragraph(style, code, self.runs(block.runs, place))
            case "list":
                yield from self._list(block, place)
            case "table":
                yield self._table(block, place)
                yield paragraph("Table Text", code, ())
            case "quotation":
                for inner in block.blocks:
                    if inner.kind == "prose":
                        yield self._quote(self.runs(inner.runs, place), code, place.indent)
                    else:
                        yield from self.block(inner, place)
            case "drawing":
                yield from self._drawing(block, place)
            case "verbatim":
                yield from self._verbatim(block, place)

    def runs(self, runs: Iterable[Run], place: Place, *, bold: bool = False) -> Iterator[Element]:
        """The elements of runs."""
        return write_runs(runs, place.pack, self._part, self._footnotes, bold=bold)

    def _list(self, block: Listing, place: Place) -> Iterator[Element]:
        level = min(place.depth, LEVELS - 1)
        inner = replace(place, depth=level + 1)
        number = self._start_numbers() if block.ordered else 0
        style = f"List {'Number' if block.ordered else 'Bullet'}{LEVEL_NAMES[level]}"
        for item in block.items:
            first = item[0] if item else None
            runs = self.runs(first.runs, place) if first and first.kind == "prose" else ()
            numbered = (
                [element("numPr", element("ilvl", val=level), element("numId", val=number))]
                if number
                else []
            )
            yield paragraph(style, place.pack.language.code, runs, *numbered)
            rest = item[1:] if first and first.kind == "prose" else item
            yield from self.blocks(rest, inner)

    def _start_numbers(self) -> int:
        """A list's own numbering, from 1 at every level."""
        numbering = self._part.numbering_part.element
        started = numbering.add_num(NUMBERS)
        for level in range(LEVELS):
            started.add_lvlOverride(ilvl=level).add_startOverride(1)
        return int(started.numId)

    def _table(self, block: Table, place: Place) -> Element:
        head = block.rows[0]
        code = place.pack.language.code
        widths = _share(block, place.width)
        rows = [
            element(
                "tr",
                element("trPr", element("cantSplit"), *_repeated(is_head)),
                *(
                    cell(
                        [paragraph("Table Text", code, self.runs(runs, place, bold=is_head))],
                        width,
                    )
                    for runs, width in zip(row, widths, strict=True)
                ),
            )
            for row in block.rows
            if any(row)
            for is_head in [row is head]
        ]
        return table("HandoutTable", rows, widths, code, first_row=any(head))

    def _quote(self, content: Iterable[Element], code: str, indent: int) -> Element:
        side = "right" if LANGUAGES[code].direction == "rtl" else "left"
        bar = element("pBdr", element(side, val="single", sz=24, space=8, color=CLAY))
        return paragraph("Quote", code, content, bar, indent=indent + STEP)

    def _verbatim(self, block: Verbatim, place: Place) -> Iterator[Element]:
        """A paragraph of a decision: its verses, then what it is, its status and address."""
        code = block.language
        for verse in block.verses:
            marker = [*words(f"{verse.marker} ", code, bold=True)] if verse.marker else []
            indent = place.indent + STEP * verse.depth
            yield self._quote([*marker, *words(verse.text, code)], code, indent)
        pack, own = place.pack, place.pack.language.code
        name = pack.name_paragraph(block)
        shown = [
            *words(f"{name}, ", own, style="Hyperlink"),
            foreign(block.symbol, "Hyperlink"),
        ]
        yield paragraph(
            "Quote Source",
            own,
            [
                *linked(shown, pack.url(block.path), self._part),
                *words(f" · {pack.standing_of(block)}", own),
            ],
            indent=place.indent + STEP,
        )

    def _drawing(self, block: Drawing, place: Place) -> Iterator[Element]:
        code = place.pack.language.code
        width = min(place.width - place.indent, _WIDEST_PICTURE)
        inline = self._part.new_pic_inline(io.BytesIO(place.picture(block.id)), Twips(width))
        self._pictures += 1
        inline.docPr.set("id", str(self._pictures))
        inline.docPr.set("name", block.id)
        inline.docPr.set("title", block.title)
        inline.docPr.set("descr", block.description)
        picture = element("r", element("drawing", inline))
        yield paragraph("Normal", code, [picture], element("keepNext"), indent=place.indent)
        yield paragraph("caption", code, words(block.title, code), indent=place.indent)


def table(
    style: str, rows: Iterable[Element], widths: Sequence[int], code: str, *, first_row: bool
) -> Element:
    """A table of rows whose columns begin where lines of a language begin."""
    settings = element("tblPr", element("tblStyle", val=style))
    if LANGUAGES[code].direction == "rtl":
        settings.append(element("bidiVisual"))
    settings.append(element("tblW", w=sum(widths), type="dxa"))
    settings.append(element("tblLayout", type="fixed"))
    look = {"firstRow": int(first_row), "lastRow": 0, "firstColumn": 0, "lastColumn": 0}
    settings.append(element("tblLook", val="0420" if first_row else "0400", **look))
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", settings, grid, *rows)


def cell(content: Sequence[Element], width: int) -> Element:
    """A cell; it ends with a paragraph, as every cell must."""
    last = [] if content and content[-1].tag == qn("w:p") else [element("p")]
    return element("tc", element("tcPr", element("tcW", w=width, type="dxa")), *content, *last)


def _repeated(is_head: bool) -> list[Element]:
    return [element("tblHeader")] if is_head else []


def _share(block: Table, width: int) -> list[int]:
    """The widths of columns: room for the longest word of each, the rest by their longest cells."""
    columns = [[plain_runs(cell) for cell in column] for column in zip(*block.rows, strict=True)]
    words = [max(_word_length(cell) for cell in column) for column in columns]
    cells = [min(max(map(len, column)), _WIDEST_CELL) + 1 for column in columns]
    least = [_LETTER * length + _MARGINS for length in words]
    spare = max(width - sum(least), 0)
    wanted = [each + spare * cell // sum(cells) for each, cell in zip(least, cells, strict=True)]
    return [width * each // sum(wanted) for each in wanted]


def _word_length(text: str) -> int:
    """The length of a text's longest word; Chinese can be cut anywhere."""
    return max((len(word) for word in _WORD.findall(text)), default=4)
