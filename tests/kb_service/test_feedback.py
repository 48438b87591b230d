"""Feedback: what is near to the best answers gains, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.dense import DenseIndex, build_dense
from kb_service.feedback import feed_back

NAN = float("nan")


def array(*values: float) -> np.ndarray:
    return np.asarray(values, np.float64)


@pytest.fixture
def index() -> DenseIndex:
    """Rows 0 and 1 are near to each other, row 2 is far from both, row 3 is between."""
    vectors = np.asarray([[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1], [0.6, 0, 0.8]], np.float32)
    return build_dense(vectors)


ROWS = np.arange(4)


def test_neighbours_of_the_best_gain(index: DenseIndex) -> None:
    dense = array(0.9, 0.3, 0.3, 0.3)
    fed = feed_back(array(1.0, NAN, NAN, NAN), dense, ROWS, index, 0.5)
    assert fed.tolist() == pytest.approx([0.95, 0.55, 0.15, 0.45])


def test_the_best_count_by_their_scores(index: DenseIndex) -> None:
    dense = array(0.0, 0.0, 0.0, 0.0)
    fed = feed_back(array(0.6, NAN, 0.2, NAN), dense, ROWS, index, 1.0)
    assert fed.tolist() == pytest.approx([0.75, 0.6, 0.25, 0.65])


def test_only_the_first_five_count() -> None:
    index = build_dense(np.eye(7, dtype=np.float32))
    joined = array(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    fed = feed_back(joined, np.zeros(7), np.arange(7), index, 1.0)
    assert fed[:2].tolist() == [0.0, 0.0]
    assert fed[2:].tolist() == pytest.approx((joined[2:] / joined[2:].sum()).tolist())


def test_candidates_are_told_apart_from_rows(index: DenseIndex) -> None:
    """Two candidates, which stand in rows 3 and 1."""
    fed = feed_back(array(1.0, NAN), array(0.0, 0.0), np.asarray([3, 1]), index, 1.0)
    assert fed.tolist() == pytest.approx([1.0, 0.48])


def test_what_has_no_semantic_score_keeps_none(index: DenseIndex) -> None:
    fed = feed_back(array(1.0, 0.5, NAN, NAN), array(0.9, NAN, 0.3, NAN), ROWS, index, 0.4)
    assert np.isnan(fed).tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    ("joined", "weight"),
    [
        (array(1.0, 0.5, NAN, NAN), 0.0),
        (array(NAN, NAN, NAN, NAN), 0.4),
        (array(0.0, 0.0, NAN, NAN), 0.4),
        (array(-1.0, -0.5, NAN, NAN), 0.4),
    ],
)
def test_without_weight_or_answers_nothing_changes(
    index: DenseIndex, joined: np.ndarray, weight: float
) -> None:
    dense = array(0.9, 0.3, NAN, 0.1)
    fed = feed_back(joined, dense, ROWS, index, weight)
    assert np.array_equal(fed, dense, equal_nan=True)


def test_what_was_given_is_not_changed(index: DenseIndex) -> None:
    joined, dense = array(1.0, 0.5, NAN, NAN), array(0.9, 0.3, 0.2, 0.1)
    feed_back(joined, dense, ROWS, index, 0.4)
    assert dense.tolist() == [0.9, 0.3, 0.2, 0.1]
    assert np.array_equal(joined, array(1.0, 0.5, NAN, NAN), equal_nan=True)
