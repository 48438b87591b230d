"""Queries that are references, answered from the units themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from indexer.anchors import is_within
from indexer.columns import Columns
from indexer.references import QueryReference
from kb_service.units import Numbers

_KEPT = 1024  # references that were asked for


class ReferenceIndex:
    """Where each anchor, decision and document is, and what cites each article."""

    def __init__(self, columns: Columns, records: Mapping[str, Any]) -> None:
        self._columns = columns
        self._anchors = {anchor: code for code, anchor in enumerate(columns.anchors.values)}
        self._cited = {key: code for code, key in enumerate(columns.references.values)}
        documents = {name: code for code, name in enumerate(columns.facets["document"].values)}
        self._documents: dict[str, list[int]] = {}
        for path in records:
            if path.startswith("documents/"):
                code, symbol = documents.get(records[path]["id"]), records[path].get("symbol")
                if symbol and code is not None:
                    self._documents.setdefault(symbol.upper(), []).append(code)
        self._holders = {
            item: holder for _, item, holder in columns.holders if item not in self._anchors
        }
        self.resolve = lru_cache(_KEPT)(self._resolve)

    def held_by(self, anchor: str, reference: QueryReference | None) -> str:
        """The anchor to open: that of the inline item asked for, if the paragraph holds it."""
        if reference is not None and self._holders.get(reference.key) == anchor:
            return reference.key
        return anchor

    def _resolve(self, reference: QueryReference) -> Numbers:
        """The units that a reference means, first those it names; empty if there is none.

        A paragraph means itself and what is below it; a decision or document means its own
        units and then every unit that cites it; an article of the Convention, whose text is not
        here, means the units that cite it.
        """
        if reference.kind in ("paragraph", "anchor"):
            keys = [reference.key]
            if reference.kind == "paragraph" and reference.key.startswith("op-"):
                # "paragraph 12" of a report, or of an annex
                plain = reference.key.replace("op-", "para-", 1)
                keys += [plain, *(a for a in self._anchors if a.endswith(f"-{plain}"))]
            found = [number for key in keys for number in self._named(key)]
        else:
            key = reference.key.upper()
            table = self._columns.facets["document"]
            own = [table.holding(code) for code in self._documents.get(key, ())]
            found = np.sort(np.concatenate(own)).tolist() if own else []
            if key in self._cited:
                found += self._columns.references.holding(self._cited[key]).tolist()
        return np.asarray(list(dict.fromkeys(found)), dtype=np.int64)

    def _named(self, key: str) -> list[int]:
        """The units of an anchor and of what is below it."""
        held = self._anchors.get(self._holders.get(key, key))
        if held is None:
            return []
        below = (code for anchor, code in self._anchors.items() if is_within(anchor, key))
        codes = [held, *below]
        return [n for code in codes for n in self._columns.anchors.holding(code).tolist()]
