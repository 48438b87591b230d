"""Arrays of different lengths, one a row, in two files that are memory-mapped.

<name>.bin           all arrays one after another
<name>.offsets.npy   where each begins, and where the last one ends (items)
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

#: Items of one dtype.
Items = NDArray[Any]
#: Gives the items of a row.
Rows = Callable[[int], Items]


class RaggedWriter:
    """Writes a row after another; leaving it completes the two files."""

    def __init__(self, folder: Path, name: str, dtype: np.dtype[Any]) -> None:
        self._offsets_path = folder / f"{name}.offsets.npy"
        self._file = (folder / f"{name}.bin").open("wb")
        self._dtype = dtype
        self._offsets = array("q", [0])

    def add(self, items: Items) -> None:
        """The next row."""
        self._file.write(items.astype(self._dtype, copy=False).tobytes())
        self._offsets.append(self._offsets[-1] + len(items))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        np.save(self._offsets_path, np.frombuffer(self._offsets, np.int64))


def open_ragged(folder: Path, name: str, dtype: np.dtype[Any], rows: int) -> Rows:
    """The rows in a folder. Raises OSError or ValueError for files that do not fit each other."""
    path = folder / f"{name}.bin"
    # Plain arrays over the mapped files: a memmap costs much at each of its small slices.
    offsets: NDArray[np.int64] = np.asarray(
        np.load(folder / f"{name}.offsets.npy", mmap_mode="r", allow_pickle=False)
    )
    size = path.stat().st_size
    if offsets.shape != (rows + 1,) or int(offsets[-1]) * dtype.itemsize != size:
        raise ValueError(f"{path}: {size} bytes, which is not {rows} rows that end where told")
    # an empty file cannot be mapped
    items: Items = np.asarray(np.memmap(path, dtype, mode="r")) if size else np.zeros(0, dtype)

    def read(row: int) -> Items:
        start, end = offsets[row : row + 2].tolist()
        return items[start:end]

    return read
