"""Measures how the index and the search grow: build, memory, disk, opening, queries, recall.

    python -m bench.scale --passages N [--model static] [--keep FOLDER] [--no-engine] [--json]

The corpus is made of the real one (bench/corpus.py) and built in a temporary folder, or kept in
--keep, where a later run finds it. Memory is what the process itself allocates at most while it
builds, beyond what it had before; mapped files do not count. Queries are those of tests/relevance/;
their times, and those marked CPU, are of the processor, so that what else runs counts little.
`--no-engine` leaves out the search engine, and measures the two indexes alone.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.corpus import make_passages
from bench.index_and_query import (
    ROOT,
    Measurement,
    describe_machine,
    percentiles,
    print_measurements,
    read_queries,
    timed,
)
from bench.process_watch import read_status
from indexer.artefact import Artefact, open_artefact, write_artefact
from indexer.configuration import Configuration, read_configuration
from indexer.content import read_knowledge_base
from indexer.encoder import Encoder, open_encoder
from indexer.model import Passage
from indexer.passages import build_passages
from indexer.records import build_records
from indexer.vector_index import Vectors, best_places

_NEAREST = 100
_RECALL = 10


def main() -> None:
    """Print the table, or its lines as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, default=10_000, help="how many (10000)")
    parser.add_argument("--model", default="static", help="the model that embeds (static)")
    parser.add_argument("--keep", type=Path, help="folder in which the index is kept")
    parser.add_argument("--no-engine", action="store_true", help="leave out the search engine")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    if arguments.passages < 1000:
        parser.error("--passages: at least 1000 are accepted")
    with tempfile.TemporaryDirectory() as name:
        root = arguments.keep or Path(name)
        found = measure(
            root, arguments.passages, arguments.model, with_engine=not arguments.no_engine
        )
    print_measurements(describe_machine("bench.scale"), found, as_json=arguments.json)


def measure(root: Path, count: int, model: str, with_engine: bool) -> list[Measurement]:
    """Every measurement, in the order in which an index lives."""
    read = read_configuration(ROOT / "search.toml")
    configuration = replace(read, index=replace(read.index, model=model))
    encoder = open_encoder(model)
    knowledge_base = read_knowledge_base(ROOT / "content")
    real, records = build_passages(knowledge_base), build_records(knowledge_base)
    del knowledge_base
    build = partial(_build, root, real, records, encoder, configuration)
    found = [Measurement("passages", float(count), "")]
    folder = _measure_build(found, "build the index", lambda: build(make_passages(real, count)))
    for part in ("", "passages.jsonl", "lexical", "dense"):
        found.append(Measurement(f"on disk: {part or 'all'}", _size(folder / part), "MiB"))
    seconds, artefact = timed(lambda: open_artefact(root))
    found.append(Measurement("open it", seconds, "s"))
    print(f"kinds: {dict(artefact.manifest.dense)}", file=sys.stderr)
    found += _measure_lexical(artefact)
    found += _measure_dense(artefact, encoder)
    if with_engine:
        found += _measure_engine(artefact, encoder, configuration)
    changed = partial(_change_one, make_passages(real, count))
    _measure_build(found, "build it again, one passage changed", lambda: build(changed()))
    return found


def _measure_build(found: list[Measurement], name: str, build: Callable[[], Path]) -> Path:
    before = time.process_time()
    with _watch_memory() as peak:
        seconds, folder = timed(build)
    found.append(Measurement(name, seconds, "s"))
    found.append(Measurement(f"{name}, CPU", time.process_time() - before, "s"))
    found.append(Measurement(f"{name}, memory at most", peak[0], "MiB"))
    return folder


def _build(
    root: Path,
    real: Sequence[Passage],
    records: Mapping[str, Any],
    encoder: Encoder,
    configuration: Configuration,
    passages: Iterator[Passage],
) -> Path:
    def tell(stage: str, done: int, total: int) -> None:
        if done in (0, total):
            print(f"{time.strftime('%H:%M:%S')} {stage} {done}/{total}", file=sys.stderr)

    return write_artefact(root, passages, records, encoder, configuration.index, tell)


def _change_one(passages: Iterator[Passage]) -> Iterator[Passage]:
    for row, passage in enumerate(passages):
        yield replace(passage, text=f"{passage.text} 2026") if row == 500 else passage


def _measure_lexical(artefact: Artefact) -> list[Measurement]:
    from kb_service.engines import field_weights

    weights = field_weights(read_configuration(ROOT / "search.toml").ranking)
    return _times(
        f"lexical, best {_NEAREST}",
        [
            partial(artefact.lexical.search, text, language, weights, limit=_NEAREST)
            for text, language in read_queries()
        ],
    )


def _measure_dense(artefact: Artefact, encoder: Encoder) -> list[Measurement]:
    vectors = encoder.encode_queries([text for text, _ in read_queries()])
    languages = np.asarray([passage.language for passage in artefact.passages])
    themes = [set(passage.themes) for passage in artefact.passages]
    theme = min(set().union(*themes))
    filters = {
        "": None,
        ", in French": np.flatnonzero(languages == "fr"),
        ", of one theme": np.flatnonzero([theme in each for each in themes]),
    }
    found: list[Measurement] = []
    for name, allowed in filters.items():
        nearest = partial(artefact.dense.nearest, limit=_NEAREST, allowed=allowed)
        found += _times(f"dense, best {_NEAREST}{name}", [partial(nearest, v) for v in vectors])
        right = [
            np.isin(nearest(v)[0][:_RECALL], _exact(artefact, v, allowed)) for v in vectors[::5]
        ]
        found.append(Measurement(f"recall@{_RECALL}{name}", float(np.mean(right)), ""))
    return found


def _exact(artefact: Artefact, vector: Vectors, allowed: Any) -> Any:
    scores = np.maximum(artefact.dense.scores(vector), artefact.dense.phrase_scores(vector))
    rows = np.arange(len(scores)) if allowed is None else allowed
    return rows[best_places(scores[rows], _RECALL)]


def _measure_engine(
    artefact: Artefact, encoder: Encoder, configuration: Configuration
) -> list[Measurement]:
    from kb_service.results import Query
    from kb_service.search import SearchEngine

    seconds, engine = timed(lambda: SearchEngine(artefact, encoder, configuration))
    engine.read_ahead()
    found = [Measurement("make the search engine", seconds, "s")]
    theme = min(theme for passage in artefact.passages[:500] for theme in passage.themes)
    for name, filters in (("", {}), (", two filters", {"language": ("fr",), "theme": (theme,)})):
        queries = [Query(text, code, "hybrid", filters) for text, code in read_queries()[::5]]
        found += _times(f"search, hybrid{name}", [partial(engine.search, q) for q in queries])
    return found


def _times(name: str, actions: Sequence[Callable[[], object]]) -> list[Measurement]:
    for action in actions[:5]:  # warm-up
        action()
    times: list[float] = []
    for action in actions:
        before = time.process_time()
        action()
        times.append((time.process_time() - before) * 1000)
    return percentiles(name, times)


@contextmanager
def _watch_memory() -> Iterator[list[float]]:
    """A list whose only value is the most memory that was held, in MiB, beyond what was before."""
    before = _anonymous()
    peak = [0.0]
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.05):
            peak[0] = max(peak[0], _anonymous() - before)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def _anonymous() -> float:
    """The memory of this process that is no mapped file, in MiB."""
    return read_status(os.getpid())["RssAnon"] / 1024


def _size(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 2**20


if __name__ == "__main__":
    main()
