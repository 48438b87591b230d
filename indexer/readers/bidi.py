"""Arabic as it is printed, from left to right, to the order in which it is read.

The inverse of the Unicode bidirectional algorithm (UAX 9) for a line without marks of direction,
as far as it has one: letters of Arabic run from right to left, Latin letters and numbers from
left to right. Where two orders of reading print alike ("COP 15" beside Arabic), numbers are read
as part of the Latin words that they stand beside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from indexer.readers.lines import SUPERSCRIPTS

_BRACKETS = ("()", "[]", "{}", "«»", "‹›", "（）")
_KINDS = {character: pair for pair in _BRACKETS for character in pair}
#: Quotation marks that have turned with the text that they stand in (see `_quotes`).
_QUOTES = str.maketrans("“”‘’", "”“’‘")
_FORMS = re.compile(r"[\ufb50-\ufdfb\ufdfc\ufe70-\ufefc]+")
_ALEFS = "اأإآٱ"


@lru_cache(maxsize=8192)
def is_arabic(text: str) -> bool:
    """Whether a text holds a letter that is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text)


def without_forms(text: str) -> str:
    """The text with letters in the place of Arabic presentation forms; nothing else changes."""
    return _FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def order_in_glyph(letters: str) -> str:
    """The letters that one glyph prints, in the order in which they are read."""
    base = "".join(c for c in letters if unicodedata.category(c) != "Mn")
    marks = "".join(c for c in letters if unicodedata.category(c) == "Mn")
    if len(base) == 2 and base[0] in _ALEFS and base[1] == "ل":
        base = base[::-1]  # a ligature of lam and alef, never of alef and lam
    return base + marks


def to_logical(printed: Sequence[str], *, rtl: bool, begins: bool = True) -> str:
    """The text of a line whose letters are given as they are printed, from left to right.

    `rtl` is the direction of the paragraph; `begins` says that the line is its first, where
    numbers do not yet follow an Arabic letter.
    """
    arabic = any(is_arabic(item) for item in printed)
    if not rtl:
        return _arabic_in_latin(printed) if arabic else "".join(printed)
    kinds = [_kind(item) for item in printed][::-1]
    if not arabic and "L" in kinds:
        return _brackets("".join(printed))
    items = list(printed)[::-1]
    result: list[str] = []
    start = 0
    arabic_before = not begins
    while start < len(items):
        if kinds[start] == "R":
            result.append(items[start])
            arabic_before = True
            start += 1
            continue
        end = start
        while end < len(items) and kinds[end] != "R":
            end += 1
        result += _segment(items[start:end], kinds[start:end], arabic_before)
        start = end
    return _quotes(_brackets("".join(result)))


def _kind(item: str) -> str:
    """R or L for letters, N for digits, and neutral: "." joins numbers, "-" joins some."""
    for character in item:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL", "NSM"}:
            return "R"
        if direction == "L":
            return "L"
        if direction in {"EN", "AN"}:
            return "N"
        if direction == "CS":
            return "."
        if direction == "ES":
            return "-"
        if direction == "ET":
            return "%"
    return " "


def _segment(items: list[str], kinds: list[str], arabic_before: bool) -> list[str]:
    """The part of a line between Arabic letters; given reversed, as all of the line is."""
    strong = [i for i, kind in enumerate(kinds) if kind in {"L", "N"}]
    if not strong:
        return items
    if "L" in kinds:
        first, last = strong[0], strong[-1]
        if first and (pair := _KINDS.get(items[first - 1])):
            # the bracket that closes "COP(97)" stands beside its number, not beside Arabic
            first -= sum(item in pair for item in items[first : last + 1]) % 2
        return items[:first] + _number(items[first : last + 1][::-1]) + items[last + 1 :]
    result: list[str] = []
    start = 0
    while start < len(items):
        end = start
        if kinds[start] == "N":
            end = _number_end(items, kinds, start, arabic_before)
            result += _number(items[start:end][::-1])
        else:
            end = start + 1
            result.append(items[start])
        start = end
    return result


def _number(items: list[str]) -> list[str]:
    """A number or Latin word with the mark of its note behind it, wherever it is printed."""
    marks = 0
    while marks < len(items) and items[marks] in SUPERSCRIPTS:
        marks += 1
    return items[marks:] + items[:marks]


def _number_end(items: list[str], kinds: list[str], start: int, arabic_before: bool) -> int:
    """Where a number ends that is printed from left to right, separators inside it included."""
    joins = {"."} if arabic_before else {".", "-"}
    end = start
    while end < len(items):
        if (
            kinds[end] == "N"
            or (not arabic_before and kinds[end] == "%")
            or kinds[end] in joins
            and end + 1 < len(items)
            and kinds[end + 1] == "N"
            or items[end].isspace()
            and _is_thousands(items, kinds, start, end)
        ):
            end += 1
        else:
            break
    return end


def _is_thousands(items: list[str], kinds: list[str], start: int, blank: int) -> bool:
    """Whether a blank stands before a group of three digits: "2 150" printed as it is read."""
    group = "".join(items[start:blank])[::-1].split()[:1]
    after = 0
    while blank + 1 + after < len(items) and kinds[blank + 1 + after] == "N":
        after += 1
    return bool(group) and len(group[0]) == 3 and group[0].isdigit() and 1 <= after <= 3


def _arabic_in_latin(printed: Sequence[str]) -> str:
    """Arabic words in a line of another script: each run of them is turned round."""
    result: list[str] = []
    run: list[str] = []
    gap: list[str] = []
    for item in printed:
        if _kind(item) == "R":
            run += gap + [item]
            gap = []
        elif run and _kind(item) in {" ", "."}:
            gap.append(item)
        else:
            result += run[::-1] + gap + [item]
            run, gap = [], []
    return "".join(result + run[::-1] + gap)


def _brackets(text: str) -> str:
    """Brackets turned as they are read.

    Which way a bracket beside Arabic is drawn says nothing: fonts, writers and readers of PDF
    mirror it or not. So a bracket opens if none is open, unless it ends a word; and closes one
    that is open, unless it begins a word.
    """
    result = list(text)
    open_kinds: list[str] = []
    for place, character in enumerate(text):
        pair = _KINDS.get(character)
        if pair is None:
            continue
        before, after = text[:place][-1:], text[place + 1 : place + 2]
        begins_word = (not before or before.isspace()) and bool(after) and not after.isspace()
        ends_word = bool(before) and not before.isspace() and not after[:1].isalnum()
        closes = not begins_word if pair in open_kinds else ends_word and not begins_word
        result[place] = pair[closes]
        if closes and pair in open_kinds:
            open_kinds.remove(pair)
        elif not closes:
            open_kinds.append(pair)
    return "".join(result)


def _quotes(text: str) -> str:
    """Quotation marks as they were written: PDFium mirrors them, which no text does."""
    return text.translate(_QUOTES)
