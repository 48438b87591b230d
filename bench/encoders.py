"""Measures both bundled models: one query on one core, and passages a second.

    python -m bench.encoders [--json]

Queries are those of tests/relevance/, passages those of content/. Nothing is written.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path

from bench.index_and_query import describe_machine
from indexer.artefact import embedded_text
from indexer.configuration import IndexConfiguration
from indexer.content import read_knowledge_base
from indexer.encoder import BUNDLED, open_encoder
from indexer.model_files import FOLDER
from indexer.passages import build_passages

ROOT = Path(__file__).parent.parent
_QUERIES = 300
_PASSAGES = 400


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.encoders", description=__doc__)
    parser.add_argument("--json", action="store_true", help="machine-readable")
    options = parser.parse_args()
    lines = (ROOT / "tests/relevance/queries.tsv").read_text(encoding="utf-8").splitlines()[1:]
    queries = [line.split("\t")[3] for line in lines][:: max(1, len(lines) // _QUERIES)]
    every = build_passages(read_knowledge_base(ROOT / "content"))
    texts = [embedded_text(p, IndexConfiguration()) for p in every][:: len(every) // _PASSAGES]
    figures = {name: measure(name, queries, texts) for name in BUNDLED}
    if options.json:
        found = {"about": describe_machine("bench.encoders"), "models": figures}
        print(json.dumps(found, indent=1))
        return
    for name, value in describe_machine("bench.encoders").items():
        print(f"{name:>10}: {value}")
    names = list(next(iter(figures.values())))
    print(f"\n| | {' | '.join(figures)} |\n|---|{'---|' * len(figures)}")
    for name in names:
        print(
            f"| {name} | " + " | ".join(f"{found[name]:.2f}" for found in figures.values()) + " |"
        )


def measure(model: str, queries: list[str], texts: list[str]) -> dict[str, float]:
    """The figures of one model."""
    started = time.perf_counter()
    encoder = open_encoder(model)
    encoder.encode_queries(["warm"])
    opened = time.perf_counter() - started
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:1])
    spent = []
    for query in queries:
        begun = time.perf_counter()
        encoder.encode_queries([query])
        spent.append((time.perf_counter() - begun) * 1000)
    os.sched_setaffinity(0, cores)
    begun = time.perf_counter()
    encoder.encode_passages(texts)
    rate = len(texts) / (time.perf_counter() - begun)
    size = sum(path.stat().st_size for path in (FOLDER / model).rglob("*") if path.is_file())
    return {
        "open, s": opened,
        "one query on one core, p50, ms": statistics.median(spent),
        "one query on one core, p95, ms": statistics.quantiles(spent, n=20)[-1],
        f"passages a second, {len(cores)} cores": rate,
        "folder, MB": size / 1e6,
    }


if __name__ == "__main__":
    main()
