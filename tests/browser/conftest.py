"""The real service with the real site and content, and a real browser that visits it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, expect, sync_playwright
from visit import Visit, note_wrong

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from kb_service.app import create_app
from kb_service.settings import Settings, read_settings
from kb_service.site_build import build_site

CHROMIUM = Path("/usr/bin/chromium")
expect.set_options(
    timeout=20_000
)  # of a machine that is busy; who waits in vain fails all the same
#: Keep the browser from talking to anyone but the page's own host.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def live(
    repository: Path,
    index_dir: Path,
    search_file: Path,
    artefact: Artefact,
    encoder: Encoder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Settings]:
    """The service on a free port of this machine, with its site."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = replace(
        read_settings({"KB_BASE_URL": f"http://127.0.0.1:{port}/", "KB_PORT": str(port)}),
        index_dir=index_dir,
        search_file=search_file,
        site_dir=tmp_path_factory.mktemp("live") / "site",
    )
    build_site(repository, settings.site_dir, settings.base_url, settings.api_url, "")
    app = create_app(settings, artefact, encoder)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline and thread.is_alive(), "the service does not start"
        time.sleep(0.05)
    yield settings
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system installs it, else Playwright's own."""
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        opened = playwright.chromium.launch(executable_path=path, headless=True, args=list(_FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, live: Settings) -> Iterator[Visit]:
    """A fresh reader; fails the test for console errors and for requests to other hosts."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    visit = Visit(page, live.base_url)
    host = urlsplit(live.base_url).netloc

    def check_request(url: str) -> None:
        if urlsplit(url).netloc != host and not url.startswith("data:"):
            visit.wrong.append(f"request to {url}")

    page.on("request", lambda request: check_request(request.url))
    note_wrong(page, visit.wrong)
    yield visit
    context.close()
    assert visit.wrong == []
