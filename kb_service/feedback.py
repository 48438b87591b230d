"""Feedback from what is found first: near to the best answers is near to the query.

Pseudo-relevance feedback on vectors (Rocchio 1971; for dense retrieval Li et al. 2021, "Pseudo
relevance feedback with deep language models and dense retrievers"): the mean vector of the first
hits, weighted by their scores, is asked too.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.dense import Vectors
from kb_service.fusion import Scores

_TOP = 5


class HasVectors(Protocol):
    """An index that gives the vectors of its rows."""

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows: (rows, dimension)."""
        ...


def feed_back(
    joined: Scores, dense: Scores, rows: NDArray[np.int64], index: HasVectors, weight: float
) -> Scores:
    """The dense scores with a share of the nearness to the best candidates.

    `joined` are the scores that say which those are, `rows` the row of each candidate; candidates
    without a dense score keep none.
    """
    found = np.flatnonzero(~np.isnan(joined))
    top = found[np.argsort(-joined[found], kind="stable")][:_TOP]
    weights = np.maximum(joined[top], 0.0)
    if weight <= 0 or not weights.sum():
        return dense
    centre = (weights / weights.sum()).astype(np.float32) @ index.vectors(rows[top])
    near: Scores = (index.vectors(rows) @ centre).astype(np.float64)
    return (1 - weight) * dense + weight * near
