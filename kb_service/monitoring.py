"""What operators can watch: counts and times as Prometheus metrics, and lines about requests.

No metric holds text of a query, an address of a caller or a label whose values could grow without
bound: routes are templates, versions of the index replace one another.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import ExitStack

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.errors import KnowledgeBaseError
from indexer.languages import CODES
from kb_service.clients import ClientFinder
from kb_service.setting_values import API_SUFFIX
from kb_service.settings import Settings

#: Upper borders of the buckets of answer times, in seconds.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
#: The longest address that is logged, in characters.
_LONGEST = 2000

_access = logging.getLogger("kb_service.access")


class MetricsError(KnowledgeBaseError):
    """The port for metrics cannot be had."""


class Monitor:
    """The metrics of one service, in a registry of their own; safe to share between threads."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "ldn_requests", "Requests answered.", ("route", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "ldn_request_seconds",
            "Seconds from a request's headers to the last byte of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._searches = Counter(
            "ldn_searches",
            "Searches by the language asked in, the mode, and whether anything was found.",
            ("language", "mode", "outcome"),
            registry=registry,
        )
        self._exports = Counter(
            "ldn_exports",
            "Files asked for, by format and outcome.",
            ("format", "outcome"),
            registry=registry,
        )
        self._index = Gauge(
            "ldn_index_info", "1 for the index in use.", ("version", "built"), registry=registry
        )
        self._passages = Gauge(
            "ldn_index_passages", "Passages in the index in use.", ("language",), registry=registry
        )
        self._opened = Counter(
            "ldn_index_opened",
            "Times that an index was opened or refused.",
            ("outcome",),
            registry=registry,
        )
        self.connections = Gauge("ldn_connections", "Connections that are open.", registry=registry)
        self.refused = Counter(
            "ldn_connections_refused",
            "Connections above the limit, closed or answered 503.",
            registry=registry,
        )
        self.dropped = Counter(
            "ldn_connections_dropped",
            "Connections closed because the caller sent or read too slowly.",
            registry=registry,
        )
        for outcome in ("opened", "refused"):
            self._opened.labels(outcome)

    def request_answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        named = method if method in _METHODS else "other"
        self._requests.labels(route, named, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def searched(self, language: str, mode: str, found: bool) -> None:
        """Count a search."""
        self._searches.labels(language, mode, "found" if found else "nothing").inc()

    def exported(self, format_id: str, outcome: str) -> None:
        """Count an export; the outcome is written, unchanged, refused, busy or failed."""
        self._exports.labels(format_id, outcome).inc()

    def index_opened(self, version: str, built: str, passages: Mapping[str, int]) -> None:
        """Tell which index is in use."""
        self._opened.labels("opened").inc()
        self._index.clear()
        self._index.labels(version, built).set(1)
        for code in CODES:
            self._passages.labels(code).set(passages[code])

    def index_refused(self) -> None:
        """Count an index that could not be used."""
        self._opened.labels("refused").inc()


class Watch:
    """ASGI middleware, the outermost: measures each request, and logs it if that is switched on."""

    def __init__(self, app: ASGIApp, settings: Settings, monitor: Monitor) -> None:
        self._app = app
        self._settings = settings
        self._monitor = monitor
        self._clients = ClientFinder(settings.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and see what is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def pass_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, pass_on)
        finally:
            seconds = time.perf_counter() - started
            route = name_route(scope)
            self._monitor.request_answered(route, scope["method"], status, seconds)
            if self._settings.log_access:
                self._log(scope, route, status, seconds)

    def _log(self, scope: Scope, route: str, status: int, seconds: float) -> None:
        fields: dict[str, object] = {
            "event": "request",
            "method": scope["method"],
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        if self._settings.log_queries:
            query = scope["query_string"].decode("latin-1")
            fields["address"] = (scope["path"] + (f"?{query}" if query else ""))[:_LONGEST]
        if self._settings.log_addresses:
            fields["caller"] = self._clients.find(scope).name
        words = " ".join(str(value) for name, value in fields.items() if name != "event")
        _access.info("%s", words, extra=fields)


def name_route(scope: Scope) -> str:
    """The template of the address that a request asked for: one of a few, whatever was asked.

    `site` for files of the site, `docs` for what the API has besides its routes, `refused` where
    a request was answered before its address was looked at.
    """
    if scope.get("endpoint") is None:
        return "refused"
    template = str(getattr(scope.get("route"), "path", ""))
    of_api = "/api/" in scope["path"]
    if not template or "{path:path}" in template or "{rest:path}" in template:
        return "docs" if of_api else "site"
    return f"/api/v1{template}" if f"/{API_SUFFIX}" in scope["path"] else template


def serve_metrics(monitor: Monitor, settings: Settings, opened: ExitStack) -> None:
    """Answer `/metrics` at a port of its own, in a thread, until `opened` is closed.

    Nothing where the port is 0. MetricsError if it cannot be had.
    """
    if not settings.metrics_port:
        return
    try:
        server, thread = start_http_server(
            settings.metrics_port, settings.host, registry=monitor.registry
        )
    except OSError as error:
        place = f"{settings.host}:{settings.metrics_port}"
        raise MetricsError(
            f"{place}: metrics cannot be answered there ({error.strerror or error}); choose a free "
            "port with KB_METRICS_PORT, or 0 for none"
        ) from None
    opened.callback(thread.join, 1)
    opened.callback(server.server_close)
    opened.callback(server.shutdown)
