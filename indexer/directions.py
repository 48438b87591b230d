"""Keeps what is written from left to right whole among words that run from right to left.

There the algorithm of Unicode (UAX 9) would put the sign behind a number, and the last slash of an
address before it. HTML isolates such words by an element, plain text by marks that nobody sees.
"""

from __future__ import annotations

import re

from indexer.languages import LANGUAGES

#: A number with its sign. A sign without a blank after it begins a number; between two numbers
#: blanks stand around it. What ends a sentence is no part of the number before it.
SIGNED = re.compile(r"(?<![0-9])[−+±][0-9]+(?:[.,][0-9]+)*%?")
#: Gives signs beside it the direction of Latin letters.
LEFT_TO_RIGHT_MARK = "\u200e"


def is_mirrored(code: str) -> bool:
    """Whether a language is written from right to left; what is in no language is not."""
    return bool(code) and LANGUAGES[code].direction == "rtl"


def mark_signs(text: str, code: str) -> str:
    """A plain text of a language in which every number keeps its sign before it."""
    return SIGNED.sub(rf"{LEFT_TO_RIGHT_MARK}\g<0>", text) if is_mirrored(code) else text


def isolate(words: str, code: str) -> str:
    """A symbol or address for plain text in a language. Among words that run from right to left,
    one that begins with a number or ends with a sign would be turned round (`COP.14/16`): it is
    kept as it is written."""
    turned = words[:1].isdigit() or not words[-1:].isalnum()
    return f"\u2066{words}\u2069" if is_mirrored(code) and turned else words
