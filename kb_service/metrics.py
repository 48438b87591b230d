"""Retrieval metrics as trec_eval defines them: the grade is the gain.

`ranking` is a list of document ids, best first; `grades` holds the judged documents that may be
found. Documents without a judgement gain nothing. All are 0 where nothing relevant is judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Normalised discounted cumulative gain of the first `depth` documents."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(name, 0) for name in ranking[:depth]]) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """The share of the relevant documents (grade 1 or more) among the first `depth`."""
    relevant = {name for name, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """One divided by the rank of the first relevant document, 0 if none is in `depth`."""
    for place, name in enumerate(ranking[:depth], start=1):
        if grades.get(name, 0) > 0:
            return 1 / place
    return 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(max(grade, 0) / log2(place + 1) for place, grade in enumerate(grades, start=1))
