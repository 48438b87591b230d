"""The dense index: the vectors of passages, and of the phrases under which they are asked for.

dense/vectors.npy, texts.npy            see indexer/embedding.py: passages by row, then phrases
dense/owners.npy                        rows that have phrases, a row once for each, ascending
dense/numbers.npy                       the phrase that stands there: several rows may share one
dense/passages.faiss, phrases.faiss     where their number asks for an approximate kind
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from indexer.embedding import open_vectors
from indexer.vector_index import (
    Mask,
    Rows,
    Stored,
    VectorIndex,
    Vectors,
    best_places,
    choose_kind,
    open_approximate,
    write_approximate,
)

__all__ = ["DenseIndex", "Vectors", "build_dense", "choose_kinds", "open_dense", "write_dense"]

_OWNERS, _NUMBERS = "owners.npy", "numbers.npy"
_PARTS = ("passages", "phrases")


class DenseIndex:
    """Unit vectors of passages, by row, and of the phrases under which they are asked for.

    Searching is safe between threads.
    """

    def __init__(
        self, passages: VectorIndex, phrases: VectorIndex, owners: Rows, numbers: Rows
    ) -> None:
        """`owners` are rows, ascending, and `numbers` the phrase of each; both may stand twice."""
        self._passages = passages
        self._phrases = phrases
        self._owners = owners
        self._numbers = numbers
        self._owning, self._firsts = np.unique(owners, return_index=True)
        self._by_phrase = np.argsort(numbers, kind="stable")  # places, phrase after phrase
        self._of_phrase = np.searchsorted(numbers[self._by_phrase], np.arange(len(phrases) + 1))

    @property
    def size(self) -> int:
        """The number of passages."""
        return len(self._passages)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._passages.dimension

    def nearest(
        self,
        vector: Vectors,
        limit: int,
        allowed: Rows | None = None,
        phrase_weight: float = 1.0,
    ) -> tuple[Rows, Vectors]:
        """The rows nearest to a vector and their scores, best first, equal ones by row.

        The score of a row is its own inner product or, if that is more, `phrase_weight` times the
        best of its phrases. With `allowed` only those rows compete. Scores are exact; where the
        kind of an index is not, a row may be missed.
        """
        vector = _flat(vector)
        mask = None if allowed is None else self._mask(allowed)
        rows = self._passages.search(vector, limit, mask)[0]
        if len(self._phrases):
            rows = np.union1d(rows, self._asked_nearest(vector, limit, mask))
        scores = self._passages.scores(vector, rows)
        places, numbers = self._phrases_of(rows)
        asked = self._phrases.scores(vector, self._numbers[places])
        np.maximum.at(scores, numbers, phrase_weight * asked)
        best = best_places(scores, limit)
        return rows[best], scores[best]

    def every_score(self, vector: Vectors, phrase_weight: float = 1.0) -> Vectors:
        """The score of each row, as `nearest` gives it, by row: less work if all are wanted."""
        asked = phrase_weight * self.phrase_scores(vector)
        return np.asarray(np.maximum(self.scores(vector), asked), np.float32)

    def search(
        self, vector: Vectors, limit: int, allowed: Iterable[int] | None = None
    ) -> tuple[Rows, Vectors]:
        """The rows whose own vectors are nearest and their scores, best first.

        With `allowed` only those compete.
        """
        mask = None if allowed is None else self._mask(np.fromiter(allowed, dtype=np.int64))
        return self._passages.search(_flat(vector), limit, mask)

    def scores(self, vector: Vectors) -> Vectors:
        """The inner product of a vector with every row, in row order."""
        return self._passages.scores(_flat(vector))

    def best_scores(self, vectors: Vectors) -> Vectors:
        """The highest inner product of each of many vectors with any passage or phrase."""
        return np.maximum(self._passages.best_scores(vectors), self._phrases.best_scores(vectors))

    def phrase_scores(self, vector: Vectors) -> Vectors:
        """The best inner product of a vector with the phrases of each row; -inf without any."""
        best = np.full(self.size, -np.inf, np.float32)
        if len(self._owning):
            scores = self._phrases.scores(_flat(vector)).take(self._numbers)
            best[self._owning] = np.maximum.reduceat(scores, self._firsts)
        return best

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """The vectors of some rows: (rows, dimension)."""
        return self._passages.vectors(np.asarray(rows, dtype=np.int64))

    @property
    def owners(self) -> Rows:
        """Rows that have phrases, a row once for each of its phrases, in ascending order."""
        return self._owners

    def phrases(self, places: Rows) -> Vectors:
        """The vectors of the phrases at some places in `owners`: (places, dimension)."""
        return self._phrases.vectors(self._numbers[places])

    def sample(self, most: int) -> Vectors:
        """Vectors of phrases, without any of passages: all, or so many evenly spaced ones."""
        part = self._phrases if len(self._phrases) else self._passages
        count = min(most, len(part))
        return part.vectors(np.arange(count) * len(part) // max(count, 1))

    def keep(self, rows: Sequence[int]) -> DenseIndex:
        """An index in memory of some rows, numbered anew, with their phrases."""
        chosen = np.asarray(rows, dtype=np.int64)
        places, numbers = self._phrases_of(chosen)
        return build_dense(self.vectors(chosen), self.phrases(places), numbers)

    def _mask(self, rows: Rows) -> Mask:
        mask = np.zeros(self.size, np.bool_)
        mask[rows] = True
        return mask

    def _asked_nearest(self, vector: Vectors, limit: int, mask: Mask | None) -> Rows:
        """The rows of the nearest phrases: `limit` of them, if so many have any."""
        allowed = None
        if mask is not None:
            allowed = np.zeros(len(self._phrases), np.bool_)
            allowed[self._numbers[mask[self._owners]]] = True
        most = len(self._phrases) if allowed is None else int(np.count_nonzero(allowed))
        wanted = min(4 * limit, most)
        while True:
            rows = self._owners_of(self._phrases.search(vector, wanted, allowed)[0])
            rows = rows if mask is None else rows[mask[rows]]
            _, firsts = np.unique(rows, return_index=True)
            if len(firsts) >= limit or wanted >= most:
                return np.asarray(rows[np.sort(firsts)][:limit])
            wanted = min(4 * wanted, most)

    def _phrases_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """The places of all phrases of some rows, and which of the rows each belongs to."""
        starts = np.searchsorted(self._owners, rows, side="left")
        counts = np.searchsorted(self._owners, rows, side="right") - starts
        return _spans(starts, counts), np.repeat(np.arange(len(rows)), counts)

    def _owners_of(self, phrases: Rows) -> Rows:
        """The rows that have each of some phrases, phrase after phrase."""
        starts = self._of_phrase[phrases]
        places = _spans(starts, self._of_phrase[phrases + 1] - starts)
        return self._owners[self._by_phrase[places]]


def _spans(starts: Rows, counts: Rows) -> Rows:
    """The numbers from each start, so many of them, one span after the other."""
    ends = np.cumsum(counts)
    within = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
    return np.asarray(np.repeat(starts, counts) + within, np.int64)


def build_dense(
    vectors: Vectors, phrases: Vectors | None = None, owners: Rows | None = None
) -> DenseIndex:
    """An exact index in memory of unit vectors, by row, and of phrases by their rows, ascending."""
    if phrases is None or owners is None:
        phrases, owners = vectors[:0], np.zeros(0, np.int64)
    numbers = np.arange(len(owners))
    return DenseIndex(VectorIndex(vectors), VectorIndex(phrases), owners, numbers)


def choose_kinds(wanted: str, passages: int, phrases: int) -> dict[str, str]:
    """The kinds of the two parts by name, as the manifest states them."""
    counts = zip(_PARTS, (passages, phrases), strict=True)
    return {name: choose_kind(wanted, count) for name, count in counts}


def write_dense(
    folder: Path,
    vectors: Stored,
    owners: Rows,
    numbers: Rows,
    kinds: Mapping[str, str],
    tell: Callable[[int, int], None],
) -> None:
    """What stands beside the vectors in a folder; `vectors` are passages, then phrases.

    `tell` is given how many vectors an approximate index has, and how many it will have.
    """
    np.save(folder / _OWNERS, owners)
    np.save(folder / _NUMBERS, numbers)
    size = len(vectors) - _count(numbers)
    for name, part in zip(_PARTS, (vectors[:size], vectors[size:]), strict=True):
        if kinds[name] != "exact":
            write_approximate(_file(folder, name), part, kinds[name], tell)


def open_dense(folder: Path, kinds: Mapping[str, str]) -> DenseIndex:
    """The index in a folder, memory-mapped; the caller has checked that it is as written.

    Raises OSError, ValueError, KeyError or RuntimeError for what cannot be read.
    """
    owners: Rows = np.load(folder / _OWNERS, allow_pickle=False)
    numbers: Rows = np.load(folder / _NUMBERS, allow_pickle=False)
    if owners.shape != numbers.shape:
        raise ValueError(f"{folder}: {len(owners)} owners of {len(numbers)} phrases")
    vectors = open_vectors(folder)
    size = len(vectors) - _count(numbers)
    parts = [
        VectorIndex(
            part,
            kinds[name],
            None if kinds[name] == "exact" else open_approximate(_file(folder, name)),
        )
        for name, part in zip(_PARTS, (vectors[:size], vectors[size:]), strict=True)
    ]
    return DenseIndex(parts[0], parts[1], owners, numbers)


def _count(numbers: Rows) -> int:
    """How many phrases there are, which are numbered one after the other."""
    return int(numbers.max(initial=-1)) + 1


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.faiss"


def _flat(vector: Vectors) -> Vectors:
    return np.ascontiguousarray(vector, dtype=np.float32).reshape(-1)
