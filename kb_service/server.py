"""Runs the service: one process, graceful shutdown, no record of what people search for."""

from __future__ import annotations

import logging

import uvicorn

from kb_service.app import create_app
from kb_service.settings import Settings

#: Seconds that requests under way are given when the service is told to stop.
GRACE = 10


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first."""
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    build_server(settings).run()


def build_server(settings: Settings) -> uvicorn.Server:
    """A server that has opened what it serves and does not listen yet."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            host=settings.host,
            port=settings.port,
            log_config=None,
            log_level=settings.log_level,
            access_log=False,  # its lines hold the query string
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=15,
        )
    )
