"""The dense index: passage vectors in FAISS, exact inner product."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.lexical import Scored

Vectors = NDArray[np.float32]


class DenseIndex:
    """Unit vectors of passages, by row; searching is safe between threads."""

    def __init__(self, index: Any) -> None:
        self._index = index
        # A view of the vectors inside FAISS: scores of all rows need no second copy.
        held: Any = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
        self._vectors: Vectors = np.asarray(held, dtype=np.float32).reshape(index.ntotal, index.d)

    @property
    def size(self) -> int:
        """The number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def search(
        self, vector: Vectors, limit: int, allowed: Iterable[int] | None = None
    ) -> list[Scored]:
        """The rows nearest to a vector, best first; with `allowed` only those rows compete."""
        parameters: Any = None
        limit = min(limit, self.size)
        if allowed is not None:
            rows = np.fromiter(allowed, dtype=np.int64)
            limit = min(limit, len(rows))
            parameters = faiss.SearchParameters()
            selector = faiss.IDSelectorBatch(rows)  # kept by this name: FAISS only points to it
            parameters.sel = selector
        if limit <= 0:
            return []
        wanted = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        scores, found = self._index.search(wanted, limit, params=parameters)
        return [
            Scored(int(row), float(score))
            for row, score in zip(found[0], scores[0], strict=True)
            if row >= 0
        ]

    def scores(self, vector: Vectors) -> Vectors:
        """The inner product of a vector with every row, in row order."""
        return self._vectors @ np.asarray(vector, dtype=np.float32).reshape(-1)

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """The vectors of some rows."""
        return self._vectors[np.asarray(rows, dtype=np.int64)]


def build_dense(vectors: Vectors) -> Any:
    """A FAISS index of unit vectors, by row."""
    index = faiss.IndexFlatIP(int(vectors.shape[1]))
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def write_dense(path: Path, vectors: Vectors) -> None:
    """The vectors as a FAISS file."""
    faiss.write_index(build_dense(vectors), str(path))


def open_dense(path: Path) -> DenseIndex:
    """The index in a file; the caller has checked that it is as written."""
    return DenseIndex(faiss.read_index(str(path)))
