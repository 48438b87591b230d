"""What gaps between the letters of a PDF file are blanks.

Many files have no letters for blanks, or not for all. How wide a gap must be depends on the file;
in Arabic, where letters that do not join leave gaps inside words, on the letter too.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from indexer.readers.bidi import is_arabic
from indexer.readers.pdf_glyphs import Glyph

#: Parts of a letter's size: a gap that is a blank where the file has blanks as letters, and where
#: it has none.
_BLANK, _BLANK_ALONE = 0.2, 0.1
BLANK_BESIDE_HAN = 0.235
#: Between Chinese and other letters where a file puts a gap everywhere, none is a blank.
_NEVER = 1.0
#: Between Arabic letters of which the file does not show what they leave inside words and between
#: them, and between an Arabic letter and another sign.
_BLANK_IN_ARABIC, _BLANK_BESIDE_ARABIC = 0.19, 0.16
#: Letters and marks that stand at the ends of words alone.
_LAST = frozenset("ةى\u064b\u064c\u064d")
_BLANK_AFTER_LAST = 0.1
#: Gaps that a letter must have in a file to show that, their least difference, and the widest
#: that it leaves inside words.
_ENOUGH, _APART, _WIDEST = 4, 0.12, 0.2


@dataclass(frozen=True, slots=True)
class Blanks:
    """The least gaps that are blanks, as parts of a size: beside Chinese, at the left of an
    Arabic letter (by letter and whether it is bold), and elsewhere."""

    anywhere: float
    beside_han: float
    arabic: Mapping[tuple[str, bool], float]

    def between(self, left: str, glyph: Glyph) -> float:
        """The least gap between an Arabic letter, or another, and the one on its left."""
        if not (is_arabic(left) and is_arabic(glyph.text)):
            return _BLANK_BESIDE_ARABIC
        if not _LAST.isdisjoint(glyph.text):
            return _BLANK_AFTER_LAST
        return self.arabic.get(_key(glyph), _BLANK_IN_ARABIC)


def find_blanks(pages: Iterable[Sequence[Glyph]]) -> Blanks:
    """What the glyphs of a file, in its order, say about blanks.

    A file that has letters for blanks needs gaps less. Some typesetters put a gap of a fifth
    between Chinese and other letters everywhere, which is no blank.
    """
    blanks = letters = pairs = apart = 0
    arabic: defaultdict[tuple[str, bool], list[float]] = defaultdict(list)
    for glyphs in pages:
        for before, glyph in pairwise(glyphs):
            letters += 1
            blanks += glyph.text == " "
            if is_han(before.text) == is_han(glyph.text) or glyph.baseline != before.baseline:
                continue
            if before.text.isalnum() and glyph.text.isalnum():
                gap = (glyph.left - before.right) / glyph.size
                pairs += -0.1 < gap < 1
                apart += 0.12 < gap < 1
        for key, gap in _arabic_gaps(glyphs):
            arabic[key].append(gap)
    return Blanks(
        anywhere=_BLANK if blanks * 100 > letters else _BLANK_ALONE,
        beside_han=_NEVER if pairs > 12 and apart > 0.6 * pairs else BLANK_BESIDE_HAN,
        arabic={key: valley for key, gaps in arabic.items() if (valley := _valley(gaps))},
    )


def _arabic_gaps(glyphs: Sequence[Glyph]) -> Iterable[tuple[tuple[str, bool], float]]:
    """The gap at the left of each Arabic letter, beside another one, as a part of its size."""
    rows: defaultdict[float, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if is_arabic(glyph.text) and _base(glyph.text):
            rows[round(glyph.baseline, 1)].append(glyph)
    for row in rows.values():
        row.sort(key=lambda glyph: glyph.left)
        for left, glyph in pairwise(row):
            gap = (glyph.left - left.right) / glyph.size
            if -0.2 < gap < 0.7:
                yield _key(glyph), gap


def _valley(gaps: Sequence[float]) -> float | None:
    """The middle between the gaps inside words and those between them; None if they show none.

    The cut is where both parts differ least within themselves (Otsu 1979).
    """
    if len(gaps) < _ENOUGH:
        return None
    ordered = sorted(gaps)
    total, below = sum(ordered), 0.0
    best, place = 0.0, 0
    for count, gap in enumerate(ordered[:-1], 1):
        below += gap
        above = (total - below) / (len(ordered) - count)
        apart = count * (len(ordered) - count) * (above - below / count) ** 2
        if apart > best:
            best, place = apart, count
    if not place:
        return None  # all gaps are one
    low, high = ordered[place - 1], ordered[place]
    inside, between = sum(ordered[:place]) / place, sum(ordered[place:]) / (len(ordered) - place)
    return (low + high) / 2 if inside < _WIDEST and between - inside >= _APART else None


def _key(glyph: Glyph) -> tuple[str, bool]:
    return _base(glyph.text), glyph.bold


@lru_cache(maxsize=8192)
def _base(text: str) -> str:
    """The letters of a glyph without vowel marks."""
    return "".join(c for c in text if not unicodedata.combining(c))


@lru_cache(maxsize=8192)
def is_han(text: str) -> bool:
    """Whether a glyph prints Chinese: a character, or a full-width mark."""
    return not text.isascii() and any(
        "\u2e80" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" for c in text
    )
