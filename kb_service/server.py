"""Runs the service: one process, graceful shutdown, no record of what people search for."""

from __future__ import annotations

import errno
import logging
import os
import socket
from contextlib import ExitStack

import uvicorn

from indexer.errors import KnowledgeBaseError
from kb_service.app import create_app
from kb_service.settings import Settings

#: Seconds that requests under way are given when the service is told to stop.
GRACE = 10

_WAITING = 2048  # connections not taken up yet

_log = logging.getLogger("kb_service")


class ListenError(KnowledgeBaseError):
    """The address or port to listen on cannot be had."""


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first.

    Raises ListenError before anything is opened or logged if nobody could connect.
    """
    with ExitStack() as opened:
        sockets = open_sockets(settings.host, settings.port)
        for one in sockets:
            opened.enter_context(one)
        logging.basicConfig(
            level=settings.log_level.upper(),
            format="%(asctime)s %(levelname)s %(name)s %(message)s",
        )
        server = build_server(settings)
        _log.info("listening on http://%s/", _place(settings.host, settings.port))
        server.run(sockets)


def build_server(settings: Settings) -> uvicorn.Server:
    """A server that has opened what it serves and does not answer yet."""
    app = create_app(settings)
    app.state.source.read_ahead()
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
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
