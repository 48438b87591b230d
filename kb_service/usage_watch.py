"""ASGI middleware that sees what was used, and the note that a route leaves for it."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.languages import CODES
from kb_service.usage import Event, UsageRecorder

#: Programs, which are no readers.
_PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|monitor|check|scan|archiv|feed|headless|lighthouse|"
    r"curl|wget|python|java/|okhttp|go-http|libwww|httpx|aiohttp|axios|node|postman|"
    r"facebookexternalhit|whatsapp",
    re.IGNORECASE,
)
_PAGE = re.compile(rf"/({'|'.join(CODES)})/((?:[^/]+/)*)(?:index\.html)?")
_DOWNLOAD = re.compile(rf"/downloads/ldn-guidance-({'|'.join(CODES)})\.zip")


def note(request: Request, event: Event) -> None:
    """Leave word of what was used; nobody takes it where nothing is counted."""
    noted = request.scope.get("kb.usage")
    if noted is not None:
        noted.append(event)


class UsageWatch:
    """Records what people use: no programs, and nobody who asks not to be counted."""

    def __init__(self, app: ASGIApp, recorder: UsageRecorder) -> None:
        self._app = app
        self._recorder = recorder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and record what came of it."""
        if "kb.client" not in scope or not _counts(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        noted: list[Event] = []
        status = 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        scope["kb.usage"] = noted
        await self._app(scope, receive, send_on)
        if scope["kb.kind"] == "site" and status in (200, 304):
            noted += _site_use(scope)
        if noted and status in (200, 304):
            self._recorder.record(scope["kb.client"], noted)


def _counts(headers: Headers) -> bool:
    agent = headers.get("user-agent", "")
    if headers.get("sec-gpc") == "1" or headers.get("dnt") == "1":
        return False
    return bool(agent) and _PROGRAMS.search(agent) is None


def _site_use(scope: Scope) -> list[Event]:
    """The page that a reader opened, or the copy that was taken along."""
    path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
    headers = Headers(scope=scope)
    if match := _DOWNLOAD.fullmatch(path):
        return [Event("export", match[1], (("format", "site"),))]
    # A script that keeps a language for reading offline opens no page.
    opened = headers.get("sec-fetch-dest", "document") in ("document", "iframe")
    fetched_ahead = "prefetch" in (headers.get("sec-purpose") or headers.get("purpose") or "")
    match = _PAGE.fullmatch(path)
    if match is None or not opened or fetched_ahead:
        return []
    return [Event("page", match[1], (("path", match[2] or "/"),))]
