"""Texts embedded in batches into a file; what an earlier version has embedded is copied from it.

    vectors.npy     a vector for each text: (texts, dimension), float32 or float16
    texts.npy       the digest of each text, by which its vector is found again

A text has one vector whatever stands around it, so that equal texts are embedded once, and a change
of one page embeds nothing but its own texts.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indexer.digests import Digests, DigestTable, no_digests
from indexer.vector_index import Stored, Vectors

if TYPE_CHECKING:
    from indexer.encoder import Encoder

VECTORS = "vectors.npy"
TEXTS = "texts.npy"

_BATCH = 64  # texts embedded at a time
_COPIED = 8192  # vectors copied at a time


class KnownVectors:
    """The vectors of an earlier version by the digests of their texts."""

    def __init__(self, digests: Digests, vectors: Stored) -> None:
        """Raises ValueError for arrays of different lengths."""
        if digests.shape != vectors.shape[:1]:
            raise ValueError(f"{len(vectors)} vectors for {len(digests)} texts")
        self._table = DigestTable(digests)
        self._vectors = vectors

    @classmethod
    def none(cls) -> KnownVectors:
        """No vectors."""
        return cls(no_digests(), np.zeros((0, 1), np.float32))

    @classmethod
    def read(cls, folder: Path) -> KnownVectors:
        """Those in a folder. Raises OSError or ValueError for files that are unreadable."""
        return cls(np.load(folder / TEXTS, allow_pickle=False), open_vectors(folder))

    def find(self, digests: Digests) -> NDArray[np.int64]:
        """The place of each text, -1 where it is not known."""
        return self._table.find(digests)

    def can_give(self, dtype: np.dtype[Any]) -> bool:
        """Whether the vectors are at least as precise as these numbers."""
        return self._vectors.dtype.itemsize >= dtype.itemsize

    def vectors(self, places: NDArray[np.int64]) -> Stored:
        """The vectors at some places."""
        return self._vectors[places]


def embed_texts(
    folder: Path,
    digests: Digests,
    text_of: Callable[[int], str],
    encoder: Encoder,
    known: KnownVectors,
    dtype: np.dtype[Any],
    tell: Callable[[int, int], None],
) -> Stored:
    """The vectors of texts, written into a folder and memory-mapped from there.

    `text_of` gives the text at a place, and is asked only where its vector is not known; `tell` is
    given how many of those texts are done, and how many there are.
    """
    np.save(folder / TEXTS, digests)
    vectors = _make_vectors(folder, len(digests), encoder.dimension, dtype)
    if not known.can_give(dtype):
        known = KnownVectors.none()
    places = known.find(digests)
    held = np.flatnonzero(places >= 0)
    for start in range(0, len(held), _COPIED):
        part = held[start : start + _COPIED]
        vectors[part] = known.vectors(places[part])
    new = np.flatnonzero(places < 0)
    _, firsts, numbers = np.unique(digests[new], return_index=True, return_inverse=True)
    once = new[np.sort(firsts)]
    for start in range(0, len(once), _BATCH):
        tell(start, len(once))
        part = once[start : start + _BATCH]
        vectors[part] = _encode(encoder, [text_of(place) for place in part.tolist()])
    tell(len(once), len(once))
    same = new[firsts[numbers]]  # the first place of each new text
    again = np.flatnonzero(same != new)
    for start in range(0, len(again), _COPIED):
        part = again[start : start + _COPIED]
        vectors[new[part]] = vectors[same[part]]
    if isinstance(vectors, np.memmap):
        vectors.flush()
    return open_vectors(folder)


def open_vectors(folder: Path) -> Stored:
    """The vectors in a folder, memory-mapped for reading.

    Raises OSError or ValueError for a file that is missing or no table of float16 or float32.
    """
    path = folder / VECTORS
    with path.open("rb") as file:
        empty = not np.prod(_read_shape(file))
    # A plain array over the mapped file: a memmap costs much at each of its small slices.
    vectors = np.asarray(np.load(path, mmap_mode=None if empty else "r", allow_pickle=False))
    if vectors.ndim != 2 or vectors.dtype not in (np.float16, np.float32):
        raise ValueError(f"{path}: {vectors.dtype} {vectors.shape}; float16 or float32 (n, d)")
    return vectors


def _read_shape(file: Any) -> tuple[int, ...]:
    np.lib.format.read_magic(file)
    shape: tuple[int, ...] = np.lib.format.read_array_header_1_0(file)[0]
    return shape


def _make_vectors(folder: Path, count: int, dimension: int, dtype: np.dtype[Any]) -> Stored:
    """Room for vectors in a file; an empty file cannot be mapped.

    The disk gives all of it now: one that is full later would end the process (SIGBUS).
    """
    if not count:
        empty: Stored = np.zeros((0, dimension), dtype)
        np.save(folder / VECTORS, empty)
        return empty
    path = folder / VECTORS
    made: Stored = np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=(count, dimension))
    with path.open("r+b") as file:
        try:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(path)) from error
    return made


def _encode(encoder: Encoder, texts: list[str]) -> Vectors:
    return np.asarray(encoder.encode_passages(texts), dtype=np.float32)
