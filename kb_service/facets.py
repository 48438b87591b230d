"""Filters and facet counts over units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.anchors import top_anchor
from indexer.columns import Columns
from indexer.errors import QueryError
from kb_service.results import FILTERS
from kb_service.units import Numbers

Mask = NDArray[np.bool_]
Filters = Mapping[str, tuple[str, ...]]

_MOST_NAMED = 40  # values that an error message lists


class Facets:
    """Which units pass which filters, and how often each value occurs among some units.

    Counting takes no longer because there are more units than those that are counted.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._codes = {
            name: {value: code for code, value in enumerate(table.values)}
            for name, table in columns.facets.items()
        }
        #: The values that are counted: of paragraphs, those with a page.
        self._counted = {
            name: [c for v, c in codes.items() if name != "paragraph" or top_anchor(v) == v]
            for name, codes in self._codes.items()
        }

    def check(self, filters: Filters) -> None:
        """Nothing, if every filter and value is known; else QueryError naming what is."""
        for name, values in filters.items():
            if name not in self._codes:
                raise QueryError(f'filter "{name}" is unknown; use one of: {", ".join(FILTERS)}')
            known = self._codes[name]
            for value in values:
                if value not in known:
                    listed = ", ".join(sorted(known)[:_MOST_NAMED])
                    more = ", …" if len(known) > _MOST_NAMED else ""
                    raise QueryError(
                        f'{name} "{value[:80]}" is unknown; use one of: {listed}{more}'
                    )

    def codes(self, name: str, values: Iterable[str]) -> list[int]:
        """The numbers by which a table keeps values of a filter; KeyError for an unknown one."""
        return [self._codes[name][value] for value in values]

    def allow(self, units: Numbers, filters: Filters, besides: str | None = None) -> Mask:
        """Which of some units pass every filter, leaving out the one named `besides`."""
        allowed: Mask = np.ones(len(units), dtype=np.bool_)
        for name, values in filters.items():
            if name != besides and values:
                wanted: Mask = np.zeros(len(self._codes[name]), dtype=np.bool_)
                wanted[self.codes(name, values)] = True
                places, codes = self._columns.facets[name].of(units)
                passing: Mask = np.zeros(len(units), dtype=np.bool_)
                passing[places[wanted[codes]]] = True
                allowed &= passing
        return allowed

    def passing(self, filters: Filters) -> Numbers | None:
        """All units that pass every filter, ascending; None without any filter."""
        masks: list[Mask] = []
        for name, values in filters.items():
            if values:
                passing: Mask = np.zeros(len(self._columns), dtype=np.bool_)
                for code in self.codes(name, values):
                    passing[self._columns.facets[name].holding(code)] = True
                masks.append(passing)
        return np.flatnonzero(np.logical_and.reduce(masks)) if masks else None

    def count(self, units: Numbers, filters: Filters) -> dict[str, tuple[tuple[str, int], ...]]:
        """How many of some units have each value; a facet's own selection does not narrow it."""
        narrowed = units[self.allow(units, filters)]
        counts: dict[str, tuple[tuple[str, int], ...]] = {}
        for name, table in self._columns.facets.items():
            chosen = filters.get(name, ())
            base = units[self.allow(units, filters, besides=name)] if chosen else narrowed
            numbers = np.bincount(table.of(base)[1], minlength=len(table.values)).tolist()
            found = [
                (table.values[code], numbers[code])
                for code in self._counted[name]
                if numbers[code] or table.values[code] in chosen
            ]
            # Values stay in vocabulary or document order where they are equally frequent.
            found.sort(key=lambda pair: -pair[1])
            counts[name] = tuple(found)
        return counts
