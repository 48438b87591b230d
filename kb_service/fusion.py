"""Joining keyword and semantic results into one order.

Both functions take one score per candidate from either side, NaN where that side did not find
the candidate, and give one score per candidate: larger is better, NaN for candidates that
neither side found. Which one is used, with what weight, was measured (docs/decisions/001).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def fuse_scores(lexical: Scores, dense: Scores, dense_weight: float, full: float = 0.0) -> Scores:
    """The weighted sum of both scores, each brought to 0…1 over its own candidates.

    The lexical scale starts at zero, which means "no word found", and ends at the best candidate
    or, if that is more, at `full`: where few words of a query are found, they count for less. The
    dense one starts at the lowest candidate. A side that did not find a candidate adds nothing.
    """
    no_words, no_meaning = np.isnan(lexical), np.isnan(dense)
    joined = (1 - dense_weight) * np.where(no_words, 0.0, _scaled(lexical, least=0.0, full=full))
    joined += dense_weight * np.where(no_meaning, 0.0, _scaled(dense, least=None))
    joined[no_words & no_meaning] = np.nan
    return joined


def fuse_ranks(lexical: Scores, dense: Scores, dense_weight: float, k: float) -> Scores:
    """Weighted reciprocal rank fusion: each side adds its weight / (k + rank), ranks from 1.

    The sum is brought to 0…1, the first on both sides to 1: what lifts scores takes them to be so.
    """
    joined = np.zeros(len(lexical))
    for scores, weight in ((lexical, 1 - dense_weight), (dense, dense_weight)):
        found = ~np.isnan(scores)
        joined[found] += weight * (k + 1) / (k + rank(scores)[found])
    return np.where(np.isnan(lexical) & np.isnan(dense), np.nan, joined)


def rank(scores: Scores) -> Scores:
    """The rank of each candidate from 1, in candidate order where equal; NaN stays NaN."""
    order = np.argsort(-scores, kind="stable")  # NaN sorts last
    ranks = np.full(len(scores), np.nan)
    found = int(np.count_nonzero(~np.isnan(scores)))
    ranks[order[:found]] = np.arange(1, found + 1)
    return ranks


def _scaled(scores: Scores, least: float | None, full: float = -np.inf) -> Scores:
    high = float(np.fmax.reduce(scores, initial=np.nan))
    if np.isnan(high):  # so are all
        return scores
    low = float(np.fmin.reduce(scores)) if least is None else least
    high = max(high, full)
    if high <= low:
        return np.where(np.isnan(scores), np.nan, 1.0)
    return (scores - low) / (high - low)
