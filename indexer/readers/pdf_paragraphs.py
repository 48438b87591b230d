"""Which printed lines begin a paragraph, which are notes, and which are headings.

A line goes on with the paragraph above if the line above was full — its own first word would not
have fitted there — and it stands where the lines of the paragraph stand, at the usual distance,
in the same letters. At a page or column the distance tells nothing; there, a line above that
ends a sentence ends its paragraph, unless paragraphs of the file are indented and this line is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from indexer.readers.furniture import is_symbol
from indexer.readers.lines import MARKER, SUPERSCRIPTS, Role, SourceLine, raised
from indexer.readers.pdf_layout import PrintedLine

_SENTENCE_END = re.compile(rf"[.;:?!。；：？！؛؟][”»\"'’)）\]{SUPERSCRIPTS}]*$")
_NOTE = re.compile(rf"(?P<mark>[{SUPERSCRIPTS}]+|\d{{1,3}}(?![.\d)\-–/])|[*†‡]+)\s*(?=\S)")
_HAN_START = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
_HYPHEN_END = re.compile(r"[^\W\d_][-\u2010\u00ad]$")
_INLINE = re.compile(r"\s[(（]?[^\W\d_]{1,3}[)）]\s")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line with its text and place."""

    text: str
    printed: PrintedLine
    page: int
    note: bool

    @property
    def size(self) -> float:
        return self.printed.piece.size


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in a file: size of letters, distance of lines, direction and indents.

    `from_right` says at which side lines begin, which some files of Arabic have at the left.
    """

    size: float
    pitch: float
    bold: bool
    rtl: bool
    from_right: bool
    indented: bool


def usual(lines: Sequence[TextLine], *, rtl: bool) -> Usual:
    """The usual size, weight and distance of lines, by most letters."""
    sizes: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        if not line.note and line.printed.cells is None:
            sizes[round(line.size * 2) / 2, line.printed.piece.bold] += len(line.text)
    size, bold = max(sizes, key=lambda key: sizes[key], default=(10.0, False))
    pitches = [
        round(p, 1)
        for a, b in zip(lines, lines[1:], strict=False)
        if a.page == b.page
        and a.printed.region == b.printed.region
        and abs(a.size - size) < 0.6
        and abs(b.size - size) < 0.6
        and 0.9 * size < (p := a.printed.piece.baseline - b.printed.piece.baseline) < 2.6 * size
    ]
    common = Counter(pitches).most_common(1)
    pitch = common[0][0] if common else 1.2 * size
    draft = Usual(size, pitch, bold, rtl, rtl and not _is_flush_left(lines), indented=False)
    return replace(draft, indented=_indents(lines, draft))


def _is_flush_left(lines: Sequence[TextLine]) -> bool:
    """Whether more lines end raggedly at the right than at the left."""
    inside = [line.printed for line in lines if line.printed.cells is None]
    left = sum(line.piece.left - line.left < 4 for line in inside)
    right = sum(line.right - line.piece.right < 4 for line in inside)
    return left > 1.5 * right


def _indents(lines: Sequence[TextLine], known: Usual) -> bool:
    """Whether first lines of paragraphs stand further in than the next ones."""
    deeper = shallower = 0
    for a, b in zip(lines, lines[1:], strict=False):
        same = a.page == b.page and a.printed.region == b.printed.region
        if not same or a.note or b.note or not _is_full(a, b, known):
            continue
        step = _indent(a, known) - _indent(b, known)
        deeper += step > 0.8 * known.size
        shallower += abs(step) <= 0.8 * known.size
    return deeper >= 3 and deeper * 6 >= shallower


def _indent(line: TextLine, known: Usual) -> float:
    """How far a line stands in from the side where reading begins."""
    piece = line.printed.piece
    return line.printed.right - piece.right if known.from_right else piece.left - line.printed.left


def _room(line: TextLine, known: Usual) -> float:
    """The room behind a line, to the side of its column."""
    piece = line.printed.piece
    return piece.left - line.printed.left if known.from_right else line.printed.right - piece.right


def _first_width(line: TextLine, known: Usual) -> float:
    """The width that the first word of a line needs, with the blank before it."""
    piece = line.printed.piece
    if _HAN_START.match(line.text):
        return 1.0 * piece.size
    width = piece.last_width if known.rtl else piece.first_width
    hyphen = line.text.split(" ", 1)[0]
    if "-" in hyphen[1:-1] or "/" in hyphen[1:-1]:  # it could have been broken
        width *= 0.75
    return width + 0.2 * piece.size


def _is_full(line: TextLine, following: TextLine, known: Usual) -> bool:
    """Whether the first word of the next line would not have fitted into a line."""
    if line.printed.cells is not None:
        return False
    room = _room(line, known)
    indent = _indent(line, known)
    centred = indent > 2 * known.size and abs(room - indent) < 0.5 * known.size
    if centred:
        room *= 2
    elif known.rtl and indent > 0.35 * (line.printed.right - line.printed.left):
        return False  # it stands at the other side
    return room < _first_width(following, known) + 0.05 * known.size


def source_lines(lines: Sequence[TextLine], known: Usual) -> list[SourceLine]:
    """The lines with their role and with what begins a paragraph; notes by their marks."""
    result: list[SourceLine] = []
    bodies: list[TextLine] = []  # the lines of the paragraph that is open, notes apart
    notes: list[TextLine] = []
    numbers: Counter[int] = Counter()
    mark = 0
    for line in lines:
        numbers[line.page] += 1
        text, begins = line.text, True
        role: Role = "text"
        if line.note:
            role = "footnote"
            begins, mark, text = _note(line, notes, known, mark)
            notes = [line] if begins else [*notes, line]
        elif line.printed.cells is not None:
            role, bodies = "table", []
        else:
            begins = not bodies or _begins(bodies, line, known)
            bodies = [line] if begins else [*bodies, line]
        result.append(
            SourceLine(text, line.page, numbers[line.page], role, 0, begins)
        )
    return _with_headings(result, lines, known)


def _note(
    line: TextLine, notes: Sequence[TextLine], known: Usual, last: int
) -> tuple[bool, int, str]:
    """Whether a line of the foot begins a note, its number, and its text with the mark raised."""
    match = _NOTE.match(line.text)
    if match is None:
        return not notes, last, line.text
    mark = match["mark"]
    number = _digits(mark)
    expected = number is not None and (number == last + 1 or not notes and number > last)
    is_raised = mark[0] in SUPERSCRIPTS or mark[0] in "*†‡"
    if not (is_raised or expected or last == 0):
        return not notes, last, line.text
    if not is_raised and notes and number is not None and number != last + 1:
        return False, last, line.text
    sign = mark if mark[0] in "*†‡" else raised(str(number))
    rest = line.text[match.end("mark") :]
    return True, number if number is not None else last, f"{sign} {rest.strip()}"


def _digits(mark: str) -> int | None:
    plain = mark.translate({ord(c): str(i) for i, c in enumerate(SUPERSCRIPTS)})
    return int(plain) if plain.isdigit() else None


def _begins(paragraph: Sequence[TextLine], line: TextLine, known: Usual) -> bool:
    """Whether a line begins a paragraph after the one that is open."""
    last, first = paragraph[-1], paragraph[0]
    a, b = last.printed.piece, line.printed.piece
    if abs(a.size - b.size) > 0.08 * max(a.size, b.size) or a.bold != b.bold:
        if not (a.bold != b.bold and _mixed(last, line, known)):
            return True
    full = _is_full(last, line, known)
    if len(paragraph) == 1 and (is_symbol(last.text) or is_symbol(line.text)):
        return True
    if a.size >= 1.15 * known.size and 0 < a.baseline - b.baseline <= 1.35 * a.size:
        return False  # large letters are headings, which are broken anywhere
    if _HYPHEN_END.search(last.text) and line.text[:1].islower():
        return False
    if not full:
        return True
    indent, before = _indent(line, known), _indent(last, known)
    near = 0.8 * known.size
    marker = MARKER.match(line.text)
    turned = last.page != line.page or last.printed.region != line.printed.region
    if not turned:
        distance = a.baseline - b.baseline
        usual_pitch = known.pitch * max(a.size / known.size, 0.8)
        if distance > 1.25 * usual_pitch or distance < 0:
            return True
    if len(paragraph) > 1 and abs(indent - before) > near and not _centred(line, last, known):
        return True  # it leaves the side at which the paragraph stands
    if len(paragraph) == 1 and indent - before > near and not MARKER.match(first.text):
        return known.indented or turned
    if marker and _is_list(paragraph, line, marker[0], known):
        return True
    if not turned:
        return False
    if known.indented and _is_body(first, known) and indent - _indent(first, known) < -near:
        return False
    if known.indented and len(paragraph) == 1 and abs(indent - before) <= near:
        return True
    ends = _SENTENCE_END.search(last.text) is not None
    return ends and not line.text[:1].islower() and not (known.indented and len(paragraph) > 1)


def _mixed(last: TextLine, line: TextLine, known: Usual) -> bool:
    """Whether a paragraph only changes its weight on the way: both lines are long and close."""
    distance = last.printed.piece.baseline - line.printed.piece.baseline
    close = 0 < distance < 1.2 * known.pitch
    return close and len(last.text) > 40 and _is_full(last, line, known) and (
        not _SENTENCE_END.search(last.text)
    )


def _centred(line: TextLine, last: TextLine, known: Usual) -> bool:
    return all(
        _indent(li, known) > known.size
        and abs(_indent(li, known) - _room(li, known)) < 0.6 * known.size
        for li in (line, last)
    )


def _is_body(line: TextLine, known: Usual) -> bool:
    return abs(line.size - known.size) < 0.6


def _is_list(
    paragraph: Sequence[TextLine], line: TextLine, marker: str, known: Usual
) -> bool:
    """Whether a marker at the start of a line that could go on begins an item all the same."""
    first, last = paragraph[0], paragraph[-1]
    indent, before = _indent(line, known), _indent(last, known)
    if abs(indent - before) > 0.8 * known.size:
        return True
    if not _SENTENCE_END.search(last.text) and not last.text.rstrip().endswith((",", "،", "，")):
        return False
    so_far = " ".join(li.text for li in paragraph)
    own = MARKER.match(first.text)
    inline = _INLINE.search(so_far[own.end() :] if own else so_far)
    return not (inline and marker[:1] in "(（")


# -- headings ------------------------------------------------------------------------------------


def _with_headings(
    result: list[SourceLine], lines: Sequence[TextLine], known: Usual
) -> list[SourceLine]:
    """Short paragraphs in larger or bold letters are headings, their level by their letters."""
    groups: list[list[int]] = []
    for index, line in enumerate(result):
        if line.role != "text":
            continue
        if line.begins is False and groups:
            groups[-1].append(index)
        else:
            groups.append([index])
    chosen: list[tuple[list[int], tuple[float, bool]]] = []
    for group in groups:
        pieces = [lines[i].printed.piece for i in group]
        size = round(median(p.size for p in pieces) * 2) / 2
        bold = all(p.bold for p in pieces)
        text = " ".join(result[i].text for i in group)
        stands_out = size >= 1.12 * known.size or (bold and not known.bold)
        if not stands_out or len(group) > 4 or len(text) > 300:
            continue
        if text.rstrip()[-1:] in ",;،؛，；" or not re.search(r"[^\W\d_]{2}|[\u2e80-\u9fff]", text):
            continue
        chosen.append((group, (size, bold)))
    styles = sorted({style for _, style in chosen}, reverse=True)
    for group, style in chosen:
        for index in group:
            level = min(styles.index(style) + 1, 6)
            result[index] = replace(result[index], role="heading", level=level)
    return result
