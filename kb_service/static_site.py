"""The built site as files: each language's own 404 page, caching, nothing outside the folder."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from indexer.languages import CODES
from kb_service.labels import DEFAULT_LANGUAGE
from kb_service.problems import ApiProblem
from kb_service.responses import matches_tag

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


class SiteFiles:
    """Answers from a folder of static files.

    * A path names a file below the folder or nothing: no `..`, no hidden file, no link that
      leads outside, no listing of folders.
    * Every language has its own 404 page; outside the languages the reader's is chosen.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def answer(self, request: Request, path: str) -> Response:
        """The file, page, redirect or 404 page for a path without leading slash."""
        found, status = await run_in_threadpool(self._find, path)
        if found is None:
            return await self._missing(request, path)
        if stat.S_ISDIR(status.st_mode):
            # Relative to the address asked for: neither a Host header that anyone may send nor
            # a proxy that strips a sub-path changes where it leads. No `:` stays unquoted.
            query = request.url.query
            address = quote(path.rpartition("/")[2]) + "/" + (f"?{query}" if query else "")
            return RedirectResponse(address, 301)
        return _file(request, found, status, path)

    def _find(self, path: str) -> tuple[Path | None, os.stat_result]:
        """The file for a path; the folder if a slash is missing at its end; None without one."""
        nothing = None, os.stat_result([0] * 10)
        segments = path.split("/") if path else []
        folder_asked = not segments or segments[-1] == ""
        if folder_asked:
            segments = [*segments[:-1], "index.html"]
        if any(not name or name.startswith(".") or _ODD.search(name) for name in segments):
            return nothing
        root = os.path.realpath(self._folder)
        try:
            full = os.path.realpath(os.path.join(root, *segments))
            if os.path.commonpath([full, root]) != root:
                return nothing
            status = os.stat(full)
            if stat.S_ISDIR(status.st_mode) and not folder_asked:
                index = os.path.isfile(os.path.join(full, "index.html"))
                return (Path(full), status) if index else nothing
        except (OSError, ValueError):
            return nothing
        return (Path(full), status) if stat.S_ISREG(status.st_mode) else nothing

    async def _missing(self, request: Request, path: str) -> Response:
        language = path.partition("/")[0]
        if language not in CODES:
            language = preferred_language(request.headers.get("accept-language", ""))
        for page in (f"{language}/404.html", f"{DEFAULT_LANGUAGE}/404.html", "404.html"):
            found, _ = await run_in_threadpool(self._find, page)
            if found is not None:
                headers = {"cache-control": "no-store", "vary": "Accept-Language"}
                body = await run_in_threadpool(found.read_bytes)
                return Response(body, 404, headers, "text/html")
        if not await run_in_threadpool(self._folder.is_dir):
            raise ApiProblem(
                "not-ready",
                "The site is not built; run `ldn-kb site` to build it.",
                headers={"retry-after": "60"},
            )
        raise ApiProblem("not-found", "There is no such page.")


def preferred_language(header: str) -> str:
    """The first of our languages that an `Accept-Language` header prefers."""
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
    return min(weighted, key=lambda one: one[0])[1] if weighted else DEFAULT_LANGUAGE


def _file(request: Request, file: Path, status: os.stat_result, path: str) -> Response:
    media_type = _MEDIA_TYPES.get(file.name) or _MEDIA_TYPES.get(file.suffix)
    response = FileResponse(file, stat_result=status, media_type=media_type)
    response.headers["cache-control"] = _caching(path)
    if _SHARED.match(path):
        # For every site, whichever may call the API: these are files without secrets or cookies.
        response.headers["access-control-allow-origin"] = "*"
    if matches_tag(request.headers.get("if-none-match"), response.headers["etag"]):
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
