"""Units of an artefact: a passage in all its languages is one unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.columns import Columns
from indexer.languages import CODES
from indexer.model import Passage

#: The column of each language in tables over units.
COLUMN = {code: column for column, code in enumerate(CODES)}

Numbers = NDArray[np.int64]


def number_anew(numbers: NDArray[Any], size: int) -> tuple[Numbers, Numbers]:
    """The distinct ones of some numbers below `size`, ascending, and where each of them is there.

    As `np.unique` with its inverse, without sorting: a table of all numbers costs less.
    """
    held = np.zeros(size, np.bool_)
    held[numbers] = True
    distinct = np.flatnonzero(held)
    places = np.empty(size, np.int64)  # only what is used is ever touched
    places[distinct] = np.arange(len(distinct))
    return distinct, places[numbers]


@dataclass(frozen=True, slots=True)
class Units:
    """All units, in the order of their first passages.

    Passages are read only where one is asked for: everything that is known of all units stands in
    the columns.
    """

    columns: Columns
    passages: Sequence[Passage]

    def __len__(self) -> int:
        return len(self.columns)

    def any_passage(self, unit: int) -> Passage:
        """The unit's first passage: for facts that all its languages share."""
        return self.passages[self.choose_row(unit, ())]

    def choose_row(self, unit: int, languages: Iterable[str | None]) -> int:
        """The row of the unit in the first of these languages that it has, else any."""
        rows: list[int] = self.columns.rows[unit].tolist()
        for language in languages:
            if language is not None and rows[COLUMN[language]] >= 0:
                return rows[COLUMN[language]]
        return next(row for row in rows if row >= 0)

    def choose(self, unit: int, languages: Iterable[str | None]) -> Passage:
        """The unit in the first of these languages that it has, else in any."""
        return self.passages[self.choose_row(unit, languages)]

    def alternates(self, unit: int, language: str) -> Mapping[str, Passage]:
        """The unit in all languages but one."""
        return {
            code: self.passages[row]
            for code, row in zip(CODES, self.columns.rows[unit].tolist(), strict=True)
            if row >= 0 and code != language
        }

    def named(self, name: str) -> Numbers:
        """The units of a name, of a path or of a document or page, in order; empty without any."""
        found = [
            unit
            for unit in self.columns.may_be_named(name).tolist()
            if name in ((p := self.any_passage(unit)).unit, p.path.strip("/"))
        ]
        documents = self.columns.facets["document"]
        if name in documents.values:
            found += documents.holding(documents.values.index(name)).tolist()
        return np.unique(np.asarray(found, np.int64))
