"""ASGI middleware between the edge and the routes: keys, limits, and who must wait."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb_service.clients import Client, ClientFinder
from kb_service.gate import Gate
from kb_service.keys import KeyRing
from kb_service.limits import Count, Limits
from kb_service.problems import ApiProblem
from kb_service.settings import Settings

_SEARCHES = ("/search", "/suggest", "/related/")
_FILES = ("/exports", "/bulk.")
_API = "/api/v1"
_HEALTH = ("/healthz", "/readyz")


class Guard:
    """Refuses what is too much with a problem; passes health checks on unseen."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: KeyRing | None = None) -> None:
        self._app = app
        self._keys = keys
        self._clients = ClientFinder(settings.trusted_proxies)
        self._limits = Limits()
        self._quotas = {
            "search": settings.limit_search,
            "exports": settings.limit_exports,
            "api": settings.limit_api,
            "site": settings.limit_site,
        }
        wait = settings.longest_wait / 1000
        others = Gate(settings.requests_at_once, settings.most_waiting, wait)
        # Files are made in a process of their own, which has a queue and a bound already.
        self._gates = {
            "search": Gate(settings.searches_at_once, settings.most_waiting, wait),
            "api": others,
            "site": others,
        }
        self._search_time = float(settings.search_time)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when it is its turn, or raise the ApiProblem that refuses it."""
        kind = kind_of(scope)
        if scope["type"] != "http" or kind is None:
            await self._app(scope, receive, send)
            return
        client = self._clients.find(scope)
        scope["kb.client"], scope["kb.kind"] = client.name, kind
        count = self._count(Headers(scope=scope), client, kind)
        if count is not None and not count.granted:
            raise _refusal(count)
        if count is not None and kind != "site":
            send = _with_headers(send, count.headers())
        gate = self._gates.get(kind)
        if gate is None:
            await self._app(scope, receive, send)
            return
        patience = self._search_time if kind == "search" else None
        await gate.run(self._app, scope, receive, send, patience)

    def _count(self, headers: Headers, client: Client, kind: str) -> Count | None:
        """The request counted; None where nothing limits it."""
        quota, name = self._quotas[kind], client.name
        known = client.known
        if self._keys is not None and kind != "site":
            key = self._keys.find(headers.get("authorization"), headers.get("origin"))
            if key is not None:
                quota = key.limits.get(kind, quota)
                # One for each reader: who copies a public key takes nothing from the others.
                name = f"{key.id} {client.name}" if key.origins else key.id
                known = known or not key.origins
        return self._limits.take(name, kind, quota) if known and quota else None


def kind_of(scope: Scope) -> str | None:
    """What a request asks for: search, exports, api or site; None for health checks."""
    path = str(scope.get("path", "")).removeprefix(str(scope.get("root_path", "")))
    if path in _HEALTH:
        return None
    if path.startswith(f"{_API}/"):
        address = path.removeprefix(_API)
        if address.startswith(_SEARCHES):
            return "search"
        if address.startswith(_FILES) and address != "/exports/formats":
            return "exports"
    return "api" if path == "/api" or path.startswith("/api/") else "site"


def _refusal(count: Count) -> ApiProblem:
    detail = (
        f"{count.quota} requests of this kind ({count.name}) are granted a minute; "
        f"ask again in {count.wait} s."
    )
    headers = {"retry-after": str(count.wait), **count.headers()}
    return ApiProblem("too-many-requests", detail, headers=headers)


def _with_headers(send: Send, added: dict[str, str]) -> Send:
    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(raw=message["headers"]).update(added)
        await send(message)

    return send_on
