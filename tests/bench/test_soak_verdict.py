"""When `bench.soak` says that something failed or grows, on runs that are written down here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.open_loop import Outcome, draw_times
from bench.process_watch import Sample, measure_trend
from bench.soak_operator import Act
from bench.soak_report import Soak


def run(growth: float = 0.0) -> Soak:
    """Ten minutes in which memory swings by 20 MiB and grows by so many MiB a minute."""
    samples = [
        Sample(10.0 * n, 400 + 20 * (n % 3 == 0) + growth * n / 6, 130, 20, 18, 1 + n % 2, 50)
        for n in range(61)
    ]
    outcomes = [Outcome("search", 200, n, 0.02, 0.0) for n in range(100)]
    acts = [Act("roll back", 30, 5.0)]
    return Soak("static", 100, 8, 0.8, 600, 0.8, (2, 2), outcomes, samples, acts, 1, 0)


def test_swings_are_no_growth_and_growth_is() -> None:
    assert run().problems() == []
    slope = measure_trend(run(growth=10).settled, 60).slope
    assert slope == pytest.approx(600, abs=60)
    found = run(growth=10).problems()
    assert len(found) == 2 and all("memory gr" in problem for problem in found)


def test_failures_are_told_from_announced_refusals() -> None:
    shed = Outcome("search", 503, 1, 0.01, 0.0, "503 overloaded", shed=True)
    failed = Outcome("page", 500, 1, 0.01, 0.0, "500 internal-error")
    soak = run()
    assert replace(soak, outcomes=[*soak.outcomes, shed]).problems() == []
    (found,) = replace(soak, outcomes=[*soak.outcomes, *[shed] * 10]).problems()
    assert found.startswith("9% of requests were shed")
    assert replace(soak, outcomes=[*soak.outcomes, shed, failed]).problems() == [
        "1 requests failed (page: 500 internal-error)"
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"descriptors": 90}, "descriptors: found 90 after 20; accepted are 8 more"),
        ({"threads": 60}, "threads: found 60 after 18; accepted are 16 more"),
        ({"versions": 4}, "4 versions mapped at once; accepted are 3"),
    ],
)
def test_what_piles_up_is_told(changed: dict[str, int], told: str) -> None:
    soak = run()
    one = [*soak.samples[:-1], replace(soak.samples[-1], **changed)]
    assert bool(replace(soak, samples=one).problems()) == ("versions" in changed)
    many = [*soak.samples[:-6], *(replace(sample, **changed) for sample in soak.samples[-6:])]
    assert replace(soak, samples=many).problems() == [told]


def test_a_version_that_is_not_taken_up_is_told() -> None:
    act = Act("build", 120, None, "the service has not followed in 60 s")
    assert replace(run(), acts=[act]).problems() == [
        "build at 120 s: the service has not followed in 60 s"
    ]


def test_times_are_those_of_independent_readers_and_the_same_again() -> None:
    times = list(draw_times(80, 60))
    assert times == list(draw_times(80, 60)) and times == sorted(times)
    assert len(times) == pytest.approx(4800, rel=0.05) and times[-1] < 60
