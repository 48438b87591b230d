"""Asks a service over HTTP: without a pause, to learn what it can do, or at times fixed beforehand.

At fixed times (an open loop) a request is sent when it is due, however slow the answers before it
were, and its time is counted from when it was due: waiting is part of it, as it is for a reader.
"""

from __future__ import annotations

import gzip
import http.client
import json
import random
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

#: Requests under way at most; the service sheds load long before.
_MOST_UNDER_WAY = 512
#: Seconds after which an idle connection is not used again: a service closes it after 15.
_IDLE = 10.0
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, and the statuses that are right answers to it; `kind` is a line of a table.

    `conditional`: sent with the entity tag of the last answer from the same address, if there was
    one; then 304 is right too.
    """

    kind: str
    path: str
    expected: frozenset[int] = frozenset({200})
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request: seconds since it was due, and how late it was sent.

    `problem` is empty where the answer was right, else what was wrong. `shed` tells a refusal that
    the service announces (503 with Retry-After) from a failure.
    """

    kind: str
    status: int
    due: float
    seconds: float
    late: float
    problem: str = ""
    shed: bool = False


@dataclass
class Client:
    """Connections to one port, kept open and used again; safe to share between threads."""

    port: int
    _idle: deque[tuple[float, http.client.HTTPConnection]] = field(default_factory=deque)
    _tags: dict[str, str] = field(default_factory=dict)

    def ask(self, request: Request, due: float | None = None) -> Outcome:
        """What becomes of a request that was due at a time of `time.perf_counter`, or is now."""
        sent = time.perf_counter()
        due = sent if due is None else due
        status, problem, shed = 0, "", False
        connection = self._connect()
        try:
            headers = {"accept-encoding": "gzip"}
            tag = self._tags.get(request.path) if request.conditional else None
            if tag is not None:
                headers["if-none-match"] = tag
            connection.request("GET", request.path, headers=headers)
            answer = connection.getresponse()
            body, status = answer.read(), answer.status
            problem, shed = self._judge(request, tag, answer, body)
        except (OSError, http.client.HTTPException) as error:
            problem = type(error).__name__
            connection.close()
        else:
            self._idle.append((time.perf_counter(), connection))
        seconds = time.perf_counter() - due
        return Outcome(request.kind, status, due, seconds, sent - due, problem, shed)

    def read(self, path: str) -> Any:
        """The JSON at an address that has to be there."""
        connection = self._connect()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        self._idle.append((time.perf_counter(), connection))
        if answer.status != 200:
            raise SystemExit(f"{path}: found status {answer.status}; needed is 200")
        return json.loads(body)

    def close(self) -> None:
        """Close every connection."""
        while self._idle:
            self._idle.pop()[1].close()

    def _connect(self) -> http.client.HTTPConnection:
        while True:
            try:
                used, connection = self._idle.pop()
            except IndexError:
                return http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
            if time.perf_counter() - used < _IDLE:
                return connection
            connection.close()

    def _judge(
        self, request: Request, tag: str | None, answer: http.client.HTTPResponse, body: bytes
    ) -> tuple[str, bool]:
        """What is wrong with an answer, and whether it is a refusal that was announced."""
        if answer.status == 304 and tag is not None:
            return "", False
        if answer.status not in request.expected:
            shed = answer.status == 503 and answer.getheader("retry-after") is not None
            return f"{answer.status} {read_type(body)}".strip(), shed
        found = answer.getheader("etag") or ""
        if answer.status == 200 and request.conditional:
            if tag is not None and found == tag:
                return "200 for what has not changed", False
            self._tags[request.path] = found
        return check_body(answer.headers, body), False


def check_body(headers: http.client.HTTPMessage, body: bytes) -> str:
    """What is wrong with a body: compressed or JSON, as its headers say, that cannot be read."""
    try:
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        if "json" in (headers.get("content-type") or "").partition(";")[0].rpartition("/")[2]:
            json.loads(body)
    except (OSError, EOFError, ValueError) as error:
        return f"unreadable body: {type(error).__name__}"
    return "" if body else "empty body"


def read_type(body: bytes) -> str:
    """The last part of the `type` of a problem, empty for another body."""
    try:
        return str(json.loads(body)["type"]).rstrip("/").rpartition("/")[2]
    except (ValueError, KeyError, TypeError):
        return ""


def ask_without_pause(
    client: Client, requests: Iterator[Request], connections: int, seconds: float
) -> list[Outcome]:
    """What becomes of requests that so many readers ask, each as soon as it has its answer, until
    the time is over or there are no more."""
    ends = time.perf_counter() + seconds
    found: list[Outcome] = []
    lock = threading.Lock()

    def work() -> None:
        while time.perf_counter() < ends:
            with lock:
                request = next(requests, None)
            if request is None:
                return
            found.append(client.ask(request))

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def draw_times(rate: float, seconds: float, seed: int = 1) -> Iterator[float]:
    """Times from 0 at which independent readers ask, `rate` a second: the same for a seed."""
    chance, moment = random.Random(seed), 0.0
    while (moment := moment + chance.expovariate(rate)) < seconds:
        yield moment


def ask_at_times(
    client: Client, requests: Iterator[Request], times: Iterable[float], into: list[Outcome]
) -> None:
    """Send requests when they are due, seconds from now; outcomes come into a list."""
    started = time.perf_counter()
    with ThreadPoolExecutor(_MOST_UNDER_WAY) as pool:
        for moment in times:
            request, due = next(requests), started + moment
            if (wait := due - time.perf_counter()) > 0:
                time.sleep(wait)
            pool.submit(lambda r=request, d=due: into.append(client.ask(r, d)))  # type: ignore[misc]
