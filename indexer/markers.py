"""Printed markers of items — (a), a), (أ), а), (i), 1., 1- — and how they nest.

A marker alone is ambiguous: "(i)" is the ninth letter or the first roman numeral, a Cyrillic
"а)" prints like a Latin one. So every marker is read in all schemes that it fits, and the
sequence decides: it continues an open list, or begins a new one below the last item.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.references import fold_digits, fold_look_alikes, han_number

_SCHEMES: dict[str, str] = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "cyrillic": "абвгдежзиклмнопрстуфхцчшщэюя",
    "abjad": "أبجدهوزحطيكلمنسعفصقرشت",
}
_ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
]
_FULL_WIDTH = str.maketrans("（）．", "().")
_TOKEN = (
    r"(?:[a-zA-Zа-яА-Я]|[أابجدهوزحطيكلمنسعفصقرشت]ـ?|[ivxIVXіхІХ]{2,6}"
    r"|\d{1,2}|[一二三四五六七八九十]{1,3})"
)

#: "3 bis.": a paragraph put in between, in every language, to the place that it has after 3.
_INSERTED = {
    "bis": r"bis|бис|之二|مكرر[اةً]*",
    "ter": r"ter|тер|之三|مكرر[اةً]*\s+ثاني[اةً]*",
    "quater": r"quater|кватер|之四|مكرر[اةً]*\s+ثالث[اةً]*",
    "quinquies": r"quinquies|квинквиес|之五|مكرر[اةً]*\s+رابع[اةً]*",
}
_PLACES = tuple(_INSERTED)
_WORDS = "|".join(f"(?P<{name}>{_INSERTED[name]})" for name in reversed(_PLACES))
_END = r"(?:[.．、]|[-–—](?=\s))"
#: A paragraph number at the start of a line: "1. ", "1- ", "١- ", "3 bis.", "3 ter", "3之二.".
NUMBER = re.compile(
    rf"\s*(?P<marker>(?P<number>\d{{1,3}})(?:\s?{_END}(?!\d)"
    rf"|\s?[-‐]?\s?(?:{_WORDS})(?!(?<!之.)[^\W\d_])(?:\s?{_END})?))\s*",
    re.IGNORECASE,
)
#: The number of a paragraph or heading by chapters: "2.3 ", "2.3.1. ".
DECIMAL = re.compile(r"\s*(?P<marker>\d{1,2}(?:[.．]\d{1,2}){1,3}[.．]?)(?=\s)\s*")
#: A mark that begins an item without a number.
BULLET = re.compile(r"\s*(?P<marker>[•●◦▪‣·○■□➢✓*]|[-–—](?=\s))\s*(?=\S)")


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """The number of a paragraph: 3, and 1 for "3 bis", 2 for "3 ter"."""

    value: int
    inserted: int = 0

    @property
    def label(self) -> str:
        """The number in anchors, the same in every language: `3`, `3-bis`."""
        return f"{self.value}-{_PLACES[self.inserted - 1]}" if self.inserted else str(self.value)

    def follows(self, before: Number | None) -> bool:
        """Whether it is the next after another, or the first."""
        if self.inserted:
            return before == Number(self.value, self.inserted - 1)
        return self.value == (before.value if before else 0) + 1


def read_number(text: str) -> tuple[str, Number] | None:
    """The number at the start of a paragraph: its marker as printed, and what it says."""
    match = NUMBER.match(fold_digits(text))
    if match is None:
        return None
    inserted = next((n for n, name in enumerate(_PLACES, 1) if match[name]), 0)
    marker = text[match.start("marker") : match.end("marker")]
    return marker, Number(int(match["number"]), inserted)


#: A number or letter in brackets that is one character.
_SINGLE = r"(?P<single>[㈠-㈩⑴-⒇⒜-⒵])"
_AND = r"(?:و\s?(?=[(（]))?"  # Arabic "and" is a part of the word
#: An item marker at the start of a line; a web page prints "a." where others have "(a)".
ITEM = re.compile(
    rf"\s*(?P<marker>{_AND}[(（]?\s?(?P<token>{_TOKEN})\s?[)）]"
    r"|['‘’′](?P<quoted>\d{1,2})['‘’′]|(?P<dotted>[a-zа-я]|[ivx]{2,5})\.(?=\s)"
    rf"|{_SINGLE})\s*"
)
#: An item marker inside a sentence: not after a letter or number that it would belong to.
INLINE = re.compile(
    rf"(?<![A-Za-z0-9(（])(?P<marker>(?:(?<=\s)و\s?(?=[(（]))?[(（]?(?P<token>{_TOKEN})[)）]|{_SINGLE})"
    r"(?=\s|\w)"
)


def item_token(match: re.Match[str]) -> str:
    """What stands inside the marker that `ITEM` or `INLINE` has matched: the "一" of "㈠"."""
    found = match.groupdict()
    token = found["token"] or found.get("quoted") or found.get("dotted") or found["single"]
    return unicodedata.normalize("NFKC", token).strip("()")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a marker: its scheme and its place in the list, from 1."""

    scheme: str
    ordinal: int


def read_marker(token: str) -> tuple[Reading, ...]:
    """Every reading of the token inside a marker, the most usual first."""
    token = fold_digits(token.translate(_FULL_WIDTH)).strip("ـ ").lower().replace("ا", "أ")
    readings: list[Reading] = []
    if token.isdigit():
        return (Reading("digits", int(token)),)
    if number := han_number(token):
        return (Reading("han", number),)
    for scheme, alphabet in _SCHEMES.items():
        candidate = fold_look_alikes(token) if scheme == "latin" else token
        if len(candidate) == 1 and candidate in alphabet:
            readings.append(Reading(scheme, alphabet.index(candidate) + 1))
    look = fold_look_alikes(token).replace("I", "i")
    if look in _ROMAN:
        readings.append(Reading("roman", _ROMAN.index(look) + 1))
    return tuple(readings)


def ordinal_label(reading: Reading, depth: int = 0) -> str:
    """The part of an anchor for a reading, the same in every language.

    Letters of any alphabet are Latin letters. Below another item the second level is roman,
    whether it is printed (i), (一) or '1'.
    """
    if reading.scheme in _SCHEMES:
        return _SCHEMES["latin"][reading.ordinal - 1]
    if reading.scheme == "roman" or (depth and reading.ordinal <= len(_ROMAN)):
        return _ROMAN[reading.ordinal - 1]
    return str(reading.ordinal)


@dataclass(frozen=True, slots=True)
class Placed:
    """A marker placed in its list: depth from 0, reading, and what was expected if not this."""

    depth: int
    reading: Reading
    expected: str | None


def place_markers(tokens: Sequence[str]) -> list[Placed]:
    """Where each marker of one paragraph stands, by the sequence of all of them.

    A marker that neither continues an open list nor begins a new one is placed in the list of
    its scheme (or the outermost), with what was expected there.
    """
    placed: list[Placed] = []
    stack: list[Reading] = []
    readings = [read_marker(token) for token in tokens]
    for position, options in enumerate(readings):
        following = readings[position + 1] if position + 1 < len(readings) else ()
        choice = _place(stack, options, following)
        if choice is None:
            choice = _misplace(stack, options)
        placed.append(choice)
        del stack[choice.depth :]
        stack.append(choice.reading)
    return placed


def _place(
    stack: list[Reading], options: tuple[Reading, ...], following: tuple[Reading, ...]
) -> Placed | None:
    continuing = [
        Placed(depth, option, None)
        for depth in range(len(stack) - 1, -1, -1)
        for option in options
        if option.scheme == stack[depth].scheme and option.ordinal == stack[depth].ordinal + 1
    ]
    open_kinds = {_kind(reading) for reading in stack}  # letters never nest in letters
    starting = [
        Placed(len(stack), option, None)
        for option in options
        if option.ordinal == 1 and _kind(option) not in open_kinds
    ]
    if continuing and starting:
        # "(i)" after "(h)": a new list only if "(ii)" comes next
        nested = any(Reading(s.reading.scheme, 2) in following for s in starting)
        return starting[0] if nested else continuing[0]
    if continuing:
        return continuing[0]
    if starting:
        # among equal-looking starts (а: Latin or Cyrillic) take the one that the next continues
        for start in starting:
            if Reading(start.reading.scheme, 2) in following:
                return start
        return starting[0]
    return None


def _kind(reading: Reading) -> str:
    return "letters" if reading.scheme in _SCHEMES else reading.scheme


def _misplace(stack: list[Reading], options: tuple[Reading, ...]) -> Placed:
    for depth in range(len(stack) - 1, -1, -1):
        for option in options:
            if option.scheme == stack[depth].scheme:
                wanted = Reading(option.scheme, stack[depth].ordinal + 1)
                return Placed(depth, option, f"({ordinal_label(wanted)})")
    option = options[0]
    return Placed(len(stack), option, f"({ordinal_label(Reading(option.scheme, 1))})")
