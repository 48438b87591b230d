"""What a knowledge base of some size needs, reckoned from figures that were measured.

Between two sizes that were measured a value lies on the line between them; beyond the largest it
follows the line through the last two, and is called extrapolated.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.figures import FiguresError
from indexer.vector_index import choose_kind

#: Of an index on disk: the current version, the one before, and one that is being built.
COPIES = 3
#: Times of what was measured beyond which no time of a search can be told.
MOST_BEYOND = 10
_HOURS = 730  # of a month
_CORES = re.compile(r"passages a second, (\d+) cores")


class DemandError(ValueError):
    """What is asked for makes no sense; says what was found and what is accepted."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be served.

    `passages` are those of a document in one language, `phrases` those of a passage; `rate` are
    searches a second at the busiest, `use` the share of a core that may be used then, `spare`
    processes that may be away; `machine_memory` GiB that one machine has for the service; prices
    are for an hour of a core or a GiB, 0 where none are known.
    """

    documents: int
    languages: int
    passages: float
    phrases: float = 0.0
    rate: float = 1.0
    use: float = 0.6
    spare: int = 1
    model: str = "transformer"
    machine_memory: float = 64.0
    core_price: float = 0.0
    memory_price: float = 0.0

    def __post_init__(self) -> None:
        """DemandError for numbers that make no sense."""
        limits: dict[str, tuple[float, float]] = {
            "documents": (1, 1e9),
            "languages": (1, 6),
            "passages": (1e-9, 1e6),
            "phrases": (0, 100),
            "rate": (1e-9, 1e6),
            "use": (0.05, 0.95),
            "spare": (0, 100),
            "machine_memory": (1, 1e5),
            "core_price": (0, 1e6),
            "memory_price": (0, 1e6),
        }
        for name, (least, most) in limits.items():
            value = getattr(self, name)
            if not least <= value <= most:  # so is nan
                raise DemandError(
                    f"{name}: found {value}; accepted is a number from {least:g} to {most:g}"
                )


@dataclass(frozen=True, slots=True)
class Need:
    """What that takes. Sizes are GiB, times hours of a processor; `search` is ms of one.

    `beyond` says how many times the largest size measured the passages are (1: measured); where
    that is more than `MOST_BEYOND`, the search and what follows from it are None: not reckoned.
    """

    passages: int
    phrases: int
    kind: str
    phrase_kind: str
    index: float
    disk: float
    memory: float
    memory_switching: float
    build: float
    build_memory: float
    search: float | None
    cores: float | None
    processes: int | None
    cost: float | None
    milvus: bool
    beyond: float


class Figures:
    """What was measured, found by name; FiguresError for what is missing."""

    def __init__(self, figures: Mapping[str, Any]) -> None:
        self._figures = figures
        self._scale = sorted(
            (
                {line["name"]: float(line["value"]) for line in found["measurements"]}
                for command, found in figures.items()
                if command.startswith("python -m bench.scale") and "transformer" not in command
            ),
            key=lambda one: one["passages"],
        )
        if not self._scale:
            raise FiguresError("no figures of growth: run `python -m bench.figures bench.scale`")
        self.most = self._scale[-1]["passages"]

    def content(self) -> dict[str, float]:
        """The counts of the real content."""
        for found in self._of("bench.content_size"):
            return {line["name"]: float(line["value"]) for line in found["measurements"]}
        raise _missing("bench.content_size")

    def grown(self, name: str, passages: float) -> float:
        """A value of `bench.scale` at a number of passages."""
        points = [(one["passages"], one[name]) for one in self._scale if name in one]
        if not points:
            raise FiguresError(f"bench.scale: no “{name}” in its figures; accepted are newer ones")
        return grow(points, passages)

    def service(self, model: str) -> tuple[float, float]:
        """Milliseconds of the processor for a search, and MiB of the service, on real content."""
        for found in self._of("bench.api"):
            loads = [x for x in found["loads"] if (x["model"], x["asked"]) == (model, "search")]
            held = [x["resident"] for x in found["processes"] if x["model"] == model]
            if loads and held:
                return max(float(x["processor"]) for x in loads), float(held[0])
        raise _missing("bench.api", f" --model {model}")

    def embedding(self, model: str) -> float:
        """Seconds of the processor to embed a passage."""
        for found in self._of("bench.encoders"):
            for name, value in found["models"].get(model, {}).items():
                if match := _CORES.fullmatch(name):
                    return int(match[1]) / float(value)
        raise _missing("bench.encoders")

    def sources(self) -> list[str]:
        """Command, date and machine of all."""
        return [
            f"{command} ({found['about']['date']}, {found['about']['machine']})"
            for command, found in self._figures.items()
        ]

    def _of(self, module: str) -> list[Any]:
        wanted = ["python", "-m", module]
        return [found for command, found in self._figures.items() if command.split()[:3] == wanted]


def _missing(module: str, options: str = "") -> FiguresError:
    return FiguresError(f"no figures of {module}: run `python -m bench.figures {module}{options}`")


def grow(points: Sequence[tuple[float, float]], size: float) -> float:
    """A value at a size, from values at sizes in ascending order; it never falls as sizes grow.

    Below the smallest size it is that one's value; with one size alone, in proportion beyond it.
    """
    rising: list[tuple[float, float]] = []
    for place, value in points:
        rising.append((place, max(value, rising[-1][1] if rising else 0.0)))
    if size <= rising[0][0]:
        return rising[0][1]
    if len(rising) == 1:
        return rising[0][1] * size / rising[0][0]
    after = min(bisect_left(rising, (size, 0.0)), len(rising) - 1)
    (x, low), (y, high) = rising[after - 1], rising[after]
    return low + (high - low) * (size - x) / (y - x)


def reckon(demand: Demand, figures: Figures) -> Need:
    """What a demand takes.

    The whole index counts as memory, since all that is not read from memory waits for a disk, and
    each process as if it were alone on its machine. A process is given one core.
    """
    passages = math.ceil(demand.documents * demand.passages * demand.languages)
    phrases = math.ceil(passages * demand.phrases)
    real = figures.content()["passages"]
    search, resident = figures.service(demand.model)

    def more(name: str) -> float:
        return figures.grown(name, passages) - figures.grown(name, real)

    index = figures.grown("on disk: all", passages) / 1024
    memory = resident / 1024 + max(0.0, more("on disk: all")) / 1024
    search += max(0.0, more("search, hybrid, p50"))
    build = figures.grown("build the index, CPU", passages)
    if demand.model != "static":  # growth was measured with the light model
        build += (passages + phrases) * figures.embedding(demand.model)
    beyond = max(1.0, passages / figures.most)
    told = beyond <= MOST_BEYOND
    cores = demand.rate * search / 1000 / demand.use
    processes = max(1, math.ceil(cores)) + demand.spare
    hourly = demand.core_price + demand.memory_price * (memory + index)
    return Need(
        passages=passages,
        phrases=phrases,
        kind=choose_kind("auto", passages),
        phrase_kind=choose_kind("auto", phrases),
        index=index,
        disk=COPIES * index,
        memory=memory,
        memory_switching=memory + index,
        build=build / 3600,
        build_memory=figures.grown("build the index, memory at most", passages) / 1024,
        search=search if told else None,
        cores=cores if told else None,
        processes=processes if told else None,
        cost=processes * hourly * _HOURS if told else None,
        milvus=memory + index > demand.machine_memory,
        beyond=beyond,
    )
