"""Connections within limits: how many there are, and how long each may keep the service waiting.

A caller who is slow costs a connection and nothing else, and not for ever:

* Headers must have come `HEADER_PATIENCE` seconds after a connection was opened, or after the
  first byte of a later request on it; of more than `MOST_HEADERS` bytes they are refused.
* What is answered must be taken at `LEAST_RATE` bytes a second, as seen every `SEND_PATIENCE`
  seconds.
* Connections above the limit are answered 503 with `Retry-After`, those above a quarter more are
  closed at once.

Bodies have a limit of their own (`kb_service.edge`), idle connections uvicorn's.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kb_service.monitoring import Monitor
from kb_service.problems import ApiProblem, problem_response
from kb_service.settings import Settings

#: Seconds in which the headers of a request must have come.
HEADER_PATIENCE = 10.0
#: Bytes of the headers of a request, the request line among them.
MOST_HEADERS = 65_536
#: Seconds between two looks at whether an answer is taken, and bytes a second that must be.
SEND_PATIENCE = 20.0
LEAST_RATE = 500
#: Seconds after which a caller who found no place may try again.
RETRY_AFTER = 2
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"connection: close\r\ncontent-length: 0\r\n\r\n"
)
#: Open files that are no connections: index, site, logs, sockets of the system.
_OTHER_FILES = 128


def bounded_protocol(settings: Settings, monitor: Monitor, limit: int) -> type[HttpToolsProtocol]:
    """The protocol for a server that holds up to `limit` connections."""
    types_url = f"{settings.api_url}problems/"

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        detail = "As many connections as can be are open; try again in a moment."
        headers = {"retry-after": str(RETRY_AFTER), "connection": "close"}
        problem = ApiProblem("overloaded", detail, headers=headers)
        response = problem_response(problem, types_url=types_url, instance=scope["path"])
        await response(scope, receive, send)

    class Bounded(_Bounded):
        pass

    Bounded.limit, Bounded.refuse, Bounded.monitor = limit, staticmethod(refuse), monitor
    return Bounded


def allow_connections(wanted: int) -> int:
    """How many connections this process may hold, up to those wanted.

    Raises its limit of open files where the system lets it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + wanted // 4 + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        allowed = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return wanted
    return max(1, (soft - _OTHER_FILES) * 4 // 5)


class _Bounded(HttpToolsProtocol):
    """One connection."""

    limit: int
    refuse: Callable[[Scope, Receive, Send], Any]
    monitor: Monitor

    _header_timer: asyncio.TimerHandle | None = None
    _send_timer: asyncio.TimerHandle | None = None
    _left = 0
    _heard = 0
    _in_headers = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        count = len(self.connections)
        self.monitor.connections.set(count)
        if count > self.limit:
            self.monitor.refused.inc()
            self.app = self.refuse
            if count > self.limit + self.limit // 4:
                transport.abort()
                return
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_timers()
        super().connection_lost(exc)
        self.monitor.connections.set(len(self.connections))

    def data_received(self, data: bytes) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self._expect_headers()
        super().data_received(data)
        if self._in_headers:
            self._heard += len(data)
            if self._heard > MOST_HEADERS and not self.transport.is_closing():
                self.monitor.dropped.inc()
                self._forget_timers()
                self.transport.write(_TOO_LARGE)
                self.transport.close()

    def on_message_begin(self) -> None:
        self._in_headers, self._heard = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_headers = False
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect_taking()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_taking()

    def _expect_headers(self) -> None:
        if self._header_timer is None:
            self._header_timer = self.loop.call_later(HEADER_PATIENCE, self._drop)

    def _expect_taking(self) -> None:
        if self._send_timer is None and self.transport.get_write_buffer_size():
            self._left = self.transport.get_write_buffer_size()
            self._send_timer = self.loop.call_later(SEND_PATIENCE, self._check_taking)

    def _check_taking(self) -> None:
        self._send_timer = None
        left = self.transport.get_write_buffer_size()
        if left and self._left - left < LEAST_RATE * SEND_PATIENCE:
            self._drop()
        else:
            self._expect_taking()

    def _drop(self) -> None:
        self.monitor.dropped.inc()
        self._forget_timers()
        self.transport.abort()

    def _forget_timers(self) -> None:
        for timer in (self._header_timer, self._send_timer):
            if timer is not None:
                timer.cancel()
        self._header_timer = self._send_timer = None
