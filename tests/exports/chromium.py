"""A browser for the tests of exports, closed before other tests use an event loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_PATH = Path("/usr/bin/chromium")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium as the system installs it, else Playwright's own."""
    with sync_playwright() as playwright:
        path = str(_PATH) if _PATH.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()
