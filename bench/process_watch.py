"""What a process holds, seen from outside through /proc (Linux), and whether that stays flat."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_MAPPED_VERSION = re.compile(r"/([0-9a-f]{16})/")


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process holds at a moment: seconds since the watch began, MiB, counts.

    `anonymous` is what it allocated, `mapped` the pages of mapped files in memory, which the
    system takes back when it needs them; `versions` counts versions of the index that it maps.
    `descriptors` are those that are no connection; `children` is the anonymous memory of its child
    processes, which make exports.
    """

    second: float
    anonymous: float
    mapped: float
    descriptors: int
    threads: int
    versions: int
    children: float


@dataclass(frozen=True, slots=True)
class Trend:
    """How memory moves: `slope` in MiB an hour with its standard error, by least squares.

    `growth`: the mean of the last samples less that of the first ones, in MiB.
    """

    slope: float
    error: float
    growth: float


def read_sample(process: int, second: float) -> Sample:
    """What a process holds now; OSError where there is none, or no /proc."""
    folder = Path(f"/proc/{process}")
    status = read_status(process)
    maps = (folder / "maps").read_text(encoding="utf-8")
    return Sample(
        second,
        status["RssAnon"] / 1024,
        status["RssFile"] / 1024,
        _count_descriptors(folder / "fd"),
        status["Threads"],
        len(set(_MAPPED_VERSION.findall(maps))),
        sum(_children(folder)) / 1024,
    )


def read_status(process: int) -> dict[str, int]:
    """The numbers in a process's status; sizes are in KiB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    parts = (line.replace(":", " ").split() for line in lines)
    return {part[0]: int(part[1]) for part in parts if len(part) > 1 and part[1].isdigit()}


def _count_descriptors(folder: Path) -> int:
    found = 0
    for name in os.listdir(folder):
        with suppress(OSError):  # closed meanwhile
            found += not os.readlink(folder / name).startswith("socket:")
    return found


def _children(folder: Path) -> Iterator[int]:
    for path in (folder / "task").glob("*/children"):
        with suppress(OSError):  # ended meanwhile
            for child in path.read_text(encoding="utf-8").split():
                yield read_status(int(child)).get("RssAnon", 0)


@contextmanager
def watch_process(process: int, every: float) -> Iterator[list[Sample]]:
    """A list that gets a sample at once and then each so many seconds."""
    samples: list[Sample] = []
    started, ended = time.monotonic(), threading.Event()

    def watch() -> None:
        while True:
            second = time.monotonic() - started
            try:
                samples.append(read_sample(process, second))
            except OSError:
                return  # the process has ended
            if ended.wait(every - second % every):
                return

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def measure_trend(samples: Sequence[Sample], window: float) -> Trend:
    """How anonymous memory moves; `window` is the length of the first and the last part, seconds.

    The slope is that of the second half of the samples; ValueError for fewer than six of them.
    """
    if len(samples) < 6:
        raise ValueError(f"{len(samples)} samples; a trend needs 6")
    half = samples[len(samples) // 2 :]
    x = np.asarray([one.second for one in half])
    y = np.asarray([one.anonymous for one in half])
    away = x - x.mean()
    slope = float(away @ y / (away @ away))
    left = y - y.mean() - slope * away
    error = float(np.sqrt(left @ left / max(len(half) - 2, 1) / (away @ away)))
    first = [s.anonymous for s in samples if s.second <= samples[0].second + window]
    last = [s.anonymous for s in samples if s.second > samples[-1].second - window]
    return Trend(slope * 3600, error * 3600, float(np.mean(last) - np.mean(first)))
