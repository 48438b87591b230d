"""What a soak run found, and whether it is as it should be."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median_low

import numpy as np

from bench.open_loop import Outcome
from bench.process_watch import Sample, Trend, measure_trend
from bench.soak_operator import Act

#: MiB by which memory may grow from the first part after warm-up to the last, and an hour. One
#: version that is not let go would be some 50 MiB, one at each switch 6,000 an hour.
MOST_GROWTH, MOST_SLOPE = 64.0, 120.0
#: Descriptors (connections left out) and threads more in the last part than in the first, as a
#: median: a version that is being opened has some 70 of its own.
MOST_DESCRIPTORS, MOST_THREADS = 8, 16
#: Share of requests that may be shed: above it the load was more than what was asked for.
MOST_SHED = 0.02
#: Versions mapped at once: the one in use, the one before, and one that is being opened.
MOST_VERSIONS = 3
#: Of the samples: what is warm-up, and what the first and the last part of the rest are.
_WARM_UP, _PART = 0.2, 0.1


@dataclass(frozen=True, slots=True)
class Soak:
    """What was measured: rates in requests a second, `processor` in ms a request.

    `busy` is the share of a core that the service used under load; `machine_load` the load average
    of the machine before and after; `opened` and `refused` count versions of the index.
    """

    model: str
    capacity: float
    processor: float
    load: float
    seconds: float
    busy: float
    machine_load: tuple[float, float]
    outcomes: Sequence[Outcome]
    samples: Sequence[Sample]
    acts: Sequence[Act]
    opened: int
    refused: int

    @property
    def settled(self) -> Sequence[Sample]:
        """The samples after warm-up."""
        return self.samples[int(len(self.samples) * _WARM_UP) :]

    def trend(self) -> Trend:
        """How memory moved after warm-up."""
        length = self.samples[-1].second - self.samples[0].second
        return measure_trend(self.settled, length * _PART)

    def problems(self) -> list[str]:
        """What is not as it should be, in sentences; empty if all is well."""
        failed = Counter(f"{x.kind}: {x.problem}" for x in self.outcomes if is_failed(x))
        found = [f"{count} requests failed ({name})" for name, count in failed.items()]
        found += [
            f"{act.name} at {act.second:.0f} s: {act.problem}" for act in self.acts if act.problem
        ]
        shed = sum(one.shed for one in self.outcomes) / max(1, len(self.outcomes))
        if shed > MOST_SHED:
            found.append(
                f"{shed:.0%} of requests were shed; accepted is {MOST_SHED:.0%}: run it on a "
                "machine that has nothing else to do, or with a smaller --load"
            )
        trend = self.trend()
        if trend.growth > MOST_GROWTH:
            found.append(f"memory grew by {trend.growth:.1f} MiB; accepted is {MOST_GROWTH:.0f}")
        if trend.slope - 2 * trend.error > MOST_SLOPE:
            found.append(
                f"memory grows by {trend.slope:.0f} ± {2 * trend.error:.0f} MiB an hour; "
                f"accepted is {MOST_SLOPE:.0f}"
            )
        part = max(1, int(len(self.samples) * _PART))
        for name, most in (("descriptors", MOST_DESCRIPTORS), ("threads", MOST_THREADS)):
            counts = [int(getattr(one, name)) for one in self.settled]
            before, now = median_low(counts[:part]), median_low(counts[-part:])
            if now - before > most:
                found.append(f"{name}: found {now} after {before}; accepted are {most} more")
        if (mapped := max(one.versions for one in self.samples)) > MOST_VERSIONS:
            found.append(f"{mapped} versions mapped at once; accepted are {MOST_VERSIONS}")
        return found


def is_failed(outcome: Outcome) -> bool:
    """Whether a request failed; one that was shed with notice did not."""
    return bool(outcome.problem) and not outcome.shed


def print_soak(about: Mapping[str, str], soak: Soak, *, as_json: bool) -> None:
    """The run as tables, or as JSON."""
    trend, problems = soak.trend(), soak.problems()
    if as_json:
        found = {
            "about": about,
            "run": {
                "model": soak.model,
                "capacity": soak.capacity,
                "processor": soak.processor,
                "load": soak.load,
                "seconds": soak.seconds,
                "busy": soak.busy,
                "machine_load": soak.machine_load,
                "opened": soak.opened,
                "refused": soak.refused,
            },
            "requests": [summarise(kind, own) for kind, own in by_kind(soak.outcomes)],
            "acts": [asdict(act) for act in soak.acts],
            "samples": [asdict(sample) for sample in soak.samples],
            "trend": asdict(trend),
            "problems": problems,
        }
        print(json.dumps(found, indent=1))
        return
    print("\n".join(format_soak(about, soak, trend, problems)))


def by_kind(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """Outcomes of all kinds together, then of each kind."""
    kinds: dict[str, list[Outcome]] = {"all": list(outcomes)}
    for one in outcomes:
        kinds.setdefault(one.kind, []).append(one)
    return list(kinds.items())


def summarise(kind: str, outcomes: Sequence[Outcome]) -> dict[str, str | int | float]:
    """Counts, and times in ms of what was answered."""
    times = [one.seconds * 1000 for one in outcomes if not one.problem] or [0.0]
    p50, p95, p99, most = np.percentile(times, (50, 95, 99, 100)).tolist()
    return {
        "kind": kind,
        "requests": len(outcomes),
        "failed": sum(map(is_failed, outcomes)),
        "shed": sum(one.shed for one in outcomes),
        "p50": p50,
        "p95": p95,
        "p99": p99,
        "most": most,
    }


def format_soak(
    about: Mapping[str, str], soak: Soak, trend: Trend, problems: Sequence[str]
) -> list[str]:
    """The lines of the tables in Markdown, the verdict last."""
    late = np.percentile([one.late * 1000 for one in soak.outcomes], (99, 100)).tolist()
    shed = Counter(one.problem for one in soak.outcomes if one.shed)
    followed = [act.followed for act in soak.acts if act.followed is not None]
    before, after = soak.machine_load
    lines = [f"- {name}: {value}" for name, value in about.items()]
    lines += [
        f"- capacity: {soak.capacity:.0f} requests/s ({soak.model}), "
        f"{soak.processor:.2f} ms of the processor each; asked were {soak.load:.0%} of it for "
        f"{soak.seconds / 60:.1f} minutes, {soak.busy:.0%} of a core were used",
        f"- load average: {before:.1f} before, {after:.1f} after; sent late by {late[0]:.0f} ms "
        f"(p99), {late[1]:.0f} ms at most",
        f"- shed (503 with Retry-After): {dict(shed) or 'none'}",
        f"- versions: {soak.opened} taken up, {soak.refused} refused, by {len(soak.acts)} acts; "
        f"followed in {max(followed, default=0):.1f} s at most",
        "",
        "| asked | requests | failed | shed | p50, ms | p95, ms | p99, ms | most, ms |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for kind, own in by_kind(soak.outcomes):
        row = summarise(kind, own)
        lines.append(
            f"| {kind} | {row['requests']} | {row['failed']} | {row['shed']} | {row['p50']:.0f} "
            f"| {row['p95']:.0f} | {row['p99']:.0f} | {row['most']:.0f} |"
        )
    lines += [
        "",
        "| second | anonymous, MiB | mapped, MiB | descriptors | threads | versions "
        "| exports, MiB |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {x.second:.0f} | {x.anonymous:.0f} | {x.mapped:.0f} | {x.descriptors} | {x.threads} "
        f"| {x.versions} | {x.children:.0f} |"
        for x in soak.samples
    ]
    lines += [
        "",
        f"memory: {trend.growth:+.1f} MiB from the first part after warm-up to the last, "
        f"{trend.slope:+.0f} ± {2 * trend.error:.0f} MiB an hour over the second half",
        *(problems or ["all is well: no request failed, nothing grows"]),
    ]
    return lines
