"""Runs the service: one process within limits, which ends when it is told to and not before.

SIGTERM: nothing new is taken, requests under way are finished, exit status 0. SIGHUP: look at once
whether another version of the index is current.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import os
import signal
import socket
import sys
from contextlib import ExitStack
from types import FrameType

import uvicorn

from indexer.errors import KnowledgeBaseError
from kb_service.allocation import share_arenas
from kb_service.app import create_app
from kb_service.connections import allow_connections, bounded_protocol
from kb_service.logs import configure_logging
from kb_service.monitoring import serve_metrics
from kb_service.settings import Settings

#: Seconds that requests under way are given when the service is told to stop.
GRACE = 10

_WAITING = 2048  # connections not taken up yet

#: How many objects more, and how many collections, let Python look for cycles of garbage. With its
#: own 700 and 10 that took a twelfth of a search, which leaves none behind.
_RARELY = (20_000, 20, 20)

_log = logging.getLogger("kb_service")


class ListenError(KnowledgeBaseError):
    """The address or port to listen on cannot be had."""


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first.

    Raises ListenError before anything is opened or logged if nobody could connect.
    """
    share_arenas()  # before there are threads
    gc.set_threshold(*_RARELY)
    with ExitStack() as opened:
        sockets = open_sockets(settings.host, settings.port)
        for one in sockets:
            opened.enter_context(one)
        configure_logging(settings)
        # Whoever asks for the end gets it, with status 0: also before the server has its own
        # handler, and from the server, which passes the signal on when it is done.
        signal.signal(signal.SIGTERM, _leave)
        server = build_server(settings, opened)
        _log.info(
            "listening on http://%s/",
            _place(settings.host, settings.port),
            extra={"event": "listening"},
        )
        server.run(sockets)


def build_server(settings: Settings, opened: ExitStack | None = None) -> uvicorn.Server:
    """A server that has opened what it serves and does not answer yet.

    With `opened`, its metrics are answered until that is closed, and nothing of it goes on then.
    """
    app = create_app(settings)
    if opened is not None:
        opened.callback(app.state.source.close)
        serve_metrics(app.state.monitor, settings, opened)
    app.state.source.read_ahead()
    limit = allow_connections(settings.max_connections)
    if limit < settings.max_connections:
        _log.warning(
            "%d connections at most: the system allows this process no more open files",
            limit,
            extra={"event": "fewer-connections", "limit": limit},
        )
    return _Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            http=bounded_protocol(settings, app.state.monitor, limit),
            ws="none",
            log_config=None,
            log_level=settings.log_level,
            access_log=False,  # its lines hold the query string
            server_header=False,
            proxy_headers=False,  # `kb_service.clients` reads them
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=15,
            backlog=_WAITING,
        )
    )


class _Server(uvicorn.Server):
    """A server that hears SIGHUP."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        source = self.config.app.state.source  # type: ignore[union-attr]
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, source.check_soon)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Listening sockets, one for each address of a host; ListenError says why there is none.

    Whoever connects before the service is open waits for it. An address that this machine lacks
    (`::1` without IPv6) is passed over if the host has another.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise _refusal(host, port, OSError(errno.EADDRNOTAVAIL, str(error))) from None
    lacking: OSError | None = None
    with ExitStack() as opened:
        sockets: list[socket.socket] = []
        for family, kind, protocol, _, address in dict.fromkeys(found):
            try:
                one = opened.enter_context(socket.socket(family, kind, protocol))
                if os.name == "posix":  # elsewhere it would share the port with a stranger
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:  # IPv4 has a socket of its own
                    one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                one.bind(address)
                one.listen(_WAITING)
            except OSError as error:
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise _refusal(host, port, error) from None
                lacking = error
            else:
                sockets.append(one)
        if not sockets:
            raise _refusal(host, port, lacking or OSError(errno.EADDRNOTAVAIL, "")) from None
        opened.pop_all()  # whoever asked for them closes them
    return sockets


def _refusal(host: str, port: int, error: OSError) -> ListenError:
    match error.errno:
        case errno.EADDRINUSE:
            found = f"port {port} is in use by another program"
            accepted = "choose a free one with --port (KB_PORT)"
        case errno.EACCES | errno.EPERM:
            found = f"port {port} is not open to this user"
            accepted = "choose one from 1024 with --port (KB_PORT)"
        case errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT:
            found = "this machine has no such address"
            accepted = "choose one with --host (KB_HOST), such as 127.0.0.1 or 0.0.0.0"
        case _:
            found = f"it cannot be listened on ({error.strerror})"
            accepted = "choose others with --host (KB_HOST) and --port (KB_PORT)"
    return ListenError(f"{_place(host, port)}: {found}; {accepted}")


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
