"""For writers: builds the site again whenever something that it is made of changes, and shows it.

Guarantees: one build at a time, in a process of its own, so that changed code counts too; what
changes during a build is built after it; a build that fails says what is wrong and leaves the
pages as they were; Ctrl-C ends it all.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from watchfiles import watch

from kb_service.edge import Edge
from kb_service.server import ListenError, open_sockets
from kb_service.settings import Settings
from kb_service.static_site import SiteFiles

#: What a writer changes, below the root.
_WATCHED = ("content", "site", "indexer", "mkdocs.yml")
#: Milliseconds of quiet after a change: editors write a file in several steps.
_QUIET = 300

Say = Callable[[str], None]


def watch_site(
    content: Path, out: Path, languages: Sequence[str], settings: Settings, say: Say
) -> None:
    """Build and serve the site until Ctrl-C, and build it again after every change."""
    root = content.resolve().parent
    command = [sys.executable, "-m", "kb_service.cli", "site"]
    command += ["--content", str(content.resolve()), "--out", str(out.resolve())]
    command += [part for code in languages for part in ("--lang", code)]
    paths = [root / name for name in _WATCHED if (root / name).exists()]
    for ending in (signal.SIGINT, signal.SIGTERM):  # also where a shell told us to ignore them
        signal.signal(ending, signal.default_int_handler)
    try:
        with _serve_pages(out, settings, say):
            built = False
            # An empty set soon after the start: the first build runs watched like every other.
            for changes in watch(*paths, step=_QUIET, rust_timeout=_QUIET, yield_on_timeout=True):
                if changes:
                    names = sorted({str(Path(path).relative_to(root)) for _, path in changes})
                    say(f"changed: {', '.join(names[:5])}{' …' if len(names) > 5 else ''}")
                elif built:
                    continue
                _build(command, say)
                if not built:
                    say(f"watching {', '.join(_WATCHED)} in {root}; Ctrl-C ends")
                    built = True
    except KeyboardInterrupt:
        say("ended")


def _build(command: Sequence[str], say: Say) -> None:
    """One build; its own messages say what is wrong."""
    done = subprocess.run(command, check=False)
    say("built" if done.returncode == 0 else "not built: the pages are as they were")


@contextmanager
def _serve_pages(out: Path, settings: Settings, say: Say) -> Iterator[None]:
    """Serve the pages, without the search service, unless something else has the port."""
    try:
        sockets = open_sockets(settings.host, settings.port)
    except ListenError as error:
        say(f"the pages are not served here: {error}")
        yield
        return
    files = SiteFiles(out)

    async def page(request: Request) -> Response:
        return await files.answer(request, request.path_params["path"])

    app = Starlette(
        routes=[Route("/{path:path}", page)], middleware=[Middleware(Edge, settings=settings)]
    )
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
    thread = Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    say(f"pages: {settings.base_url} (without the search service; `ldn-kb serve` has both)")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
        for one in sockets:
            one.close()
