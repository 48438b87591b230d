"""What queries about anything else look like to the encoder (`indexer.unrelated`).

What it makes of them against the passages is the background against which a real match must stand
out, whatever the model, and the direction that leads from them to what readers ask here says what a
query is about: see `close_score` in `search.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.unrelated import UNRELATED

if TYPE_CHECKING:
    from indexer.encoder import Encoder

_SHRINKAGE = 1.0  # of the covariance towards a sphere, as a share of its mean variance
_UNREACHED = 1  # percent of the related texts that may lie before the point that counts as zero


_encoded: dict[tuple[str, int], Mapping[str, NDArray[np.float32]]] = {}


def encode_unrelated(encoder: Encoder) -> Mapping[str, NDArray[np.float32]]:
    """The vectors of unrelated queries by language; those of the last model are kept."""
    model = (encoder.digest, encoder.dimension)
    found = _encoded.get(model)
    if found is None:
        found = {code: encoder.encode_queries(list(one)) for code, one in UNRELATED.items()}
        _encoded.clear()
        _encoded[model] = found
    return found


def learn_subject(
    related: NDArray[np.float32], unrelated: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The direction from unrelated queries to related texts, and how far the latter lie on it.

    Linear discriminant analysis with a shrunken covariance (Friedman 1989). Of length
    dimension + 1: the inner product of a query's vector, followed by 1, with it is how many
    standard deviations of unrelated queries the query lies beyond what nearly all related texts
    reach, which differs more between models than the rest. Zeros without related texts.
    """
    width = unrelated.shape[1]
    if len(related) < 2 or len(unrelated) < 2:
        return np.zeros(width + 1, np.float32)
    covariance = (np.cov(related.T.astype(np.float64)) + np.cov(unrelated.T)) / 2
    spread = np.trace(covariance) / width
    direction = np.linalg.solve(
        covariance + (_SHRINKAGE * spread + 1e-9) * np.eye(width),
        related.mean(axis=0) - unrelated.mean(axis=0),
    )
    scale = max(float((unrelated @ direction).std()), 1e-9)
    reached = float(np.percentile(related @ direction, _UNREACHED))
    return np.asarray([*direction / scale, -reached / scale], np.float32)


def measure_subject(subject: NDArray[np.float32], vector: NDArray[np.float32]) -> float:
    """How far a query lies beyond what related texts reach, in standard deviations; mostly more."""
    return float(subject[:-1] @ vector + subject[-1])
