"""The tables of a comparison, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.peers.load import Load
from indexer.languages import CODES
from kb_service.relevance import KINDS
from kb_service.significance import Difference

OWN = "this service, hybrid"
_KIB, _MIB = 1024, 1024**2


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a server takes: seconds to build and to be ready, bytes on disk, MiB in memory."""

    server: str
    build: float
    ready: float
    size: int
    resident: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that was measured.

    `about` says with what. `quality` holds nDCG@10 by system, then by language and by kind of
    question; `ahead` what `OWN` has more, on the same questions; `downloads` the bytes that a
    browser loads, by system, language and part; `missing` what each absent peer lacks.
    """

    about: Mapping[str, str]
    quality: Mapping[str, Mapping[str, float]]
    ahead: Mapping[str, Difference]
    loads: Sequence[Load]
    footprints: Sequence[Footprint]
    downloads: Mapping[str, Mapping[str, Mapping[str, float]]]
    missing: Mapping[str, str]


def format_tables(found: Comparison, against: str) -> str:
    """The tables, with throughput as a multiple of that of the system `against`.

    The multiple is that of processor times: servers have one core, which is at work all the time,
    and unlike the measured rate it does not tell what else the machine did.
    """
    lines = [f"- {name}: {value}" for name, value in found.about.items()]
    lines += [f"- {name}: not installed ({what})" for name, what in found.missing.items()]
    lines += ["", f"| nDCG@10 | {' | '.join((*CODES, *KINDS))} | mean | {OWN}, less it |"]
    lines.append("|---|" + "---:|" * (len(CODES) + len(KINDS) + 2))
    for system, means in found.quality.items():
        values = [*(means[name] for name in (*CODES, *KINDS)), fmean(means[c] for c in CODES)]
        row = " | ".join(f"{value:.3f}" for value in values)
        lines.append(f"| {system} | {row} | {_format(found.ahead.get(system))} |")
    base = {load.connections: load.processor for load in found.loads if load.system == against}
    lines += [
        "",
        "| asked | connections | with hits | p50, ms | p95, ms | p99, ms | requests/s "
        f"| processor time a request, ms | so throughput, times {against} |",
        "|---|" + "---:|" * 8,
    ]
    for load in found.loads:
        times = f"{base[load.connections] / load.processor:.2f}" if base else ""
        lines.append(
            f"| {load.system} | {load.connections} | {load.found} of {load.requests} "
            f"| {load.p50:.1f} | {load.p95:.1f} | {load.p99:.1f} | {load.rate:.0f} "
            f"| {load.processor:.2f} | {times} |"
        )
    lines += ["", "| server | index built in, s | index, MiB | ready after, s | resident, MiB |"]
    lines.append("|---|" + "---:|" * 4)
    lines += [
        f"| {x.server} | {x.build:.1f} | {x.size / _MIB:.1f} | {x.ready:.1f} | {x.resident:.0f} |"
        for x in found.footprints
    ]
    if found.downloads:
        lines += ["", f"| a browser loads, KiB | {' | '.join(CODES)} | of that, scripts |"]
        lines.append("|---|" + "---:|" * (len(CODES) + 1))
    for system, by_code in found.downloads.items():
        sums = [sum(by_code[code].values()) / _KIB for code in CODES]
        scripts = fmean(by_code[code]["script"] for code in CODES) / _KIB
        row = " | ".join(f"{value:.0f}" for value in [*sums, scripts])
        lines.append(f"| {system} | {row} |")
    return "\n".join(lines)


def _format(difference: Difference | None) -> str:
    if difference is None:
        return ""
    return f"{difference.mean:+.3f} ({difference.low:+.3f} … {difference.high:+.3f})"
