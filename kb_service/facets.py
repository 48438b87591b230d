"""Filters and facet counts over units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from indexer.anchors import has_page, top_anchor
from indexer.errors import QueryError
from indexer.languages import CODES
from indexer.model import PARAGRAPH_KINDS, Passage, PassageKind
from kb_service.results import FILTERS, FilterName
from kb_service.units import COLUMN, Units

Mask = NDArray[np.bool_]

_MOST_NAMED = 40  # values that an error message lists


class Facets:
    """Which unit has which value of which filter."""

    def __init__(
        self,
        units: Units,
        vocabulary: Mapping[str, Iterable[str]],
        holders: Mapping[tuple[str, str], str],
    ) -> None:
        """`vocabulary` names values that exist even if no passage has them.

        `holders` gives, by document and anchor, the paragraph for which an inline item stands.
        """
        self._size = len(units)
        self._masks: dict[FilterName, dict[str, Mask]] = {name: {} for name in FILTERS}
        for name in FILTERS:
            for value in vocabulary.get(name, ()):
                self._mask(name, value)
        items: dict[tuple[str, str], list[str]] = {}
        for (document, item), holder in holders.items():
            items.setdefault((document, holder), []).append(item)
        for unit in range(len(units)):
            passage = units.any_passage(unit)
            for name, value in _values(passage):
                self._mask(name, value)[unit] = True
                if name == "paragraph":
                    for item in items.get((passage.document, value), ()):
                        self._mask(name, item)[unit] = True
        for code in CODES:
            self._masks["language"][code] = units.rows[:, COLUMN[code]] >= 0

    def check(self, filters: Mapping[str, tuple[str, ...]]) -> None:
        """Nothing, if every filter and value is known; else QueryError naming what is."""
        for name, values in filters.items():
            if name not in self._masks:
                raise QueryError(f'filter "{name}" is unknown; use one of: {", ".join(FILTERS)}')
            known = self._masks[name]
            for value in values:
                if value not in known:
                    listed = ", ".join(sorted(known)[:_MOST_NAMED])
                    more = ", …" if len(known) > _MOST_NAMED else ""
                    raise QueryError(
                        f'{name} "{value[:80]}" is unknown; use one of: {listed}{more}'
                    )

    def allow(self, filters: Mapping[str, tuple[str, ...]], besides: str | None = None) -> Mask:
        """The units that pass every filter, leaving out the one named `besides`."""
        allowed: Mask = np.ones(self._size, dtype=np.bool_)
        for name, values in filters.items():
            if name != besides and values:
                known = self._masks[name]  # type: ignore[index]
                allowed &= np.logical_or.reduce([known[value] for value in values])
        return allowed

    def count(
        self, matched: Mask, filters: Mapping[str, tuple[str, ...]]
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        """How many matched units have each value; a facet's own selection does not narrow it."""
        narrowed = matched & self.allow(filters)
        counts: dict[str, tuple[tuple[str, int], ...]] = {}
        for name, masks in self._masks.items():
            chosen = filters.get(name, ())
            base = matched & self.allow(filters, besides=name) if chosen else narrowed
            found = [
                (value, int(np.count_nonzero(mask & base)))
                for value, mask in masks.items()
                if name != "paragraph" or top_anchor(value) == value
            ]
            found = [(value, number) for value, number in found if number or value in chosen]
            # Values stay in vocabulary or document order where they are equally frequent.
            counts[name] = tuple(sorted(found, key=lambda pair: -pair[1]))
        return counts

    def _mask(self, name: FilterName, value: str) -> Mask:
        return self._masks[name].setdefault(value, np.zeros(self._size, dtype=np.bool_))


def vocabulary_values(records: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The values that the vocabularies of an artefact define, by filter."""
    vocabulary = records.get("vocabulary.json", {})
    tables = {
        "theme": "themes",
        "audience": "audiences",
        "verb": "verbs",
        "addressee": "addressees",
    }
    values = {name: tuple(vocabulary.get(table, {})) for name, table in tables.items()}
    return {**values, "kind": get_args(PassageKind)}


def _values(passage: Passage) -> Iterable[tuple[FilterName, str]]:
    yield "document", passage.document
    yield "kind", passage.kind
    if passage.verb is not None:
        yield "verb", passage.verb
    for theme in passage.themes:
        yield "theme", theme
    for audience in passage.audiences:
        yield "audience", audience
    for addressee in passage.addressees:
        yield "addressee", addressee
    if passage.kind in PARAGRAPH_KINDS and has_page(passage.anchor):
        anchor, top = passage.anchor, top_anchor(passage.anchor)
        while len(anchor) >= len(top):
            yield "paragraph", anchor
            anchor = anchor.rpartition("-")[0]
