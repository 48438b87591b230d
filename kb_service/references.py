"""Queries that are references, answered from the units themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.anchors import is_within
from indexer.model import Passage
from indexer.references import QueryReference
from kb_service.units import Units


class ReferenceIndex:
    """Where each anchor, decision and document is, and what cites each article."""

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
        self._holders = {
            anchor: holder
            for (_, anchor), holder in find_holders(records, units.passages).items()
            if anchor not in self._anchors
        }

    def held_by(self, anchor: str, reference: QueryReference | None) -> str:
        """The anchor to open: that of the inline item asked for, if the paragraph holds it."""
        if reference is not None and self._holders.get(reference.key) == anchor:
            return reference.key
        return anchor

    def resolve(self, reference: QueryReference) -> NDArray[np.int64]:
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
            found = self._documents.get(key, []) + self._cited.get(key, [])
        return np.asarray(list(dict.fromkeys(found)), dtype=np.int64)

    def _named(self, key: str) -> list[int]:
        """The units of an anchor and of what is below it."""
        exact = self._anchors.get(self._holders.get(key, key), [])
        below = [
            number
            for anchor, numbers in self._anchors.items()
            if is_within(anchor, key)
            for number in numbers
        ]
        return exact + (below if exact else [])


def find_holders(
    records: Mapping[str, Any], passages: Iterable[Passage]
) -> dict[tuple[str, str], str]:
    """The anchor of the passage that holds each inline item, by document and the item's anchor.

    An inline item has a permanent anchor and no passage: its words stand in its paragraph's.
    """
    present = {(passage.document, passage.anchor) for passage in passages}
    holders: dict[tuple[str, str], str] = {}

    def hold(document: str, nodes: Iterable[Mapping[str, Any]], above: str | None) -> None:
        for node in nodes:
            own: str | None = node["anchor"]
            if (document, own) not in present:
                own = above
                if own is not None:
                    holders[document, node["anchor"]] = own
            hold(document, node["items"], own)

    for path, record in records.items():
        if path.startswith("documents/"):
            for text in record["texts"].values():
                hold(record["id"], (*text["preamble"], *text["operative"]), None)
    return holders
