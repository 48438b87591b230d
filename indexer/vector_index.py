"""Vectors by row, searched exactly or through an approximate FAISS index.

An approximate index only names candidates: what is given out has exact scores, computed from the
vectors themselves, which stay on disk and are memory-mapped. KINDS says which kind serves what
number of vectors; docs/decisions/014 has the measurements behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
#: float32, or float16 where an approximate index stands before them: (rows, dimension).
Stored = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to search vectors.

    `most` is the largest number of vectors for which "auto" chooses it. `few` is the number of
    allowed rows up to which all of them are scored instead.
    """

    name: str
    most: float
    few: int = 0


#: In the order of their sizes.
KINDS = (
    Kind("exact", 50_000),
    Kind("hnsw", 250_000, few=10_000),
    Kind("ivf", float("inf"), few=10_000),
)
_BY_NAME = {kind.name: kind for kind in KINDS}

_BATCH = 65_536  # rows in memory at a time
_CANDIDATES = 2  # scored anew for each row that is wanted,
_FEWEST_CANDIDATES = 400  # but not fewer than these

# The inverted file: lists, and the rows that are visited in the nearest of them.
_FEWEST_LISTS, _MOST_LISTS = 64, 4096
_TRAINED = 40  # vectors a list; FAISS asks for 39
_VISITED_SHARE = 1 / 8  # of all rows,
_FEWEST_VISITED = 25_000  # but not fewer than these,
_VISITED = 150  # and this many for each row that is wanted

# The graph: links of a node, and nodes that are visited to place a new one and to search.
_LINKS = 32
_CONSTRUCTION = 100
_EFFORT = 128


def choose_kind(wanted: str, count: int) -> str:
    """The kind that serves a number of vectors, unless the configuration wants another than auto.

    Nothing but the exact one can be made of too few vectors to train on.
    """
    if count < _TRAINED * _FEWEST_LISTS:
        return "exact"
    if wanted != "auto":
        return wanted
    return next(kind.name for kind in KINDS if count <= kind.most)


class VectorIndex:
    """Unit vectors by row; searching is safe between threads."""

    def __init__(self, vectors: Stored, kind: str = "exact", approximate: Any = None) -> None:
        """`approximate` is the FAISS index of a kind that is not exact.

        Without one, every query is multiplied with all rows, so that float16 becomes float32 here.
        """
        exact = approximate is None and vectors.dtype != np.float32
        self._vectors = vectors.astype(np.float32) if exact else vectors
        self._kind = _BY_NAME[kind]
        self._approximate = approximate

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return self._kind.name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._vectors.shape[1])

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of some rows: (rows, dimension)."""
        return np.asarray(self._vectors[rows], dtype=np.float32)

    def scores(self, vector: Vectors, rows: Rows | None = None) -> Vectors:
        """The inner products of a vector with some rows, or with all, in their order."""
        if rows is not None:
            return self.vectors(rows) @ vector
        if self._vectors.dtype == np.float32:
            return np.asarray(self._vectors @ vector, dtype=np.float32)
        found = np.empty(len(self), np.float32)
        for start in range(0, len(self), _BATCH):
            part = self._vectors[start : start + _BATCH]
            found[start : start + _BATCH] = part.astype(np.float32) @ vector
        return found

    def best_scores(self, vectors: Vectors) -> Vectors:
        """The highest inner product of each of many vectors with any row; -inf without rows."""
        best = np.full(len(vectors), -np.inf, np.float32)
        for start in range(0, len(self), _BATCH):
            part = self._vectors[start : start + _BATCH].astype(np.float32, copy=False)
            np.maximum(best, (vectors @ part.T).max(axis=1), out=best)
        return best

    def search(
        self, vector: Vectors, limit: int, allowed: Mask | None = None
    ) -> tuple[Rows, Vectors]:
        """The rows nearest to a vector and their scores, best first, equal ones by row.

        With `allowed`, a flag for each row, only the rows that have it compete.
        """
        count = len(self) if allowed is None else int(np.count_nonzero(allowed))
        limit = min(limit, count)
        if limit <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        rows: Rows | None = None
        if self._approximate is not None and (allowed is None or count > self._kind.few):
            rows = self._candidates(vector, limit, allowed, count)
        if rows is None or len(rows) < limit:
            rows = None if allowed is None else np.flatnonzero(allowed)
        if rows is not None and self._vectors.dtype == np.float32 and 8 * len(rows) > len(self):
            scores = self.scores(vector)[rows]  # in a row, they cost less than picked out
        else:
            scores = self.scores(vector, rows)
        best = best_places(scores, limit)
        return (best if rows is None else rows[best]), scores[best]

    def _candidates(self, vector: Vectors, limit: int, allowed: Mask | None, count: int) -> Rows:
        """Rows in order among which the nearest are, as a rule."""
        faiss = _faiss()
        share = count / len(self)
        selector: Any = None
        if allowed is not None:
            flags = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(flags)  # both kept by name: FAISS only points
        wanted = max(_FEWEST_CANDIDATES, _CANDIDATES * limit)
        # Rows that may not be given are passed on the way to those that may.
        if self.kind == "ivf":
            visited = max(_VISITED_SHARE, max(_FEWEST_VISITED, _VISITED * limit) / len(self))
            lists = int(np.ceil(self._approximate.nlist * min(1.0, visited / np.sqrt(share))))
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=lists)
        else:
            effort = int(max(_EFFORT, 2 * limit) / np.sqrt(share))
            wanted = min(wanted, effort)
            parameters = faiss.SearchParametersHNSW(sel=selector, efSearch=effort)
        asked = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        _, found = self._approximate.search(asked, min(wanted, count), params=parameters)
        return np.sort(found[0][found[0] >= 0])


def best_places(scores: Vectors, limit: int) -> Rows:
    """The places of the highest scores, best first, equal ones in their order."""
    if limit < len(scores):
        least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        places = np.flatnonzero(scores >= least)  # all of a tie
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:limit]


def write_approximate(
    path: Path, vectors: Stored, kind: str, tell: Callable[[int, int], None]
) -> None:
    """The FAISS index of vectors into a file; `tell` is given how many vectors are added, and how
    many there are.

    The same vectors give the same bytes: what is trained on is chosen by place, k-means begins with
    a fixed seed, and a graph is grown by one thread.
    """
    faiss = _faiss()
    count, dimension = vectors.shape
    if kind == "ivf":
        lists = _choose_lists(count)
        index = faiss.index_factory(dimension, f"IVF{lists},RaBitQ2", faiss.METRIC_INNER_PRODUCT)
        sample = np.arange(min(count, _TRAINED * lists)) * count // min(count, _TRAINED * lists)
    else:
        index = faiss.index_factory(dimension, f"HNSW{_LINKS}_SQ8", faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = _CONSTRUCTION
        sample = np.arange(min(count, _BATCH)) * count // min(count, _BATCH)
    threads = faiss.omp_get_max_threads()
    try:
        if kind == "hnsw":
            faiss.omp_set_num_threads(1)
        index.train(np.asarray(vectors[sample], dtype=np.float32))
        for start in range(0, count, _BATCH):
            tell(start, count)
            index.add(np.asarray(vectors[start : start + _BATCH], dtype=np.float32))
        tell(count, count)
    finally:
        faiss.omp_set_num_threads(threads)
    faiss.write_index(index, str(path))


def open_approximate(path: Path) -> Any:
    """The FAISS index in a file, memory-mapped; RuntimeError for one that is unreadable."""
    faiss = _faiss()
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)


def _choose_lists(count: int) -> int:
    """Four times the root of the number of vectors, as a power of two."""
    power = 2 ** round(float(np.log2(4 * np.sqrt(count))))
    return int(min(max(power, _FEWEST_LISTS), _MOST_LISTS, count // _TRAINED))


def _faiss() -> Any:
    """The library, whose stubs do not know its Python side.

    It takes time and memory to load, and an exact index does without.
    """
    import faiss

    return faiss
