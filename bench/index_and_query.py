"""Measures the search on the real content: index build, open, query times, memory.

    python -m bench.index_and_query [--rounds N] [--json]

Queries are those of tests/relevance/ (distinct, in six languages), asked one after another in one
thread. Times exclude HTTP. Nothing is written but the table; the index is built in a temporary
folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parent.parent
LIBRARIES = ("faiss-cpu", "numpy", "onnxruntime", "PyStemmer", "tantivy", "tokenizers")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line of the table."""

    name: str
    value: float
    unit: str


def main() -> None:
    """Print the table, or its lines as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="times every query is asked (3)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds: at least 1 is accepted")
    measurements = measure(arguments.rounds)
    print_measurements(describe_machine(), measurements, as_json=arguments.json)


def print_measurements(
    about: Mapping[str, str], measurements: Sequence[Measurement], *, as_json: bool
) -> None:
    """What was measured on which machine, as a table or as JSON."""
    if as_json:
        lines = [asdict(measurement) for measurement in measurements]
        print(json.dumps({"about": about, "measurements": lines}, ensure_ascii=False, indent=1))
        return
    for name, value in about.items():
        print(f"{name:>10}: {value}")
    print(f"\n| {'measured':<46} | {'value':>12} | unit |\n|{'-' * 48}|{'-' * 14}|------|")
    for measurement in measurements:
        print(f"| {measurement.name:<46} | {measurement.value:>12,.2f} | {measurement.unit:<4} |")


def measure(rounds: int) -> list[Measurement]:
    """Every measurement, in the order in which a service lives."""
    before = _resident()
    importing, modules = timed(_import_service)
    from indexer.artefact import open_artefact, write_artefact
    from indexer.configuration import read_configuration
    from indexer.content import read_knowledge_base
    from indexer.encoder import open_encoder
    from indexer.passages import build_passages
    from indexer.records import build_records
    from kb_service.results import MODES, Query
    from kb_service.search import SearchEngine

    found = [Measurement("import", importing, "s")]
    assert "torch" not in modules, "the service must not need torch"
    configuration = read_configuration(ROOT / "search.toml")
    loading, encoder = timed(lambda: open_encoder(configuration.index.model))
    found.append(Measurement("load the model", loading, "s"))
    content, knowledge = timed(lambda: read_knowledge_base(ROOT / "content"))
    passages, records = build_passages(knowledge), build_records(knowledge)
    found.append(Measurement("read and check content/", content, "s"))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for label in ("build the index", "build it again, unchanged"):
            seconds, folder = timed(
                lambda: write_artefact(root, passages, records, encoder, configuration.index)
            )
            found.append(Measurement(label, seconds, "s"))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        found.append(Measurement("size of the index", size / 2**20, "MiB"))
        opening, artefact = timed(lambda: open_artefact(root))
        found.append(Measurement("open the index, every digest checked", opening, "s"))
        making, engine = timed(lambda: SearchEngine(artefact, encoder, configuration))
        found.append(Measurement("make the search engine", making, "s"))
        found.append(Measurement("passages", float(len(passages)), ""))
        queries = read_queries()
        found.append(Measurement("distinct queries", float(len(queries)), ""))
        for mode in MODES:
            for text, language in queries[:20]:  # warm-up
                engine.search(Query(text, language, mode))
            times = [
                timed(partial(engine.search, Query(text, language, mode)))[0] * 1000
                for _ in range(rounds)
                for text, language in queries
            ]
            found += percentiles(f"query, {mode}", times)
        times = [
            timed(partial(engine.suggest, text[:3], language, 8))[0] * 1000
            for text, language in queries
        ]
        found += percentiles("suggest", times)
        found.append(Measurement("memory of the process", _resident(), "MiB"))
        found.append(Measurement("of that, before any import", before, "MiB"))
    return found


def describe_machine(module: str = "bench.index_and_query") -> dict[str, str]:
    """What the figures were measured with."""
    return {
        "command": f"python -m {module} " + " ".join(sys.argv[1:]),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "versions": f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }


def _import_service() -> set[str]:
    import kb_service.app  # everything a service needs, HTTP included

    return {name.partition(".")[0] for name in sys.modules if kb_service.app}


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """The seconds that an action takes, and what it gives."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def percentiles(name: str, times: list[float]) -> list[Measurement]:
    """The median and the 95th percentile of times in ms."""
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return [Measurement(f"{name}, p50", cuts[9], "ms"), Measurement(f"{name}, p95", cuts[18], "ms")]


def read_queries() -> list[tuple[str, str]]:
    """The distinct queries of the relevance set, each with its language."""
    path = ROOT / "tests" / "relevance" / "queries.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return list(dict.fromkeys((row["text"], row["lang"]) for row in rows))


def _resident() -> float:
    """The resident memory of this process in MiB; its peak where the system tells only that."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()
