"""Intervals of mean differences: what is a difference, what is chance, what belongs together."""

from __future__ import annotations

import random

import pytest

from kb_service.significance import Difference, paired_difference


def test_the_mean_lies_in_its_interval() -> None:
    rng = random.Random(1)
    others = [rng.random() for _ in range(80)]
    values = [value + rng.gauss(0.1, 0.2) for value in others]
    found = paired_difference(values, others)
    assert found.mean == pytest.approx(sum(values) / 80 - sum(others) / 80)
    assert found.low < found.mean < found.high


def test_a_difference_in_every_query_is_no_chance() -> None:
    others = [0.1 * (number % 7) for number in range(30)]
    better = paired_difference([value + 0.2 for value in others], others)
    assert (better.mean, better.low, better.high) == pytest.approx((0.2, 0.2, 0.2))
    assert not better.is_loss
    worse = paired_difference(others, [value + 0.2 for value in others])
    assert worse.high == pytest.approx(-0.2)
    assert worse.is_loss


def test_a_difference_in_few_queries_may_be_chance() -> None:
    found = paired_difference([1.0, 0.0, 0.5, 0.4], [0.0, 0.9, 0.5, 0.6])
    assert found.low < 0 < found.high
    assert not found.is_loss


def test_the_interval_is_that_of_theory_where_theory_has_one() -> None:
    """Of n differences of ±1 the mean has standard error 1/√n."""
    values = [1.0, -1.0] * 200
    found = paired_difference(values, [0.0] * 400)
    assert found.high == pytest.approx(1.96 / 20, rel=0.1)
    assert found.low == pytest.approx(-1.96 / 20, rel=0.1)


def test_questions_of_one_need_are_drawn_together() -> None:
    """Six languages of ten needs are no sixty needs: the interval is √6 times as wide."""
    rng = random.Random(2)
    per_need = [rng.gauss(0, 1) for _ in range(10)]
    values = [value for value in per_need for _ in range(6)]
    needs = [f"a{number}" for number in range(10) for _ in range(6)]
    alone = paired_difference(values, [0.0] * 60)
    together = paired_difference(values, [0.0] * 60, needs)
    assert together.mean == pytest.approx(alone.mean)
    ratio = (together.high - together.low) / (alone.high - alone.low)
    assert ratio == pytest.approx(6**0.5, rel=0.15)


def test_clusters_of_different_sizes_weigh_what_they_hold() -> None:
    found = paired_difference([1.0, 1.0, 1.0, 0.0], [0.0] * 4, ["a", "a", "a", "b"])
    assert found.mean == pytest.approx(0.75)
    assert (found.low, found.high) == (0.0, 1.0)


def test_the_same_values_give_the_same_interval() -> None:
    values, others = [0.3, 0.8, 0.1, 0.9], [0.2, 0.9, 0.0, 0.5]
    assert paired_difference(values, others) == paired_difference(values, others)
    one = paired_difference(values, others, ["b", "b", "a", "a"])
    assert one == paired_difference(values, others, ["b", "b", "a", "a"])


def test_no_queries_and_one_query() -> None:
    assert paired_difference([], []) == Difference(0.0, 0.0, 0.0)
    assert paired_difference([], [], []) == Difference(0.0, 0.0, 0.0)
    one = paired_difference([0.75], [0.5])
    assert (one.mean, one.low, one.high) == (0.25, 0.25, 0.25)
    assert not Difference(0.0, 0.0, 0.0).is_loss


def test_what_cannot_be_paired_is_refused() -> None:
    with pytest.raises(ValueError, match="2 values and 1 to compare with"):
        paired_difference([0.1, 0.2], [0.1])
    with pytest.raises(ValueError):
        paired_difference([0.1, 0.2], [0.1, 0.3], ["a"])
