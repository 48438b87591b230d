"""What changed in the words of a text: runs that stayed, went or came.

Guarantees, whatever the texts are:

* the runs that stayed and went, joined, are the earlier text; those that stayed and came are the
  later one, down to the last character;
* no run begins or ends inside a word, nor inside what a reader sees as one character: an Arabic
  letter keeps its marks, an emoji its parts. Chinese is cut between any two characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import Indel

from indexer.notes import SUPERSCRIPTS

RunKind = Literal["same", "deleted", "added"]

#: Cut between any two of them: Chinese characters, which no space parts into words.
_HAN = (("\u2e80", "\u2fdf"), ("\u3005", "\u3007"), ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"))
_MORE_HAN = (("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))
#: Not marks, and yet part of the character before: joiners, emoji tones, tags of flags.
_EXTENDING = (("\u200c", "\u200d"), ("\U0001f3fb", "\U0001f3ff"), ("\U000e0020", "\U000e007f"))
#: Part of the character after: the joiner, and Arabic signs that span the number they precede.
_LEADING = frozenset("\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
_FLAGS = ("\U0001f1e6", "\U0001f1ff")
#: Words between two changes that are shown as changed too, so that sentences stay readable.
_ISLAND = 2
#: The share of its longer text that must have stayed for differences to be worth showing.
_SHARED = 0.25


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that stayed, went or came."""

    kind: RunKind
    text: str


def find_differences(earlier: str, later: str) -> tuple[Run, ...]:
    """The runs that make the later text of the earlier one; what went stands before what came.

    Texts that share next to nothing are told as one replaced by the other.
    """
    before, after = cut_words(earlier), cut_words(later)
    blocks = _join_islands(_compare(before, after))
    kept = sum(len(same) for same, _, _ in blocks)
    if kept < _SHARED * max(len(earlier), len(later)):
        blocks = [("", earlier, later)]
    runs: list[Run] = []
    for same, deleted, added in blocks:
        pieces: tuple[tuple[RunKind, str], ...]
        pieces = (("same", same), ("deleted", deleted), ("added", added))
        runs += [Run(kind, text) for kind, text in pieces if text]
    return tuple(runs)


def cut_words(text: str) -> list[str]:
    """The words of a text and what stands between them; joined, they are the text."""
    cut: list[str] = []
    start = 0
    base = last = ""
    for place, character in enumerate(text):
        kind = _kind(character)
        if kind == "mark" and place:
            last = character
            continue
        joined = last in _LEADING or (kind == base and kind in {"word", "space", "flag"})
        if place and not joined:
            cut.append(text[start:place])
            start = place
        base, last = kind, character
    return [*cut, text[start:]] if text else []


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    if unicodedata.category(character)[0] == "M" or _within(character, _EXTENDING):
        return "mark"
    if _FLAGS[0] <= character <= _FLAGS[1]:
        return "flag"
    if character.isspace():
        return "space"
    if character in SUPERSCRIPTS or _within(character, _HAN) or _within(character, _MORE_HAN):
        return "single"
    return "word" if character.isalnum() else "single"


def _within(character: str, ranges: Iterable[tuple[str, str]]) -> bool:
    return any(first <= character <= last for first, last in ranges)


def as_symbols(sequences: Sequence[Sequence[str]]) -> list[str]:
    """Each sequence of words as a text of one character a word: what is compared fast."""
    numbers: dict[str, int] = {}
    for sequence in sequences:
        for word in sequence:
            numbers.setdefault(word, len(numbers))
    # from the private planes on, where no character is a surrogate
    return ["".join(chr(0x10000 + numbers[word]) for word in each) for each in sequences]


_Block = tuple[str, str, str]


def _compare(before: list[str], after: list[str]) -> list[_Block]:
    """What stayed, and what went and came right after it, again and again."""
    first, second = as_symbols([before, after])
    blocks: list[_Block] = []
    same = deleted = added = ""
    for operation in Indel.opcodes(first, second):
        old = "".join(before[operation.src_start : operation.src_end])
        new = "".join(after[operation.dest_start : operation.dest_end])
        if operation.tag == "equal":
            if deleted or added:
                blocks.append((same, deleted, added))
                same = deleted = added = ""
            same += old
        else:
            deleted, added = deleted + old, added + new
    return [*blocks, (same, deleted, added)]


def _join_islands(blocks: list[_Block]) -> list[_Block]:
    """The blocks without a word or two that stayed by chance between larger changes."""
    joined: list[_Block] = blocks[:1]
    for same, deleted, added in blocks[1:]:
        above, gone, come = joined[-1]
        words = sum(1 for word in cut_words(same) if any(c.isalnum() for c in word))
        size = len(same.strip())
        island = words <= _ISLAND and size <= max(len(gone), len(come))
        if island and (deleted or added) and size <= max(len(deleted), len(added)):
            joined[-1] = (above, gone + same + deleted, come + same + added)
        else:
            joined.append((same, deleted, added))
    return joined
