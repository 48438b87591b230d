"""Callers who are slow, silent, gone or far too many cost connections and nothing else."""

from __future__ import annotations

import resource
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
from deployed import LIGHT, Deployed, Service, wait_until

from kb_service.connections import allow_connections

LIMIT = 300
#: The same limits in shorter times.
QUICK = "import kb_service.connections as c; c.HEADER_PATIENCE = 2.0; c.SEND_PATIENCE = 1.0; "
IDLE = 10_000
SEARCH = "/api/v1/search?q=land&lang=en"


@pytest.fixture(scope="module")
def service(small_deployment: Deployed) -> Iterator[Service]:
    """One service for all of them: it must survive each."""
    with small_deployment.start(
        QUICK + LIGHT, KB_MAX_CONNECTIONS=LIMIT, KB_LOG_LEVEL="info"
    ) as started:
        yield started


@contextmanager
def connected(service: Service, count: int, sent: bytes = b"") -> Iterator[list[socket.socket]]:
    """Many connections, each with some bytes sent."""
    with ExitStack() as opened:
        sockets = []
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", service.port), timeout=20)
            sockets.append(opened.enter_context(one))
            with suppress(OSError):  # closed already: there are too many
                one.sendall(sent)
        yield sockets


def ended(one: socket.socket, seconds: float) -> bool:
    """Whether the service closes a connection in time."""
    one.settimeout(seconds)
    try:
        while one.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def test_a_request_that_never_ends_is_dropped_and_others_are_answered(service: Service) -> None:
    """Slowloris: a header a moment, for ever; also on a connection that was answered before."""
    begun = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
    with connected(service, 50, begun) as slow, connected(service, 1, begun + b"\r\n") as used:
        assert used[0].recv(65536).startswith(b"HTTP/1.1 200")
        started = time.monotonic()
        left = [*slow, *used]
        while left and time.monotonic() - started < 15:
            for one in list(left):
                try:
                    one.sendall(b"X: y\r\n")
                except OSError:
                    left.remove(one)
            assert service.get(SEARCH).status == 200
            time.sleep(0.2)
        assert left == []


def test_a_silent_or_half_open_connection_is_dropped(service: Service) -> None:
    with connected(service, 2) as (silent, half):
        half.sendall(b"GET /healthz HTTP/1.1\r\n")
        half.shutdown(socket.SHUT_WR)
        assert ended(half, 15)
        assert ended(silent, 15)


def test_an_answer_that_nobody_takes_is_dropped(service: Service) -> None:
    """The largest answers, asked for again and again, read by nobody."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.connect(("127.0.0.1", service.port))
        one.settimeout(1)
        request = b"GET /api/v1/bulk.jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n"
        one.sendall(request * 40)
        assert service.get(SEARCH).status == 200
        wait_until(lambda: not is_open(one))


def is_open(one: socket.socket) -> bool:
    try:
        one.sendall(b"x")
    except TimeoutError:
        return True
    except OSError:
        return False
    return True


def test_a_reader_who_is_slow_but_reads_gets_the_whole_answer(service: Service) -> None:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
        one.connect(("127.0.0.1", service.port))
        one.settimeout(20)
        one.sendall(b"GET /api/v1/pages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        received = b""
        started = time.monotonic()
        while piece := one.recv(16384):
            received += piece
            if time.monotonic() - started < 4:
                time.sleep(0.25)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if b"content-length" in line)
    assert len(body) == int(length.split(b":")[1])


@pytest.mark.parametrize("path", [b"/healthz", b"/" + b"a" * 50_000])
def test_headers_without_end_are_refused(service: Service, path: bytes) -> None:
    """What has come of them is not kept: a connection costs what headers may have."""
    with (
        connected(service, 1, b"GET " + path + b" HTTP/1.1\r\n") as (one,),
        suppress(OSError),  # closed by the service
    ):
        for _ in range(100):
            one.sendall(b"x-more: " + b"a" * 8000 + b"\r\n")
            time.sleep(0.005)
        pytest.fail("800,000 bytes of headers were taken")
    with connected(service, 1, b"GET /healthz HTTP/1.1\r\nhost: x\r\n") as (one,):
        one.sendall(b"x-more: " + b"a" * 40_000 + b"\r\nconnection: close\r\n\r\n")
        assert one.recv(65536).startswith(b"HTTP/1.1 200")
    with connected(service, 1, b"GET /healthz HTTP/1.1\r\nx-more: " + b"a" * 70_000) as (one,):
        assert one.recv(65536).startswith(b"HTTP/1.1 431")


def test_above_the_limit_requests_are_told_to_come_back(service: Service) -> None:
    with connected(service, LIMIT):
        answer = service.get(SEARCH)
        assert answer.status == 503
        assert answer.headers["retry-after"] == "2" and answer.headers["connection"] == "close"
        assert answer.headers["content-type"] == "application/problem+json"
    wait_until(lambda: service.get(SEARCH).status == 200)


def status_or_closed(service: Service) -> int | None:
    """The status of a search; None where the connection was closed, as above a limit and more."""
    try:
        return service.get(SEARCH).status
    except ConnectionError:
        return None


def test_ten_thousand_idle_connections_are_survived(service: Service) -> None:
    """As many of them as this system lets one process open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = IDLE if hard == resource.RLIM_INFINITY else min(IDLE, hard - 500)
    try:
        with connected(service, count) as sockets:
            selector = selectors.DefaultSelector()
            for one in sockets:
                selector.register(one, selectors.EVENT_READ)
            # All but a few are closed at once; those wait for their time to run out.
            wait_until(lambda: len(selector.select(0.2)) > count - 2 * LIMIT)
            assert service.process.poll() is None
            assert {status_or_closed(service) for _ in range(3)} <= {200, 503, None}
            wait_until(lambda: status_or_closed(service) == 200)
            selector.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert service.get(SEARCH).status == 200
    assert "Traceback" not in service.log.read_text("utf-8")


def test_no_more_connections_than_the_system_lets_a_process_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits = {"now": (1024, 4096)}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: limits["now"])
    monkeypatch.setattr(resource, "setrlimit", lambda kind, to: limits.update(now=to))
    assert allow_connections(100) == 100 and limits["now"] == (1024, 4096)
    assert allow_connections(2048) == 2048 and limits["now"] == (2688, 4096)
    assert allow_connections(100_000) == 3174 and limits["now"] == (4096, 4096)
