"""A PDF file to its glyphs: what PDFium knows of every letter, its place, size and weight."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from indexer.errors import SourceError
from indexer.readers.limits import MAX_PAGES
from indexer.readers.lines import raised

#: Objects of a page beyond these are not looked at: rules are few.
_MAX_OBJECTS = 20_000
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_PASSWORD = raw.FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter or more that one glyph prints, in points from the lower left of the page."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line that is drawn: horizontal or upright by its longer side."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def is_horizontal(self) -> bool:
        return self.right - self.left > self.top - self.bottom


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """The glyphs of a page and what is drawn between them.

    `turned` is text that stands at an angle; `unreadable` counts glyphs whose letter the file
    does not tell; `has_picture` says whether a picture covers a good part of the page.
    """

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    turned: str
    unreadable: int
    has_picture: bool


def read_pages(data: bytes, where: str) -> Iterator[PageGlyphs]:
    """The pages of a PDF file in order; SourceError if it is damaged, encrypted or too long."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == _PASSWORD or "password" in str(error).lower():
            raise SourceError(
                f"{where}: found an encrypted PDF file; accepted is one that opens without password"
            ) from error
        raise SourceError(
            f"{where}: found a damaged or truncated PDF file ({error}); accepted is one that opens"
        ) from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise SourceError(f"{where}: found {count:,} pages; accepted are {MAX_PAGES:,} at most")
        if count == 0:
            raise SourceError(f"{where}: found no page; accepted is a PDF file with text")
        for number in range(count):
            try:
                page = document[number]
            except pdfium.PdfiumError as error:
                raise SourceError(
                    f"{where}:{number + 1}: found a damaged page ({error}); "
                    "accepted is a whole file"
                ) from error
            try:
                yield _read_page(page)
            finally:
                page.close()
    finally:
        document.close()


def _read_page(page: Any) -> PageGlyphs:
    width, height = page.get_size()
    turn = _Turn(page)
    rules, has_picture = _drawn(page, turn, width * height)
    text_page = page.get_textpage()
    try:
        glyphs, turned, unreadable = _glyphs(text_page, turn)
    finally:
        text_page.close()
    inside = [g for g in glyphs if -5 <= g.left <= width + 5 and -5 <= g.baseline <= height + 5]
    return PageGlyphs(width, height, tuple(inside), rules, turned, unreadable, has_picture)


class _Turn:
    """From the places of a page's content to those that a reader sees: its box and rotation."""

    def __init__(self, page: Any) -> None:
        self.angle = page.get_rotation()
        left, bottom, right, top = page.get_cropbox()
        self._box = (left, bottom, right, top)
        self.is_plain = self.angle == 0 and abs(left) < 0.01 and abs(bottom) < 0.01

    def place(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._box
        match self.angle:
            case 90:
                return y - bottom, right - x
            case 180:
                return right - x, top - y
            case 270:
                return top - y, x - left
        return x - left, y - bottom

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, ...]:
        (x1, y1), (x2, y2) = self.place(left, bottom), self.place(right, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _drawn(page: Any, turn: _Turn, area: float) -> tuple[tuple[Rule, ...], bool]:
    rules: list[Rule] = []
    has_picture = False
    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)
    for number, drawn in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if number > _MAX_OBJECTS:
            break
        try:
            left, bottom, right, top = turn.box(*drawn.get_bounds())
        except pdfium.PdfiumError:
            continue
        wide, high = right - left, top - bottom
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
            has_picture = has_picture or wide * high > 0.3 * area
        elif min(wide, high) < 3 and max(wide, high) > 12:
            rules.append(Rule(left, right, bottom, top))
    return tuple(rules), has_picture


@dataclass(frozen=True, slots=True)
class _Face:
    size: float
    bold: bool
    angle: int
    shear: float


def _glyphs(text_page: Any, turn: _Turn) -> tuple[list[Glyph], str, int]:
    """Glyphs in the order of the file, text at an angle, and how many have no letter."""
    glyphs: list[Glyph] = []
    turned: list[str] = []
    unreadable = 0
    faces: dict[int, _Face] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    last: tuple[float, float] | None = None
    handle = text_page.raw if hasattr(text_page, "raw") else text_page
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, index)
        if raw.FPDFText_IsGenerated(handle, index) or code in {0, 10, 13}:
            continue
        held = raw.FPDFText_GetTextObject(handle, index)
        key = ctypes.c_void_p.from_buffer(held).value or 0
        face = faces.get(key)
        if face is None:
            face = faces[key] = _face(handle, index, held, turn)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        if 48 <= code <= 57 and _is_drawn_high(handle, index, y.value, face.size):
            code = ord(raised(chr(code)))
        if turn.is_plain:
            left, right, origin, baseline = box.left, box.right, x.value, y.value
        else:
            left, _, right, _ = turn.box(box.left, box.bottom, box.right, box.top)
            origin, baseline = turn.place(x.value, y.value)
        if face.shear:  # letters that are slanted by drawing them so have a wider box
            left, right = origin, right - face.shear * max(box.top - y.value, 0.0)
        text = _letters(code)
        if face.angle % 360:
            turned.append(text)
            continue
        if text == " " and right - left < 0.01:
            last = None
            continue
        if raw.FPDFText_HasUnicodeMapError(handle, index) == 1 or text == "\ufffd":
            unreadable += 1
        near = 0.04 * face.size  # a glyph that prints several letters
        if last is not None and abs(last[0] - origin) < near and abs(last[1] - baseline) < 0.01:
            before = glyphs.pop()
            text = before.text + text
            left, right = min(before.left, left), max(before.right, right)
        glyphs.append(Glyph(text, left, right, baseline, face.size, face.bold))
        last = (origin, baseline)
    return _without_marks(glyphs), "".join(turned).strip(), unreadable


def _without_marks(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs without those that draw the mark of a letter and name the letter once more.

    Such a one stands above its letter, whose glyph has all of its text and covers its place.
    """
    several = [g for g in glyphs if len(g.text) > 1 and any(map(unicodedata.combining, g.text))]
    places: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in several:
        for place in range(round(glyph.left) - 1, round(glyph.right) + 2):
            places[place].append(glyph)
    marks = {
        id(mark)
        for mark in several
        if any(
            0 < mark.baseline - letter.baseline < mark.size
            and letter.left - 1 <= mark.left
            and mark.right <= letter.right + 1
            and set(mark.text) <= set(letter.text)
            for letter in places[round(mark.left)]
        )
    }
    return [glyph for glyph in glyphs if id(glyph) not in marks]


def _is_drawn_high(handle: Any, index: int, baseline: float, size: float) -> bool:
    """Whether a digit is drawn above the baseline on which it stands: a raised form of the font."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
    return bottom.value - baseline > 0.2 * size and top.value > bottom.value


def _letters(code: int) -> str:
    if code in {2, 0xFFFE, 0xAD}:  # how PDFium gives a hyphen at the end of a line
        return "\u00ad" if code == 0xAD else "-"
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    text = chr(code)
    if unicodedata.category(text) == "Zs":
        return "\u00a0" if text == "\u00a0" else " "
    return text


def _face(handle: Any, index: int, held: Any, turn: _Turn) -> _Face:
    """Size, weight and angle of a run of glyphs."""
    matrix = raw.FS_MATRIX()
    scale, angle, shear = 1.0, 0, 0.0
    if raw.FPDFText_GetMatrix(handle, index, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        shear = matrix.c / matrix.d if abs(matrix.b) < 0.01 and abs(matrix.d) > 0.01 else 0.0
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 10) * 10 - turn.angle
    size = raw.FPDFText_GetFontSize(handle, index) * scale
    length = raw.FPDFText_GetFontInfo(handle, index, None, 0, None)
    name = ""
    flags = ctypes.c_int()
    if length:
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFText_GetFontInfo(handle, index, buffer, length, flags)
        name = buffer.value.decode("utf-8", "replace").lower()
    bold = any(word in name for word in _BOLD) or bool(flags.value & (1 << 18))
    if held and raw.FPDFTextObj_GetTextRenderMode(held) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE:
        bold = True
    return _Face(max(size, 1.0), bold, angle, shear)
