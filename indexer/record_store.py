"""Records in one file: ready-made answers of the API, each read when it is asked for.

records.jsonl        a record a line
records.index.json   its place by name: first byte and length
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from indexer.manifest import canonical_json

RECORDS = "records.jsonl"
PLACES = "records.index.json"

#: So many records stay in memory once they were read.
KEPT = 512


class RecordWriter:
    """Writes records into a folder one after another; leaving it completes the two files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / RECORDS).open("wb")
        self._places: dict[str, tuple[int, int]] = {}

    def add(self, name: str, line: bytes) -> None:
        """Write a record, given as JSON without line breaks."""
        self._places[name] = (self._file.tell(), len(line))
        self._file.write(line + b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        (self._folder / PLACES).write_bytes(canonical_json(self._places) + b"\n")


class RecordStore(Mapping[str, Any]):
    """The records in a folder, by name; safe to share between threads.

    The file is memory-mapped, so that it can be read even after its name was deleted. What is given
    out is shared: nobody may change it. Raises OSError or ValueError for files that are missing or
    unreadable.
    """

    def __init__(self, folder: Path) -> None:
        self._places: dict[str, list[int]] = json.loads((folder / PLACES).read_bytes())
        with (folder / RECORDS).open("rb") as file:
            # An empty file cannot be mapped.
            empty = not (folder / RECORDS).stat().st_size
            self._data = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._kept = lru_cache(KEPT)(self._read)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __getitem__(self, name: str) -> Any:
        return self._kept(name)

    def _read(self, name: str) -> Any:
        start, length = self._places[name]
        return json.loads(self._data[start : start + length])
