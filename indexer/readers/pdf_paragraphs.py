"""Which printed lines begin a paragraph, which are notes, and which are headings.

A line goes on with the paragraph above if the line above was full — its own first word would not
have fitted there — and it stands where the lines of the paragraph stand, at the usual distance,
in the same letters. At a page or column the distance tells nothing; there, a line above that
ends a sentence ends its paragraph, unless paragraphs of the file are indented and this line is not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from indexer.readers.furniture import is_symbol
from indexer.readers.lines import MARKER, SUPERSCRIPTS, Role, SourceLine, raised
from indexer.readers.pdf_columns import LEADER
from indexer.readers.pdf_layout import PrintedLine

_SENTENCE_END = re.compile(rf"[.;:?!。；：？！؛؟][”»\"'’)）\]{SUPERSCRIPTS}]*$")
_NOTE = re.compile(rf"(?P<mark>[{SUPERSCRIPTS}]+|\d{{1,3}}(?![.\d)\-–/])|[*†‡]+)\s*(?=\S)")
_HAN_START = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
_CLOSING = re.compile(r"[，。；：、）〕》」』”’？！)]*")
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

    `from_right` says at which side lines begin, which some files of Arabic have at the left;
    `indented`, that first lines stand further in; `spaced`, that paragraphs stand apart.
    """

    size: float
    pitch: float
    bold: bool
    rtl: bool
    from_right: bool
    indented: bool
    spaced: bool


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
        and a.printed.piece.width > 0.75 * (a.printed.right - a.printed.left)
    ]
    common = Counter(pitches).most_common(1)
    pitch = common[0][0] if common else 1.2 * size
    from_right = rtl and not _is_flush_left(lines)
    draft = Usual(size, pitch, bold, rtl, from_right, indented=False, spaced=False)
    return replace(draft, indented=_indents(lines, draft), spaced=_is_spaced(lines, draft))


def _is_spaced(lines: Sequence[TextLine], known: Usual) -> bool:
    """Whether paragraphs stand further apart than their lines do."""
    apart = close = 0
    for a, b in zip(lines, lines[1:], strict=False):
        same = a.page == b.page and a.printed.region == b.printed.region and not (a.note or b.note)
        if same and _SENTENCE_END.search(a.text) and not _is_full(a, b, known):
            distance = a.printed.piece.baseline - b.printed.piece.baseline
            apart += distance > 1.25 * known.pitch
            close += 0 < distance <= 1.25 * known.pitch
    return apart >= 3 and apart > 4 * close


def _is_flush_left(lines: Sequence[TextLine]) -> bool:
    """Whether lines begin at the left: short lines below wide ones tell, or else all lines."""
    inside = [line.printed for line in lines if line.printed.cells is None]
    ends = [
        below
        for above, below in zip(inside, inside[1:], strict=False)
        if above.piece.width > 0.9 * (above.right - above.left) > 1.2 * below.piece.width
        and 0 < above.piece.baseline - below.piece.baseline < 2.6 * above.piece.size
    ]
    told = ends if len(ends) > 2 else inside
    left = sum(line.piece.left - line.left < 4 for line in told)
    right = sum(line.right - line.piece.right < 4 for line in told)
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
    if _HAN_START.match(line.text):  # what may not begin a line is kept with what is before it
        kept = _CLOSING.match(line.text, 1)
        return (1 + len(kept[0] if kept else "")) * piece.size
    width = piece.last_width if known.rtl else piece.first_width
    first, _, rest = line.text.partition(" ")
    if first.isdigit() and rest:  # "15 November" is often kept together
        width += (0.25 + 0.5 * len(rest.split(" ", 1)[0])) * piece.size
    elif "-" in first[1:-1] or "/" in first[1:-1]:  # it could have been broken
        width *= 0.75
    return width + 0.2 * piece.size


def _is_full(line: TextLine, following: TextLine, known: Usual) -> bool:
    """Whether the first word of the next line would not have fitted into a line."""
    if line.printed.cells is not None:
        return False
    room, indent = _room(line, known), _indent(line, known)
    width = line.printed.right - line.printed.left
    if (
        abs(room - indent) < 1
        and indent > 2 * known.size
        and line.printed.piece.width < 0.8 * width
    ):
        room *= 2  # it is centred
    elif room < 3 and indent > 0.3 * width:  # it may stand at the other side
        step = abs(_indent(following, known) - indent)
        aligned = _room(following, known) < 3 and step > 1.5 * known.size
        if known.rtl or aligned or indent > 0.5 * width:
            return False
    return room < _first_width(following, known) + 0.05 * known.size


def narrowed(lines: Sequence[TextLine], *, rtl: bool) -> list[TextLine]:
    """The lines with the side that text of their indent usually reaches, as in boxes and quotes."""
    ends: dict[int, Counter[int]] = defaultdict(Counter)
    for line in lines:
        long = line.printed.piece.width > 0.5 * (line.printed.right - line.printed.left)
        if line.printed.cells is None and not line.note and long:
            start, end = _start_and_end(line, rtl=rtl)
            ends[round(start / 2)][round(end / 2)] += 1
    result = []
    for line in lines:
        start, end = _start_and_end(line, rtl=rtl)
        near: Counter[int] = Counter()
        for key in range(round(start / 2) - 1, round(start / 2) + 2):
            near.update(ends.get(key, Counter()))
        common, _ = near.most_common(1)[0] if near else (0, 0)
        count = sum(near[key] for key in range(common - 1, common + 2))
        if line.printed.cells is None and count >= 2 and count * 4 >= sum(near.values()):
            side = 2.0 * common
            inside = end >= side - 4 if rtl else end <= side + 4
            printed = line.printed
            if inside and rtl and side > printed.left:
                line = replace(line, printed=replace(printed, left=side - 2))
            elif inside and not rtl and side < printed.right:
                line = replace(line, printed=replace(printed, right=side + 2))
        result.append(line)
    return result


def set_in(lines: Sequence[TextLine], *, rtl: bool) -> list[TextLine]:
    """The lines, those of blocks that are set in at both sides with the sides of these.

    A block is lines of one indent close together, all of which leave at their end at least the
    room that they leave at their beginning, or all of which but the last end at one place.
    """
    result = list(lines)
    start = 0
    for index in range(1, len(result) + 1):
        if index < len(result) and _same_block(result[index - 1], result[index]):
            continue
        block = result[start:index]
        start, begin = index, start
        printed = block[0].printed
        first = (
            printed.right - block[0].printed.piece.right
            if rtl
            else (block[0].printed.piece.left - printed.left)
        )
        if len(block) < 2 or printed.cells is not None:
            continue
        ends = [_start_and_end(line, rtl=rtl)[1] for line in block]
        even = len(block) > 2 and max(ends[:-1]) - min(ends[:-1]) < 3
        if rtl:
            side = printed.left + first
            fits = first >= 1 and all(end >= side - 2 for end in ends)
            if even and min(ends) > side:
                side, fits = min(ends), True
        else:
            side = printed.right - first
            fits = first >= 1 and all(end <= side + 2 for end in ends)
            if even and max(ends) < side:
                side, fits = max(ends), True
        if fits:
            for place, line in enumerate(block, begin):
                inner = (
                    replace(line.printed, left=side) if rtl else replace(line.printed, right=side)
                )
                result[place] = replace(line, printed=inner)
    return result


def _same_block(a: TextLine, b: TextLine) -> bool:
    distance = a.printed.piece.baseline - b.printed.piece.baseline
    return (
        a.page == b.page
        and a.printed.region == b.printed.region
        and a.printed.cells is None
        and b.printed.cells is None
        and abs(a.printed.piece.left - b.printed.piece.left) < 2
        and 0 < distance < 1.5 * a.size
    )


def _start_and_end(line: TextLine, *, rtl: bool) -> tuple[float, float]:
    piece = line.printed.piece
    return (piece.right, piece.left) if rtl else (piece.left, piece.right)


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
        elif LEADER.search(line.text):
            role, bodies = "header", []  # a table of contents
        else:
            begins = not bodies or _begins(bodies, line, known)
            bodies = [line] if begins else [*bodies, line]
        result.append(SourceLine(text, line.page, numbers[line.page], role, 0, begins))
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
    if abs(a.size - b.size) > 0.08 * max(a.size, b.size):
        return a.bold == b.bold or not _mixed(last, line, known)
    if a.bold != b.bold and not _mixed(last, line, known):
        return True
    full = _is_full(last, line, known)
    if len(paragraph) == 1 and (is_symbol(last.text) or is_symbol(line.text)):
        return True
    distance = a.baseline - b.baseline
    turned = last.page != line.page or last.printed.region != line.printed.region
    close = not turned and 0 < distance <= 1.12 * known.pitch * max(a.size / known.size, 0.8)
    if a.size >= 1.15 * known.size and not turned and 0 < distance <= 1.35 * a.size:
        # large letters are headings, which are broken anywhere
        return a.width < 0.5 * (last.printed.right - last.printed.left)
    if _HYPHEN_END.search(last.text) and line.text[:1].islower():
        return False
    if not full:
        small = line.text[:1].islower() and MARKER.match(line.text) is None
        if small and (close or turned) and (last.text[-1:].isalpha() or last.text[-1:] == ","):
            return False  # no paragraph begins so, and few end so
        wide = a.width > 0.7 * (last.printed.right - last.printed.left)
        ended = _SENTENCE_END.search(last.text) or last.text[-1:] in ",،"
        if known.rtl and wide and close and a.bold == b.bold and not ended:
            return False  # Arabic has no small letters to tell; a paragraph ends with a sign
        goes_on = len(paragraph) > 1 and close and not _SENTENCE_END.search(last.text)
        same = abs(_indent(line, known) - _indent(last, known)) < 2
        return not (goes_on and same and known.spaced and last.text[-1:] not in ",،，")
    indent, before = _indent(line, known), _indent(last, known)
    near = 0.8 * known.size
    marker = MARKER.match(line.text)
    if not turned:
        usual_pitch = known.pitch * max(a.size / known.size, 0.8)
        if distance > 1.25 * usual_pitch or distance < 0:
            return True
    if len(paragraph) > 1 and abs(indent - before) > near and not _centred(line, last, known):
        return True  # it leaves the side at which the paragraph stands
    if len(paragraph) == 1 and indent - before > near and not MARKER.match(first.text):
        return known.indented or turned
    if marker and not (known.spaced and close) and _is_list(paragraph, line, marker[0], known):
        return True
    if not turned:
        return False
    if known.indented and _is_body(first, known) and indent - _indent(first, known) < -near:
        return False
    numbered = MARKER.match(first.text)
    if known.indented and len(paragraph) == 1 and abs(indent - before) <= near and not numbered:
        return True
    ends = _SENTENCE_END.search(last.text) is not None
    # a comma and a capital: rarer inside a sentence than between preambular paragraphs
    ends = ends or (last.text[-1:] == "," and line.text[:1].isupper())
    return ends and not line.text[:1].islower() and not (known.indented and len(paragraph) > 1)


def _mixed(last: TextLine, line: TextLine, known: Usual) -> bool:
    """Whether a paragraph only changes its weight on the way: both lines are long and close."""
    distance = last.printed.piece.baseline - line.printed.piece.baseline
    close = 0 < distance < 1.2 * known.pitch
    return (
        close
        and len(last.text) > 40
        and _is_full(last, line, known)
        and (not _SENTENCE_END.search(last.text))
    )


def _centred(line: TextLine, last: TextLine, known: Usual) -> bool:
    return all(
        _indent(li, known) > known.size
        and abs(_indent(li, known) - _room(li, known)) < 0.6 * known.size
        for li in (line, last)
    )


def _is_body(line: TextLine, known: Usual) -> bool:
    return abs(line.size - known.size) < 0.6


def _is_list(paragraph: Sequence[TextLine], line: TextLine, marker: str, known: Usual) -> bool:
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
