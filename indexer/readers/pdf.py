"""PDF files, born digital, to lines: letters by their places, not by the order of the file.

* Rows, columns and tables are found by where letters stand (`pdf_rows`, `pdf_layout`).
* Arabic, which a PDF holds as it is printed, is put into the order in which it is read (`bidi`).
* Running heads, page and job numbers are set aside by their place and repetition (`furniture`).
* Notes are what stands at the foot of a page in smaller letters, below a rule or a mark.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.errors import Problem, SourceError
from indexer.readers.bidi import is_arabic
from indexer.readers.furniture import PageLine, furniture
from indexer.readers.limits import check_characters
from indexer.readers.lines import SUPERSCRIPTS, Role, SourceLine, SourceText
from indexer.readers.pdf_blanks import find_blanks
from indexer.readers.pdf_columns import find_strip, usual_columns
from indexer.readers.pdf_glyphs import PageGlyphs, read_pages
from indexer.readers.pdf_layout import PageFrame, PrintedLine, layout
from indexer.readers.pdf_paragraphs import TextLine, narrowed, set_in, source_lines, usual
from indexer.readers.pdf_rows import Piece, join_pieces, rows_of

#: A page with fewer letters holds no text.
_LEAST_LETTERS = 12
_DATE_TURNED = re.compile(r"([A-Z][a-zé]+ \d{4}) (\d{1,2})")
_NOTE_START = re.compile(rf"[{SUPERSCRIPTS}*†‡]+|\d{{1,3}}(?![.,\d)\-–/%])")


def read_pdf(data: bytes, where: str) -> SourceText:
    """The lines of a PDF file; SourceError if it is damaged, encrypted or scanned."""
    pages: list[PageGlyphs] = []
    count = 0
    for page in read_pages(data, where):
        pages.append(page)
        count += len(page.glyphs)
        check_characters(count, where)
    problems = _check_text(pages, where)
    blanks = find_blanks(page.glyphs for page in pages)
    rows = [rows_of(page.glyphs, blanks) for page in pages]
    rtl = _is_rtl(pages)
    aside = _furniture(pages, rows, rtl=rtl)
    body_size = _body_size(rows)
    sides = _sides(rows, body_size)
    kept_rows = [
        _without(page, {piece for piece, _ in aside.get(number, ())})
        for number, page in enumerate(rows, 1)
    ]
    columns = usual_columns(
        [
            (kept, find_strip(kept, sides, page.rules))
            for kept, page in zip(kept_rows, pages, strict=True)
        ]
    )
    lines: list[TextLine] = []
    for number, (page, kept) in enumerate(zip(pages, kept_rows, strict=True), 1):
        notes = _notes(page, kept, body_size, sides, rtl=rtl)
        notes_below = max((zone.top for zone in notes), default=0.0)
        frame = PageFrame(page.rules, page.height, sides, notes_below, rtl, number == 1, columns)
        for line in layout(kept, frame):
            text = line.cells if line.cells is not None else _text(line.piece, rtl=rtl)
            note = line.cells is None and any(zone.holds(line) for zone in notes)
            lines.append(TextLine(text, line, number, note))
    lines = set_in(narrowed(lines, rtl=rtl), rtl=rtl)
    made = source_lines(lines, usual(lines, rtl=rtl))
    return SourceText(
        format="pdf",
        pages=len(pages),
        lines=tuple(_with_furniture(made, aside, pages, rtl=rtl)),
        problems=tuple(problems),
    )


def _text(piece: Piece, *, rtl: bool) -> str:
    text = piece.text(rtl=rtl)
    if rtl and (date := _DATE_TURNED.fullmatch(text)):
        return f"{date[2]} {date[1]}"  # no date puts its day last
    return text


def _check_text(pages: Sequence[PageGlyphs], where: str) -> list[Problem]:
    """What cannot be read: SourceError if it is most of the file."""
    empty = [n for n, page in enumerate(pages, 1) if len(page.glyphs) < _LEAST_LETTERS]
    if len(empty) * 2 > len(pages):
        kind = "a picture and no text" if pages[empty[0] - 1].has_picture else "no text"
        raise SourceError(
            f"{where}:{empty[0]}: found {kind} on this page and {len(empty)} of {len(pages)} pages "
            "(a scan?); accepted is a PDF file with text, as a word processor writes it"
        )
    unreadable = sum(page.unreadable for page in pages)
    letters = sum(len(page.glyphs) for page in pages)
    if unreadable * 5 > letters:
        raise SourceError(
            f"{where}: found {unreadable:,} of {letters:,} letters whose font does not tell what "
            "they are; accepted is a PDF file whose text can be copied"
        )
    problems = [
        Problem(f"{where}:{n}", "found a page with a picture and no text", "accepted is text")
        for n in empty
        if pages[n - 1].has_picture
    ]
    for number, page in enumerate(pages, 1):
        if page.unreadable:
            problems.append(
                Problem(
                    f"{where}:{number}",
                    f"found {page.unreadable} letters whose font does not tell what they are",
                    "accepted is text that can be copied",
                )
            )
        if page.turned:
            problems.append(
                Problem(
                    f"{where}:{number}",
                    f"found text at an angle: “{page.turned[:60]}”",
                    "it is set aside; accepted is text that runs straight",
                )
            )
    return problems


def _is_rtl(pages: Sequence[PageGlyphs]) -> bool:
    arabic = latin = 0
    for page in pages[:40]:
        for glyph in page.glyphs:
            if is_arabic(glyph.text):
                arabic += 1
            elif glyph.text.isalpha():
                latin += 1
    return arabic > latin


def _body_size(rows: Sequence[Sequence[Sequence[Piece]]]) -> float:
    sizes: Counter[float] = Counter()
    for page in rows:
        for row in page:
            for piece in row:
                sizes[round(piece.size * 2) / 2] += len(piece.items)
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


def _sides(rows: Sequence[Sequence[Sequence[Piece]]], body_size: float) -> tuple[float, float]:
    """The sides of the text: where most of its lines reach, few beyond."""
    lefts: list[float] = []
    rights: list[float] = []
    for page in rows:
        for row in page:
            whole = join_pieces(row)
            if abs(whole.size - body_size) < 1:
                lefts.append(whole.left)
                rights.append(whole.right)
    if not lefts:
        return (0.0, 0.0)
    lefts.sort()
    rights.sort()
    return lefts[int(0.02 * len(lefts))], rights[int(0.98 * (len(rights) - 1))]


def _furniture(
    pages: Sequence[PageGlyphs], rows: Sequence[Sequence[Sequence[Piece]]], *, rtl: bool
) -> dict[int, list[tuple[Piece, Role]]]:
    """Pieces that only head, foot or number a page, by page."""
    pieces = [
        (number, piece) for number, page in enumerate(rows, 1) for row in page for piece in row
    ]
    lines = [
        PageLine(
            piece.text(rtl=rtl), number, 1 - piece.baseline / max(pages[number - 1].height, 1.0)
        )
        for number, piece in pieces
    ]
    marks = {id(row[-1 if rtl else 0]) for page in rows for row in page if _has_mark(row, rtl=rtl)}
    aside: dict[int, list[tuple[Piece, Role]]] = defaultdict(list)
    for index, role in sorted(furniture(lines).items()):
        number, piece = pieces[index]
        if id(piece) not in marks:
            aside[number].append((piece, role))
    return aside


def _has_mark(row: Sequence[Piece], *, rtl: bool) -> bool:
    """Whether a row begins with a number close to words: the mark of a note, of no page."""
    if len(row) < 2:
        return False
    mark, words = (row[-1], row[-2]) if rtl else (row[0], row[1])
    gap = mark.left - words.right if rtl else words.left - mark.right
    return mark.text(rtl=rtl).isdigit() and gap < 2 * mark.size and len(words.items) > 20


def _without(rows: Sequence[Sequence[Piece]], aside: set[Piece]) -> list[list[Piece]]:
    kept = [[piece for piece in row if piece not in aside] for row in rows]
    return [row for row in kept if row]


@dataclass(frozen=True, slots=True)
class _Notes:
    """Where the notes of a page stand, and the size of their letters.

    They stand below `top`, in the columns that reach over `place`.
    """

    top: float
    size: float = 0.0
    place: float | None = None

    def holds(self, line: PrintedLine) -> bool:
        if line.piece.baseline >= self.top or line.piece.size > 1.06 * self.size:
            return False
        return self.place is None or line.left - 3 <= self.place <= line.right + 3


def _notes(
    page: PageGlyphs,
    rows: Sequence[Sequence[Piece]],
    body_size: float,
    sides: tuple[float, float],
    *,
    rtl: bool,
) -> list[_Notes]:
    """The notes of a page by columns: below short rules, or else small letters after a mark."""
    zones: list[_Notes] = []
    width = sides[1] - sides[0]
    level = [rule for rule in page.rules if rule.is_horizontal]
    for rule in sorted(level, key=lambda rule: rule.top):
        short = 20 < rule.right - rule.left < 0.55 * width
        twins = [r for r in level if r is not rule and abs(r.left - rule.left) < 3]
        twins = [r for r in twins if abs(r.right - rule.right) < 3]
        if not short or twins or rule.top > 0.8 * page.height:
            continue
        start = rule.right if rtl else rule.left
        below = [
            piece
            for row in rows
            for piece in row
            if piece.baseline < rule.bottom and _starts_at(piece, start, rtl=rtl)
        ]
        first = [
            piece
            for row in rows
            if below and below[0] in row
            for piece in row
            if (piece.right <= start + 3 if rtl else piece.left >= start - 3)
        ]
        place: float | None = start
        if not below and rtl:  # lines that begin at the left, below a rule at the right
            under = [row for row in rows if row and row[0].baseline < rule.bottom]
            first = list(under[0]) if under else []
            below, place = first, None
        if not first or not _starts_note(first, rtl=rtl):
            continue
        size = max(piece.size for piece in first)
        if size <= 1.02 * body_size and all(piece.size <= 1.06 * size for piece in below):
            zones.append(_Notes(rule.bottom, size, place))
    if zones:
        return zones
    small: list[Sequence[Piece]] = []
    for row in reversed(rows):
        if any(piece.size > 0.93 * body_size for piece in row if len(piece.items) > 3):
            break
        small.append(row)
    while small and not _starts_note(small[-1], rtl=rtl):
        small.pop()
    if not small or small[-1][0].baseline > 0.6 * page.height:
        return []
    return [_Notes(small[-1][0].baseline + 0.5 * body_size, 0.93 * body_size)]


def _starts_at(piece: Piece, start: float, *, rtl: bool) -> bool:
    return abs((piece.right if rtl else piece.left) - start) < 2.5 * piece.size


def _starts_note(row: Sequence[Piece], *, rtl: bool) -> bool:
    """Whether a row is the mark of a note and words after it."""
    text = join_pieces(row).text(rtl=rtl)
    mark = _NOTE_START.match(text)
    return mark is not None and len(re.findall(r"[^\W\d_]", text[mark.end() :])) > 2


def _with_furniture(
    lines: Sequence[SourceLine],
    aside: Mapping[int, Sequence[tuple[Piece, Role]]],
    pages: Sequence[PageGlyphs],
    *,
    rtl: bool,
) -> list[SourceLine]:
    """The lines with what was set aside at the head and foot of each page; lines counted anew."""
    inner: dict[int, list[SourceLine]] = defaultdict(list)
    for line in lines:
        inner[line.page].append(line)
    result: list[SourceLine] = []
    for number, page in enumerate(pages, 1):
        own = [(piece.text(rtl=rtl), role) for piece, role in aside.get(number, ())]
        heads = [SourceLine(text, number, 0, role) for text, role in own if role == "header"]
        feet = [SourceLine(text, number, 0, role) for text, role in own if role == "footer"]
        if page.turned:
            feet.append(SourceLine(page.turned, number, 0, "footer"))
        for count, line in enumerate([*heads, *inner[number], *feet], 1):
            result.append(replace(line, line=count))
    return result
