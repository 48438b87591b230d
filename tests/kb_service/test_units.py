"""Numbers of units."""

from __future__ import annotations

import numpy as np

from kb_service.units import number_anew


def test_numbers_are_numbered_anew_as_numpy_would() -> None:
    random = np.random.default_rng(7)
    for size in (1, 50, 5000):
        numbers = random.integers(0, size, 300)
        distinct, places = number_anew(numbers, size)
        expected, inverse = np.unique(numbers, return_inverse=True)
        assert distinct.tolist() == expected.tolist()
        assert places.tolist() == inverse.tolist()
    assert [part.tolist() for part in number_anew(np.zeros(0, np.int64), 5)] == [[], []]
