"""Digests by which texts and passages of an earlier version are found again."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

#: Bytes of length DIGEST.
Digests = NDArray[np.bytes_]
DIGEST = 16


def digest_bytes(data: bytes) -> bytes:
    """What some bytes are known by."""
    return hashlib.blake2b(data, digest_size=DIGEST).digest()


def digest_text(text: str) -> bytes:
    """What a text is known by."""
    return digest_bytes(text.encode("utf-8", "surrogatepass"))


def gather_digests(data: bytes | bytearray) -> Digests:
    """Digests that were written one after another."""
    return np.frombuffer(data, f"S{DIGEST}")


def no_digests() -> Digests:
    """None at all."""
    return np.zeros(0, f"S{DIGEST}")


class DigestTable:
    """Finds digests among others."""

    def __init__(self, digests: Digests) -> None:
        self._order = np.argsort(digests, kind="stable")
        self._sorted = digests[self._order]

    def find(self, digests: Digests) -> NDArray[np.int64]:
        """The place of each, -1 for one that is not here."""
        if not len(self._sorted):
            return np.full(len(digests), -1, np.int64)
        places = np.minimum(np.searchsorted(self._sorted, digests), len(self._sorted) - 1)
        return np.where(self._sorted[places] == digests, self._order[places], -1)
