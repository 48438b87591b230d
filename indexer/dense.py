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
_VECTORS = "index.faiss"
_OWNERS = "owners.npy"


class DenseIndex:
    """Unit vectors of passages, by row, and of the phrases under which they are asked for.

    Searching is safe between threads.
    """

    def __init__(self, index: Any, owners: NDArray[np.int64] | None = None) -> None:
        """`owners` gives the row of each phrase; their vectors stand behind those of passages."""
        self._index = index
        self._owners = np.zeros(0, np.int64) if owners is None else owners
        # A view of the vectors inside FAISS: scores of all rows need no second copy.
        held: Any = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
        vectors: Vectors = np.asarray(held, dtype=np.float32).reshape(index.ntotal, index.d)
        self._vectors = vectors[: self.size]
        self._phrases = vectors[self.size :]

    @property
    def size(self) -> int:
        """The number of passages."""
        return int(self._index.ntotal) - len(self._owners)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def search(
        self, vector: Vectors, limit: int, allowed: Iterable[int] | None = None
    ) -> list[Scored]:
        """The rows nearest to a vector, best first; with `allowed` only those rows compete."""
        limit = min(limit, self.size)
        selector: Any
        if allowed is None:
            selector = faiss.IDSelectorRange(0, self.size)  # kept by its name: FAISS only points
        else:
            rows = np.fromiter(allowed, dtype=np.int64)
            limit = min(limit, len(rows))
            selector = faiss.IDSelectorBatch(rows)
        parameters = faiss.SearchParameters()
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

    def phrase_scores(self, vector: Vectors) -> Vectors:
        """The best inner product of a vector with the phrases of each row; -inf without any."""
        best = np.full(self.size, -np.inf, np.float32)
        scores = self._phrases @ np.asarray(vector, dtype=np.float32).reshape(-1)
        np.maximum.at(best, self._owners, scores)
        return best

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """The vectors of some rows."""
        return self._vectors[np.asarray(rows, dtype=np.int64)]

    def all_phrases(self) -> Vectors:
        """The vectors of all phrases, in the order of their rows."""
        return self._phrases.copy()  # the view lives no longer than the FAISS index

    def keep(self, rows: Sequence[int]) -> DenseIndex:
        """An index in memory of some rows, numbered anew, with their phrases."""
        number = {row: place for place, row in enumerate(rows)}
        chosen = [i for i, owner in enumerate(self._owners.tolist()) if owner in number]
        owners = np.asarray([number[int(self._owners[i])] for i in chosen], np.int64)
        return build_dense(self.vectors(rows), self._phrases[chosen], owners)


def build_dense(
    vectors: Vectors, phrases: Vectors | None = None, owners: NDArray[np.int64] | None = None
) -> DenseIndex:
    """An index of unit vectors, by row, and of phrases by the row that owns each."""
    index = faiss.IndexFlatIP(int(vectors.shape[1]))
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    if phrases is not None and len(phrases):
        index.add(np.ascontiguousarray(phrases, dtype=np.float32))
    return DenseIndex(index, owners)


def write_dense(folder: Path, index: DenseIndex) -> None:
    """The index into a folder, as a FAISS file and the owners of phrases."""
    faiss.write_index(index._index, str(folder / _VECTORS))
    np.save(folder / _OWNERS, index._owners)


def open_dense(folder: Path) -> DenseIndex:
    """The index in a folder; the caller has checked that it is as written."""
    return DenseIndex(
        faiss.read_index(str(folder / _VECTORS)), np.load(folder / _OWNERS, allow_pickle=False)
    )
