"""The sentence of a passage that answers a query best: by meaning, and by the words that match."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.ragged import Items
from indexer.text import Token

_MATCH_WEIGHT = 0.5


def pick_sentence(
    text: str,
    sentences: Items,
    query: NDArray[np.float32],
    matches: Sequence[Token],
    weigh: Callable[[str], float],
) -> tuple[int, int]:
    """The span of the best sentence of a text; the whole of a text of one sentence.

    `sentences` are of `indexer.highlights`, `query` is a vector of the same model; `weigh` says how
    much a term counts.
    """
    if len(sentences) < 2:
        return 0, len(text)
    scores = sentences["vector"].astype(np.float32) @ query * sentences["step"]
    starts, ends = sentences["start"].tolist(), sentences["end"].tolist()
    weights = {term: weigh(term) for term in {token.term for token in matches}}
    total = sum(weights.values()) or 1.0
    held: dict[int, set[str]] = {}
    for token in matches:
        place = bisect_right(starts, token.start) - 1
        if place >= 0 and token.end <= ends[place]:
            held.setdefault(place, set()).add(token.term)
    for place, terms in held.items():
        scores[place] += _MATCH_WEIGHT * sum(weights[term] for term in terms) / total
    best = int(scores.argmax())
    return _trim(text, starts[best], ends[best])


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
