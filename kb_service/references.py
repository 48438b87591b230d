"""Queries that are references, answered from the units themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.references import QueryReference
from kb_service.units import Units


class ReferenceIndex:
    """Where each anchor, decision and document is."""

    def __init__(self, units: Units, records: Mapping[str, Any]) -> None:
        self._anchors: dict[str, list[int]] = {}
        self._cited: dict[str, list[int]] = {}
        self._documents: dict[str, list[int]] = {}
        symbols = {
            record["id"]: record["symbol"].upper()
            for path, record in records.items()
            if path.startswith("documents/") and record.get("symbol")
        }
        for number in range(len(units)):
            passage = units.any_passage(number)
            self._anchors.setdefault(passage.anchor, []).append(number)
            for key in passage.references:
                self._cited.setdefault(key.upper(), []).append(number)
            if symbol := symbols.get(passage.document):
                self._documents.setdefault(symbol, []).append(number)
        self._holders: dict[str, str] = {}
        for path, record in records.items():
            if path.startswith("documents/"):
                for text in record["texts"].values():
                    self._hold((*text["preamble"], *text["operative"]), None)

    def _hold(self, nodes: Iterable[Mapping[str, Any]], holder: str | None) -> None:
        """Which passage holds each anchor: an inline item has none but its paragraph's."""
        for node in nodes:
            own = node["anchor"] if node["anchor"] in self._anchors else holder
            if own is not None:
                self._holders[node["anchor"]] = own
            self._hold(node["items"], own)

    def held_by(self, anchor: str, reference: QueryReference | None) -> str:
        """The anchor to open: that of the inline item asked for, if the paragraph holds it."""
        if reference is not None and self._holders.get(reference.key) == anchor:
            return reference.key
        return anchor

    def resolve(self, reference: QueryReference) -> NDArray[np.int64]:
        """The units that a reference means, first those it names; empty if there is none.

        A paragraph means itself and what is below it; a decision or document means its own
        units and then every unit that cites it.
        """
        if reference.kind in ("paragraph", "anchor"):
            exact = self._anchors.get(self._holders.get(reference.key, reference.key), [])
            below = [
                number
                for anchor, numbers in self._anchors.items()
                if anchor.startswith(reference.key + "-")
                for number in numbers
            ]
            found = exact + (below if exact else [])
        else:
            key = reference.key.upper()
            found = self._documents.get(key, []) + self._cited.get(key, [])
        return np.asarray(list(dict.fromkeys(found)), dtype=np.int64)
