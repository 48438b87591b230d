"""The web application: the API, its documentation, health, and the built site."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kb_service.api_docs import ApiDocs
from kb_service.edge import Edge, allowed_methods
from kb_service.engines import EngineError
from kb_service.exports.worker import ExportWorker
from kb_service.guard import Guard
from kb_service.keys import KeyRing
from kb_service.knowledge_source import RETRY_AFTER, KnowledgeSource
from kb_service.monitoring import Monitor, Watch
from kb_service.problems import (
    PROBLEM_TYPES,
    ApiProblem,
    ParameterProblem,
    problem_response,
    shown,
    slug_for_status,
)
from kb_service.routes import bulk, content, exports, search, service, vocabulary
from kb_service.settings import Settings
from kb_service.static_site import SiteFiles
from kb_service.usage import UsageRecorder
from kb_service.usage_watch import UsageWatch
from kb_service.version import API_VERSION, NAME

if TYPE_CHECKING:
    from indexer.artefact import Artefact
    from indexer.encoder import Encoder

_log = logging.getLogger("kb_service")


def create_app(
    settings: Settings, artefact: Artefact | None = None, encoder: Encoder | None = None
) -> FastAPI:
    """The application for one deployment.

    Opens the artefact in `settings.index_dir` unless one is given. Without a usable one the
    application starts all the same: `/readyz` says why, and requests that need it are a 503
    until it can be opened. A file of keys that cannot be used is a KeysError.
    """
    export_worker = ExportWorker()
    monitor = Monitor()
    source = KnowledgeSource(settings, monitor, artefact, encoder)
    keys = KeyRing(settings.keys_file) if settings.keys_file else None
    usage = (
        UsageRecorder(settings.usage_file, settings.usage_minimum) if settings.usage_file else None
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        source.watch()
        if usage is not None:
            usage.start()
        yield
        source.close()
        export_worker.close()
        if usage is not None:
            usage.close()

    app = FastAPI(
        title=NAME,
        lifespan=lifespan,
        version=API_VERSION,
        openapi_url=None,  # `ApiDocs` describes errors as they are sent
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,  # names for generated clients
        redirect_slashes=False,  # its redirects repeat whatever Host header was sent
        # Telemetry would record addresses and refused values, which hold what people search for.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.state.settings = settings
    app.state.monitor = monitor
    app.state.source = source
    source.open()
    app.state.exports = export_worker
    app.state.usage = usage

    _handle_problems(app, settings)
    # The last one added is the first one passed.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    if usage is not None:
        app.add_middleware(UsageWatch, recorder=usage)
    app.add_middleware(Guard, settings=settings, keys=keys)
    app.add_middleware(Edge, settings=settings, keys=keys)
    app.add_middleware(Watch, settings=settings, monitor=monitor)

    for module in (search, content, vocabulary, exports, bulk, service):
        app.include_router(module.router, prefix="/api/v1")
    app.include_router(service.health_router)
    docs = ApiDocs(app, settings)
    app.openapi = docs.build_openapi  # type: ignore[method-assign]
    app.router.routes += [
        *docs.routes(),
        Route("/api", _to_root, methods=["GET"]),
        Route("/api/", _to_root, methods=["GET"]),
        Route("/api/v1", _to_root, methods=["GET"]),
        Route("/api/{rest:path}", _no_address, methods=["GET"]),
        Route("/{path:path}", _site_route(settings), methods=["GET"]),
    ]
    return app


def _handle_problems(app: FastAPI, settings: Settings) -> None:
    types_url = f"{settings.api_url}problems/"

    def respond(request: Request, problem: ApiProblem) -> Response:
        return problem_response(problem, types_url=types_url, instance=request.scope["path"])

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiProblem)
        return respond(request, error)

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        kind = slug_for_status(error.status_code)
        headers = dict(error.headers or {})
        if kind == "method-not-allowed":
            headers = {"allow": allowed_methods(request.scope)}
        return respond(request, ApiProblem(kind, PROBLEM_TYPES[kind].advice, headers=headers))

    async def on_validation_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        problems = [
            ParameterProblem(str(e["loc"][-1]), shown(e.get("input", "")), str(e["msg"]))
            for e in error.errors()
        ]
        detail = PROBLEM_TYPES["invalid-parameter"].advice
        return respond(request, ApiProblem("invalid-parameter", detail, problems))

    async def on_engine_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, EngineError)
        _log.error("%s", error, extra={"event": "engine-failed"})
        detail = "The search engine does not answer; texts and lists can still be read."
        headers = {"retry-after": str(RETRY_AFTER)}
        return respond(request, ApiProblem("not-ready", detail, headers=headers))

    app.add_exception_handler(ApiProblem, on_problem)
    app.add_exception_handler(EngineError, on_engine_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_validation_error)


async def _to_root(request: Request) -> Response:
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/api/v1/", 308)


async def _no_address(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    raise ApiProblem("not-found", f"The API has no such address; {settings.api_url} lists all.")


def _site_route(settings: Settings) -> Callable[[Request], Awaitable[Response]]:
    files = SiteFiles(settings.site_dir)

    async def site(request: Request) -> Response:
        if not settings.serve_site:
            detail = f"The site is elsewhere: {settings.base_url}; the API is {settings.api_url}"
            raise ApiProblem("not-found", detail)
        return await files.answer(request, request.path_params["path"])

    return site
