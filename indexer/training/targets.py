"""What the transformer learns: the joint space of its teachers, in English.

English views of a text are joined: the base model's own, and those of other models. The base's
vectors all point much the same way, so their mean is taken off, for short texts (read as queries)
and long ones (read as passages) apart; then the views are put side by side and reduced to the
student's width by uncentred principal components (`indexer.training.teacher.reduce`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.training.progress import report

Vectors = NDArray[np.float32]
PART = 2048


def in_parts(
    name: str, texts: Sequence[str], key: str, cache: Path, embed: Callable[[list[str]], Vectors]
) -> Vectors:
    """Return one vector per text, from `cache` where it holds the part, else made and kept."""
    cache.mkdir(parents=True, exist_ok=True)
    parts = []
    for start in range(0, len(texts), PART):
        part = list(texts[start : start + PART])
        digest = hashlib.sha256("\0".join([name, key, *part]).encode()).hexdigest()[:20]
        path = cache / f"{name}-{digest}.npy"
        if not path.exists():
            temporary = path.with_suffix(".tmp.npy")
            np.save(temporary, np.asarray(embed(part), np.float32))
            temporary.replace(path)
            report(f"{name}: {start + len(part)} of {len(texts)} strings")
        parts.append(np.load(path))
    return np.concatenate(parts)


def join_views(base: Vectors, is_query: NDArray[np.bool_], others: Sequence[Vectors]) -> Vectors:
    """Return the views side by side, each at unit length, the base's without its mean."""
    centred = base / np.linalg.norm(base, axis=1, keepdims=True)
    for chosen in (is_query, ~is_query):
        if chosen.any():
            centred[chosen] -= centred[chosen].mean(axis=0)
    return np.concatenate([_unit(centred), *map(_unit, others)], axis=1)


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), np.float32)
