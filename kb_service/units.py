"""Units of an artefact: a passage in all its languages is one unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.languages import CODES
from indexer.model import Passage

#: Kinds whose passages are sections of one page.
_SECTIONS = frozenset({"guidance", "about"})
#: The column of each language in tables over units.
COLUMN = {code: column for column, code in enumerate(CODES)}


@dataclass(frozen=True, slots=True)
class Units:
    """All units, in the order of their first passages.

    `rows[u, c]` is the row of unit u in the language of column c, -1 where it does not exist.
    """

    names: tuple[str, ...]
    rows: NDArray[np.int64]
    number: dict[str, int]
    passages: Sequence[Passage]

    def __len__(self) -> int:
        return len(self.names)

    def any_passage(self, unit: int) -> Passage:
        """The unit's first passage: for facts that all its languages share."""
        return self.passages[int(self.rows[unit][self.rows[unit] >= 0][0])]

    def choose(self, unit: int, languages: Iterable[str | None]) -> Passage:
        """The unit in the first of these languages that it has, else in any."""
        for language in languages:
            if language is not None and self.rows[unit, COLUMN[language]] >= 0:
                return self.passages[int(self.rows[unit, COLUMN[language]])]
        return self.any_passage(unit)

    def alternates(self, unit: int, language: str) -> dict[str, Passage]:
        """The unit in all languages but one."""
        return {
            code: self.passages[int(row)]
            for code, row in zip(CODES, self.rows[unit], strict=True)
            if row >= 0 and code != language
        }

    def spread(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Values by row as a table by unit and language, NaN where there is no passage."""
        if not len(values):
            return np.full(self.rows.shape, np.nan)
        return np.where(self.rows >= 0, values[self.rows].astype(np.float64), np.nan)


def hit_of(passage: Passage) -> str:
    """What a passage is found as: the page that it is a section of, else its own unit."""
    return passage.path if passage.kind in _SECTIONS else passage.unit


def is_summary(passage: Passage) -> bool:
    """Whether a passage is the summary of a page, which its sections say in full."""
    return passage.kind in _SECTIONS and not passage.anchor


def group_units(passages: Sequence[Passage]) -> Units:
    """The units of all passages."""
    number: dict[str, int] = {}
    for passage in passages:
        number.setdefault(passage.unit, len(number))
    rows = np.full((len(number), len(CODES)), -1, dtype=np.int64)
    for row, passage in enumerate(passages):
        rows[number[passage.unit], COLUMN[passage.language]] = row
    return Units(tuple(number), rows, number, passages)
