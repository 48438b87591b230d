"""What an index found, as pairs that tests compare."""

from __future__ import annotations

from typing import Any, NamedTuple


class Hit(NamedTuple):
    """A row and its score."""

    row: int
    score: float


def hits(found: tuple[Any, Any]) -> list[Hit]:
    """The rows and scores that a search gave, as pairs."""
    rows, scores = found
    return [Hit(row, score) for row, score in zip(rows.tolist(), scores.tolist(), strict=True)]
