"""What a paragraph of a superseded document became in the latest version of its work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from kb_service.urls import SiteUrls
from kb_service.vocabulary import Json

_KEPT = 64  # documents


class Succession:
    """Follows documents and their anchors to the latest version; holds `records` of an artefact."""

    def __init__(self, records: Mapping[str, Any], urls: SiteUrls) -> None:
        self._records = records
        self._urls = urls
        self._step = lru_cache(_KEPT)(self._find_step)

    def find(self, document: str, anchor: str, language: str) -> Json | None:
        """The latest version, as an answer's `successor`; None where nothing replaces a document.

        Where a paragraph is gone, what holds it is followed; where that is gone too, or the
        versions share no language, `anchor` is empty and `url` is the document's.
        """
        step = self._step(document)
        if step is None:
            return None
        passed = {document}
        while step is not None and step[0] not in passed:
            document, anchors = step
            passed.add(document)
            anchor = next((anchors[each] for each in _upward(anchor) if each in anchors), "")
            step = self._step(document)
        paged = anchor.startswith(("pp-", "op-"))
        return {
            "document": document,
            "symbol": self._records[f"documents/{document}.json"]["symbol"],
            "anchor": anchor,
            "url": self._urls.paragraph(language, document, anchor)
            if paged
            else self._urls.document(language, document),
        }

    def _find_step(self, document: str) -> tuple[str, Mapping[str, str]] | None:
        """The next version of a document, and the anchors there of what is still in it."""
        record = self._records.get(f"documents/{document}.json")
        versions = record["versions"] if record else ()
        later = next((each["id"] for each in versions if each["replaces"] == document), None)
        if later is None:
            return None
        texts = self._records[f"comparisons/{later}.json"]["texts"].values()
        pairs = next((text["pairs"] for text in texts), ())
        return later, {
            pair["earlier"]["anchor"]: pair["later"]["anchor"]
            for pair in pairs
            if pair["earlier"] and pair["later"]
        }


def _upward(anchor: str) -> Iterator[str]:
    """An anchor and those of what holds it, down to the paragraph: op-4-d, op-4."""
    while anchor:
        yield anchor
        anchor = anchor.rpartition("-")[0]
