"""Joining keyword and semantic results."""

from __future__ import annotations

import numpy as np
import pytest

from kb_service.fusion import fuse_ranks, fuse_scores, rank

NAN = float("nan")


def array(*values: float) -> np.ndarray:
    return np.asarray(values, dtype=np.float64)


def test_words_hardly_found_count_for_less() -> None:
    lexical, dense = array(2, 1), array(0.2, 0.6)
    assert fuse_scores(lexical, dense, 0.5).tolist() == [0.5, 0.75]
    assert fuse_scores(lexical, dense, 0.5, full=1.5).tolist() == [0.5, 0.75]
    assert fuse_scores(lexical, dense, 0.5, full=8).tolist() == [0.125, 0.5625]


def test_ranks_count_from_one_in_candidate_order() -> None:
    ranks = rank(array(0.5, 0.9, NAN, 0.5, 0.1))
    assert ranks[[0, 1, 3, 4]].tolist() == [2, 1, 3, 4]
    assert np.isnan(ranks[2])


def test_scores_are_brought_to_one_scale() -> None:
    fused = fuse_scores(array(10, 5, NAN, NAN), array(0.2, 0.6, 0.4, NAN), 0.5)
    assert fused[:3].tolist() == pytest.approx([0.5, 0.75, 0.25])
    assert np.isnan(fused[3])


def test_weight_decides_between_the_sides() -> None:
    lexical, dense = array(3, 1), array(0.1, 0.9)
    assert np.argmax(fuse_scores(lexical, dense, 0.0)) == 0
    assert np.argmax(fuse_scores(lexical, dense, 1.0)) == 1


def test_reciprocal_ranks_are_summed() -> None:
    fused = fuse_ranks(array(9, 8, NAN), array(NAN, 0.3, 0.2), 0.5, 60)
    once, twice = 0.5 * 61 / 61, 0.5 * 61 / 62
    assert fused.tolist() == pytest.approx([once, twice + once, twice])


def test_both_ways_of_joining_end_at_one() -> None:
    lexical, dense = array(9, 8, NAN), array(0.9, 0.3, 0.2)
    assert np.nanmax(fuse_scores(lexical, dense, 0.4)) == pytest.approx(1.0)
    assert np.nanmax(fuse_ranks(lexical, dense, 0.4, 60)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "fuse", [lambda a, b: fuse_scores(a, b, 0.5), lambda a, b: fuse_ranks(a, b, 0.5, 60)]
)
def test_one_side_alone_keeps_its_order(fuse) -> None:
    nothing = array(NAN, NAN, NAN)
    for scores in (array(3, 1, 2), array(3, NAN, 2)):
        for fused in (fuse(scores, nothing), fuse(nothing, scores)):
            assert np.array_equal(np.argsort(-fused), np.argsort(-scores))
            assert np.array_equal(np.isnan(fused), np.isnan(scores))
    assert np.isnan(fuse(nothing, nothing)).all()
    assert fuse(array(), array()).tolist() == []


def test_equal_scores_are_all_best() -> None:
    assert fuse_scores(array(NAN, NAN), array(0.4, 0.4), 1.0).tolist() == [1.0, 1.0]
    assert fuse_scores(array(2, 2), array(NAN, NAN), 0.0).tolist() == [1.0, 1.0]
