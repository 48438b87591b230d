"""Measures the kinds of vector index on embeddings of real texts: recall, time, size.

    python -m bench.vector_kinds [--parallel FOLDER] [--passages N] [--model static] [--json]

Texts are the passages and phrases of content/ and, with --parallel, segments of parallel text in
the six languages: .tsv.gz files whose header names languages. Queries are other segments, or
phrases, that are not in the index. Recall is the share of the exact ten nearest that are found, of
all rows and of random rows of which a share is allowed, as by a filter. One thread asks. Times are
of the processor, so that what else runs on the machine counts little.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import faiss
import numpy as np

from bench.index_and_query import ROOT, describe_machine
from indexer.artefact import embedded_text
from indexer.configuration import IndexConfiguration
from indexer.content import read_knowledge_base
from indexer.encoder import Encoder, open_encoder
from indexer.languages import CODES
from indexer.passages import build_passages
from indexer.vector_index import KINDS, VectorIndex, Vectors, open_approximate, write_approximate

_QUERIES = 300
_NEAREST = 10
_SHARES = (1.0, 0.5, 0.1, 0.02)
_SHORTEST = 20  # characters of a segment; shorter ones are names


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `allowed` is the share of rows that compete, times are in ms."""

    kind: str
    vectors: int
    build_s: float
    file_mib: float
    allowed: float
    limit: int
    recall: float
    p50: float
    p95: float


def main() -> None:
    """Print the table, or its lines as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parallel", type=Path, help="folder of .tsv.gz files")
    parser.add_argument("--passages", type=int, default=100_000, help="vectors at most (100000)")
    parser.add_argument("--model", default="static", help="the model that embeds (static)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    if arguments.passages < _QUERIES:
        parser.error(f"--passages: at least {_QUERIES} are accepted")
    texts = read_texts(arguments.parallel, arguments.passages + _QUERIES)
    vectors = embed(open_encoder(arguments.model), texts)
    rows = list(measure_kinds(vectors[_QUERIES:], vectors[:_QUERIES]))
    about = describe_machine("bench.vector_kinds")
    if arguments.json:
        print(json.dumps({"about": about, "rows": [asdict(row) for row in rows]}, indent=1))
        return
    for name, value in about.items():
        print(f"{name:>10}: {value}")
    print("\n| kind | vectors | build s | MiB | allowed | limit | recall | p50 ms | p95 ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row.kind} | {row.vectors} | {row.build_s:.1f} | {row.file_mib:.1f}"
            f" | {row.allowed:.0%} | {row.limit} | {row.recall:.3f}"
            f" | {row.p50:.2f} | {row.p95:.2f} |"
        )


def read_texts(parallel: Path | None, most: int) -> list[str]:
    """Distinct real texts in the six languages, in an order drawn once for all."""
    passages = build_passages(read_knowledge_base(ROOT / "content"))
    configuration = IndexConfiguration()
    texts = dict.fromkeys(embedded_text(passage, configuration) for passage in passages)
    texts |= dict.fromkeys(phrase for passage in passages for phrase in passage.asked)
    own = list(texts)
    random.Random(1).shuffle(own)
    others = list(dict.fromkeys(read_segments(parallel))) if parallel else []
    random.Random(2).shuffle(others)
    mixed = own + others[: max(0, most - len(own))]
    random.Random(3).shuffle(mixed)
    return mixed[:most]


def read_segments(folder: Path) -> Iterator[str]:
    """The segments of parallel text, in every language."""
    csv.field_size_limit(sys.maxsize)
    for path in sorted(folder.glob("*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                for code in CODES:
                    text = line.get(code) or ""
                    if len(text) >= _SHORTEST or (code == "zh" and len(text) >= _SHORTEST // 3):
                        yield text


def embed(encoder: Encoder, texts: list[str]) -> Vectors:
    """The vectors of texts."""
    vectors = np.zeros((len(texts), encoder.dimension), np.float32)
    for start in range(0, len(texts), 1024):
        vectors[start : start + 1024] = encoder.encode_passages(texts[start : start + 1024])
    return vectors


def measure_kinds(vectors: Vectors, queries: Vectors) -> Iterator[Row]:
    """The lines of every kind."""
    count = len(vectors)
    exact = VectorIndex(vectors)
    chance = np.random.default_rng(4).random(count)
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            stored = vectors if kind.name == "exact" else vectors.astype(np.float16)
            path, build, size = Path(folder) / kind.name, 0.0, stored.nbytes
            approximate = None
            if kind.name != "exact":
                started = time.process_time()
                write_approximate(path, stored, kind.name, lambda done, total: None)
                build, size = time.process_time() - started, size + path.stat().st_size
                approximate = open_approximate(path)
            index = VectorIndex(stored, kind.name, approximate)
            faiss.omp_set_num_threads(1)
            for share, limit in [(share, _NEAREST) for share in _SHARES] + [(1.0, 1000)]:
                allowed = None if share == 1 else chance < share
                times: list[float] = []
                found = 0.0
                for query in queries:
                    started = time.thread_time()
                    rows, _ = index.search(query, limit, allowed)
                    times.append((time.thread_time() - started) * 1000)
                    right = exact.search(query, limit, allowed)[0]
                    found += len(np.intersect1d(rows, right)) / max(len(right), 1)
                cuts = statistics.quantiles(times, n=20, method="inclusive")
                yield Row(
                    kind.name,
                    count,
                    build,
                    size / 2**20,
                    share,
                    limit,
                    found / len(queries),
                    cuts[9],
                    cuts[18],
                )


if __name__ == "__main__":
    main()
