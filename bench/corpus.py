"""Knowledge bases of any size, made of the words, lengths, themes and audiences of the real one.

A made passage has the length, kind, themes and audiences of a real one, and half of its words; the
others are drawn from all words of the language, as often as they occur there. Its translations are
made in the same way, so that a unit has six languages, as in content/.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.languages import CODES
from indexer.model import Passage

_KEPT = 0.5  # of a text's words
_PAGE = 40  # units of a document
_HAN = re.compile(r"[\u4e00-\u9fff]{1,2}|[^\u4e00-\u9fff]+")


def make_passages(real: Sequence[Passage], count: int) -> Iterator[Passage]:
    """So many passages, by language; the same ones whenever they are made.

    Only the first of them, as many as are real, have phrases under which they are asked for.
    """
    units: dict[str, dict[str, Passage]] = {}
    for passage in real:
        units.setdefault(passage.unit, {})[passage.language] = passage
    whole = [unit for unit in units.values() if len(unit) == len(CODES)]
    for code in CODES:
        words = [word for p in real if p.language == code for word in _cut(p.text, code)]
        for number in range(-(-count // len(CODES))):
            if number * len(CODES) + CODES.index(code) < count:
                passage = whole[number % len(whole)][code]
                made = number >= len(whole)
                yield _vary(passage, number, words, () if made else passage.asked)


def _vary(passage: Passage, number: int, words: list[str], asked: tuple[str, ...]) -> Passage:
    code = passage.language
    chance = random.Random(f"{code}/{number}")
    text = [
        word if chance.random() < _KEPT else chance.choice(words)
        for word in _cut(passage.text, code)
    ]
    path, anchor = f"made/{number // _PAGE}/", f"p-{number % _PAGE}"
    unit = f"{path}#{anchor}"
    return replace(
        passage,
        id=f"{code}/{unit}",
        unit=unit,
        path=path,
        anchor=anchor,
        document=f"made-{number // _PAGE}",
        number=str(number % _PAGE),
        text=("" if code == "zh" else " ").join(text),
        asked=asked,
    )


def _cut(text: str, code: str) -> list[str]:
    """The words of a text; pairs of characters in Chinese."""
    return _HAN.findall(text) if code == "zh" else text.split()
