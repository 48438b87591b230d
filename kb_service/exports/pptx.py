"""A pack as a PowerPoint file: slides with speaker's notes, in one language or two side by side."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pptx
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.slide import Slide as Page
from pptx.util import Pt

from indexer.languages import LANGUAGES
from indexer.rich_text import Drawing, Run, Table
from kb_service.exports.archive import settle_archive
from kb_service.exports.deck import make_deck
from kb_service.exports.deck_lines import Line, Slide, flatten
from kb_service.exports.deck_room import Room, fit, height_of
from kb_service.exports.deck_sheets import FULL, GAP, MORE, Sheet, lay_out, share_width
from kb_service.exports.lettering import draw_png
from kb_service.exports.office import has_arabic, state_properties
from kb_service.exports.pack import Pack, Source
from kb_service.exports.pictures import png_size
from kb_service.exports.pptx_master import (
    FOOT_INDEX,
    NUMBER_INDEX,
    adapt_notes,
    dress,
    number_paragraph,
    place_holder,
)
from kb_service.exports.pptx_places import BODY_BOX, inside, mirror, plan_layouts
from kb_service.exports.pptx_text import Voice, plain, write_lines

#: How long the sources at the foot of a slide may be together; longer ones are cut.
_LONGEST_FOOT = 240
_NOTES_SIZE = 12.0


def write_slides(packs: Sequence[Pack], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """The slides of a pack, or of one in two languages side by side, as a PowerPoint file."""
    presentation = pptx.Presentation()
    _Slides(presentation, packs, drawings).write(lay_out([make_deck(pack) for pack in packs]))
    state_properties(presentation.core_properties, packs)
    buffer = io.BytesIO()
    presentation.save(buffer)
    return settle_archive(buffer.getvalue(), packs[0].day)


class _Slides:
    """The slides of a presentation, written one after the other."""

    def __init__(
        self,
        presentation: Presentation,
        packs: Sequence[Pack],
        drawings: Sequence[Mapping[str, str]],
    ) -> None:
        self._presentation = presentation
        self._language = packs[0].language
        self._plans = plan_layouts(bilingual=len(packs) > 1)
        self._layouts = dress(presentation, self._plans, [pack.language for pack in packs])
        self._packs = {pack.language.code: pack for pack in packs}
        self._drawings = dict(zip(self._packs, drawings, strict=True))
        self._sources: dict[str, Source] = {}
        for source in (source for pack in packs for source in pack.sources):
            number = len(self._sources) + 1
            same = Source(number, source.id, source.citation, source.url)
            self._sources.setdefault(source.id, same)

    def write(self, sheets: Iterable[Sheet]) -> None:
        """Add a slide for every sheet."""
        for sheet in sheets:
            bare = sheet.layout == "picture" and not sheet.columns
            layout = self._layouts["table" if bare else sheet.layout]
            page = self._presentation.slides.add_slide(layout)
            places = {shape.placeholder_format.idx: shape for shape in page.placeholders}
            self._write_titles(sheet, page, places)
            self._write_columns(sheet, page, places)
            self._write_pictures(sheet, page, places)
            if sheet.table:
                self._write_table(sheet, page, sheet.table)
            self._write_foot(sheet, page)
            if any(slide.notes for slide in sheet.slides):
                self._write_notes(sheet, page)
        if any(page.has_notes_slide for page in self._presentation.slides):
            adapt_notes(self._presentation)

    def _voice(self, slide: Slide, part: Any) -> Voice:
        return Voice(self._packs[slide.code], part, self._sources)

    def _write_titles(self, sheet: Sheet, page: Page, places: Mapping[int, Any]) -> None:
        """The title of each language in its place, or all in one on opening slides."""
        titles = [
            plain(text, slide.code) for text, slide in zip(sheet.titles, sheet.slides, strict=True)
        ]
        plan = self._plans[sheet.layout]
        heading = 1 if plan.spots.get(1, plan.spots[0]).kind == "heading" else None
        if not heading and titles[-1].text == titles[0].text:
            titles = titles[:1]
        _, _, width, height = plan.spots[0].box
        room = Room(width - 16, height - 8, plan.sizes)
        size = fit([[title] for title in titles] if heading else [titles], room) or room.sizes[-1]
        for number, (title, slide) in enumerate(zip(titles, sheet.slides, strict=False)):
            body = places[heading if heading and number else 0]._element.txBody
            more = number > 0 and not heading
            write_lines(body, [title], self._voice(slide, page.part), size, more=more)

    def _write_columns(self, sheet: Sheet, page: Page, places: Mapping[int, Any]) -> None:
        plan = self._plans[sheet.layout]
        for number, (index, column) in enumerate(zip(plan.columns, sheet.columns, strict=False)):
            spot, shape = plan.spots[index], places[index]
            if not column:
                shape._element.getparent().remove(shape._element)
                continue
            voice = self._voice(sheet.slides[-1 if spot.second else 0], page.part)
            size = sheet.sizes[min(number, len(sheet.sizes) - 1)]
            write_lines(shape._element.txBody, column, voice, size)
            if spot.kind == "quote":
                _hug(shape, height_of(column, size, MORE.width) + 28)
            elif sheet.table:
                _hug(shape, height_of(column, size, FULL.width) + GAP)

    def _write_pictures(self, sheet: Sheet, page: Page, places: Mapping[int, Any]) -> None:
        plan = self._plans[sheet.layout]
        for index, slide in zip(plan.pictures, sheet.slides, strict=False):
            assert isinstance(slide.exhibit, Drawing)
            png = draw_png(self._drawings[slide.code][slide.exhibit.id], slide.code)
            if index in places:
                picture = places[index].insert_picture(io.BytesIO(png))
                picture.crop_left = picture.crop_right = picture.crop_top = picture.crop_bottom = 0
                box = plan.spots[index].box
            else:
                picture = page.shapes.add_picture(io.BytesIO(png), Pt(0), Pt(0))
                box = BODY_BOX
            shape = inside(mirror(box, self._language), *png_size(png))
            picture.left, picture.top, picture.width, picture.height = map(Pt, shape)
            known = picture._element.nvPicPr.cNvPr
            known.set("title", slide.exhibit.title)
            known.set("descr", slide.exhibit.description)

    def _write_table(self, sheet: Sheet, page: Page, table: Table) -> None:
        slide = sheet.slides[0]
        voice = self._voice(slide, page.part)
        headed = any(table.rows[0])
        rows = table.rows if headed else table.rows[1:]
        left, top, width, _ = mirror(BODY_BOX, self._language)
        if sheet.columns:
            top += height_of(sheet.columns[0], sheet.sizes[0], FULL.width) + GAP
        widths = share_width(table, width)
        shape = page.shapes.add_table(
            len(rows), len(widths), Pt(left), Pt(top + GAP), Pt(width), Pt(24 * len(rows))
        )
        known = shape._element.nvGraphicFramePr.cNvPr
        known.set("descr", slide.title)
        made = shape.table
        made.first_row, made.horz_banding = headed, False
        if LANGUAGES[slide.code].direction == "rtl":
            made._tbl.get_or_add_tblPr().set("rtl", "1")
        for number, wide in enumerate(widths):
            made.columns[number].width = Pt(wide)
        for number, (row, line) in enumerate(zip(rows, made._tbl.tr_lst, strict=True)):
            for runs, cell in zip(row, line.tc_lst, strict=True):
                written = Line(runs, slide.code)
                bold = headed and number == 0
                write_lines(cell.get_or_add_txBody(), [written], voice, sheet.sizes[-1], bold=bold)

    def _write_foot(self, sheet: Sheet, page: Page) -> None:
        """Status and address of the text, the sources marked on the slide, and its number."""
        if sheet.layout == "deck":
            return
        lines = [_standing(slide) for slide in sheet.slides if slide.status or slide.url]
        lines += self._cited(sheet)
        tree = page.shapes._spTree
        if lines:
            foot = parse_xml(place_holder(90, "Footer", "ftr", FOOT_INDEX, "<a:p/>"))
            tree.append(foot)
            write_lines(foot.txBody, lines, self._voice(sheet.slides[0], page.part), None)
        number = number_paragraph(self._language, str(len(self._presentation.slides)))
        tree.append(parse_xml(place_holder(91, "Number", "sldNum", NUMBER_INDEX, number)))

    def _cited(self, sheet: Sheet) -> Iterator[Line]:
        runs = [run for column in sheet.columns for line in column for run in line.runs]
        runs += (
            [run for row in sheet.table.rows for cell in row for run in cell] if sheet.table else []
        )
        cited = [self._sources[id_] for id_ in dict.fromkeys(run.source for run in runs) if id_]
        if not cited or sheet.slides[0].id == "sources":
            return
        longest = _LONGEST_FOOT // len(cited)
        shown = (
            source.citation
            if len(source.citation) <= longest
            else source.citation[: longest - 1].rstrip() + "…"
            for source in cited
        )
        marked = (f"[{source.number}] {text}" for source, text in zip(cited, shown, strict=True))
        line = " ".join(marked)
        yield Line((Run(text=line),), self._language.code if has_arabic(line) else "", "source")

    def _write_notes(self, sheet: Sheet, page: Page) -> None:
        notes = page.notes_slide
        frame = notes.notes_text_frame
        assert frame is not None
        for number, slide in enumerate(sheet.slides):
            voice = self._voice(slide, notes.part)
            lines = flatten(slide.notes, voice.pack)
            write_lines(frame._txBody, lines, voice, _NOTES_SIZE, more=number > 0)


def _standing(slide: Slide) -> Line:
    gap = [Run(text=" · ")] if slide.status and slide.url else []
    status = [Run(text=slide.status)] if slide.status else []
    address = [Run(text=slide.url, link=slide.url)] if slide.url else []
    return Line((*status, *gap, *address), slide.code)


def _hug(shape: Any, needed: float) -> None:
    """Make a place no higher than its lines need."""
    left, top, width, height = shape.left, shape.top, shape.width, shape.height
    shape.left, shape.top, shape.width = left, top, width
    shape.height = Pt(min(needed, height.pt))
