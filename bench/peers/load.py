"""Asks a server over some connections at once, and keeps what it answers."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.api import Service


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; without a body it is a GET."""

    path: str
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The time of an answer in milliseconds, its status and body."""

    time: float
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Round:
    """The answers to some requests, the seconds they took in all, and of the processor."""

    answers: tuple[Answer, ...]
    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Load:
    """What a system reached over so many connections; times in milliseconds, rate a second.

    `found` counts the answers that are 2xx and hold a hit; only they count as throughput, of which
    `rate` is the median of the rounds.
    """

    system: str
    connections: int
    requests: int
    found: int
    p50: float
    p95: float
    p99: float
    rate: float
    processor: float


def run_round(service: Service, requests: Sequence[Request], connections: int) -> Round:
    """The answers to requests that are shared out to connections, in the order of the requests."""
    before, started = service.processor_time(), time.perf_counter()
    answers: list[Answer | None] = [None] * len(requests)

    def work(first: int) -> None:
        connection = service.connect()
        for place in range(first, len(requests), connections):
            begun = time.perf_counter()
            request = requests[place]
            headers = {"content-type": "application/json"} if request.body else {}
            method = "POST" if request.body else "GET"
            connection.request(method, request.path, request.body, headers)
            response = connection.getresponse()
            body = response.read()
            answers[place] = Answer((time.perf_counter() - begun) * 1000, response.status, body)
        connection.close()

    threads = [threading.Thread(target=work, args=(first,)) for first in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, used = time.perf_counter() - started, service.processor_time() - before
    given = tuple(answer for answer in answers if answer is not None)
    if len(given) != len(requests):
        raise SystemExit(f"{len(requests) - len(given)} requests were not answered")
    return Round(given, wall, used)


def summarise(
    system: str, connections: int, rounds: Sequence[Round], read: Callable[[bytes], Sequence[str]]
) -> Load:
    """The figures of some rounds together; `read` gives the hits of a body."""
    answers = [answer for one in rounds for answer in one.answers]
    found = [sum(200 <= a.status < 300 and bool(read(a.body)) for a in x.answers) for x in rounds]
    cuts = statistics.quantiles([a.time for a in answers], n=100, method="inclusive")
    return Load(
        system,
        connections,
        len(answers),
        sum(found),
        p50=cuts[49],
        p95=cuts[94],
        p99=cuts[98],
        rate=statistics.median(n / one.wall for n, one in zip(found, rounds, strict=True)),
        processor=sum(one.processor for one in rounds) / len(answers) * 1000,
    )
