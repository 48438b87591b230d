"""The built site as files: each language's own 404 page, caching, nothing outside the folder."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from indexer.languages import CODES
from kb_service.problems import ApiProblem
from kb_service.responses import matches_tag
from kb_service.site_versions import folder_before

#: Names that carry a digest of their contents (`bundle.1f2e3d4c.min.js`) never change.
_IMMUTABLE = re.compile(r"\.[0-9a-f]{8,64}\.(min\.)?[a-z0-9]+$")
#: The widget: a numbered release never changes, the line of releases moves.
_RELEASE = re.compile(r"widget/\d+\.\d+\.\d+[^/]*/")
_LINE = re.compile(r"widget/v\d+/")
#: What pages of other sites load: the widget, and the index that it searches without the API.
_SHARED = re.compile(r"widget/|[a-z]{2}/search-index\.json$")
#: What mimetypes does not know, or knows as XML of any kind.
_MEDIA_TYPES = {
    "feed.xml": "application/atom+xml",
    "opensearch.xml": "application/opensearchdescription+xml",
    ".ris": "application/x-research-info-systems",
    ".webmanifest": "application/manifest+json",
}
_ODD = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands under a path: a folder, or a file that is open and stays so until it is sent."""

    status: os.stat_result
    descriptor: int | None


class SiteFiles:
    """Answers from a folder of static files.

    * A path names a file below the folder or nothing: no `..`, no hidden file, no link that
      leads outside, no listing of folders.
    * Every language has its own 404 page; outside the languages the reader's is chosen, or the page
      in all of them where the reader prefers none.
    * Another site may take the folder's place at any time: each answer is whole and of one of the
      two, and what pages of the one before load by a name with a digest is still there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = folder_before(folder.absolute())

    async def answer(self, request: Request, path: str) -> Response:
        """The file, page, redirect or 404 page for a path without leading slash."""
        found = await run_in_threadpool(self._find, path)
        if found is None:
            return await self._missing(request, path)
        if found.descriptor is None:
            # Relative to the address asked for: neither a Host header that anyone may send nor
            # a proxy that strips a sub-path changes where it leads. No `:` stays unquoted.
            query = request.url.query
            address = quote(path.rpartition("/")[2]) + "/" + (f"?{query}" if query else "")
            return RedirectResponse(address, 301)
        return _file(request, found, found.descriptor, path)

    def _find(self, path: str) -> _Found | None:
        """What is at a path; the folder if a slash is missing at its end; None without anything."""
        while True:
            before = _identity(self._folder)
            found = _find_below(self._folder, path)
            if found is not None or before == _identity(self._folder):
                break  # nothing there, or not while one site left and another came
        if found is None and (before is None or _IMMUTABLE.search(path)):
            found = _find_below(self._before, path)
        return found

    async def _missing(self, request: Request, path: str) -> Response:
        language: str | None = path.partition("/")[0]
        if language not in CODES:
            language = preferred_language(request.headers.get("accept-language", ""))
        own = (f"{language}/404.html",) if language else ()
        for page in (*own, "404.html"):
            found = await run_in_threadpool(self._find, page)
            if found is not None and found.descriptor is not None:
                headers = {"cache-control": "no-store", "vary": "Accept-Language"}
                with open(found.descriptor, "rb") as file:
                    body = await run_in_threadpool(file.read)
                return Response(body, 404, headers, "text/html")
        if not await run_in_threadpool(self._folder.is_dir):
            raise ApiProblem(
                "not-ready",
                "The site is not built; run `ldn-kb site` to build it.",
                headers={"retry-after": "60"},
            )
        raise ApiProblem("not-found", "There is no such page.")


def preferred_language(header: str) -> str | None:
    """The first of our languages that an `Accept-Language` header prefers; None without any."""
    weighted: list[tuple[float, str]] = []
    for part in header[:1000].split(","):
        tag, _, weight = part.partition(";")
        code = tag.strip().lower().partition("-")[0]
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if code in CODES and quality > 0:
            weighted.append((-quality, code))
    return min(weighted, key=lambda one: one[0])[1] if weighted else None


class _OpenFile(FileResponse):
    """Sends a file that is open, whatever stands under its name meanwhile; closes it."""

    def __init__(self, descriptor: int, status: os.stat_result, media_type: str) -> None:
        super().__init__(f"/dev/fd/{descriptor}", stat_result=status, media_type=media_type)
        self._descriptor = descriptor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            os.close(self._descriptor)


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another one that takes its place; None for none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _find_below(folder: Path, path: str) -> _Found | None:
    segments = path.split("/") if path else []
    folder_asked = not segments or segments[-1] == ""
    if folder_asked:
        segments = [*segments[:-1], "index.html"]
    if any(not name or name.startswith(".") or _ODD.search(name) for name in segments):
        return None
    root = os.path.realpath(folder)
    try:
        full = os.path.realpath(os.path.join(root, *segments))
        if os.path.commonpath([full, root]) != root:
            return None
        descriptor = os.open(full, os.O_RDONLY | os.O_NONBLOCK)  # no pipe makes it wait
    except (OSError, ValueError):
        return None
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return _Found(status, descriptor)
    os.close(descriptor)
    index = os.path.join(full, "index.html")
    if stat.S_ISDIR(status.st_mode) and not folder_asked and os.path.isfile(index):
        return _Found(status, None)
    return None


def _file(request: Request, found: _Found, descriptor: int, path: str) -> Response:
    name = path.rpartition("/")[2] or "index.html"
    media_type = _MEDIA_TYPES.get(name) or _MEDIA_TYPES.get(os.path.splitext(name)[1])
    media_type = media_type or guess_type(name)[0] or "application/octet-stream"
    response = _OpenFile(descriptor, found.status, media_type)
    response.headers["cache-control"] = _caching(path)
    if _SHARED.match(path):
        # For every site, whichever may call the API: these are files without secrets or cookies.
        response.headers["access-control-allow-origin"] = "*"
    if matches_tag(request.headers.get("if-none-match"), response.headers["etag"]):
        os.close(descriptor)
        kept = ("etag", "cache-control", "last-modified", "access-control-allow-origin")
        headers = {name: response.headers[name] for name in kept if name in response.headers}
        return Response(status_code=304, headers=headers)
    return response


def _caching(path: str) -> str:
    if _IMMUTABLE.search(path) or _RELEASE.match(path):
        return "public, max-age=31536000, immutable"
    if path.endswith((".html", "/")) or not path:
        return "public, max-age=0, must-revalidate"
    return "public, max-age=600" if _LINE.match(path) else "public, max-age=3600"
