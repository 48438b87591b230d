"""The documentation of the API: its OpenAPI description, and an interactive page of our own.

Nothing on the page comes from a third party: Swagger UI is vendored (`static/swagger/`).
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb_service.parameters import NoParameters, parse_query
from kb_service.problems import MEDIA_TYPE, PROBLEM_TYPES, unknown_id
from kb_service.responses import (
    CONTENT_AGE,
    KEPT_LEVEL,
    Prepared,
    bytes_response,
    make_tag,
    matches_tag,
    not_modified,
    prepare,
)
from kb_service.schemas import BulkRow
from kb_service.settings import Settings
from kb_service.version import API_VERSION, NAME, NOTICE

SWAGGER_VERSION = "5.35.0"
FOLDER = Path(__file__).parent / "static" / "swagger"

DESCRIPTION = f"""
Search and read guidance on land degradation neutrality in Arabic, Chinese, English, French,
Russian and Spanish: every paragraph of the decisions with its permanent address, verb, addressee,
themes and audiences.

{NOTICE}

**Errors** have one shape, `application/problem+json` (RFC 9457). Unknown, repeated or
out-of-bounds parameters are refused with 422, and `errors` names each of them.

**Caching.** Reads carry `ETag` and `Cache-Control`; send `If-None-Match` to save transfers.
`HEAD` works wherever `GET` does. Any site may read from a browser unless its operator says
otherwise; credentials are never used.

**Limits.** `RateLimit` says how many requests are left to one client, `RateLimit-Policy` how many
are granted a minute; more are refused with 429 and `Retry-After`. A partner's key, sent as
`Authorization: Bearer …`, may be granted more.

**Versions.** Version 1 stays compatible: fields, parameters and values may be added, none is
removed or given another meaning. Clients ignore what they do not know. What is to go is announced
by the headers `Deprecation` and `Sunset` at least 12 months before, here and in the changelog.
"""

TAGS = [
    {"name": "Search", "description": "Find passages by words, meaning or reference."},
    {"name": "Content", "description": "Documents, paragraphs and pages, verbatim."},
    {"name": "Vocabulary", "description": "What filters accept, with labels in six languages."},
    {"name": "Courses", "description": "Training modules, and selections as files to teach with."},
    {"name": "Bulk download", "description": "The whole knowledge base as one file."},
    {"name": "Service", "description": "The service itself."},
]


_MEDIA_TYPES = {
    "openapi.json": "application/json",
    "docs.html": "text/html; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class _Asset:
    prepared: Prepared
    tag: str


class ApiDocs:
    """Serves the description and the page; both are built when first asked for."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._kept: dict[str, _Asset] = {}
        parts = urlsplit(settings.api_url)
        self._policy = "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                f"connect-src 'self' {parts.scheme}://{parts.netloc}",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )

    def routes(self) -> list[Route]:
        """The routes of the page, its assets and the description."""
        return [
            Route("/api/openapi.json", self._openapi, methods=["GET"]),
            Route("/api/docs", self._page, methods=["GET"]),
            Route("/api/docs/{name}", self._asset, methods=["GET"]),
        ]

    def build_openapi(self) -> dict[str, Any]:
        """The description of the API as OpenAPI 3.1."""
        described = get_openapi(
            title=NAME,
            version=API_VERSION,
            description=DESCRIPTION.strip(),
            routes=self._app.routes,
            servers=[{"url": self._settings.api_host_url.rstrip("/")}],
            tags=TAGS,
            license_info={"name": "Apache-2.0 (code); CC BY 4.0 (own content)"},
        )
        for operations in described["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    _complete_response(int(status), response)
        described["components"]["schemas"]["BulkRow"] = BulkRow.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            described["components"]["schemas"].pop(unused, None)
        return described

    async def _openapi(self, request: Request) -> Response:
        parse_query(NoParameters, request.scope["query_string"])
        return self._send(request, "openapi.json")

    async def _page(self, request: Request) -> Response:
        return self._send(request, "docs.html")

    async def _asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        names = ("docs.js", "swagger-ui-bundle.js", "swagger-ui.css")
        if name not in names:
            raise unknown_id("file", name, names)
        return self._send(request, name)

    def _send(self, request: Request, name: str) -> Response:
        if name not in self._kept:
            prepared = self._read(name)
            digest = hashlib.sha256(prepared.body).hexdigest()
            self._kept[name] = _Asset(prepared, make_tag(digest))
        asset = self._kept[name]
        if matches_tag(request.headers.get("if-none-match"), asset.tag):
            response = not_modified(asset.tag, CONTENT_AGE)
        else:
            media_type = _MEDIA_TYPES[name]
            response = bytes_response(request, asset.prepared, asset.tag, CONTENT_AGE, media_type)
        if name != "openapi.json":
            response.headers["content-security-policy"] = self._policy
        return response

    def _read(self, name: str) -> Prepared:
        if name == "openapi.json":
            return prepare(self.build_openapi(), KEPT_LEVEL)
        compressed = FOLDER / f"{name}.gz"
        if compressed.exists():
            packed = compressed.read_bytes()
            return Prepared(gzip.decompress(packed), packed)
        body = (FOLDER / name).read_bytes()
        return Prepared(body, gzip.compress(body, KEPT_LEVEL, mtime=0))


def _complete_response(status: int, response: dict[str, Any]) -> None:
    """Say what errors are written in, and which kind of error belongs to the status."""
    if status < 400:
        return
    kinds = [f"`{kind.slug}`" for kind in PROBLEM_TYPES.values() if kind.status == status]
    content = response.get("content", {}).pop("application/json", None)
    if content is not None:
        response["content"] = {MEDIA_TYPE: content}
    if kinds:
        response["description"] += f" Problem type: {' or '.join(kinds)}."
    if status in (429, 503):
        response["headers"] = {
            "Retry-After": {
                "description": "Seconds to wait.",
                "schema": {"type": "integer"},
            }
        }
