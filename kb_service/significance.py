"""Paired bootstrap: whether a difference between two systems is more than the choice of queries.

The queries are drawn again with replacement, many times; the interval holds the middle 95 % of the
mean differences (Efron and Tibshirani 1993; for retrieval Sakai 2006, "Evaluating evaluation
metrics based on the bootstrap").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_ROUNDS = 2000
_SEED = 20261129


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean difference and the bounds of its interval."""

    mean: float
    low: float
    high: float

    @property
    def is_loss(self) -> bool:
        """Whether the interval lies below zero."""
        return self.high < 0


def paired_difference(
    values: Sequence[float], others: Sequence[float], clusters: Sequence[str] | None = None
) -> Difference:
    """The mean of `values` minus `others`, pair by pair, with its 95 % interval.

    `clusters` names what pairs belong together (the six languages of a need are no six needs):
    whole clusters are drawn. Raises ValueError for sequences of different lengths.
    """
    if len(values) != len(others):
        raise ValueError(f"{len(values)} values and {len(others)} to compare with")
    differences = np.asarray(values, float) - np.asarray(others, float)
    if not len(differences):
        return Difference(0.0, 0.0, 0.0)
    names = np.arange(len(differences)) if clusters is None else np.asarray(clusters)
    _, numbers = np.unique(names, return_inverse=True)
    sums = np.bincount(numbers, differences)
    sizes = np.bincount(numbers).astype(float)
    drawn = np.random.default_rng(_SEED).integers(0, len(sums), (_ROUNDS, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Difference(float(differences.mean()), float(low), float(high))
