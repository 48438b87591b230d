"""Measures exports: time, size and memory of every format, for a ready course.

    python -m bench.exports [--course ID] [--rounds N]

Each format is written in a process of its own from the index in KB_INDEX_DIR, in Arabic and in
Chinese, whose letters cost most. The time is that of the best round, after one that loads what the
format needs; memory is the most that the process ever held, interpreter and libraries included.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from bench.index_and_query import describe_machine
from indexer.versions import read_current
from kb_service.exports.formats import FORMATS
from kb_service.settings import read_settings

LANGUAGES = ("ar", "zh")


@dataclass(frozen=True, slots=True)
class Measurement:
    """A format in a language: seconds of the first file and of the best later one, sizes."""

    format: str
    language: str
    first: float
    best: float
    size: int
    memory: int


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--course", default="ldn-in-one-hour")
    parser.add_argument("--rounds", type=int, default=3, help="files after the first one (3)")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds: at least 1 is accepted")
    settings = read_settings(os.environ)
    version = read_current(settings.index_dir)
    if version is None:
        parser.error(f"{settings.index_dir}: no index here; run `ldn-kb index` to build it")
    folder = settings.index_dir / version
    for name, value in describe_machine("bench.exports").items():
        print(f"{name:>10}: {value}")
    print("\n| format | language | first (s) | next (s) | size (KB) | memory (MB) |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    context = multiprocessing.get_context("spawn")
    for format_id in FORMATS:
        for code in LANGUAGES:
            with context.Pool(1) as pool:
                wanted = (folder, f"courses/{arguments.course}", code, format_id, arguments.rounds)
                found = pool.apply(measure, wanted)
            print(
                f"| {found.format} | {found.language} | {found.first:.2f} | {found.best:.2f} |"
                f" {found.size / 1000:,.0f} | {found.memory / 1e6:,.0f} |"
            )


def measure(folder: Path, item: str, code: str, format_id: str, rounds: int) -> Measurement:
    """Write a course in a format several times, in this process."""
    from kb_service.exports.library import export_from
    from kb_service.exports.selection import Selection

    times = []
    size = 0
    for _ in range(rounds + 1):
        start = time.perf_counter()
        selection = Selection((item,), code)
        size = len(export_from(folder, selection, format_id, "https://guidance.example/").data)
        times.append(time.perf_counter() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Measurement(format_id, code, times[0], min(times[1:]), size, memory)


if __name__ == "__main__":
    main()
