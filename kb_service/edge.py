"""What every request passes first and every answer passes last.

In: limits on the URL and the body, the base path, HEAD as GET, whether gzip is accepted, CORS
preflights.
Out: security headers, CORS, `Vary`, honest tags, and no traceback, ever.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb_service.keys import KeyRing
from kb_service.policies import Policies
from kb_service.problems import ApiProblem, problem_response
from kb_service.responses import accepts_gzip
from kb_service.settings import Settings

#: Bytes of a request body that are taken without complaint where none is needed.
LARGEST_BODY = 4096
#: The one address that takes a body, and the most bytes of it: 300 long ids and a title.
EXPORTS = "/api/v1/exports"
LARGEST_SELECTION = 65_536
#: Seconds in which a body of unannounced length must have come.
BODY_PATIENCE = 5

_EXPOSED = (
    "ETag, Retry-After, Deprecation, Sunset, Link, Content-Disposition, RateLimit, RateLimit-Policy"
)
_ALLOWED = "GET, HEAD, OPTIONS"

_log = logging.getLogger("kb_service")


class Edge:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: KeyRing | None = None) -> None:
        self._app = app
        self._keys = keys
        self._policies = Policies(settings)
        self._types_url = f"{settings.api_url}problems/"
        self._origins = settings.cors_origins
        # Four-byte characters take twelve bytes when percent-encoded; the rest is for filters.
        self._longest_url = 12 * settings.max_query_length + 4096
        prefixes = {settings.base_path, settings.api_base_path} - {""}
        self._prefixes = tuple(sorted(prefixes, key=len, reverse=True))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        allow_origin = self._allow_origin(headers.get("origin"))
        sender = _Sender(send, scope, allow_origin, self._origins, self._policies)
        try:
            if refused := self._refuse(scope, headers):
                raise refused
            if "transfer-encoding" in headers or scope["method"] == "POST":
                receive = await _gather(receive, _largest_body(scope))
            if scope["method"] == "OPTIONS":
                await self._options(scope, headers)(scope, receive, sender)
                return
            if scope["path"] in self._prefixes:  # relative links need the slash
                await RedirectResponse(scope["path"] + "/", 308)(scope, receive, sender)
                return
            passed = {
                **scope,
                "root_path": self._root_path(scope["path"]),
                "headers": _settle_encoding(headers),
            }
            if scope["method"] == "HEAD":
                passed["method"] = "GET"
            try:
                await self._app(passed, receive, sender)
            finally:
                for name in ("route", "endpoint"):  # for whoever counts requests by them
                    scope[name] = passed.get(name)
        except ApiProblem as refusal:
            await self._answer(refusal, scope, receive, sender)
        except asyncio.CancelledError:  # the service stops, and this took longer than it waits
            if sender.started:
                raise
            await self._answer(_stopping(), scope, receive, sender)
        except Exception as error:
            # Messages of errors may quote what someone searched for: only places are logged.
            places = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s while answering %s\n%s", type(error).__name__, scope["path"], places)
            if sender.started:
                raise ConnectionAbortedError("the answer broke off") from None
            problem = ApiProblem("internal-error", "Something went wrong while answering.")
            await self._answer(problem, scope, receive, sender)

    async def _answer(
        self, problem: ApiProblem, scope: Scope, receive: Receive, sender: _Sender
    ) -> None:
        response = problem_response(problem, types_url=self._types_url, instance=scope["path"])
        await response(scope, receive, sender)

    def _refuse(self, scope: Scope, headers: Headers) -> ApiProblem | None:
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
        length = len(raw_path) + len(scope["query_string"])
        if length > self._longest_url:
            detail = f"The URL has {length} bytes; up to {self._longest_url} are accepted."
            return ApiProblem("uri-too-long", detail)
        try:
            unquote_to_bytes(raw_path).decode("utf-8")
        except UnicodeDecodeError:
            return ApiProblem("malformed-request", "The path is not percent-encoded UTF-8.")
        body = headers.get("content-length", "0")
        if not body.isascii() or not body.isdigit():
            return ApiProblem("malformed-request", "Content-Length is no number.")
        if int(body[:20]) > (most := _largest_body(scope)):
            detail = f"The body has {body[:20]} bytes; up to {most} are accepted here."
            return ApiProblem("content-too-large", detail, headers={"connection": "close"})
        return None

    def _root_path(self, path: str) -> str:
        """The base path if the proxy passed it on, else nothing."""
        for prefix in self._prefixes:
            if path.startswith(prefix + "/"):
                return prefix
        return ""

    def _allow_origin(self, origin: str | None) -> str | None:
        if "*" in self._origins:
            return "*"
        partner = self._keys is not None and origin in self._keys.origins
        return origin if partner or origin in self._origins else None

    def _options(self, scope: Scope, headers: Headers) -> Response:
        allowed = allowed_methods(scope)
        answer = Response(status_code=204, headers={"allow": allowed})
        if "access-control-request-method" in headers:
            answer.headers["access-control-allow-methods"] = allowed
            accepted = "If-None-Match, Accept-Language, Content-Type, Authorization"
            answer.headers["access-control-allow-headers"] = accepted
            answer.headers["access-control-max-age"] = "86400"
        return answer


def _settle_encoding(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The headers with `Accept-Encoding: gzip`, or with none where gzip is refused.

    Routes and the middleware that compresses would otherwise each read the weights their own way.
    """
    kept = [(name, value) for name, value in headers.raw if name != b"accept-encoding"]
    if accepts_gzip(",".join(headers.getlist("accept-encoding"))):
        kept.append((b"accept-encoding", b"gzip"))
    return kept


def _stopping() -> ApiProblem:
    detail = "The service stops before this could be answered; another one will answer."
    return ApiProblem("not-ready", detail, headers={"retry-after": "5", "connection": "close"})


def allowed_methods(scope: Scope) -> str:
    """The methods that an address answers: all read; a selection may also be posted."""
    return f"{_ALLOWED}, POST" if _takes_selection(scope) else _ALLOWED


def _takes_selection(scope: Scope) -> bool:
    return str(scope["path"]).endswith(EXPORTS)


def _largest_body(scope: Scope) -> int:
    posted = scope["method"] == "POST" and _takes_selection(scope)
    return LARGEST_SELECTION if posted else LARGEST_BODY


async def _gather(receive: Receive, most: int) -> Receive:
    """What is left to receive after a body was read to its end.

    ApiProblem if it is too large or does not end in time.
    """
    close = {"connection": "close"}
    body, more = b"", True
    try:
        async with asyncio.timeout(BODY_PATIENCE):
            while more:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > most:
                    detail = f"The body has more than {most} bytes, which is what is accepted here."
                    raise ApiProblem("content-too-large", detail, headers=close)
                more = message.get("more_body", False)
    except TimeoutError:
        detail = f"The body did not end within {BODY_PATIENCE} seconds."
        raise ApiProblem("malformed-request", detail, headers=close) from None
    ended: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_rest() -> Message:
        return ended.pop() if ended else await receive()

    return receive_rest


class _Sender:
    """Completes the headers of an answer; drops the body of answers to HEAD."""

    def __init__(
        self,
        send: Send,
        scope: Scope,
        allow_origin: str | None,
        origins: tuple[str, ...],
        policies: Policies,
    ) -> None:
        self._send = send
        self._policies = policies
        self._path = str(scope["path"])
        self._head = scope["method"] == "HEAD"
        self._allow_origin = allow_origin
        self._origins = origins
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._complete(MutableHeaders(raw=message["headers"]))
        elif self._head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    def _complete(self, headers: MutableHeaders) -> None:
        self._policies.complete(headers, self._path)
        varying = ["Accept-Encoding"]
        if self._allow_origin is not None:
            headers.setdefault("access-control-allow-origin", self._allow_origin)
            headers["access-control-expose-headers"] = _EXPOSED
        if "*" not in self._origins:
            varying.append("Origin")
        said = [name.strip() for line in headers.getlist("vary") for name in line.split(",")]
        headers["vary"] = ", ".join({name.lower(): name for name in (*said, *varying)}.values())
        tag = headers.get("etag", "")
        compressed = headers.get("content-encoding") == "gzip"
        if compressed and tag.startswith('"') and not tag.endswith('-gzip"'):
            # A strong tag promises equal bytes, which compressed and plain forms are not.
            headers["etag"] = f'{tag[:-1]}-gzip"'
