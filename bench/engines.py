"""Measures both engines on the built index: times, memory, and how alike their answers are.

    python -m bench.engines [--questions N] [--candidates N] [--json]

Asks judged questions of tests/relevance/, evenly spread, in hybrid and keyword mode, one after
another in one thread, of the embedded engine and of Milvus Lite as a server process beside it
(needs milvus-lite and pymilvus, see requirements/test.txt). The index is that of `make build`.
Milvus Lite is made for tests: its times are no figure of a Milvus.
"""

from __future__ import annotations

import argparse
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bench.index_and_query import (
    ROOT,
    Measurement,
    describe_machine,
    percentiles,
    print_measurements,
    timed,
)
from indexer.artefact import open_artefact
from indexer.column_builder import hit_name
from indexer.configuration import read_configuration
from indexer.encoder import open_encoder
from kb_service.engines import EmbeddedEngine, Engine
from kb_service.evaluate import METRICS
from kb_service.milvus_collections import Connection, Server
from kb_service.milvus_engine import MilvusEngine
from kb_service.milvus_load import load_version
from kb_service.own_evaluation import RememberingEncoder, names_of_hits
from kb_service.processor_threads import calculate_in_one_thread
from kb_service.relevance import need_of, read_relevance
from kb_service.results import Mode, Query
from kb_service.search import SearchEngine
from kb_service.settings import read_settings

MODES: tuple[Mode, ...] = ("hybrid", "keyword")
_PATIENCE = 60.0  # seconds


def main() -> None:
    """Print the table, or its lines as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=200, help="about how many (200)")
    parser.add_argument("--candidates", type=int, help="another [ranking] candidates")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    if arguments.questions < 1:
        parser.error("--questions: at least 1 is accepted")
    found = measure(arguments.questions, arguments.candidates)
    about = describe_machine("bench.engines")
    about["engines"] = f"milvus-lite {version('milvus-lite')}, pymilvus {version('pymilvus')}"
    print_measurements(about, found, as_json=arguments.json)


def measure(questions: int, candidates: int | None) -> list[Measurement]:
    """Every measurement: loading, times and memory, then what is alike."""
    calculate_in_one_thread()
    settings = read_settings(os.environ)
    artefact = open_artefact(settings.index_dir)
    configuration = read_configuration(settings.search_file)
    if candidates is not None:
        ranking = replace(configuration.ranking, candidates=candidates)
        configuration = replace(configuration, ranking=ranking)
    relevance = read_relevance(ROOT / "tests" / "relevance", names_of_hits(artefact))
    asked = relevance.questions[:: max(1, len(relevance.questions) // questions)]
    encoder = RememberingEncoder(open_encoder(configuration.index.model), [q.text for q in asked])
    found = [
        Measurement("passages", float(len(artefact.passages)), ""),
        Measurement("phrases", float(len(artefact.dense.owners)), ""),
        Measurement("questions", float(len(asked)), ""),
        Measurement("candidates", float(configuration.ranking.candidates), ""),
    ]
    with _serve_lite() as (server, process):
        connection = Connection(server)
        loading, _ = timed(lambda: load_version(connection, artefact, configuration.ranking))
        connection.close()
        found.append(Measurement("load the version into Milvus Lite", loading, "s"))
        engines: dict[str, Engine] = {
            "embedded": EmbeddedEngine(artefact, configuration.ranking),
            "Milvus Lite": MilvusEngine(artefact, configuration.ranking, server),
        }
        rankings: dict[tuple[str, Mode, str], tuple[str, ...]] = {}
        for name, engine in engines.items():
            search = SearchEngine(artefact, encoder, configuration, engine)
            for mode in MODES:
                times = []
                for question in asked:
                    query = Query(question.text, question.language, mode)
                    seconds, results = timed(partial(search.search, query))
                    times.append(seconds * 1000)
                    hits = tuple(hit_name(hit.passage) for hit in results.hits)
                    rankings[name, mode, question.id] = hits
                found += percentiles(f"{name}, {mode}", times)
        found.append(Measurement("memory of Milvus Lite", _resident(process.pid), "MiB"))
        found.append(Measurement("memory of the searching process", _resident(os.getpid()), "MiB"))
    ndcg = METRICS["ndcg@10"]
    for mode in MODES:
        pairs = [
            (rankings["embedded", mode, q.id], rankings["Milvus Lite", mode, q.id]) for q in asked
        ]
        equal = [len(set(a) & set(b)) / max(len(a), len(b)) for a, b in pairs if a or b]
        grades = [relevance.grades[need_of(question)] for question in asked]
        gains = [ndcg(b, g) - ndcg(a, g) for (a, b), g in zip(pairs, grades, strict=True)]
        found.append(Measurement(f"equal hits, {mode}", 100 * statistics.fmean(equal), "%"))
        found.append(
            Measurement(f"difference of nDCG@10 × 1000, {mode}", 1000 * statistics.fmean(gains), "")
        )
    return found


@contextmanager
def _serve_lite() -> Iterator[tuple[Server, subprocess.Popen[bytes]]]:
    """Milvus Lite at a free port of this machine, on a temporary folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("milvus-lite")
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [program, "server", "--data-dir", folder, "--host", "127.0.0.1", "--port", str(port)],
            stdout=subprocess.DEVNULL,
        )
        try:
            deadline = time.monotonic() + _PATIENCE
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.1)
            yield Server(f"http://127.0.0.1:{port}", patience=_PATIENCE), process
        finally:
            process.kill()
            process.wait()


def _resident(process: int) -> float:
    """The resident memory of a process in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
