"""Passages in a file: written as they come, each read again when it is asked for.

passages.jsonl          a passage a line; the number of the line is its row everywhere else
passages.offsets.npy    where each line begins, and where the last one ends (bytes)
passages.digests.npy    the digest of each line, by which a later build finds it again
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Self, overload

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.digests import Digests, digest_bytes, gather_digests
from indexer.model import Passage

PASSAGES = "passages.jsonl"
OFFSETS = "passages.offsets.npy"
_DIGESTS = "passages.digests.npy"

#: So many passages stay in memory once they were read, at 2 to 4 KB each.
KEPT = 16_384

_NAMES = tuple(sorted(f.name for f in fields(Passage)))
_TUPLES = tuple(f.name for f in fields(Passage) if str(f.type).startswith("tuple"))


class PassageWriter:
    """Writes passages into a folder one after another; leaving it completes the files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / PASSAGES).open("wb")
        self._offsets = array("q", [0])
        self._digests = bytearray()

    def add(self, passage: Passage) -> bytes:
        """The line that the passage was written as, without its end."""
        line = orjson.dumps({name: getattr(passage, name) for name in _NAMES})
        self._file.write(line + b"\n")
        self._offsets.append(self._offsets[-1] + len(line) + 1)
        self._digests += digest_bytes(line)
        return line

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        np.save(self._folder / OFFSETS, np.frombuffer(self._offsets, np.int64))
        np.save(self._folder / _DIGESTS, gather_digests(self._digests))


def open_digests(folder: Path) -> Digests:
    """The digests of the passages in a folder. Raises OSError or ValueError for a broken file."""
    digests: Digests = np.load(folder / _DIGESTS, allow_pickle=False)
    return digests


class PassageStore(Sequence[Passage]):
    """The passages in a folder, by row; safe to share between threads.

    The files are memory-mapped, so that they can be read even after their names were deleted.
    Raises OSError or ValueError for files that are missing or do not fit each other.
    """

    def __init__(self, folder: Path) -> None:
        offsets: NDArray[np.int64] = np.load(folder / OFFSETS, mmap_mode="r", allow_pickle=False)
        path = folder / PASSAGES
        size = path.stat().st_size
        if offsets.ndim != 1 or not len(offsets) or int(offsets[-1]) != size:
            raise ValueError(f"{path}: {size} bytes, which is not where {OFFSETS} ends")
        self._offsets = np.asarray(offsets)  # a memmap costs much at each of its small slices
        self._size = len(offsets) - 1
        with path.open("rb") as file:
            # An empty file cannot be mapped.
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        self._kept = lru_cache(KEPT)(self._read)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, row: int) -> Passage: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...

    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(row, slice):
            return [self._kept(one) for one in range(*row.indices(len(self)))]
        number = row if row >= 0 else row + self._size
        if not 0 <= number < self._size:
            raise IndexError(f"row {row} of {self._size} passages")
        return self._kept(number)

    def __iter__(self) -> Iterator[Passage]:
        # More than what is kept would only push out what is used.
        read = self._kept if len(self) <= KEPT else self._read
        return (read(row) for row in range(len(self)))

    def _read(self, row: int) -> Passage:
        start, end = self._offsets[row : row + 2].tolist()
        values: dict[str, Any] = orjson.loads(self._data[start : end - 1])
        for name in _TUPLES:
            values[name] = tuple(values[name])
        return Passage(**values)
