"""Glyphs of a page to rows of pieces: what stands on one baseline, cut where a wide gap is."""

from __future__ import annotations

import bisect
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.readers.bidi import is_arabic, order_in_glyph, to_logical, without_forms
from indexer.readers.lines import printed, raised
from indexer.readers.pdf_blanks import BLANK_BESIDE_HAN, Blanks, is_han
from indexer.readers.pdf_glyphs import Glyph

#: Parts of a letter's size: a gap between Chinese letters or one that may part columns, and one
#: that is a blank beside a mark.
_GAP, _BLANK_AT_MARK = 1.0, 0.45
#: Letters of a raised mark, such as "12, 13".
_LONGEST_MARK = 7
#: Letters between which lines are set without blanks, so that a gap is none.
_HAN = "\u2e80-\u9fff"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a row without wide gaps; `items` are its letters as printed, from left to right.

    `size` is the usual size of its letters, `bold` whether all of them are; `first_width` and
    `last_width` are those of its outermost words, from the left.
    """

    items: tuple[str, ...]
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    first_width: float
    last_width: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def text(self, *, rtl: bool, begins: bool = True) -> str:
        """The text in the order in which it is read."""
        return printed_line(to_logical(self.items, rtl=rtl, begins=begins))


def printed_line(text: str) -> str:
    """A line without marks that print nothing; a soft hyphen that ends it is printed."""
    hyphen = text.rstrip().endswith("\u00ad")
    return without_forms(printed(text)).strip() + ("\u00ad" if hyphen else "")


def join_pieces(pieces: Sequence[Piece], between: str = " ") -> Piece:
    """Pieces of one row as one."""
    ordered = sorted(pieces, key=lambda piece: piece.left)
    items: list[str] = []
    for piece in ordered:
        items += ([between] if items else []) + list(piece.items)
    main = max(ordered, key=lambda piece: len(piece.items))
    return Piece(
        items=tuple(items),
        left=ordered[0].left,
        right=max(piece.right for piece in ordered),
        baseline=main.baseline,
        size=main.size,
        bold=all(piece.bold for piece in ordered),
        first_width=ordered[0].first_width,
        last_width=ordered[-1].last_width,
    )


@dataclass(slots=True)
class _Row:
    baseline: float
    size: float
    glyphs: list[tuple[Glyph, int]]  # with 1 for raised, -1 for lowered


def rows_of(glyphs: Iterable[Glyph], has: Blanks) -> list[list[Piece]]:
    """The rows of a page from its top, each cut to pieces from left to right."""
    marks: list[Glyph] = []
    letters: list[Glyph] = []
    for glyph in glyphs:
        (marks if _is_mark(glyph.text) else letters).append(glyph)
    rows = _attach_raised(_baselines(letters))
    for mark in marks:
        if home := _row_of_mark(mark, rows):
            home.glyphs.append((mark, 0))
    made = [(_cut(row, has), row) for row in rows]
    return [pieces for pieces, row in sorted(made, key=lambda pair: -pair[1].baseline) if pieces]


def _baselines(glyphs: Iterable[Glyph]) -> list[_Row]:
    """Glyphs by baseline: letters within a small distance are one row."""
    rows: list[_Row] = []
    for glyph in sorted(glyphs, key=lambda g: -g.baseline):
        for row in reversed(rows[-12:]):
            if abs(row.baseline - glyph.baseline) <= 0.12 * min(row.size, glyph.size):
                row.glyphs.append((glyph, 0))
                row.size = max(row.size, glyph.size)
                break
        else:
            rows.append(_Row(glyph.baseline, glyph.size, [(glyph, 0)]))
    return rows


def _attach_raised(rows: list[_Row]) -> list[_Row]:
    """Small letters above or below a baseline belong to the row of the letters beside them."""
    rows.sort(key=lambda row: -row.baseline)
    levels = [-row.baseline for row in rows]
    extents = [_Extent(row) for row in rows]
    kept: list[_Row] = []
    moves: list[tuple[_Row, tuple[Glyph, int]]] = []
    for index, row in enumerate(rows):
        stay: list[tuple[Glyph, int]] = []
        short = _short_runs(row)
        start = bisect.bisect_left(levels, -row.baseline - 40)
        end = bisect.bisect_right(levels, -row.baseline + 40)
        for glyph, shift in row.glyphs:
            home = None
            for other in range(start, end) if id(glyph) in short else ():
                if other == index or not extents[other].is_beside(glyph):
                    continue
                main = rows[other]
                lift = (glyph.baseline - main.baseline) / main.size
                small = glyph.size <= 0.87 * main.size and -0.35 <= lift <= 0.75
                mark = is_arabic(glyph.text) and len(main.glyphs) > 2 * len(row.glyphs)
                same = mark and abs(lift) <= 0.6
                if same or small:
                    home = (main, 0 if same else 1 if lift > 0 else -1)
                    break
            if home is None:
                stay.append((glyph, shift))
            else:
                moves.append((home[0], (glyph, home[1])))
        row.glyphs = stay
        kept.append(row)
    for row, item in moves:
        row.glyphs.append(item)
    return [row for row in kept if row.glyphs]


def _row_of_mark(mark: Glyph, rows: list[_Row]) -> _Row | None:
    """The row over or under whose letters a vowel mark stands."""
    best: tuple[float, _Row] | None = None
    for row in rows:
        lift = (mark.baseline - row.baseline) / row.size
        if not -1 <= lift <= 2:
            continue
        beside = any(g.left - 2 <= mark.left <= g.right + 2 for g, _ in row.glyphs)
        if beside and (best is None or abs(lift - 0.2) < best[0]):
            best = (abs(lift - 0.2), row)
    if best:
        return best[1]
    return min(rows, key=lambda r: abs(r.baseline - mark.baseline), default=None)


def _short_runs(row: _Row) -> set[int]:
    """The letters that stand in short runs, by their ids: a mark, not a line in small letters."""
    short: set[int] = set()
    run: list[Glyph] = []
    for glyph in sorted((g for g, _ in row.glyphs), key=lambda g: g.left):
        if run and glyph.left - max(g.right for g in run[-2:]) > 0.8 * row.size:
            short.update(map(id, run if len(run) <= _LONGEST_MARK else ()))
            run = []
        run.append(glyph)
    short.update(map(id, run if len(run) <= _LONGEST_MARK else ()))
    return short


class _Extent:
    """Where the letters of a row stand, to find those beside which another stands."""

    def __init__(self, row: _Row) -> None:
        spans = sorted((g.left, g.right) for g, _ in row.glyphs if g.text.strip())
        self._lefts = [left for left, _ in spans]
        self._rights = sorted(right for _, right in spans)
        self._reach = 1.2 * row.size

    def is_beside(self, glyph: Glyph) -> bool:
        at = bisect.bisect_left(self._lefts, glyph.right - 0.5)
        after = at < len(self._lefts) and self._lefts[at] - glyph.right <= self._reach
        at = bisect.bisect_right(self._rights, glyph.left + 0.5)
        before = at > 0 and glyph.left - self._rights[at - 1] <= self._reach
        return before or after


def _cut(row: _Row, has: Blanks) -> list[Piece]:
    """A row as pieces: letters in their order from the left, blanks where gaps are."""
    glyphs = _with_marks(row.glyphs)
    words: list[_Word] = []
    blank = False
    for glyph, shift in glyphs:
        if glyph.text == "\u00a0" and words and not blank:
            words[-1].add(glyph, glyph.text)  # what it joins is one word where lines are broken
            continue
        if not glyph.text.strip():
            blank = blank or bool(words)
            continue
        text = _shifted(glyph.text, shift)
        if words:
            gap = glyph.left - words[-1].right
            size = min(glyph.size, words[-1].size) if shift else glyph.size
            han = is_han(words[-1].items[-1]) + is_han(text)
            arabic = is_arabic(text) or is_arabic(words[-1].items[-1])
            least = has.between(words[-1].items[-1], glyph) if arabic else has.anywhere
            if han == 2:
                least = _GAP
            elif han:
                other = words[-1].items[-1][0] if is_han(text) else text[0]
                usual = _BLANK_AT_MARK if other in "“”‘’…—" else BLANK_BESIDE_HAN
                least = has.beside_han if other.isalnum() else usual
            is_gap = gap > least * size and words[-1].items[-1] != "\u00a0"
            if (
                gap < -0.3 * size
                and words[-1].items[-1] == text
                and abs(gap) > 0.8 * (glyph.right - glyph.left)
            ):
                continue  # printed twice, a little apart, to look bold
            if not (blank or is_gap):
                words[-1].add(glyph, text)
                continue
        words.append(_Word(glyph, text))
        blank = False
    return _pieces(words)


class _Word:
    def __init__(self, glyph: Glyph, text: str) -> None:
        self.items = list(_letters(text))
        self.left, self.right = glyph.left, glyph.right
        self.size, self.baseline = glyph.size, glyph.baseline
        self.bold = glyph.bold or not any(map(str.isalnum, text))

    def add(self, glyph: Glyph, text: str) -> None:
        self.items += _letters(text)
        self.right = max(self.right, glyph.right)
        if glyph.size > self.size:
            self.size, self.baseline = glyph.size, glyph.baseline
        self.bold = self.bold and (glyph.bold or not any(map(str.isalnum, text)))


def _letters(text: str) -> list[str]:
    """One item for what one glyph prints if it is Arabic, else one for each letter."""
    if len(text) == 1:
        return [text]
    if is_arabic(text):
        return [order_in_glyph(text)]
    if any(unicodedata.combining(c) for c in text):
        return [text]
    return list(text)


def _pieces(words: list[_Word]) -> list[Piece]:
    pieces: list[Piece] = []
    run: list[_Word] = []
    for word in words:
        if run:
            gap = word.left - run[-1].right
            if gap > _GAP * max(word.size, run[-1].size):
                pieces.append(_piece(run))
                run = []
        run.append(word)
    if run:
        pieces.append(_piece(run))
    return pieces


def _piece(words: list[_Word]) -> Piece:
    items: list[str] = []
    for word in words:
        items += ([" "] if items else []) + _without_lengthening(word.items)
    main = max(words, key=lambda word: len(word.items))
    sizes: Counter[float] = Counter()
    for word in words:  # Latin words among Arabic ones are often set smaller
        sizes[word.size] += len(word.items)
    return Piece(
        items=tuple(items),
        left=words[0].left,
        right=max(word.right for word in words),
        baseline=main.baseline,
        size=sizes.most_common(1)[0][0],
        bold=all(word.bold for word in words),
        first_width=words[0].right - words[0].left,
        last_width=words[-1].right - words[-1].left,
    )


def _without_lengthening(items: list[str]) -> list[str]:
    """A word without the strokes that lengthen Arabic joins, which some files call Latin letters.

    No Latin letter stands inside an Arabic word.
    """
    if not any(map(is_arabic, items)) or not any(map(_is_latin, items)):
        return items
    kept: list[str] = []
    for place, item in enumerate(items):
        if _is_latin(item):
            start = end = place
            while start > 0 and items[start - 1] == item:
                start -= 1
            while end + 1 < len(items) and items[end + 1] == item:
                end += 1
            inside = start > 0 and end + 1 < len(items)
            if inside and is_arabic(items[start - 1]) and is_arabic(items[end + 1]):
                continue
        kept.append(item)
    return kept


def _is_latin(item: str) -> bool:
    return item.isascii() and item.isalpha()


def _shifted(text: str, shift: int) -> str:
    """Digits that stand raised as superscripts; letters and lowered digits as they are."""
    return raised(text) if shift > 0 and text.isascii() and text.isdigit() else text


def _with_marks(glyphs: list[tuple[Glyph, int]]) -> list[tuple[Glyph, int]]:
    """Letters from left to right, each with the vowel marks that stand over it."""
    letters = sorted(
        (item for item in glyphs if not _is_mark(item[0].text)), key=lambda item: item[0].left
    )
    marks = [item for item in glyphs if _is_mark(item[0].text)]
    if not marks:
        return letters
    centres = [(g.left + g.right) / 2 for g, _ in letters]
    texts: dict[int, str] = {}
    starts: dict[int, float] = {}
    for mark, _ in marks:
        if not letters:
            return marks
        place = (mark.left + mark.right) / 2
        around = bisect.bisect_left(centres, place)
        near = list(range(max(0, around - 3), min(len(letters), around + 3)))
        near = [i for i in near if letters[i][0].text.strip()] or near
        best = min(near, key=lambda i: _distance(letters[i][0], mark))
        texts[best] = texts.get(best, "") + mark.text
        starts[best] = min(starts.get(best, mark.left), mark.left)
    return [
        (
            item
            if index not in texts
            else (
                Glyph(
                    item[0].text + texts[index],
                    min(item[0].left, starts[index]),
                    item[0].right,
                    item[0].baseline,
                    item[0].size,
                    item[0].bold,
                ),
                item[1],
            )
        )
        for index, item in enumerate(letters)
    ]


def _distance(glyph: Glyph, mark: Glyph) -> float:
    """How far a mark is from a letter; none at all if it takes up the end of its place."""
    if abs(glyph.left - mark.right) < 0.05 and mark.right > mark.left:
        return -1.0
    place, centre = (mark.left + mark.right) / 2, (glyph.left + glyph.right) / 2
    outside = max(glyph.left - place, place - glyph.right, 0.0)
    return outside * 10 + abs(centre - place)


@lru_cache(maxsize=8192)
def _is_mark(text: str) -> bool:
    return not text.isascii() and bool(text) and all(unicodedata.category(c) == "Mn" for c in text)
