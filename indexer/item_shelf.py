"""What packs are made from, read out of an artefact's folder when an export asks for it.

Searching never needs it, so the service does not hold it; an export runs in a process of its own,
which reads it without opening the index.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import ArtefactError
from indexer.items import ITEMS, Item
from indexer.manifest import ITEM_RECORDS, REPAIR, read_manifest
from indexer.record_store import RecordStore


@dataclass(frozen=True, slots=True)
class ItemShelf:
    """The folder of one version of the artefact. Everything raises ArtefactError if unreadable."""

    folder: Path

    @property
    def version(self) -> str:
        """The version's name."""
        return read_manifest(self.folder).version

    def items(self, code: str) -> dict[str, Item]:
        """The items of a language by id."""
        try:
            return ITEMS.validate_json(self._read(f"{ITEM_RECORDS}{code}.json"))
        except ValueError as error:
            raise ArtefactError(f"{self.folder}: unreadable items ({error}); {REPAIR}") from None

    def drawings(self, code: str) -> dict[str, str]:
        """The drawings as SVG elements with the words of a language, by id."""
        found: dict[str, str] = self._data(f"{ITEM_RECORDS}drawings/{code}.json")
        return found

    def sources(self) -> dict[str, dict[str, Any]]:
        """The sources by id."""
        found: dict[str, dict[str, Any]] = self._record("sources.json")
        return found

    def kinds(self) -> dict[str, str]:
        """The kind of each item by its id."""
        found: dict[str, str] = self._record("items.json")["kinds"]
        return found

    def day(self) -> str:
        """The day of the newest change or review of the texts."""
        return str(self._record("items.json")["day"])

    def _record(self, name: str) -> Any:
        try:
            return RecordStore(self.folder)[name]
        except (OSError, ValueError, KeyError) as error:
            raise ArtefactError(
                f"{self.folder}: unreadable record {name} ({error}); {REPAIR}"
            ) from None

    def _data(self, name: str) -> Any:
        try:
            return json.loads(self._read(name))
        except ValueError as error:
            raise ArtefactError(f"{self.folder}: unreadable {name} ({error}); {REPAIR}") from None

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise ArtefactError(f"{self.folder}: cannot read {name} ({error}); {REPAIR}") from None
